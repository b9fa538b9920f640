-- What keeps caches coherent: epochs of change numbers, the servers that have leases, and how far changes are pruned.
-- docs/coherence.md argues why it is enough.

-- An epoch is the time in which no change that was numbered can have been lost: from one start of the database's server to
-- the next. A server that was started anew may have been restored to an earlier time, and nothing that it knows would tell.
ALTER TABLE installation
    ADD COLUMN epoch       bigint NOT NULL DEFAULT 0,
    ADD COLUMN incarnation text   NOT NULL DEFAULT '',
    ADD COLUMN pruned      bigint NOT NULL DEFAULT 0;

COMMENT ON COLUMN installation.epoch IS 'the number with which it begins';
COMMENT ON COLUMN installation.incarnation IS 'the start of a server that the epoch belongs to';
COMMENT ON COLUMN installation.pruned IS 'changes up to this number may be gone from link_change';

-- Tells one start of one server from any other. Postgres forks the timeline at a failover, but not where a base backup is
-- simply started, so the time of the start is needed too.
CREATE FUNCTION carom_incarnation() RETURNS text LANGUAGE sql STABLE AS $$
    SELECT concat_ws('/',
        (SELECT system_identifier FROM pg_control_system()),
        left(pg_walfile_name(pg_current_wal_lsn()), 8),
        extract(epoch FROM pg_postmaster_start_time()))
$$;

-- Returns the epoch, and begins a new one if the server was started since the last began. What a restored database
-- remembers does not tell how far what was lost had come, so its clock has to: an epoch begins with the microseconds from
-- 2026 to the server's start, which no earlier one has reached by counting; and a million ids are passed over, with a
-- hundred for each second since the last sign of life before that start (up to eleven days).
CREATE FUNCTION carom_epoch() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    here    text := carom_incarnation();
    there   text;
    current bigint;
    gap     interval;
BEGIN
    SELECT incarnation, epoch INTO STRICT there, current FROM installation;
    IF there = here THEN
        RETURN current;
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('carom.link_change', 0));
    SELECT incarnation, epoch INTO STRICT there, current FROM installation FOR UPDATE;
    IF there = here THEN
        RETURN current;
    END IF;
    current := greatest(
        (SELECT last_value + 1 FROM link_change_seq),
        (extract(epoch FROM pg_postmaster_start_time() - timestamptz '2026-01-01 00:00Z') * 1000000)::bigint);
    UPDATE installation SET incarnation = here, epoch = current;
    PERFORM setval('link_change_seq', current);
    INSERT INTO link_change (seq, link_id) VALUES (current, 0);
    IF there <> '' THEN
        gap := pg_postmaster_start_time() - greatest(
            (SELECT created_at FROM installation),
            (SELECT max(renewed_at) FROM lease WHERE renewed_at < pg_postmaster_start_time()),
            (SELECT max(created_at) FROM link WHERE deleted_at IS NULL AND created_at < pg_postmaster_start_time()));
        gap := greatest(interval '0', least(gap, interval '1000000 s'));
        PERFORM setval('link_id', last_value + 1000000 + (100 * extract(epoch FROM gap))::bigint) FROM link_id;
    END IF;
    RETURN current;
END
$$;

COMMENT ON COLUMN link_change.link_id IS 'the link that changed; 0 in the first row of an epoch';

-- As before, but in this epoch, and everybody who listens is woken.
CREATE OR REPLACE FUNCTION link_number_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    number bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('carom.link_change', 0));
    PERFORM carom_epoch();
    number := nextval('link_change_seq');
    INSERT INTO link_change (seq, link_id, code) VALUES (number, NEW.id, NEW.code);
    UPDATE link SET version = number WHERE id = NEW.id;
    PERFORM pg_notify('carom_change', '');
    RETURN NULL;
END
$$;

-- Ids for links to be minted in this transaction, in this epoch.
CREATE FUNCTION carom_next_ids(count integer) RETURNS SETOF bigint LANGUAGE plpgsql AS $$
BEGIN
    PERFORM carom_epoch();
    RETURN QUERY SELECT nextval('link_id') FROM generate_series(1, count);
END
$$;

-- The redirect servers that may answer from their caches. A row is a lease while it is live: renewals counts how often its
-- owner has said so, by whose standing still others tell that it has ended. Logged, for a crash must not forget one.
CREATE TABLE lease (
    server     uuid        PRIMARY KEY,
    renewals   bigint      NOT NULL,
    applied    bigint      NOT NULL,
    live       boolean     NOT NULL,
    name       text        NOT NULL,
    renewed_at timestamptz NOT NULL
) WITH (fillfactor = 50);

COMMENT ON COLUMN lease.applied IS 'its caches hold nothing older than this change';
COMMENT ON COLUMN lease.renewed_at IS 'for people; nothing depends on it';
