package dev.rmx.quarantine;

import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.record.DomainName;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The table of DNS questions that held messages wait for, with the time when each may be asked again. Every method is
 * part of a transaction.
 *
 * <p>Transactions that add messages share the lock on a question: it only prevents deletion, so they do not block each
 * other.
 */
final class HeldQuestions {
    /** How long no other process asks a question after a message was claimed for it. */
    private static final long LEASE = HeldClock.micros(Duration.ofMinutes(1));

    private final Dialect sql;
    private final HeldClock.Expression now;

    HeldQuestions(Dialect sql, HeldClock.Expression now) {
        this.sql = sql;
        this.now = now;
    }

    /** Formats a question as in its column: type, space, name. */
    static String text(DnsQuestion question) {
        return question.type().name() + " " + question.name();
    }

    static DnsQuestion parse(String text) {
        int blank = text.indexOf(' ');
        if (blank < 0) {
            throw new IllegalArgumentException("it waits for no question: " + text);
        }
        return new DnsQuestion(
                DomainName.parse(text.substring(blank + 1)), RecordType.valueOf(text.substring(0, blank)));
    }

    /**
     * An expression that is null if the question in its parameter is unknown; otherwise the question is protected from
     * deletion until the transaction ends.
     */
    String isKnown() {
        return "(SELECT 1 FROM rmx_question WHERE question = ?" + sql.keep + ")";
    }

    /**
     * Adds an unknown question. If another transaction has just added it, it stays unchanged and is protected from
     * deletion.
     */
    void add(Connection connection, String question, Duration pause) throws SQLException {
        Sql.update(
                connection,
                "WITH clock AS (" + now.clock() + ") INSERT INTO rmx_question (question, due, attempts)"
                        + " SELECT ?, now + ?, 0 FROM clock WHERE TRUE ON CONFLICT (question)" + sql.leave,
                now.withValues(question, HeldClock.micros(pause)));
    }

    /**
     * A due question.
     *
     * @param message a free message that waits for it; null if there is none
     */
    record Due(String question, @Nullable Long message) {}

    /**
     * Finds due questions and the first free message of each, locks them, and postpones the questions by {@link
     * #LEASE}.
     *
     * @param free the SQL condition for messages without a lease, with the parameters {@code values}
     */
    List<Due> due(Connection connection, HeldClock clock, String free, List<Object> values, int most)
            throws SQLException {
        List<Due> due = new ArrayList<>(select(connection, "due <= ?", clock.now(), free, values, most));
        due.addAll(select(connection, "due > ?", clock.now() + HeldTables.FURTHEST, free, values, most - due.size()));
        Sql.each(
                connection,
                "UPDATE rmx_question SET due = ? WHERE question = ?",
                due,
                one -> List.of(clock.now() + LEASE, one.question()));
        if (due.stream().anyMatch(one -> one.message() == null)) {
            forgetNobodys(connection, clock.now() + LEASE);
        }
        return due;
    }

    private List<Due> select(Connection connection, String isDue, long time, String free, List<Object> values, int most)
            throws SQLException {
        List<Object> all = new ArrayList<>(values);
        all.add(time);
        all.add(most);
        return Sql.rows(
                connection,
                "SELECT question, (SELECT id FROM rmx_held WHERE due IS NULL AND question = rmx_question.question"
                        + free + " ORDER BY id LIMIT 1" + sql.lockFree + ") FROM rmx_question WHERE " + isDue
                        + " ORDER BY due LIMIT ?" + sql.lockFree,
                row -> new Due(row.getString(1), Sql.number(row, 2)),
                all.toArray());
    }

    /** Finds and locks free messages that wait for these questions, at most so many for each. */
    List<Long> messages(Connection connection, String free, List<Object> values, Map<DnsQuestion, Integer> most)
            throws SQLException {
        return sql.first(
                connection,
                "SELECT id FROM rmx_held WHERE due IS NULL AND question = ",
                free + " ORDER BY id LIMIT ",
                values,
                most.entrySet().stream()
                        .map(each -> Map.entry(text(each.getKey()), each.getValue()))
                        .sorted(Map.Entry.comparingByKey())
                        .toList());
    }

    /**
     * Deletes questions with this due time for which no message waits. Locks first: only a later statement sees
     * messages that others have added.
     */
    private void forgetNobodys(Connection connection, long due) throws SQLException {
        String noMessage =
                " AND NOT EXISTS (SELECT 1 FROM rmx_held WHERE due IS NULL AND question = rmx_question.question)";
        List<String> nobodys = Sql.rows(
                connection,
                "SELECT question FROM rmx_question WHERE due = ?" + noMessage + sql.lockToDelete,
                row -> row.getString(1),
                due);
        Sql.each(connection, "DELETE FROM rmx_question WHERE question = ?" + noMessage, nobodys, List::of);
    }

    /** Postpones questions whose recheck still gave temperror. The fixed order prevents deadlocks. */
    void putOff(Connection connection, HeldClock clock, Map<String, Duration> pauses) throws SQLException {
        Sql.each(
                connection,
                "INSERT INTO rmx_question (question, due, attempts) VALUES (?, ?, 0) ON CONFLICT (question)"
                        + " DO UPDATE SET due = excluded.due, attempts = rmx_question.attempts + 1",
                pauses.entrySet().stream().sorted(Map.Entry.comparingByKey()).toList(),
                pause -> List.of(pause.getKey(), clock.later(clock.now(), pause.getValue())));
    }

    /** Makes the questions due that some messages wait for. */
    void dueNow(Connection connection, HeldClock clock, Collection<Long> messages) throws SQLException {
        dueNow(
                connection,
                clock,
                " AND question IN (SELECT question FROM rmx_held WHERE due IS NULL AND id" + sql.isOneOf + ")",
                sql.ids(connection, messages));
    }

    /** Makes all questions due. */
    void allDue(Connection connection, HeldClock clock) throws SQLException {
        dueNow(connection, clock, "");
    }

    /** Makes questions due, in the same order as {@link #putOff}. */
    private void dueNow(Connection connection, HeldClock clock, String condition, Object... values)
            throws SQLException {
        List<Object> all = new ArrayList<>(List.of(clock.now(), clock.now()));
        all.addAll(List.of(values));
        Sql.update(
                connection,
                "UPDATE rmx_question SET due = ? WHERE question IN (SELECT question FROM rmx_question WHERE due > ?"
                        + condition + " ORDER BY question" + sql.byOctets + sql.lock + ")",
                all.toArray());
    }
}
