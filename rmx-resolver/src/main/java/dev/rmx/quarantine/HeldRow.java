package dev.rmx.quarantine;

import dev.rmx.RmxOutcome;
import dev.rmx.RmxQuery;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a held message stands in its row. */
final class HeldRow {
    /** What each database, and whoever looks into it, can show; far beyond what anybody means. */
    static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");

    static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999Z");

    private HeldRow() {}

    /** What to do with a row that cannot be read, because a later release has written it, or somebody's hand. */
    @FunctionalInterface
    interface Unreadable {
        void row(long id, SQLException why) throws SQLException;
    }

    /** The messages in some rows, all of which can be read. */
    static List<HeldMessage> select(Connection connection, String which, Object... values) throws SQLException {
        Unreadable refuse = (id, why) -> {
            throw why;
        };
        return select(connection, refuse, which, values);
    }

    /**
     * The messages in some rows.
     *
     * @param which from WHERE on
     */
    static List<HeldMessage> select(Connection connection, Unreadable unreadable, String which, Object... values)
            throws SQLException {
        String sql = "SELECT id, client, subject, local_part, reference, held_since, held_until, due, attempts,"
                + " outcome, mechanism, reason, source FROM rmx_held " + which;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            Sql.set(statement, values);
            try (ResultSet rows = statement.executeQuery()) {
                List<HeldMessage> messages = new ArrayList<>();
                while (rows.next()) {
                    long id = rows.getLong("id");
                    try {
                        messages.add(message(id, rows));
                    } catch (IllegalArgumentException e) {
                        unreadable.row(
                                id,
                                new SQLException(
                                        "row " + id + " of rmx_held is not what was written: " + e.getMessage(), e));
                    }
                }
                return messages;
            }
        }
    }

    private static HeldMessage message(long id, ResultSet row) throws SQLException {
        RmxQuery query = new RmxQuery(
                IpAddress.parse(row.getString("client")),
                Optional.of(DomainName.parse(row.getString("subject"))),
                text(row, "local_part"));
        return new HeldMessage(
                id,
                query,
                MessageReference.of(row.getBytes("reference")),
                instant(row, "held_since"),
                instant(row, "held_until"),
                instant(row, "due"),
                row.getInt("attempts"),
                decision(row));
    }

    private static Optional<Decision> decision(ResultSet row) throws SQLException {
        Optional<String> outcome = Optional.ofNullable(row.getString("outcome"));
        return outcome.isEmpty()
                ? Optional.empty()
                : Optional.of(new Decision(
                        RmxOutcome.valueOf(outcome.get()),
                        text(row, "mechanism"),
                        text(row, "reason").orElse(""),
                        Decision.Source.valueOf(Objects.requireNonNullElse(row.getString("source"), ""))));
    }

    /** A decision as outcome, mechanism, reason, source. */
    static @Nullable Object[] columns(Decision decision) {
        return new @Nullable Object[] {
            decision.outcome().name(),
            decision.mechanism().map(AsciiText::encode).orElse(null),
            AsciiText.encode(decision.reason()),
            decision.source().name()
        };
    }

    private static Optional<String> text(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getString(column)).map(AsciiText::decode);
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    /** An instant cut off to microseconds. What is compared is cut off alike, so its order stays. */
    static OffsetDateTime time(Instant instant) {
        Instant near = instant.isBefore(FIRST) ? FIRST : instant.isAfter(LAST) ? LAST : instant;
        return near.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
    }
}
