-- Workspaces. Links, keys, tags and domains belong to one each, for good, and so does what is counted and noted of them; 1 is the
-- operator's, and has all that was there before.

CREATE TABLE workspace (
    id         integer     GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    created_at timestamptz NOT NULL DEFAULT now(),
    deleted_at timestamptz,
    name       text        NOT NULL CHECK (char_length(name) BETWEEN 1 AND 100),
    CHECK (id <> 1 OR deleted_at IS NULL)
);

INSERT INTO workspace (name) VALUES ('Default');

-- Links have no foreign key, as they have none to their domain. Programs of the version before, and operators by hand, write to 1.
ALTER TABLE link            ADD COLUMN workspace integer NOT NULL DEFAULT 1;
ALTER TABLE link_tag        ADD COLUMN workspace integer NOT NULL DEFAULT 1;
ALTER TABLE link_use        ADD COLUMN workspace integer NOT NULL DEFAULT 1;
ALTER TABLE link_change     ADD COLUMN workspace integer NOT NULL DEFAULT 1;
ALTER TABLE click           ADD COLUMN workspace integer NOT NULL DEFAULT 1;
ALTER TABLE click_count     ADD COLUMN workspace integer NOT NULL DEFAULT 1;
ALTER TABLE click_breakdown ADD COLUMN workspace integer NOT NULL DEFAULT 1;
ALTER TABLE audit           ADD COLUMN workspace integer NOT NULL DEFAULT 1;
ALTER TABLE api_key         ADD COLUMN workspace integer NOT NULL DEFAULT 1 REFERENCES workspace;
ALTER TABLE domain          ADD COLUMN workspace integer NOT NULL DEFAULT 1 REFERENCES workspace;

COMMENT ON COLUMN click_count.link_id IS
    'the link; 0: all links of workspace 1 together; -1: there was no link; -n: all links of workspace n together';
COMMENT ON COLUMN audit.kind IS 'of what was changed: link, key, blocklist, domain, workspace';

-- The workspace that a session works for. An error where none was said: what is asked for then is nobody's.
CREATE FUNCTION carom_workspace() RETURNS integer LANGUAGE sql STABLE PARALLEL SAFE
    RETURN current_setting('carom.workspace')::integer;

-- The views of these tables, of the same names: what a session whose search_path begins with of_workspace sees of them, and can
-- write to them. They are no security barriers, behind which the conditions of text search and arrays could use no index: who
-- is kept apart are those who ask the program, and they write no SQL.
CREATE SCHEMA of_workspace;

-- Gives a table its view, or makes it anew after the table has got columns.
CREATE FUNCTION carom_view_of_workspace(of_table regclass) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    name text := (SELECT relname FROM pg_class WHERE oid = of_table);
BEGIN
    EXECUTE format(
        'CREATE OR REPLACE VIEW of_workspace.%I AS SELECT * FROM %s WHERE workspace = carom_workspace() WITH CASCADED CHECK OPTION',
        name, of_table);
    EXECUTE format('ALTER VIEW of_workspace.%I ALTER COLUMN workspace SET DEFAULT carom_workspace()', name);
END
$$;

SELECT carom_view_of_workspace(of_table)
FROM unnest('{link, link_tag, link_use, link_change, click, click_count, click_breakdown, audit, api_key}'::regclass[]) AS of_table;

-- Everybody sees the default domain and may have links there; a union cannot be written to. own_domain is what can be.
CREATE VIEW of_workspace.own_domain AS
    SELECT * FROM domain WHERE workspace = carom_workspace() WITH CASCADED CHECK OPTION;
ALTER VIEW of_workspace.own_domain ALTER COLUMN workspace SET DEFAULT carom_workspace();

CREATE VIEW of_workspace.domain AS
    SELECT * FROM domain WHERE workspace = carom_workspace()
    UNION ALL
    SELECT * FROM domain WHERE id = 0 AND workspace <> carom_workspace();

-- For those who see all domains.
CREATE VIEW own_domain AS SELECT * FROM domain;

-- The operator sees them all; who else asks, their own.
CREATE VIEW of_workspace.workspace AS
    SELECT * FROM workspace WHERE id = carom_workspace() OR carom_workspace() = 1 WITH CASCADED CHECK OPTION;

-- What has to be known of all workspaces together, and tells nothing of any.
CREATE FUNCTION carom_last_change() RETURNS bigint LANGUAGE sql STABLE
    RETURN (SELECT coalesce(max(seq), 0) FROM link_change);

CREATE FUNCTION carom_domains() RETURNS bigint LANGUAGE sql STABLE
    RETURN (SELECT count(*) FROM domain WHERE deleted_at IS NULL AND id <> 0);

-- Whether a workspace has anything that can be followed or used.
CREATE FUNCTION carom_workspace_in_use(number integer) RETURNS boolean LANGUAGE sql STABLE
    RETURN EXISTS (SELECT FROM link WHERE workspace = number AND deleted_at IS NULL)
        OR EXISTS (SELECT FROM domain WHERE workspace = number AND deleted_at IS NULL)
        OR EXISTS (SELECT FROM api_key
                   WHERE workspace = number AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now()));

-- Lists begin with a workspace.
DROP INDEX link_newest, link_updated, link_deleted, link_expiring;
CREATE INDEX link_newest ON link (workspace, created_at DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX link_updated ON link (workspace, coalesce(updated_at, created_at) DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX link_deleted ON link (workspace, created_at DESC, id DESC) WHERE deleted_at IS NOT NULL;
CREATE INDEX link_expiring ON link (workspace, expires_at) WHERE expires_at IS NOT NULL AND deleted_at IS NULL;

ALTER TABLE link_tag DROP CONSTRAINT link_tag_pkey, ADD PRIMARY KEY (workspace, tag, tagged_created_at, link_id);
ALTER TABLE audit DROP CONSTRAINT audit_pkey, ADD PRIMARY KEY (workspace, id);

DROP INDEX click_id;
CREATE INDEX click_id ON click (workspace, id);

DROP TRIGGER link_identity_is_kept ON link;

CREATE TRIGGER link_identity_is_kept
    BEFORE UPDATE OF id, code, domain_id, workspace ON link
    FOR EACH ROW
    WHEN (OLD.id <> NEW.id OR OLD.code IS DISTINCT FROM NEW.code OR OLD.domain_id <> NEW.domain_id OR OLD.workspace <> NEW.workspace)
    EXECUTE FUNCTION link_refuse();

-- As before, and what follows from a row is of its workspace.

CREATE OR REPLACE FUNCTION link_number_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    number bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('carom.link_change', 0));
    PERFORM carom_epoch();
    number := nextval('link_change_seq');
    INSERT INTO link_change (seq, link_id, domain_id, code, workspace)
    VALUES (number, NEW.id, NEW.domain_id, NEW.code, NEW.workspace);
    UPDATE link SET version = number WHERE id = NEW.id;
    PERFORM pg_notify('carom_change', '');
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION link_tag_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        DELETE FROM link_tag
        WHERE link_id = OLD.id AND tagged_created_at = OLD.created_at AND tag = ANY (OLD.tags) AND workspace = OLD.workspace
          AND (NEW.deleted_at IS NOT NULL OR tag <> ALL (coalesce(NEW.tags, '{}')));
    END IF;
    IF NEW.deleted_at IS NULL THEN
        INSERT INTO link_tag (tag, tagged_created_at, link_id, workspace)
        SELECT tag, NEW.created_at, NEW.id, NEW.workspace FROM unnest(NEW.tags) AS tag
        ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION carom_use_link(of_link bigint, wished bigint, OUT granted bigint, OUT is_left boolean) LANGUAGE plpgsql AS $$
DECLARE
    uses  bigint;
    bound bigint;
    owner integer;
BEGIN
    SELECT max_clicks, coalesce(used, 0), link.workspace INTO STRICT bound, uses, owner
    FROM link LEFT JOIN link_use ON link_id = id WHERE id = of_link;
    granted := 0;
    IF wished > 0 AND (bound IS NULL OR uses < bound) THEN
        INSERT INTO link_use (link_id, used, workspace) VALUES (of_link, 0, owner) ON CONFLICT DO NOTHING;
        SELECT used INTO STRICT uses FROM link_use WHERE link_id = of_link FOR UPDATE;
        SELECT max_clicks INTO STRICT bound FROM link WHERE id = of_link;
        -- Without a limit there is no third value to be the least, and all are granted.
        granted := greatest(0, least(wished, bound - uses));
        uses := uses + granted;
        UPDATE link_use SET used = uses WHERE link_id = of_link;
    END IF;
    is_left := bound IS NULL OR uses < bound;
END
$$;

-- What belongs to no workspace, the operator is told of.
CREATE OR REPLACE FUNCTION carom_audit() RETURNS trigger LANGUAGE plpgsql SET timezone = 'UTC' AS $$
DECLARE
    was jsonb := CASE WHEN TG_OP <> 'INSERT' THEN jsonb_strip_nulls(to_jsonb(OLD) - TG_ARGV[2:]) END;
    is_ jsonb := CASE WHEN TG_OP <> 'DELETE' THEN jsonb_strip_nulls(to_jsonb(NEW) - TG_ARGV[2:]) END;
BEGIN
    INSERT INTO audit (workspace, actor, request_id, kind, action, subject, version, before, after)
    VALUES (coalesce((coalesce(is_, was) ->> 'workspace')::integer, 1), carom_actor(), carom_request_id(), TG_ARGV[0], TG_ARGV[1],
            (coalesce(is_, was) ->> 'id')::bigint, (was ->> 'version')::bigint, was - 'workspace', is_ - 'workspace');
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION carom_audit_minted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO audit (workspace, actor, request_id, kind, action, subject, subjects)
    SELECT workspace, carom_actor(), carom_request_id(), 'link', 'create',
           CASE WHEN count(*) = 1 THEN min(id) END, CASE WHEN count(*) > 1 THEN array_agg(id) END
    FROM minted GROUP BY workspace;
    RETURN NULL;
END
$$;

CREATE TRIGGER workspace_create_audited AFTER INSERT ON workspace
    FOR EACH ROW EXECUTE FUNCTION carom_audit('workspace', 'create');

CREATE TRIGGER workspace_edit_audited AFTER UPDATE ON workspace
    FOR EACH ROW WHEN (NEW.deleted_at IS NULL) EXECUTE FUNCTION carom_audit('workspace', 'edit');

CREATE TRIGGER workspace_delete_audited AFTER UPDATE ON workspace
    FOR EACH ROW WHEN (OLD.deleted_at IS NULL AND NEW.deleted_at IS NOT NULL) EXECUTE FUNCTION carom_audit('workspace', 'delete');

-- The newest link is looked for workspace by workspace, as the index has them.
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
            (SELECT max(newest) FROM workspace, LATERAL (
                SELECT max(created_at) AS newest FROM link
                WHERE workspace = workspace.id AND deleted_at IS NULL AND created_at < pg_postmaster_start_time()) AS minted));
        gap := greatest(interval '0', least(gap, interval '1000000 s'));
        PERFORM setval('link_id', last_value + 1000000 + (100 * extract(epoch FROM gap))::bigint) FROM link_id;
    END IF;
    RETURN current;
END
$$;

-- What functions do is the same whoever's session calls them: they see the tables.
DO $$
DECLARE
    function regprocedure;
BEGIN
    FOR function IN
        SELECT oid FROM pg_proc
        WHERE pronamespace = current_schema()::regnamespace
          AND prolang = (SELECT oid FROM pg_language WHERE lanname = 'plpgsql')
          AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')
    LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path TO %I, pg_temp', function, current_schema());
    END LOOP;
END
$$;
