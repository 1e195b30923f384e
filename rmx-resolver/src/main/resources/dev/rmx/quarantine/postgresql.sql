-- The quarantine's tables, version 2, for PostgreSQL. It is safe to run this again.
-- Times are microseconds since 1970-01-01 00:00 UTC: to_timestamp(held_since / 1e6).

CREATE TABLE IF NOT EXISTS rmx_held (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- the DNS question that the message waits for, such as 'RMX example.org'; empty if the message is decided
    question VARCHAR(1100) NOT NULL,
    -- the query, and the decision if there is one, in ASCII
    content TEXT NOT NULL,
    -- the owner's reference to the message
    reference BYTEA NOT NULL,
    held_since BIGINT NOT NULL,
    -- when its time is up, by the clock that stands still while DNS does not answer
    held_until BIGINT NOT NULL,
    -- when to hand it back; null while it is undecided
    due BIGINT,
    attempts INTEGER NOT NULL,
    -- the lease: its owner, and when it expires
    lease_owner BIGINT,
    lease_until BIGINT
) WITH (
    -- room on each page to lease its rows without touching the indexes
    fillfactor = 50
);

CREATE INDEX IF NOT EXISTS rmx_held_due ON rmx_held (due, id) WHERE due IS NOT NULL;

CREATE INDEX IF NOT EXISTS rmx_held_until ON rmx_held (held_until, id) WHERE due IS NULL;

CREATE INDEX IF NOT EXISTS rmx_held_question ON rmx_held (question, id) WHERE due IS NULL;

-- DNS questions that messages wait for, and when each may be asked again
CREATE TABLE IF NOT EXISTS rmx_question (
    question VARCHAR(1100) NOT NULL PRIMARY KEY,
    due BIGINT NOT NULL,
    attempts INTEGER NOT NULL
);

CREATE INDEX IF NOT EXISTS rmx_question_due ON rmx_question (due);

-- one row: how long the time of held messages has stood still because no DNS server answered,
-- since when it stands still now, and when a server last answered
CREATE TABLE IF NOT EXISTS rmx_clock (
    version INTEGER NOT NULL PRIMARY KEY,
    paused BIGINT NOT NULL,
    cut_off_since BIGINT,
    heard BIGINT NOT NULL
);

-- last: if this row exists, everything does
INSERT INTO rmx_clock (version, paused, cut_off_since, heard) SELECT 2, 0, NULL, 0 WHERE NOT EXISTS (SELECT 1 FROM rmx_clock);
