-- As before, but an epoch begins with the time at which it is begun: a standby that is promoted was started long before, and
-- what it has not heard of was numbered after that.
CREATE OR REPLACE FUNCTION carom_epoch() RETURNS bigint LANGUAGE plpgsql AS $$
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
        (extract(epoch FROM clock_timestamp() - timestamptz '2026-01-01 00:00Z') * 1000000)::bigint);
    UPDATE installation SET incarnation = here, epoch = current;
    PERFORM setval('link_change_seq', current);
    INSERT INTO link_change (seq, link_id) VALUES (current, 0);
    IF there <> '' THEN
        gap := clock_timestamp() - greatest(
            (SELECT created_at FROM installation),
            (SELECT max(renewed_at) FROM lease WHERE renewed_at < pg_postmaster_start_time()),
            (SELECT max(created_at) FROM link WHERE deleted_at IS NULL AND created_at < pg_postmaster_start_time()));
        gap := greatest(interval '0', least(gap, interval '1000000 s'));
        PERFORM setval('link_id', last_value + 1000000 + (100 * extract(epoch FROM gap))::bigint) FROM link_id;
    END IF;
    RETURN current;
END
$$;

COMMENT ON COLUMN lease.renewed_at IS 'for people, and for how long a server that is started anew was away';
