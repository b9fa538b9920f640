-- Links that nobody can follow because whoever runs the installation says so. Only a statement that names these columns changes
-- them, so that no edit unblocks a link. Constraints are not validated: no row has these columns yet.
ALTER TABLE link
    ADD COLUMN blocked_at   timestamptz,
    ADD COLUMN block_reason text;
ALTER TABLE link
    ADD CONSTRAINT link_block_reason_check CHECK ((blocked_at IS NULL) = (block_reason IS NULL)) NOT VALID;

COMMENT ON COLUMN link.blocked_at IS 'since when nobody can follow it; null: people can';

-- When links can first be followed, and where those lead that have expired or are used up.
ALTER TABLE link
    ADD COLUMN starts_at      timestamptz,
    ADD COLUMN expired_target text;
ALTER TABLE link
    ADD CONSTRAINT link_expired_target_check CHECK (octet_length(expired_target) BETWEEN 1 AND 8192) NOT VALID;

-- These make cached readings stale, like any other change.
DROP TRIGGER link_edited ON link;

CREATE CONSTRAINT TRIGGER link_edited
    AFTER UPDATE OF target, redirect_status, expires_at, deleted_at, max_clicks, title, notes, external_id, tags,
        blocked_at, block_reason, starts_at, expired_target ON link
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION link_number_change();
