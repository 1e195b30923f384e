package dev.rmx.quarantine;

import dev.rmx.RmxQuery;
import dev.rmx.quarantine.QuarantineStore.Wait;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The SQL statements that change the quarantine's tables. Every method is part of a transaction.
 *
 * <p>Every method reads the database's clock once, through {@link HeldClock}; times are in microseconds since 1970. A
 * message with a due time is decided; a message without one waits for its question.
 *
 * <p>No deadlocks: a transaction that locks more than one row either skips rows locked by others, or locks messages in
 * the order of their ids and questions last.
 */
final class HeldTables {
    /** Longer than any pause of a question. Only a clock set back explains a due time that is further away. */
    static final long FURTHEST = micros(Duration.ofDays(2));

    private static final Comparator<HeldMessage> BY_DUE =
            Comparator.comparing(HeldMessage::due).thenComparing(HeldMessage::id);
    private static final Comparator<HeldMessage> BY_END =
            Comparator.comparing(HeldMessage::until).thenComparing(HeldMessage::id);

    private final Dialect sql;
    private final HeldClock.Expression now;
    private final HeldQuestions questions;
    private final HeldRows rows;
    private final HeldLeases leases;
    private final HeldInserts inserts;
    private final ClaimShares shares = new ClaimShares();

    /**
     * Makes the statements; connections come with each call.
     *
     * @param now the current time; nothing else reads the clock
     */
    HeldTables(Dialect sql, HeldClock.Expression now, HeldRows rows, Duration leaseTime) {
        this.sql = sql;
        this.now = now;
        this.questions = new HeldQuestions(sql, now);
        this.rows = rows;
        this.leases = new HeldLeases(sql, rows, leaseTime);
        this.inserts = new HeldInserts(sql, now, questions);
    }

    private static long micros(Duration time) {
        return HeldClock.micros(time);
    }

    private HeldClock clock(Connection connection) throws SQLException {
        return HeldClock.read(connection, now);
    }

    // adding

    long add(Connection connection, RmxQuery query, MessageReference reference, Wait wait, Duration longest)
            throws SQLException {
        return inserts.add(connection, query, reference, wait, longest);
    }

    long add(Connection connection, RmxQuery query, MessageReference reference, Decision decision, Duration pause)
            throws SQLException {
        return inserts.add(connection, query, reference, decision, pause);
    }

    // the quarantine's turn

    /**
     * Takes the results of earlier messages, and claims others. Locks all messages first, in one statement, and asks
     * the clock after that: waiting for a lock takes time.
     */
    QuarantineTurn.Result turn(Connection connection, QuarantineTurn turn) throws SQLException {
        Map<Long, Boolean> own = leases.own(connection, turn.ids());
        HeldClock clock = clock(connection);
        remove(connection, turn.done().stream().filter(own::containsKey).toList());
        retry(connection, clock, own, turn.retries());
        Map<Long, Decision> standing = decide(connection, clock, own, turn.decisions());
        await(connection, clock, own, turn.waits());
        List<HeldMessage> due = turn.most() > 0 ? claim(connection, clock, turn.most()) : List.of();
        List<Long> free = turn.mostOf().isEmpty()
                ? List.of()
                : questions.messages(connection, HeldLeases.FREE, leases.free(clock), turn.mostOf());
        return new QuarantineTurn.Result(standing, clock.instant(), due, leaseOfQuestions(connection, clock, free));
    }

    private List<HeldMessage> claim(Connection connection, HeldClock clock, int most) throws SQLException {
        return shares.<HeldMessage, SQLException>claim(
                most,
                List.of(
                        some -> ofQuestions(connection, clock, some),
                        some -> leases.lease(connection, clock, "due <= ?", clock.now(), "due, id", BY_DUE, some),
                        some -> leases.lease(
                                connection,
                                clock,
                                "due IS NULL AND held_until <= ?",
                                clock.held(),
                                "held_until, id",
                                BY_END,
                                some)));
    }

    /** Leases one message for each question that is due. */
    private List<HeldMessage> ofQuestions(Connection connection, HeldClock clock, int most) throws SQLException {
        List<Long> first = new ArrayList<>();
        for (HeldQuestions.Due due : questions.due(connection, clock, HeldLeases.FREE, leases.free(clock), most)) {
            if (due.message() != null) {
                first.add(due.message());
            }
        }
        return leaseOfQuestions(connection, clock, first);
    }

    /** Leases messages that wait for questions. If some cannot be read, others of their questions are claimed soon. */
    private List<HeldMessage> leaseOfQuestions(Connection connection, HeldClock clock, List<Long> ids)
            throws SQLException {
        List<HeldMessage> leased = leases.lease(connection, clock, ids);
        Set<Long> unreadable = new TreeSet<>(ids);
        leased.forEach(message -> unreadable.remove(message.id()));
        if (!unreadable.isEmpty()) {
            questions.dueNow(connection, clock, unreadable);
        }
        return leased;
    }

    private Map<Long, Decision> decide(
            Connection connection, HeldClock clock, Map<Long, Boolean> own, Map<Long, Decision> decisions)
            throws SQLException {
        Map<Long, Decision> standing = new HashMap<>();
        List<Long> before = new ArrayList<>();
        Map<String, List<Long>> now = new HashMap<>(); // texts, as colliding ones can be compared ([LIM-4])
        decisions.forEach((id, decision) -> {
            Boolean isDecided = own.get(id);
            if (isDecided != null && isDecided) {
                before.add(id);
            } else if (isDecided != null) {
                now.computeIfAbsent(HeldText.format(decision), same -> new ArrayList<>())
                        .add(id);
                standing.put(id, decision);
            }
        });
        if (!before.isEmpty()) {
            for (HeldMessage message : rows.read(connection, clock, before).messages()) {
                message.decision().ifPresent(decision -> standing.put(message.id(), decision));
            }
        }
        write(connection, clock, now);
        return standing;
    }

    private void write(Connection connection, HeldClock clock, Map<String, List<Long>> decided) throws SQLException {
        Sql.each(
                connection,
                "UPDATE rmx_held SET content = content || ?, question = '', due = ?, attempts = 0 WHERE id"
                        + sql.isOneOf,
                decided.entrySet(),
                one -> List.of(one.getKey(), clock.now(), sql.ids(connection, one.getValue())));
    }

    /** Returns the messages that this decision decides. */
    Set<Long> release(Connection connection, Collection<Long> ids, Decision decision) throws SQLException {
        Map<Long, Boolean> held = lock(connection, ids);
        HeldClock clock = clock(connection);
        List<Long> undecided = held.entrySet().stream()
                .filter(one -> !one.getValue())
                .map(Map.Entry::getKey)
                .toList();
        List<Long> readable = rows.read(connection, clock, undecided).messages().stream()
                .map(HeldMessage::id)
                .toList();
        write(connection, clock, readable.isEmpty() ? Map.of() : Map.of(HeldText.format(decision), readable));
        Sql.update( // [TEMP-6] hand decided messages back now
                connection,
                "UPDATE rmx_held SET due = ? WHERE id" + sql.isOneOf + " AND due > ?",
                clock.now(),
                sql.ids(connection, held.keySet()),
                clock.now());
        return Set.copyOf(readable);
    }

    /** Locks messages, leased or not. The value tells whether one is decided. */
    private Map<Long, Boolean> lock(Connection connection, Collection<Long> ids) throws SQLException {
        Map<Long, Boolean> held = new TreeMap<>();
        Sql.rows(
                connection,
                "SELECT id, due FROM rmx_held WHERE id" + sql.isOneOf + " ORDER BY id" + sql.lock,
                row -> held.put(row.getLong(1), Sql.number(row, 2) != null),
                sql.ids(connection, ids));
        return held;
    }

    Set<Long> retryNow(Connection connection, Collection<Long> ids) throws SQLException {
        HeldClock clock = clock(connection);
        Sql.update(
                connection,
                "UPDATE rmx_held SET due = ? WHERE id IN (SELECT id FROM rmx_held WHERE id" + sql.isOneOf
                        + " AND due > ? ORDER BY id" + sql.lock + ")",
                clock.now(),
                sql.ids(connection, ids),
                clock.now());
        questions.dueNow(connection, clock, ids);
        return Set.copyOf(
                Sql.ids(connection, "SELECT id FROM rmx_held WHERE id" + sql.isOneOf, sql.ids(connection, ids)));
    }

    // giving back

    private void await(Connection connection, HeldClock clock, Map<Long, Boolean> own, Map<Long, Wait> waits)
            throws SQLException {
        Map<String, Duration> pauses = new HashMap<>();
        Map<Long, String> waitsFor = new TreeMap<>();
        waits.forEach((id, wait) -> {
            if (own.containsKey(id)) {
                String question = HeldQuestions.text(wait.question());
                pauses.merge(question, wait.pause(), (one, other) -> one.compareTo(other) > 0 ? one : other);
                waitsFor.put(id, question);
            }
        });
        Sql.each(
                connection,
                "UPDATE rmx_held SET question = ? WHERE id = ? AND due IS NULL",
                waitsFor.entrySet(),
                wait -> List.of(wait.getValue(), wait.getKey()));
        leases.end(connection, waitsFor.keySet());
        questions.putOff(connection, clock, pauses);
    }

    private void retry(Connection connection, HeldClock clock, Map<Long, Boolean> own, Map<Long, Duration> pauses)
            throws SQLException {
        List<Map.Entry<Long, Duration>> ours = pauses.entrySet().stream()
                .filter(pause -> own.containsKey(pause.getKey()))
                .toList();
        Sql.each(
                connection,
                "UPDATE rmx_held SET due = ?, attempts = attempts + 1 WHERE id = ? AND due IS NOT NULL",
                ours,
                pause -> List.of(clock.later(clock.now(), pause.getValue()), pause.getKey()));
        leases.end(connection, ours.stream().map(Map.Entry::getKey).toList());
    }

    int giveBack(Connection connection, Collection<Long> ids) throws SQLException {
        return leases.end(connection, leases.own(connection, ids).keySet());
    }

    Set<Long> renew(Connection connection, Collection<Long> ids) throws SQLException {
        Set<Long> own = leases.own(connection, ids).keySet();
        leases.renew(connection, clock(connection), own);
        return own;
    }

    private void remove(Connection connection, List<Long> own) throws SQLException {
        if (!own.isEmpty()) {
            Sql.update(connection, "DELETE FROM rmx_held WHERE id" + sql.isOneOf, sql.ids(connection, own));
        }
    }

    Set<Long> remove(Connection connection, Collection<Long> ids) throws SQLException {
        Set<Long> held = lock(connection, ids).keySet();
        remove(connection, List.copyOf(held));
        return held;
    }

    int report(Connection connection, boolean cutOff) throws SQLException {
        HeldClock clock = clock(connection);
        if (!cutOff && clock.cutOffSince() != null) {
            questions.allDue(connection, clock); // DNS may answer them now
        }
        return clock.report(connection, cutOff);
    }

    /** Ends all leases, which are from a process that died. Only for a store object that is alone at its data. */
    int endLeases(Connection connection) throws SQLException {
        return leases.endAll(connection);
    }
}
