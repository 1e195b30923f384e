package dev.rmx.quarantine;

import java.sql.Connection;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/**
 * Options of a {@link SqliteFile} that tests change.
 *
 * @param oldestVersion the oldest version of SQLite to accept
 * @param synchronous when SQLite waits for the disk; only FULL survives a power loss
 * @param mostWaiting how many callers may wait
 * @param longestWait how long a caller may wait
 * @param nanoTime the time source for pauses between attempts to reopen the file after a fault
 * @param wrapper wraps the driver's connection
 */
record SqliteOptions(
        String oldestVersion,
        String synchronous,
        int mostWaiting,
        Duration longestWait,
        LongSupplier nanoTime,
        UnaryOperator<Connection> wrapper) {

    /**
     * The defaults. Versions before 3.51.3 can lose committed rows: https://www.sqlite.org/wal.html#walresetbug.
     * Callers wait one minute: an SMTP client should wait 10 minutes for the reply to its message, but many do not (RFC
     * 5321 §4.5.3.2.6).
     */
    static final SqliteOptions DEFAULTS = new SqliteOptions(
            "3.51.3", "FULL", 10_000, Duration.ofMinutes(1), System::nanoTime, UnaryOperator.identity());

    SqliteOptions withOldestVersion(String version) {
        return new SqliteOptions(version, synchronous, mostWaiting, longestWait, nanoTime, wrapper);
    }

    SqliteOptions withSynchronous(String value) {
        return new SqliteOptions(oldestVersion, value, mostWaiting, longestWait, nanoTime, wrapper);
    }

    SqliteOptions withMostWaiting(int most) {
        return new SqliteOptions(oldestVersion, synchronous, most, longestWait, nanoTime, wrapper);
    }

    SqliteOptions withLongestWait(Duration wait) {
        return new SqliteOptions(oldestVersion, synchronous, mostWaiting, wait, nanoTime, wrapper);
    }

    SqliteOptions withNanoTime(LongSupplier time) {
        return new SqliteOptions(oldestVersion, synchronous, mostWaiting, longestWait, time, wrapper);
    }

    SqliteOptions withWrapper(UnaryOperator<Connection> connections) {
        return new SqliteOptions(oldestVersion, synchronous, mostWaiting, longestWait, nanoTime, connections);
    }
}
