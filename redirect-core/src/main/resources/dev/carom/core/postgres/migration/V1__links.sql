-- Links, and the changes that caches have to know of. The only truth about both.

-- Ids are never used twice. CACHE 1, so that they are handed out in order.
CREATE SEQUENCE link_id AS bigint CACHE 1;

-- A generated code is not stored: it is computed from the id. The wide columns come first, which saves padding.
CREATE TABLE link (
    id              bigint      PRIMARY KEY,
    version         bigint      NOT NULL DEFAULT 0,
    created_at      timestamptz NOT NULL DEFAULT now(),
    redirect_status smallint    NOT NULL CHECK (redirect_status IN (301, 302, 307, 308)),
    target          text        NOT NULL CHECK (octet_length(target) BETWEEN 1 AND 8192),
    expires_at      timestamptz,
    updated_at      timestamptz,
    deleted_at      timestamptz,
    code            text        COLLATE "C" CHECK (code ~ '^[A-Za-z0-9_-]{1,64}$')
);

COMMENT ON COLUMN link.version IS 'seq of the link''s last change; 0 before the first';
COMMENT ON COLUMN link.code IS 'the code its owner wished for; null where it is generated from the id';

-- Deleted links keep their row, and with it their code: neither is ever given to another link.
CREATE UNIQUE INDEX link_code ON link (code) WHERE code IS NOT NULL;

CREATE INDEX link_newest ON link (created_at DESC, id DESC) WHERE deleted_at IS NULL;

-- A row for every change that can make a cached reading stale. Minting a link with a generated code is none.
CREATE TABLE link_change (
    seq     bigint PRIMARY KEY,
    link_id bigint NOT NULL,
    code    text   COLLATE "C"
);

CREATE SEQUENCE link_change_seq AS bigint CACHE 1 OWNED BY link_change.seq;

-- Numbers a change, at commit. The lock is taken when the client has already said COMMIT, so nothing that a client does can
-- stretch it, and it is given back only after the transaction has become visible: the order of the numbers is the order in
-- which changes become visible, and a snapshot that sees number n sees every change up to n.
CREATE FUNCTION link_number_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    number bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('carom.link_change', 0));
    number := nextval('link_change_seq');
    INSERT INTO link_change (seq, link_id, code) VALUES (number, NEW.id, NEW.code);
    UPDATE link SET version = number WHERE id = NEW.id;
    RETURN NULL;
END
$$;

-- Triggers rather than statements of the application: no way of editing a link can forget them. A link's id and code are for
-- good, and its row is never deleted: its code could be given to another link, or caches would not hear of it.
CREATE FUNCTION link_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'links keep their row, id and code: set deleted_at instead';
END
$$;

CREATE TRIGGER link_row_is_kept BEFORE DELETE OR TRUNCATE ON link EXECUTE FUNCTION link_refuse();

CREATE TRIGGER link_identity_is_kept
    BEFORE UPDATE OF id, code ON link
    FOR EACH ROW WHEN (OLD.id <> NEW.id OR OLD.code IS DISTINCT FROM NEW.code) EXECUTE FUNCTION link_refuse();

CREATE CONSTRAINT TRIGGER link_minted_with_custom_code
    AFTER INSERT ON link DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.code IS NOT NULL) EXECUTE FUNCTION link_number_change();

CREATE CONSTRAINT TRIGGER link_edited
    AFTER UPDATE OF target, redirect_status, expires_at, deleted_at ON link DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION link_number_change();

-- What this database belongs to. Codes cannot be told from ids without the secret, so a server with another one would
-- answer wrongly; it compares the fingerprint and answers nothing.
CREATE TABLE installation (
    only_row           boolean     PRIMARY KEY DEFAULT true CHECK (only_row),
    secret_fingerprint text        NOT NULL,
    created_at         timestamptz NOT NULL DEFAULT now()
);
