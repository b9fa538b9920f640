-- Links that a cache in front of the redirect servers, the edge, may keep: for how long, and until when it may still have what was
-- answered before it was to keep that for a shorter time, or not at all. The admin API decides; redirect servers obey.
ALTER TABLE link
    ADD COLUMN edge       text CHECK (edge IN ('always', 'never')),
    ADD COLUMN edge_ttl   smallint CHECK (edge_ttl BETWEEN 1 AND 300),
    ADD COLUMN edge_until timestamptz;

COMMENT ON COLUMN link.edge IS 'whether its owner wants it at the edge; null: as its clicks tell';
COMMENT ON COLUMN link.edge_ttl IS 'for how many seconds the edge may keep an answer; null: not at all';
COMMENT ON COLUMN link.edge_until IS 'until when the edge may have an answer that it was given with another edge_ttl';

SELECT carom_view_of_workspace('link');

-- Few are at the edge, or wish to be, however many there are.
CREATE INDEX link_at_edge ON link (id) WHERE edge_ttl IS NOT NULL OR edge = 'always';
CREATE INDEX link_edge_until ON link (edge_until) WHERE edge_until IS NOT NULL;

-- The edge answers everybody alike and counts nobody: it gets no link that has a limit, nor one that nobody can follow. What it
-- was given it may have for its time, from when the last server heard that it is to have it no longer, and its last answer came.
CREATE FUNCTION link_edge_decided() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.edge = 'never' OR NEW.max_clicks IS NOT NULL OR NEW.deleted_at IS NOT NULL OR NEW.blocked_at IS NOT NULL THEN
        NEW.edge_ttl := NULL;
    END IF;
    IF OLD.edge_ttl IS DISTINCT FROM NEW.edge_ttl THEN
        NEW.edge_until := greatest(OLD.edge_until, clock_timestamp() + (OLD.edge_ttl + 15) * interval '1 s');
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER link_edge_decided BEFORE UPDATE ON link
    FOR EACH ROW WHEN (OLD.edge_ttl IS NOT NULL OR NEW.edge_ttl IS NOT NULL) EXECUTE FUNCTION link_edge_decided();

-- What the edge may have and must not show any more. Who changes a link writes it in the same transaction, however the link is
-- changed, and who purges deletes it.
CREATE TABLE edge_purge (
    id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    link_id    bigint      NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    life       integer     NOT NULL,
    until      timestamptz NOT NULL,
    attempts   integer     NOT NULL DEFAULT 0,
    next_at    timestamptz NOT NULL DEFAULT now() + interval '15 s',
    failure    text
);

COMMENT ON COLUMN edge_purge.life IS 'seconds for which the edge keeps what it was given at the time of the change';
COMMENT ON COLUMN edge_purge.until IS 'when the edge has dropped it by itself';
COMMENT ON COLUMN edge_purge.next_at IS 'when somebody else is to purge it than who made the change, or who tried last';

CREATE INDEX edge_purge_next ON edge_purge (next_at);
CREATE INDEX edge_purge_link ON edge_purge (link_id);

CREATE FUNCTION carom_edge_life(ttl smallint, until timestamptz) RETURNS integer LANGUAGE sql VOLATILE
    RETURN greatest(ttl, ceil(extract(epoch FROM until - clock_timestamp())), 1)::integer;

CREATE FUNCTION link_to_purge() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO edge_purge (link_id, life, until)
    SELECT NEW.id, life, clock_timestamp() + (life + 60) * interval '1 s' FROM carom_edge_life(OLD.edge_ttl, OLD.edge_until) AS life;
    RETURN NULL;
END
$$;

CREATE TRIGGER link_to_purge AFTER UPDATE ON link
    FOR EACH ROW WHEN (
        (OLD.edge_ttl IS NOT NULL OR OLD.edge_until > now())
        AND (ROW (OLD.target, OLD.redirect_status, OLD.starts_at, OLD.expires_at, OLD.expired_target, OLD.max_clicks, OLD.deleted_at,
                  OLD.blocked_at IS NULL, OLD.edge)
             IS DISTINCT FROM
             ROW (NEW.target, NEW.redirect_status, NEW.starts_at, NEW.expires_at, NEW.expired_target, NEW.max_clicks, NEW.deleted_at,
                  NEW.blocked_at IS NULL, NEW.edge)))
    EXECUTE FUNCTION link_to_purge();

-- What the edge may keep is a change like any other.
DROP TRIGGER link_edited ON link;

CREATE CONSTRAINT TRIGGER link_edited
    AFTER UPDATE OF target, redirect_status, expires_at, deleted_at, max_clicks, title, notes, external_id, tags,
        blocked_at, block_reason, starts_at, expired_target, edge, edge_ttl ON link
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION link_number_change();

DO $$
BEGIN
    EXECUTE format('ALTER FUNCTION link_edge_decided() SET search_path TO %I, pg_temp', current_schema());
    EXECUTE format('ALTER FUNCTION link_to_purge() SET search_path TO %I, pg_temp', current_schema());
END
$$;

-- The requests of the edge's logs that were posted and counted, for a while: a digest of each one's id.
CREATE TABLE edge_request (
    id uuid        PRIMARY KEY,
    at timestamptz NOT NULL
);

CREATE INDEX edge_request_at ON edge_request (at);

COMMENT ON COLUMN edge_request.at IS 'when it was asked';

-- What the edge has answered, as far as its logs tell, and as it says itself; by the quarter of an hour in which that was heard.
CREATE TABLE edge_tally (
    source   text        NOT NULL,
    bucket   timestamptz NOT NULL,
    answered bigint      NOT NULL DEFAULT 0,
    logged   bigint      NOT NULL DEFAULT 0,
    counted  bigint      NOT NULL DEFAULT 0,
    repeated bigint      NOT NULL DEFAULT 0,
    unknown  bigint      NOT NULL DEFAULT 0,
    refused  bigint      NOT NULL DEFAULT 0,
    passed   bigint      NOT NULL DEFAULT 0,
    PRIMARY KEY (source, bucket)
) WITH (fillfactor = 80);

COMMENT ON COLUMN edge_tally.source IS 'who has told: the machine whose log is followed, or posted';
COMMENT ON COLUMN edge_tally.answered IS 'what the edge has answered by itself, as its own counter says';
COMMENT ON COLUMN edge_tally.logged IS 'lines of what it has answered by itself';
COMMENT ON COLUMN edge_tally.counted IS 'those of them that are counted as clicks';
COMMENT ON COLUMN edge_tally.repeated IS 'those that were counted before';
COMMENT ON COLUMN edge_tally.unknown IS 'those that ask for no link';
COMMENT ON COLUMN edge_tally.refused IS 'lines that cannot be read, or are too old to tell whether they were counted';
COMMENT ON COLUMN edge_tally.passed IS 'lines of what redirect servers have answered, and counted themselves';

CREATE TABLE edge_counter (
    source text   PRIMARY KEY,
    total  bigint NOT NULL
);

COMMENT ON COLUMN edge_counter.total IS 'what the edge has answered by itself since it was started, as it said last';

-- Who brings the edge's logs may do that and nothing else.
ALTER TABLE api_key
    DROP CONSTRAINT api_key_role_check,
    ADD CONSTRAINT api_key_role_check CHECK (role IN ('admin', 'editor', 'viewer', 'collector'));
