-- How far bulk requests with an Idempotency-Key have come. Such a request has a row in idempotency before its first batch is done; its
-- batches have one each here, which their first transaction writes and those after it add to. They follow one another without gaps.
CREATE TABLE idempotency_batch (
    first_line integer    NOT NULL CHECK (first_line > 0),
    last_line  integer    NOT NULL CHECK (last_line >= first_line),
    id         bytea      NOT NULL REFERENCES idempotency ON DELETE CASCADE,
    digest     bytea      NOT NULL CHECK (octet_length(digest) = 32),
    lines      integer[]  NOT NULL,
    statuses   smallint[] NOT NULL CHECK (cardinality(statuses) = cardinality(lines)),
    links      bigint[]   NOT NULL CHECK (cardinality(links) = cardinality(lines)),
    refused    json,
    PRIMARY KEY (id, first_line)
);

COMMENT ON COLUMN idempotency_batch.digest IS 'SHA-256 of all lines of the request up to the last of the batch';
COMMENT ON COLUMN idempotency_batch.lines IS 'the lines that changed something; statuses, links: what they were answered with';
COMMENT ON COLUMN idempotency_batch.refused IS 'the lines that were refused, and why; null: the batch was not done to its end';

-- After a day, a key is another request's.
CREATE FUNCTION idempotency_forget_batches() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM idempotency_batch WHERE id = NEW.id;
    RETURN NULL;
END
$$;

CREATE TRIGGER idempotency_renewed
    AFTER UPDATE OF created_at ON idempotency
    FOR EACH ROW EXECUTE FUNCTION idempotency_forget_batches();

DO $$
BEGIN
    EXECUTE format('ALTER FUNCTION idempotency_forget_batches() SET search_path TO %I, pg_temp', current_schema());
END
$$;
