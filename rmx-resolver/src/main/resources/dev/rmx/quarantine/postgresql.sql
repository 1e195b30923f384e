-- The quarantine's tables, version 1, for PostgreSQL. Running this again does no harm.
-- Times are microseconds since 1970-01-01 00:00 UTC: to_timestamp(held_since / 1e6).

CREATE TABLE IF NOT EXISTS rmx_held (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- the question to DNS that it waits for, such as 'RMX example.org'; empty if the message is decided
    question VARCHAR(1100) NOT NULL,
    -- the query, and the decision if there is one, in ASCII
    content TEXT NOT NULL,
    -- what the message's owner knows it by
    reference BYTEA NOT NULL,
    held_since BIGINT NOT NULL,
    -- when its time is up, by the clock without its pauses
    held_until BIGINT NOT NULL,
    -- when it is to be handed back; null as long as nothing is decided
    due BIGINT,
    attempts INTEGER NOT NULL,
    -- who works on it, and until when that counts
    lease_owner VARCHAR(36),
    lease_until BIGINT
);

CREATE INDEX IF NOT EXISTS rmx_held_due ON rmx_held (due, id) WHERE due IS NOT NULL;

CREATE INDEX IF NOT EXISTS rmx_held_until ON rmx_held (held_until, id) WHERE due IS NULL;

CREATE INDEX IF NOT EXISTS rmx_held_question ON rmx_held (question, id) WHERE due IS NULL;

-- questions to DNS that messages wait for, and when each may be asked again
CREATE TABLE IF NOT EXISTS rmx_question (
    question VARCHAR(1100) NOT NULL PRIMARY KEY,
    due BIGINT NOT NULL,
    attempts INTEGER NOT NULL
);

CREATE INDEX IF NOT EXISTS rmx_question_due ON rmx_question (due);

-- one row: how long the clock stood still for held messages while no DNS server answered, since when it does, and when one last answered
CREATE TABLE IF NOT EXISTS rmx_clock (
    version INTEGER NOT NULL PRIMARY KEY,
    paused BIGINT NOT NULL,
    cut_off_since BIGINT,
    heard BIGINT NOT NULL
);

-- last: whoever finds it finds everything
INSERT INTO rmx_clock (version, paused, cut_off_since, heard) SELECT 1, 0, NULL, 0 WHERE NOT EXISTS (SELECT 1 FROM rmx_clock);
