-- Links that people can follow so often and no more. The constraint is not validated, which would keep everybody from the
-- table until all its rows are read: they have none yet, and new ones are checked all the same.
ALTER TABLE link ADD COLUMN max_clicks bigint;
ALTER TABLE link ADD CONSTRAINT link_max_clicks_check CHECK (max_clicks > 0) NOT VALID;

COMMENT ON COLUMN link.max_clicks IS 'how many follows by people it takes; null: any number';

-- A limit makes cached readings stale, like any other change.
DROP TRIGGER link_edited ON link;

CREATE CONSTRAINT TRIGGER link_edited
    AFTER UPDATE OF target, redirect_status, expires_at, deleted_at, max_clicks ON link DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION link_number_change();

-- How often a link that has a limit was followed: apart from the link, for a use is no change of it. Pages have room for the
-- next versions of their rows, so that no use writes to the index.
CREATE TABLE link_use (
    link_id bigint PRIMARY KEY,
    used    bigint NOT NULL
) WITH (fillfactor = 20);

-- Takes up to so many uses of a link, and tells how many it got and whether any is left. What is wished for as 0 only asks;
-- that, and asking when nothing is left, writes nothing. The limit is read after the row is locked, by a statement of its
-- own: a use that is granted after a limit was edited is granted under the new one.
CREATE FUNCTION carom_use_link(of_link bigint, wished bigint, OUT granted bigint, OUT is_left boolean) LANGUAGE plpgsql AS $$
DECLARE
    uses  bigint;
    bound bigint;
BEGIN
    SELECT max_clicks, coalesce(used, 0) INTO STRICT bound, uses
    FROM link LEFT JOIN link_use ON link_id = id WHERE id = of_link;
    granted := 0;
    IF wished > 0 AND (bound IS NULL OR uses < bound) THEN
        INSERT INTO link_use VALUES (of_link, 0) ON CONFLICT DO NOTHING;
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
