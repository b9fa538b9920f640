-- Who may use the admin API. A key is shown once, to whoever makes it; what is kept is a digest, by which it is recognised and which
-- nobody can show instead. Rows are kept when keys are revoked, to tell who had one.
CREATE TABLE api_key (
    id           bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name         text        NOT NULL CHECK (char_length(name) BETWEEN 1 AND 100),
    role         text        NOT NULL CHECK (role IN ('admin', 'editor', 'viewer')),
    prefix       text        NOT NULL,
    digest       bytea       NOT NULL UNIQUE CHECK (octet_length(digest) = 32),
    created_at   timestamptz NOT NULL DEFAULT now(),
    expires_at   timestamptz,
    last_used_at timestamptz,
    revoked_at   timestamptz
);

COMMENT ON COLUMN api_key.prefix IS 'what the key begins with, for people to tell keys apart';
COMMENT ON COLUMN api_key.digest IS 'SHA-256 of the key, which is 256 random bits';
COMMENT ON COLUMN api_key.last_used_at IS 'to the minute';
