-- The quarantine's tables, version 2, for SQLite. It is safe to run this again.
-- Times are microseconds since 1970-01-01 00:00 UTC: datetime(held_since / 1000000, 'unixepoch').

CREATE TABLE IF NOT EXISTS rmx_held (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    -- the DNS question that the message waits for, such as 'RMX example.org'; empty if the message is decided
    question TEXT NOT NULL,
    -- the query, and the decision if there is one, in ASCII
    content TEXT NOT NULL,
    -- the owner's reference to the message
    reference BLOB NOT NULL,
    held_since INTEGER NOT NULL,
    -- when its time is up, by the clock that stands still while DNS does not answer
    held_until INTEGER NOT NULL,
    -- when to hand it back; null while it is undecided
    due INTEGER,
    attempts INTEGER NOT NULL,
    -- the lease: its owner, and when it expires
    lease_owner INTEGER,
    lease_until INTEGER
);

CREATE INDEX IF NOT EXISTS rmx_held_due ON rmx_held (due, id) WHERE due IS NOT NULL;

CREATE INDEX IF NOT EXISTS rmx_held_until ON rmx_held (held_until, id) WHERE due IS NULL;

CREATE INDEX IF NOT EXISTS rmx_held_question ON rmx_held (question, id) WHERE due IS NULL;

-- DNS questions that messages wait for, and when each may be asked again
CREATE TABLE IF NOT EXISTS rmx_question (
    question TEXT NOT NULL PRIMARY KEY,
    due INTEGER NOT NULL,
    attempts INTEGER NOT NULL
);

CREATE INDEX IF NOT EXISTS rmx_question_due ON rmx_question (due);

-- one row: how long the time of held messages has stood still because no DNS server answered,
-- since when it stands still now, and when a server last answered
CREATE TABLE IF NOT EXISTS rmx_clock (
    version INTEGER NOT NULL PRIMARY KEY,
    paused INTEGER NOT NULL,
    cut_off_since INTEGER,
    heard INTEGER NOT NULL
);

-- last: if this row exists, everything does
INSERT INTO rmx_clock (version, paused, cut_off_since, heard) SELECT 2, 0, NULL, 0 WHERE NOT EXISTS (SELECT 1 FROM rmx_clock);
