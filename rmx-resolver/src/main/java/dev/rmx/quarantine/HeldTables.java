package dev.rmx.quarantine;

import dev.rmx.RmxQuery;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.quarantine.QuarantineStore.Claimed;
import dev.rmx.quarantine.QuarantineStore.Held;
import dev.rmx.quarantine.QuarantineStore.Wait;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * The SQL statements on the quarantine's tables. Every method is part of a transaction.
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

    /** Condition: not leased. Its parameters are the time, and the time plus the longest lease. */
    private static final String FREE = " AND (lease_until IS NULL OR lease_until <= ? OR lease_until > ?)";

    private final Dialect sql;
    private final HeldClock.Expression now;
    private final String owner = UUID.randomUUID().toString();
    private final long leaseTime;
    /** Longer than any lease. */
    private final long furthestLease;

    private final HeldQuestions questions;
    private final HeldRows rows;
    private final ClaimShares shares = new ClaimShares();

    /**
     * Makes the statements; connections come with each call.
     *
     * @param now the current time; nothing else reads the clock
     */
    HeldTables(Dialect sql, HeldClock.Expression now, Duration leaseTime) {
        this.sql = sql;
        this.now = now;
        this.leaseTime = micros(leaseTime);
        this.furthestLease = Math.max(FURTHEST, 2 * this.leaseTime);
        this.questions = new HeldQuestions(sql, now);
        this.rows = new HeldRows(sql);
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
        String question = HeldQuestions.text(wait.question());
        Added added = insert(
                connection,
                "NULL",
                questions.isKnown(),
                question,
                new HeldText(query, Optional.empty()).format(),
                reference.octets(),
                micros(longest),
                question);
        if (!added.questionIsKnown()) {
            questions.add(connection, question, wait.pause());
        }
        return added.id();
    }

    long add(Connection connection, RmxQuery query, MessageReference reference, Decision decision, Duration pause)
            throws SQLException {
        return insert(
                        connection,
                        "now + ?",
                        "1",
                        "",
                        new HeldText(query, Optional.of(decision)).format(),
                        reference.octets(),
                        micros(pause),
                        micros(pause))
                .id();
    }

    private record Added(long id, boolean questionIsKnown) {}

    /**
     * Reads the clock, inserts the message and looks up its question in one statement: each further statement costs a
     * round trip.
     */
    private Added insert(Connection connection, String due, String isKnown, Object... values) throws SQLException {
        List<Added> added = Sql.rows(
                connection,
                "WITH clock AS (" + now.clock() + ") INSERT INTO rmx_held"
                        + " (question, content, reference, held_since, held_until, due, attempts)"
                        + " SELECT ?, ?, ?, now, held + ?, " + due + ", 0 FROM clock RETURNING id, " + isKnown,
                row -> new Added(row.getLong(1), Sql.number(row, 2) != null),
                now.withValues(values));
        if (added.isEmpty()) {
            throw HeldClock.lost();
        }
        return added.get(0);
    }

    // claiming

    Claimed claim(Connection connection, int most) throws SQLException {
        HeldClock clock = clock(connection);
        return new Claimed(
                clock.instant(),
                shares.<HeldMessage, SQLException>claim(
                        most,
                        List.of(
                                some -> ofQuestions(connection, clock, some),
                                some -> lease(connection, clock, "due <= ?", "due, id", clock.now(), some),
                                some -> lease(
                                        connection,
                                        clock,
                                        "due IS NULL AND held_until <= ?",
                                        "held_until, id",
                                        clock.held(),
                                        some))));
    }

    Claimed claim(Connection connection, Map<DnsQuestion, Integer> most) throws SQLException {
        HeldClock clock = clock(connection);
        List<Long> free = new ArrayList<>();
        for (Map.Entry<DnsQuestion, Integer> each : most.entrySet()) {
            String question = HeldQuestions.text(each.getKey());
            free.addAll(free(connection, clock, "due IS NULL AND question = ?", "id", question, each.getValue()));
        }
        return new Claimed(clock.instant(), leased(connection, clock, free));
    }

    /** Leases one message for each question that is due. */
    private List<HeldMessage> ofQuestions(Connection connection, HeldClock clock, int most) throws SQLException {
        List<Object> times = List.of(clock.now(), clock.now() + furthestLease);
        List<Long> first = new ArrayList<>();
        for (HeldQuestions.Due due : questions.due(connection, clock, FREE, times, most)) {
            if (due.message() != null) {
                first.add(due.message());
            }
        }
        return leased(connection, clock, first);
    }

    private List<HeldMessage> lease(
            Connection connection, HeldClock clock, String condition, String order, Object value, int most)
            throws SQLException {
        return leased(connection, clock, free(connection, clock, condition, order, value, most));
    }

    private List<Long> free(
            Connection connection, HeldClock clock, String condition, String order, Object value, int most)
            throws SQLException {
        return Sql.ids(
                connection,
                "SELECT id FROM rmx_held WHERE " + condition + FREE + " ORDER BY " + order + " LIMIT ?" + sql.lockFree,
                value,
                clock.now(),
                clock.now() + furthestLease,
                most);
    }

    private List<HeldMessage> leased(Connection connection, HeldClock clock, List<Long> ids) throws SQLException {
        if (ids.isEmpty()) {
            return List.of();
        }
        setLease(connection, ids, clock.now() + leaseTime);
        HeldRows.Read read = rows.read(connection, clock, ids);
        if (!read.unreadable().isEmpty()) {
            setLease(connection, read.unreadable(), clock.now() + FURTHEST / 2); // so that they do not block the others
        }
        Map<Long, HeldMessage> byId = new HashMap<>();
        read.messages().forEach(message -> byId.put(message.id(), message));
        return ids.stream().filter(byId::containsKey).map(byId::get).toList();
    }

    private void setLease(Connection connection, Collection<Long> ids, long until) throws SQLException {
        Sql.update(
                connection,
                "UPDATE rmx_held SET lease_owner = ?, lease_until = ? WHERE id" + sql.isOneOf,
                owner,
                until,
                sql.ids(connection, ids));
    }

    /** Locks the messages that are still leased to this store object. */
    private Set<Long> own(Connection connection, Collection<Long> ids) throws SQLException {
        return new TreeSet<>(ownIsDecided(connection, ids).keySet());
    }

    /** Same as {@link #own}; the value tells whether the message is decided. */
    private Map<Long, Boolean> ownIsDecided(Connection connection, Collection<Long> ids) throws SQLException {
        return Sql.rows(
                        connection,
                        "SELECT id, due FROM rmx_held WHERE id" + sql.isOneOf + " AND lease_owner = ? ORDER BY id"
                                + sql.lock,
                        row -> Map.entry(row.getLong(1), Sql.number(row, 2) != null),
                        sql.ids(connection, ids),
                        owner)
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    Set<Long> renew(Connection connection, Collection<Long> ids) throws SQLException {
        Set<Long> own = own(connection, ids);
        setLease(connection, own, clock(connection).now() + leaseTime);
        return own;
    }

    // deciding

    Map<Long, Decision> decide(Connection connection, Map<Long, Decision> decisions) throws SQLException {
        Map<Long, Boolean> own = ownIsDecided(connection, decisions.keySet());
        HeldClock clock = clock(connection);
        Map<Long, Decision> standing = new HashMap<>();
        List<Long> before = own.keySet().stream().filter(own::get).toList();
        if (!before.isEmpty()) {
            for (HeldMessage message : rows.read(connection, clock, before).messages()) {
                message.decision().ifPresent(decision -> standing.put(message.id(), decision));
            }
        }
        Map<Decision, List<Long>> now = new HashMap<>();
        decisions.forEach((id, decision) -> {
            if (own.containsKey(id) && !own.get(id)) {
                now.computeIfAbsent(decision, same -> new ArrayList<>()).add(id);
                standing.put(id, decision);
            }
        });
        write(connection, clock, now);
        return standing;
    }

    private void write(Connection connection, HeldClock clock, Map<Decision, List<Long>> decided) throws SQLException {
        Sql.each(
                connection,
                "UPDATE rmx_held SET content = content || ?, question = '', due = ?, attempts = 0 WHERE id"
                        + sql.isOneOf,
                decided.entrySet(),
                one -> List.of(HeldText.format(one.getKey()), clock.now(), sql.ids(connection, one.getValue())));
    }

    boolean release(Connection connection, long id, Decision decision) throws SQLException {
        List<Long> locked = Sql.ids(connection, "SELECT id FROM rmx_held WHERE id = ? AND due IS NULL" + sql.lock, id);
        HeldClock clock = clock(connection);
        boolean stands = !rows.read(connection, clock, locked).messages().isEmpty();
        if (stands) {
            write(connection, clock, Map.of(decision, locked));
        } else { // [TEMP-6] hand a decided message back now
            Sql.update(
                    connection, "UPDATE rmx_held SET due = ? WHERE id = ? AND due > ?", clock.now(), id, clock.now());
        }
        return stands;
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

    int await(Connection connection, Map<Long, Wait> waits) throws SQLException {
        Set<Long> own = own(connection, waits.keySet());
        HeldClock clock = clock(connection);
        Map<String, Duration> pauses = new HashMap<>();
        Map<Long, String> waitsFor = new LinkedHashMap<>();
        for (Long id : own) {
            Wait wait = waits.get(id);
            if (wait != null) {
                String question = HeldQuestions.text(wait.question());
                pauses.merge(question, wait.pause(), (one, other) -> one.compareTo(other) > 0 ? one : other);
                waitsFor.put(id, question);
            }
        }
        Sql.each(
                connection,
                "UPDATE rmx_held SET question = ? WHERE id = ? AND due IS NULL",
                waitsFor.entrySet(),
                wait -> List.of(wait.getValue(), wait.getKey()));
        free(connection, own);
        questions.putOff(connection, clock, pauses);
        return own.size();
    }

    int retry(Connection connection, Map<Long, Duration> pauses) throws SQLException {
        Set<Long> own = own(connection, pauses.keySet());
        HeldClock clock = clock(connection);
        Sql.each(
                connection,
                "UPDATE rmx_held SET due = ?, attempts = attempts + 1 WHERE id = ? AND due IS NOT NULL",
                own,
                id -> List.of(clock.later(clock.now(), pauses.getOrDefault(id, Duration.ZERO)), id));
        return free(connection, own);
    }

    int giveBack(Connection connection, Collection<Long> ids) throws SQLException {
        return free(connection, own(connection, ids));
    }

    private int free(Connection connection, Collection<Long> own) throws SQLException {
        return Sql.update(
                connection,
                "UPDATE rmx_held SET lease_owner = NULL, lease_until = NULL WHERE id" + sql.isOneOf,
                sql.ids(connection, own));
    }

    int done(Connection connection, Collection<Long> ids) throws SQLException {
        Set<Long> own = own(connection, ids);
        return Sql.update(connection, "DELETE FROM rmx_held WHERE id" + sql.isOneOf, sql.ids(connection, own));
    }

    boolean remove(Connection connection, long id) throws SQLException {
        return Sql.update(connection, "DELETE FROM rmx_held WHERE id = ?", id) > 0;
    }

    // looking

    Optional<HeldMessage> find(Connection connection, long id) throws SQLException {
        return rows.read(connection, clock(connection), Set.of(id)).messages().stream()
                .findFirst();
    }

    List<HeldMessage> list(Connection connection, long after, int most) throws SQLException {
        HeldClock clock = clock(connection);
        long last = after;
        while (true) {
            List<Long> ids =
                    Sql.ids(connection, "SELECT id FROM rmx_held WHERE id > ? ORDER BY id LIMIT ?", last, most);
            List<HeldMessage> messages = rows.read(connection, clock, ids).messages();
            if (ids.isEmpty() || !messages.isEmpty()) {
                return messages;
            }
            last = ids.get(ids.size() - 1); // none of these rows can be read, but later ones may
        }
    }

    Held held(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                        // two counts: each reads a small index, one count would read the table
                        "SELECT (SELECT COUNT(*) FROM rmx_held WHERE due IS NULL)"
                                + " + (SELECT COUNT(*) FROM rmx_held WHERE due IS NOT NULL),"
                                + " (SELECT held_since FROM rmx_held ORDER BY id LIMIT 1)");
                ResultSet row = statement.executeQuery()) {
            row.next();
            return new Held(
                    row.getLong(1), Optional.ofNullable(Sql.number(row, 2)).map(HeldClock::instant));
        }
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
        return Sql.update(
                connection, "UPDATE rmx_held SET lease_owner = NULL, lease_until = NULL WHERE lease_owner IS NOT NULL");
    }
}
