-- What lists of links are read by, whatever is asked for: an index in each order, the links of a tag in theirs, and the words in
-- targets, titles and codes.

CREATE INDEX link_updated ON link (coalesce(updated_at, created_at) DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX link_deleted ON link (created_at DESC, id DESC) WHERE deleted_at IS NOT NULL;
CREATE INDEX link_expiring ON link (expires_at) WHERE expires_at IS NOT NULL AND deleted_at IS NULL;

-- The tags of links that are not deleted. A list of one tag is read along its key.
CREATE TABLE link_tag (
    tag               text        COLLATE "C" NOT NULL,
    tagged_created_at timestamptz NOT NULL,
    link_id           bigint      NOT NULL,
    PRIMARY KEY (tag, tagged_created_at, link_id)
);

COMMENT ON COLUMN link_tag.tagged_created_at IS 'created_at of the link';

CREATE FUNCTION link_tag_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        DELETE FROM link_tag
        WHERE link_id = OLD.id AND tagged_created_at = OLD.created_at AND tag = ANY (OLD.tags)
          AND (NEW.deleted_at IS NOT NULL OR tag <> ALL (coalesce(NEW.tags, '{}')));
    END IF;
    IF NEW.deleted_at IS NULL THEN
        INSERT INTO link_tag SELECT tag, NEW.created_at, NEW.id FROM unnest(NEW.tags) AS tag ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER link_tagged AFTER INSERT ON link
    FOR EACH ROW WHEN (NEW.tags IS NOT NULL) EXECUTE FUNCTION link_tag_changed();

CREATE TRIGGER link_tags_edited AFTER UPDATE OF tags, deleted_at ON link
    FOR EACH ROW WHEN (OLD.tags IS NOT NULL OR NEW.tags IS NOT NULL) EXECUTE FUNCTION link_tag_changed();

INSERT INTO link_tag SELECT tag, created_at, id FROM link, unnest(tags) AS tag WHERE deleted_at IS NULL;

-- What words are looked for in. Bodies are bound when they are defined, for indexes are built and analysed where no schema is
-- searched. A code is compared byte by byte elsewhere; here its case does not matter either.
CREATE FUNCTION carom_link_text(target text, title text, code text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN lower((target || ' ' || coalesce(title, '') || ' ' || coalesce(code, '')) COLLATE pg_catalog."default");

-- The words: letters and digits in a row, cut where they are longer than a lexeme may be. It takes some tens of microseconds,
-- which the planner has to know.
CREATE FUNCTION carom_link_words(target text, title text, code text) RETURNS tsvector
    LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 1000
    RETURN array_to_tsvector(array(
        SELECT left(word, 100)
        FROM unnest(regexp_split_to_array(carom_link_text(target, title, code), '[^[:alnum:]]+')) AS word
        WHERE word <> ''));

CREATE INDEX link_words ON link USING gin (carom_link_words(target, title, code));

-- How often words are, for the thousands that are not rare.
ALTER INDEX link_words ALTER COLUMN 1 SET STATISTICS 1000;
