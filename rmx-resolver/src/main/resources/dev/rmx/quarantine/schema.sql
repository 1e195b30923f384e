-- The quarantine's tables, version 1, for H2 and PostgreSQL. Running this again does no harm.

CREATE TABLE IF NOT EXISTS rmx_schema (
    version INTEGER NOT NULL PRIMARY KEY
);

CREATE TABLE IF NOT EXISTS rmx_held (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    client VARCHAR(45) NOT NULL,
    subject VARCHAR(255) NOT NULL,
    -- here, and in mechanism and reason, \u and four digits stand for what is not printable ASCII, and \\ for a backslash
    local_part VARCHAR,
    reference BYTEA NOT NULL,
    held_since TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    held_until TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    due TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    attempts INTEGER NOT NULL,
    -- the decision, or nothing as long as there is none
    outcome VARCHAR(16),
    mechanism VARCHAR,
    reason VARCHAR,
    source VARCHAR(16),
    -- who works on it, and until when that counts, by the database's clock
    lease_owner UUID,
    lease_until TIMESTAMP(6) WITH TIME ZONE
);

CREATE INDEX IF NOT EXISTS rmx_held_due ON rmx_held (due, id);

CREATE INDEX IF NOT EXISTS rmx_held_subject ON rmx_held (subject, due, id);

-- last: whoever finds it finds everything
INSERT INTO rmx_schema (version) SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM rmx_schema);
