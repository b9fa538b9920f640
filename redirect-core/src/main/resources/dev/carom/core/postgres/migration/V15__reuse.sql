-- Links of a kind, which lead followers of one domain to the same target in the same way, are found by a number of 64 bits: for whoever wishes
-- for a link and will take one that is there already. What else is wished is told by the rows. Links that are deleted or blocked
-- do for nobody. All that decides is in the number, so that links to one target, of which each has a limit or an expiry of its
-- own, are not read one after the other; and a number is shorter than most targets.
CREATE FUNCTION carom_link_kind(
        domain_id integer, target text, redirect_status smallint, expires_at timestamptz, expired_target text, max_clicks bigint)
    RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN hash_record_extended(ROW(domain_id, target, redirect_status, expires_at, expired_target, max_clicks), 0);

CREATE INDEX link_kind ON link (carom_link_kind(domain_id, target, redirect_status, expires_at, expired_target, max_clicks))
    WHERE deleted_at IS NULL AND blocked_at IS NULL;
