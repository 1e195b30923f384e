-- The quarantine's tables, version 1, for SQLite. Running this again does no harm.
-- Times are microseconds since 1970-01-01 00:00 UTC: datetime(held_since / 1000000, 'unixepoch').

CREATE TABLE IF NOT EXISTS rmx_held (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    -- the question to DNS that it waits for, such as 'RMX example.org'; empty if the message is decided
    question TEXT NOT NULL,
    -- the query, and the decision if there is one, in ASCII
    content TEXT NOT NULL,
    -- what the message's owner knows it by
    reference BLOB NOT NULL,
    held_since INTEGER NOT NULL,
    -- when its time is up, by the clock without its pauses
    held_until INTEGER NOT NULL,
    -- when it is to be handed back; null as long as nothing is decided
    due INTEGER,
    attempts INTEGER NOT NULL,
    -- who works on it, and until when that counts
    lease_owner TEXT,
    lease_until INTEGER
);

CREATE INDEX IF NOT EXISTS rmx_held_due ON rmx_held (due, id) WHERE due IS NOT NULL;

CREATE INDEX IF NOT EXISTS rmx_held_until ON rmx_held (held_until, id) WHERE due IS NULL;

CREATE INDEX IF NOT EXISTS rmx_held_question ON rmx_held (question, id) WHERE due IS NULL;

-- questions to DNS that messages wait for, and when each may be asked again
CREATE TABLE IF NOT EXISTS rmx_question (
    question TEXT NOT NULL PRIMARY KEY,
    due INTEGER NOT NULL,
    attempts INTEGER NOT NULL
);

CREATE INDEX IF NOT EXISTS rmx_question_due ON rmx_question (due);

-- one row: how long the clock stood still for held messages while no DNS server answered, since when it does, and when one last answered
CREATE TABLE IF NOT EXISTS rmx_clock (
    version INTEGER NOT NULL PRIMARY KEY,
    paused INTEGER NOT NULL,
    cut_off_since INTEGER,
    heard INTEGER NOT NULL
);

-- last: whoever finds it finds everything
INSERT INTO rmx_clock (version, paused, cut_off_since, heard) SELECT 1, 0, NULL, 0 WHERE NOT EXISTS (SELECT 1 FROM rmx_clock);
