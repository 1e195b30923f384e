package dev.rmx.quarantine;

import dev.rmx.dns.DnsQuestion;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Reads held messages from database rows. */
final class HeldRows {
    private static final System.Logger LOG = System.getLogger(HeldRows.class.getName());

    private static final String COLUMNS = "id, question, content, reference, held_since, held_until, due, attempts";

    private final Dialect sql;
    /** Ids of unreadable rows that were logged. */
    private final Set<Long> reported = ConcurrentHashMap.newKeySet();

    HeldRows(Dialect sql) {
        this.sql = sql;
    }

    /**
     * Messages in the order of their rows. An unreadable row, such as one written by a later release, does not block
     * the others.
     *
     * @param messages the readable messages
     * @param unreadable the ids of the others
     */
    record Read(List<HeldMessage> messages, List<Long> unreadable) {}

    /** Reads messages in the order of their ids. */
    Read read(Connection connection, HeldClock clock, Collection<Long> ids) throws SQLException {
        return read(
                connection,
                clock,
                "SELECT " + COLUMNS + " FROM rmx_held WHERE id" + sql.isOneOf + " ORDER BY id",
                sql.ids(connection, ids));
    }

    /** Reads the messages that a statement changes, in any order. */
    Read changed(Connection connection, HeldClock clock, String update, Object... values) throws SQLException {
        return read(connection, clock, update + " RETURNING " + COLUMNS, values);
    }

    private Read read(Connection connection, HeldClock clock, String statement, Object... values) throws SQLException {
        List<Row> rows = Sql.rows(connection, statement, Row::of, values);
        Map<String, Try> tries = tries(connection, rows);
        Map<String, DnsQuestion> questions = new HashMap<>();
        Read read = new Read(new ArrayList<>(rows.size()), new ArrayList<>());
        for (Row row : rows) {
            try {
                HeldText text = HeldText.parse(row.content());
                read.messages()
                        .add(
                                text.decision().isPresent()
                                        ? row.message(clock, text, Optional.empty(), new Try(row.due(), row.attempts()))
                                        : row.message(
                                                clock,
                                                text,
                                                Optional.of(questions.computeIfAbsent(
                                                        row.question(), HeldQuestions::parse)),
                                                tries.getOrDefault(row.question(), Try.NONE)));
            } catch (RuntimeException e) { // whatever is wrong with one row, the others are read
                read.unreadable().add(row.id());
                if (reported.add(row.id())) {
                    LOG.log(
                            System.Logger.Level.ERROR,
                            "held message " + row.id() + " stays: this release cannot read its row in rmx_held: "
                                    + e.getMessage());
                }
            }
        }
        return read;
    }

    /** When something may be tried, and how often it was. */
    private record Try(long due, int attempts) {
        static final Try NONE = new Try(0, 0);
    }

    /** Reads each question once, not once a message. */
    private Map<String, Try> tries(Connection connection, List<Row> rows) throws SQLException {
        Set<String> questions = new HashSet<>();
        for (Row row : rows) {
            if (!row.question().isEmpty()) {
                questions.add(row.question());
            }
        }
        Map<String, Try> tries = new HashMap<>();
        if (!questions.isEmpty()) {
            Sql.rows(
                    connection,
                    "SELECT question, due, attempts FROM rmx_question WHERE question" + sql.isOneText,
                    row -> tries.put(row.getString(1), new Try(row.getLong(2), row.getInt(3))),
                    sql.texts(connection, questions));
        }
        return tries;
    }

    @SuppressWarnings("ArrayRecordComponent") // read once
    private record Row(
            long id,
            String question,
            String content,
            byte[] reference,
            long since,
            long until,
            long due,
            int attempts) {
        static Row of(ResultSet row) throws SQLException {
            return new Row(
                    row.getLong(1),
                    row.getString(2),
                    row.getString(3),
                    row.getBytes(4),
                    row.getLong(5),
                    row.getLong(6),
                    row.getLong(7),
                    row.getInt(8));
        }

        HeldMessage message(HeldClock clock, HeldText text, Optional<DnsQuestion> waitsFor, Try next) {
            return new HeldMessage(
                    id,
                    text.query(),
                    MessageReference.of(reference),
                    HeldClock.instant(since),
                    HeldClock.instant(clock.byClock(until)),
                    waitsFor,
                    HeldClock.instant(next.due()),
                    next.attempts(),
                    text.decision());
        }
    }
}
