-- What changes with an Idempotency-Key were answered with. A row is written by the change's own transaction: there are both or
-- neither, and of two transactions with one key the primary key lets one pass.
CREATE TABLE idempotency (
    created_at timestamptz NOT NULL DEFAULT now(),
    version    bigint,
    status     smallint    NOT NULL,
    id         bytea       PRIMARY KEY CHECK (octet_length(id) = 32),
    request    bytea       NOT NULL CHECK (octet_length(request) = 32),
    location   text,
    body       json        NOT NULL
);

COMMENT ON COLUMN idempotency.id IS 'SHA-256 of who sent the request and of its key';
COMMENT ON COLUMN idempotency.request IS 'SHA-256 of what was asked for';
COMMENT ON COLUMN idempotency.version IS 'the number of the change, and so the link''s version that body does not know yet; null: it has none';

CREATE INDEX idempotency_created ON idempotency (created_at);

-- Runs at commit, after the change was numbered, for its event came later. If this transaction numbered anything, it holds the
-- lock under which that is done, so the newest number is its own; the first row of an epoch is no change.
CREATE FUNCTION idempotency_note_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE idempotency SET version = newest.seq
    FROM (SELECT seq, link_id, code, xmin FROM link_change ORDER BY seq DESC LIMIT 1) AS newest
    WHERE id = NEW.id AND newest.xmin = pg_current_xact_id()::xid AND (newest.link_id <> 0 OR newest.code = '*');
    RETURN NULL;
END
$$;

CREATE CONSTRAINT TRIGGER idempotency_committed
    AFTER INSERT OR UPDATE OF request ON idempotency DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION idempotency_note_version();
