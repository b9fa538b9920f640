-- What makes the counts of links with very many clicks quick to read: rollups, which whoever ships clicks adds to.

-- A click's number begins with the number of the transaction that stored it. Clicks below every transaction that still runs
-- are settled: whoever reads them in order and up to there misses none.
ALTER TABLE click
    ADD COLUMN id     bigint  NOT NULL DEFAULT 0,
    ADD COLUMN rolled boolean NOT NULL DEFAULT false,
    ADD COLUMN city   text;

COMMENT ON COLUMN click.id IS 'number of the transaction, shifted left by 20 bits, and the click''s place in it';
COMMENT ON COLUMN click.rolled IS 'whether it is counted in click_breakdown and among the uniques of click_count for its link too';

UPDATE click SET id = numbered.id
FROM (SELECT tableoid, ctid, row_number() OVER (ORDER BY at) AS id FROM click) AS numbered
WHERE click.tableoid = numbered.tableoid AND click.ctid = numbered.ctid;

-- Whoever still stores clicks without a number fails from now on, and keeps them in its journal until it is replaced.
ALTER TABLE click ALTER COLUMN id DROP DEFAULT;

DROP INDEX click_link_id_at_idx;
CREATE INDEX click_link ON click (link_id, rolled, id);
CREATE INDEX click_id ON click (id);

-- Visitors are counted once a day and class, with the first click.
ALTER TABLE click_count ADD COLUMN uniques bigint NOT NULL DEFAULT 0;

COMMENT ON COLUMN click_count.link_id IS 'the link; 0: all links together; -1: there was no link';
COMMENT ON COLUMN click_count.uniques IS 'of the clicks that are rolled; those of the others are in click';

-- Clicks of links that are clicked often, and of all links together, by what is known of them.
CREATE TABLE click_breakdown (
    link_id   bigint      NOT NULL,
    dimension smallint    NOT NULL,
    minutes   smallint    NOT NULL,
    start     timestamptz NOT NULL,
    traffic   smallint    NOT NULL,
    value     text        COLLATE "C" NOT NULL,
    clicks    bigint      NOT NULL,
    PRIMARY KEY (link_id, dimension, minutes, start, traffic, value)
) WITH (fillfactor = 80);

COMMENT ON COLUMN click_breakdown.dimension IS '1 country, 2 city, 3 referrer, 4 device, 5 browser, 6 operating system, 7 language';
COMMENT ON COLUMN click_breakdown.minutes IS '15 or 1440: each click is in both, so that long times are quick and the days of every time zone add up';
COMMENT ON COLUMN click_breakdown.value IS 'empty: not known';

-- Sketches of the visitors of a day (UTC), of links that are clicked often and of all links together.
CREATE TABLE click_visitors (
    link_id bigint   NOT NULL,
    day     date     NOT NULL,
    traffic smallint NOT NULL,
    sketch  bytea    NOT NULL,
    PRIMARY KEY (link_id, day, traffic)
) WITH (fillfactor = 50);

CREATE INDEX click_visitors_day ON click_visitors (day);

-- All links together, of what was counted before.
INSERT INTO click_count (link_id, bucket, traffic, clicks, uniques)
SELECT 0, bucket, traffic, sum(clicks), 0 FROM click_count WHERE link_id > 0 GROUP BY bucket, traffic;

UPDATE click_count SET uniques = visited.uniques
FROM (
    SELECT date_bin('15 minutes', first, '2000-01-01 00:00Z') AS bucket, traffic, count(*) AS uniques
    FROM (
        SELECT min(at) AS first, traffic FROM click
        WHERE link_id > 0 AND visitor IS NOT NULL
        GROUP BY (at AT TIME ZONE 'UTC')::date, traffic, visitor) AS visitor
    GROUP BY 1, traffic) AS visited
WHERE link_id = 0 AND click_count.bucket = visited.bucket AND click_count.traffic = visited.traffic;

INSERT INTO click_breakdown (link_id, dimension, minutes, start, traffic, value, clicks)
SELECT 0, dimension, minutes, date_bin(make_interval(mins => minutes), at, '2000-01-01 00:00Z'), traffic, coalesce(value, ''), count(*)
FROM click,
    LATERAL (VALUES (1, country), (3, referrer), (4, device), (5, browser), (6, os), (7, language)) AS known (dimension, value),
    (VALUES (15), (1440)) AS width (minutes)
WHERE link_id > 0
GROUP BY 2, 3, 4, 5, 6;
