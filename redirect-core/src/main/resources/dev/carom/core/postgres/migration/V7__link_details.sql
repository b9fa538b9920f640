-- What people note about links, for themselves and their tools. A link about which nothing is noted takes no more room.
ALTER TABLE link
    ADD COLUMN title       text,
    ADD COLUMN notes       text,
    ADD COLUMN external_id text,
    ADD COLUMN tags        text[];

COMMENT ON COLUMN link.external_id IS 'what it is called elsewhere';
COMMENT ON COLUMN link.tags IS 'null: none';

-- A change of these is one too, though followers get nothing of it: it has to have a version, by which two who change the
-- same link at once notice each other.
DROP TRIGGER link_edited ON link;

CREATE CONSTRAINT TRIGGER link_edited
    AFTER UPDATE OF target, redirect_status, expires_at, deleted_at, max_clicks, title, notes, external_id, tags ON link
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION link_number_change();
