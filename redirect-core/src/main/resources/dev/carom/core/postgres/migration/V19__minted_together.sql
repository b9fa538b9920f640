-- Links that several requests mint in one transaction are noted as what each of them did.

-- As before, and carom.requests may have the requests of links: their ids and those of their requests, in turns.
CREATE OR REPLACE FUNCTION carom_audit_minted() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    requests jsonb := jsonb_object(nullif(current_setting('carom.requests', true), '')::text[]);
BEGIN
    INSERT INTO audit (workspace, actor, request_id, kind, action, subject, subjects)
    SELECT workspace, carom_actor(), coalesce(requests ->> id::text, carom_request_id()) AS request, 'link', 'create',
           CASE WHEN count(*) = 1 THEN min(id) END, CASE WHEN count(*) > 1 THEN array_agg(id) END
    FROM minted GROUP BY workspace, request;
    RETURN NULL;
END
$$;

-- Which has it see the views no more than the other functions do.
DO $$
BEGIN
    EXECUTE format('ALTER FUNCTION carom_audit_minted() SET search_path TO %I, pg_temp', current_schema());
END
$$;
