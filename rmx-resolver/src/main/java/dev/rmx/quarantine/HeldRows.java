package dev.rmx.quarantine;

import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.record.DomainName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Reads held messages from their rows. */
final class HeldRows {
    private static final System.Logger LOG = System.getLogger(HeldRows.class.getName());

    private final Dialect sql;
    /** Rows that were seen, and could not be read. */
    private final Set<Long> reported = ConcurrentHashMap.newKeySet();

    HeldRows(Dialect sql) {
        this.sql = sql;
    }

    /**
     * Messages, in the order of their ids. One row that cannot be read, because a later release wrote it, keeps the others from nobody.
     *
     * @param messages those that could be read
     * @param unreadable the ids of the others
     */
    record Read(List<HeldMessage> messages, List<Long> unreadable) {}

    Read read(Connection connection, HeldClock clock, Collection<Long> ids) throws SQLException {
        Read read = new Read(new ArrayList<>(), new ArrayList<>());
        String select = "SELECT h.id, h.question, content, reference, held_since, held_until, h.due, h.attempts,"
                + " q.due AS question_due, q.attempts AS question_attempts"
                + " FROM rmx_held h LEFT JOIN rmx_question q ON q.question = h.question"
                + " WHERE h.id" + sql.isOneOf + " ORDER BY h.id";
        try (PreparedStatement statement = connection.prepareStatement(select)) {
            Sql.set(statement, sql.ids(connection, ids));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    long id = row.getLong("id");
                    try {
                        read.messages().add(message(id, row, clock));
                    } catch (IllegalArgumentException e) {
                        read.unreadable().add(id);
                        if (reported.add(id)) {
                            LOG.log(
                                    System.Logger.Level.ERROR,
                                    "held message " + id + " waits for somebody who can read its row of rmx_held",
                                    e);
                        }
                    }
                }
            }
        }
        return read;
    }

    private static HeldMessage message(long id, ResultSet row, HeldClock clock) throws SQLException {
        HeldText text = HeldText.parse(row.getString("content"));
        boolean decided = text.decision().isPresent();
        return new HeldMessage(
                id,
                text.query(),
                MessageReference.of(row.getBytes("reference")),
                HeldClock.instant(row.getLong("held_since")),
                HeldClock.instant(clock.byClock(row.getLong("held_until"))),
                decided ? Optional.empty() : Optional.of(question(row.getString("question"))),
                HeldClock.instant(row.getLong(decided ? "due" : "question_due")),
                row.getInt(decided ? "attempts" : "question_attempts"),
                text.decision());
    }

    /** A question as it stands in its column: the type, a blank, and the name. */
    static String question(DnsQuestion question) {
        return question.type().name() + " " + question.name();
    }

    private static DnsQuestion question(String text) {
        int blank = text.indexOf(' ');
        if (blank < 0) {
            throw new IllegalArgumentException("it waits for no question: " + text);
        }
        return new DnsQuestion(
                DomainName.parse(text.substring(blank + 1)), RecordType.valueOf(text.substring(0, blank)));
    }
}
