-- Who changed what, and what it was before. Triggers write it: no way of changing anything can forget to.
CREATE TABLE audit (
    id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at         timestamptz NOT NULL DEFAULT now(),
    actor      text        NOT NULL,
    request_id text,
    kind       text        NOT NULL,
    action     text        NOT NULL,
    subject    bigint,
    subjects   bigint[],
    version    bigint,
    before     jsonb,
    after      jsonb,
    CHECK ((subject IS NULL) <> (subjects IS NULL))
);

COMMENT ON COLUMN audit.kind IS 'of what was changed: link, key, blocklist';
COMMENT ON COLUMN audit.subject IS 'the id of what was changed, or of the links that were minted together, in subjects';
COMMENT ON COLUMN audit.version IS 'of a link: the version that was replaced, which before shows';
COMMENT ON COLUMN audit.after IS 'null for links that were minted: what they were, they are, or the first change of them tells';

CREATE INDEX audit_subject ON audit (kind, subject, version DESC, id DESC);
CREATE INDEX audit_at ON audit (at);

-- Whoever this transaction is for, as the application says, or else the user that is connected.
CREATE FUNCTION carom_actor() RETURNS text LANGUAGE sql STABLE AS $$
    SELECT coalesce(nullif(current_setting('carom.actor', true), ''), 'database user ' || session_user)
$$;

CREATE FUNCTION carom_request_id() RETURNS text LANGUAGE sql STABLE AS $$
    SELECT nullif(current_setting('carom.request_id', true), '')
$$;

-- For rows: carom_audit(kind, action, columns that nobody is shown …). Times are written in UTC, whatever the session's zone.
CREATE FUNCTION carom_audit() RETURNS trigger LANGUAGE plpgsql SET timezone = 'UTC' AS $$
DECLARE
    was jsonb := CASE WHEN TG_OP <> 'INSERT' THEN jsonb_strip_nulls(to_jsonb(OLD) - TG_ARGV[2:]) END;
    is_ jsonb := CASE WHEN TG_OP <> 'DELETE' THEN jsonb_strip_nulls(to_jsonb(NEW) - TG_ARGV[2:]) END;
BEGIN
    INSERT INTO audit (actor, request_id, kind, action, subject, version, before, after)
    VALUES (carom_actor(), carom_request_id(), TG_ARGV[0], TG_ARGV[1], (coalesce(is_, was) ->> 'id')::bigint,
            (was ->> 'version')::bigint, was, is_);
    RETURN NULL;
END
$$;

-- A row for all links that one statement mints, or bulk requests would write everything twice.
CREATE FUNCTION carom_audit_minted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO audit (actor, request_id, kind, action, subject, subjects)
    SELECT carom_actor(), carom_request_id(), 'link', 'create',
           CASE WHEN count(*) = 1 THEN min(id) END, CASE WHEN count(*) > 1 THEN array_agg(id) END
    FROM minted HAVING count(*) > 0;
    RETURN NULL;
END
$$;

CREATE TRIGGER link_create_audited AFTER INSERT ON link REFERENCING NEW TABLE AS minted
    FOR EACH STATEMENT EXECUTE FUNCTION carom_audit_minted();

-- That a version gets its number is no change.
CREATE TRIGGER link_edit_audited AFTER UPDATE ON link
    FOR EACH ROW WHEN (OLD.version = NEW.version AND (OLD.deleted_at IS NULL) = (NEW.deleted_at IS NULL))
    EXECUTE FUNCTION carom_audit('link', 'edit');

CREATE TRIGGER link_delete_audited AFTER UPDATE ON link
    FOR EACH ROW WHEN (OLD.version = NEW.version AND OLD.deleted_at IS NULL AND NEW.deleted_at IS NOT NULL)
    EXECUTE FUNCTION carom_audit('link', 'delete');

CREATE TRIGGER api_key_create_audited AFTER INSERT ON api_key
    FOR EACH ROW EXECUTE FUNCTION carom_audit('key', 'create', 'digest');

CREATE TRIGGER api_key_rotate_audited AFTER UPDATE OF digest ON api_key
    FOR EACH ROW EXECUTE FUNCTION carom_audit('key', 'rotate', 'digest');

CREATE TRIGGER api_key_revoke_audited AFTER UPDATE OF revoked_at ON api_key
    FOR EACH ROW WHEN (OLD.revoked_at IS NULL AND NEW.revoked_at IS NOT NULL)
    EXECUTE FUNCTION carom_audit('key', 'revoke', 'digest');

CREATE TRIGGER blocked_target_create_audited AFTER INSERT ON blocked_target
    FOR EACH ROW EXECUTE FUNCTION carom_audit('blocklist', 'create', 'host');

CREATE TRIGGER blocked_target_edit_audited AFTER UPDATE ON blocked_target
    FOR EACH ROW EXECUTE FUNCTION carom_audit('blocklist', 'edit', 'host');

CREATE TRIGGER blocked_target_delete_audited AFTER DELETE ON blocked_target
    FOR EACH ROW EXECUTE FUNCTION carom_audit('blocklist', 'delete', 'host');

-- Nothing of it is changed afterwards.
CREATE FUNCTION carom_audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was audited is not changed';
END
$$;

CREATE TRIGGER audit_is_kept BEFORE UPDATE ON audit EXECUTE FUNCTION carom_audit_refuse();
