-- Where links may not lead. docs/coherence.md argues why servers that cache links never miss a row.
CREATE TABLE blocked_target (
    id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    created_at timestamptz NOT NULL DEFAULT now(),
    pattern    text        COLLATE "C" NOT NULL UNIQUE CHECK (octet_length(pattern) BETWEEN 1 AND 500),
    host       text        COLLATE "C" NOT NULL GENERATED ALWAYS AS (ltrim(split_part(pattern, '/', 1), '*.')) STORED,
    reason     text        NOT NULL
);

CREATE INDEX blocked_target_host ON blocked_target (host);

COMMENT ON COLUMN blocked_target.pattern IS 'as the API writes it: example.com, *.example.com, example.com/path*';
COMMENT ON COLUMN blocked_target.host IS 'whose targets, or whose subdomains'' targets, it is about; empty: any host''s';

-- A change of the list makes readings of any number of links stale. It is numbered among the links' changes, at commit and
-- under the same lock; servers of an earlier version pass over its row, as over the first one of an epoch.
CREATE FUNCTION blocklist_number_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('carom.link_change', 0));
    PERFORM carom_epoch();
    INSERT INTO link_change (seq, link_id, code) VALUES (nextval('link_change_seq'), 0, '*');
    PERFORM pg_notify('carom_change', '');
    RETURN NULL;
END
$$;

CREATE CONSTRAINT TRIGGER blocklist_changed
    AFTER INSERT OR DELETE OR UPDATE OF pattern ON blocked_target DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION blocklist_number_change();

-- Not deferred, which a trigger for statements cannot be: the lock is held until the transaction has ended all the same.
CREATE TRIGGER blocklist_emptied AFTER TRUNCATE ON blocked_target EXECUTE FUNCTION blocklist_number_change();

COMMENT ON COLUMN link_change.link_id IS 'the link that changed; 0 in the first row of an epoch, and where the code is *: the blocklist';

-- How far the sweep over all links has come for which an external checker is asked, and who sweeps. One row.
CREATE TABLE safety_sweep (
    only_row      boolean     PRIMARY KEY DEFAULT true CHECK (only_row),
    place         bigint      NOT NULL DEFAULT 0,
    sweeper       uuid,
    claimed_until timestamptz NOT NULL DEFAULT '-infinity'
);

INSERT INTO safety_sweep DEFAULT VALUES;

COMMENT ON COLUMN safety_sweep.place IS 'the id of the last link that was looked at';
