-- Lists of links in a state that few are in, or those alone that were minted long ago, are not to be looked for among all.
CREATE INDEX link_starting ON link (workspace, starts_at) WHERE starts_at IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX link_blocked ON link (workspace, created_at DESC, id DESC) WHERE blocked_at IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX link_ending ON link (workspace, created_at DESC, id DESC) WHERE expires_at IS NOT NULL AND deleted_at IS NULL;

-- And so of one tag.
ALTER TABLE link_tag ADD COLUMN tagged_expires_at timestamptz;
COMMENT ON COLUMN link_tag.tagged_expires_at IS 'expires_at of the link';

UPDATE link_tag SET tagged_expires_at = expires_at FROM link WHERE id = link_id AND expires_at IS NOT NULL;

CREATE INDEX link_tag_ending ON link_tag (workspace, tag, tagged_created_at, link_id, tagged_expires_at) WHERE tagged_expires_at IS NOT NULL;

SELECT carom_view_of_workspace('link_tag');

CREATE OR REPLACE FUNCTION link_tag_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        DELETE FROM link_tag
        WHERE link_id = OLD.id AND tagged_created_at = OLD.created_at AND tag = ANY (OLD.tags) AND workspace = OLD.workspace
          AND (NEW.deleted_at IS NOT NULL OR tag <> ALL (coalesce(NEW.tags, '{}')));
    END IF;
    IF NEW.deleted_at IS NULL THEN
        INSERT INTO link_tag AS tagged (tag, tagged_created_at, link_id, workspace, tagged_expires_at)
        SELECT tag, NEW.created_at, NEW.id, NEW.workspace, NEW.expires_at FROM unnest(NEW.tags) AS tag
        ON CONFLICT (workspace, tag, tagged_created_at, link_id) DO UPDATE SET tagged_expires_at = excluded.tagged_expires_at
        WHERE tagged.tagged_expires_at IS DISTINCT FROM excluded.tagged_expires_at;
    END IF;
    RETURN NULL;
END
$$;

DROP TRIGGER link_tags_edited ON link;

CREATE TRIGGER link_tags_edited AFTER UPDATE OF tags, deleted_at, expires_at ON link
    FOR EACH ROW WHEN (OLD.tags IS NOT NULL OR NEW.tags IS NOT NULL) EXECUTE FUNCTION link_tag_changed();

DO $$
BEGIN
    EXECUTE format('ALTER FUNCTION link_tag_changed() SET search_path TO %I, pg_temp', current_schema());
END
$$;
