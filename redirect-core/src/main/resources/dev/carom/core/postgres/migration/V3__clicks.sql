-- Up to where each process's journal is counted. It moves in the transaction that counts, which is why nothing counts twice.
CREATE TABLE click_journal (
    id         uuid        PRIMARY KEY,
    position   bigint      NOT NULL DEFAULT 0,
    updated_at timestamptz NOT NULL DEFAULT now()
);

COMMENT ON COLUMN click_journal.position IS 'number of a segment, shifted left by 32 bits, and bytes into it';

-- Every click, in partitions by the day (UTC), which whoever ships the first click of a day creates.
CREATE TABLE click (
    at       timestamptz NOT NULL,
    link_id  bigint      NOT NULL,
    traffic  smallint    NOT NULL,
    visitor  bigint,
    country  text,
    referrer text,
    language text,
    browser  text,
    os       text,
    device   text,
    code     text
) PARTITION BY RANGE (at);

CREATE INDEX ON click (link_id, at);

COMMENT ON COLUMN click.link_id IS '-1: there was no link; code is what was asked for';
COMMENT ON COLUMN click.traffic IS '0 human, 1 bot, 2 preview, 3 prefetch, 4 HEAD';
COMMENT ON COLUMN click.visitor IS 'a hash of the address and the User-Agent under a key that is thrown away every day; null: not to be recognised';

-- Clicks by the quarter of an hour, so that the days of every time zone add up.
CREATE TABLE click_count (
    link_id bigint      NOT NULL,
    bucket  timestamptz NOT NULL,
    traffic smallint    NOT NULL,
    clicks  bigint      NOT NULL,
    PRIMARY KEY (link_id, bucket, traffic)
) WITH (fillfactor = 80);

-- The key of a day's visitors, the same for all servers. Unlogged: no backup and no replica may have it.
CREATE UNLOGGED TABLE visitor_key (
    day date  PRIMARY KEY,
    key bytea NOT NULL
);
