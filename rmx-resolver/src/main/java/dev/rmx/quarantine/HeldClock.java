package dev.rmx.quarantine;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A reading of the database's clock, in microseconds since 1970, and of the time that does not count for held messages
 * because all processes were cut off from DNS ([TEMP-7]).
 *
 * @param now the time
 * @param paused how long the hold time has stood still so far
 * @param cutOffSince since when it stands still; null if it runs
 * @param heard when a process last reported that DNS answers
 */
record HeldClock(long now, long paused, @Nullable Long cutOffSince, long heard) {
    /** A process silent for longer does not count. */
    private static final Duration SILENCE = Duration.ofSeconds(30);
    /** How often {@code heard} is updated in the database. */
    private static final Duration INTERVAL = Duration.ofSeconds(10);

    /**
     * The current time in SQL, in microseconds since 1970.
     *
     * @param sql the expression
     * @param values the current values of its parameters
     */
    record Expression(String sql, Supplier<List<Long>> values) {
        /** A SELECT of the time, {@code now}, and of the {@linkplain HeldClock#held hold time}, {@code held}. */
        String clock() {
            return "SELECT now, CASE WHEN cut_off_since < now THEN cut_off_since ELSE now END - paused AS held FROM"
                    + " (SELECT " + sql + " AS now, paused, cut_off_since FROM rmx_clock) AS times";
        }

        /**
         * Replaces {@code now} and {@code held} in the values of a row. For a clock in this process, which says the
         * same each time; its time is the first parameter.
         */
        String in(String values) {
            return values.replace("now", sql).replace("held", "(SELECT held FROM (" + clock() + "))");
        }

        /** The parameters of a statement that begins with {@link #clock}. */
        Object[] withValues(Object... others) {
            return Stream.concat(values.get().stream(), Stream.of(others)).toArray();
        }
    }

    /** PostgreSQL's own clock. */
    static final Expression OF_POSTGRESQL = // [TEMP-5]
            new Expression("CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT)", List::of);

    /** A clock in this process. */
    static Expression of(InstantSource clock) {
        return new Expression("?1", () -> List.of(micros(clock.instant())));
    }

    /** Reads the clock. */
    static HeldClock read(Connection connection, Expression now) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT " + now.sql() + ", paused, cut_off_since, heard FROM rmx_clock")) {
            Sql.set(statement, now.values().get().toArray());
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    throw lost();
                }
                return new HeldClock(row.getLong(1), row.getLong(2), Sql.number(row, 3), row.getLong(4));
            }
        }
    }

    static SQLException lost() {
        return new SQLException("the table rmx_clock has lost its row");
    }

    /** The hold time: the clock by which messages are held. It stands still while we are cut off. */
    long held() {
        return (cutOffSince == null ? now : Math.min(now, cutOffSince)) - paused; // [TEMP-7] stands still
    }

    /** Converts a hold time to clock time, if the hold time does not stop again. */
    long byClock(long held) {
        return held + (now - held());
    }

    long later(long time, Duration by) {
        return time + micros(by);
    }

    static long micros(Duration time) {
        Duration some = Pauses.bounded(time);
        return some.getSeconds() * 1_000_000 + some.getNano() / 1_000;
    }

    private static long micros(Instant now) {
        return Math.addExact(Math.multiplyExact(now.getEpochSecond(), 1_000_000L), now.getNano() / 1_000L);
    }

    Instant instant() {
        return instant(now);
    }

    static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    int report(Connection connection, boolean cutOff) throws SQLException {
        boolean othersAreSilent = heard <= now - micros(SILENCE) || heard > now;
        if (cutOff && cutOffSince == null && othersAreSilent) {
            return Sql.update(connection, "UPDATE rmx_clock SET cut_off_since = ? WHERE cut_off_since IS NULL", now);
        }
        if (!cutOff && cutOffSince != null) {
            return Sql.update(
                    connection,
                    "UPDATE rmx_clock SET paused = paused + ?, cut_off_since = NULL, heard = ? WHERE cut_off_since = ?",
                    Math.max(0, now - cutOffSince),
                    now,
                    cutOffSince);
        }
        if (!cutOff && (heard <= now - micros(INTERVAL) || heard > now)) {
            return Sql.update(connection, "UPDATE rmx_clock SET heard = ?", now);
        }
        return 0;
    }
}
