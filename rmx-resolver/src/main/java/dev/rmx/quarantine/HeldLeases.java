package dev.rmx.quarantine;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The leases of a store object, in the columns {@code lease_owner} and {@code lease_until} of held messages. Every
 * method is part of a transaction.
 */
final class HeldLeases {
    /** Condition: not leased. Its parameters are {@link #free}. */
    static final String FREE = " AND (lease_until IS NULL OR lease_until <= ? OR lease_until > ?)";

    /** When to look again at rows that this release cannot read: another release may share the database. */
    private static final long UNREADABLE = HeldClock.micros(Duration.ofMinutes(10));

    private static final String LEASE = "UPDATE rmx_held SET lease_owner = ?, lease_until = ? WHERE id";

    private final Dialect sql;
    private final HeldRows rows;
    /** No two store objects have the same, except by a chance of 1 to 2^62. */
    private final long owner = UUID.randomUUID().getLeastSignificantBits();

    private final long time;
    /** Longer than any lease. */
    private final long furthest;

    HeldLeases(Dialect sql, HeldRows rows, Duration time) {
        this.sql = sql;
        this.rows = rows;
        this.time = HeldClock.micros(time);
        this.furthest = Math.max(HeldTables.FURTHEST, 2 * this.time);
    }

    /** The parameters of {@link #FREE}. */
    List<Object> free(HeldClock clock) {
        return List.of(clock.now(), clock.now() + furthest);
    }

    /**
     * Leases free messages, and reads them.
     *
     * @param condition the SQL condition for them, with this parameter
     * @param order the columns to sort them by, as the comparator does
     */
    List<HeldMessage> lease(
            Connection connection,
            HeldClock clock,
            String condition,
            Object value,
            String order,
            Comparator<HeldMessage> inOrder,
            int most)
            throws SQLException {
        List<Object> values = new ArrayList<>(List.of(value));
        values.addAll(free(clock));
        values.add(most);
        String select =
                "SELECT id FROM rmx_held WHERE " + condition + FREE + " ORDER BY " + order + " LIMIT ?" + sql.lockFree;
        return lease(connection, clock, sql.isOneOfThose(select), values).stream()
                .sorted(inOrder)
                .toList();
    }

    /** Leases messages that this transaction has locked, and reads them, in the given order. */
    List<HeldMessage> lease(Connection connection, HeldClock clock, List<Long> ids) throws SQLException {
        if (ids.isEmpty()) {
            return List.of();
        }
        Map<Long, HeldMessage> byId = new TreeMap<>();
        lease(connection, clock, sql.isOneOf, List.of(sql.ids(connection, ids)))
                .forEach(message -> byId.put(message.id(), message));
        return ids.stream().filter(byId::containsKey).map(byId::get).toList();
    }

    private List<HeldMessage> lease(Connection connection, HeldClock clock, String which, List<Object> values)
            throws SQLException {
        List<Object> all = new ArrayList<>(List.of(owner, clock.now() + time));
        all.addAll(values);
        HeldRows.Read read = rows.changed(connection, clock, LEASE + which, all.toArray());
        if (!read.unreadable().isEmpty()) {
            // so that they do not block the others
            extend(connection, read.unreadable(), clock.now() + UNREADABLE);
        }
        return read.messages();
    }

    private void extend(Connection connection, Collection<Long> ids, long until) throws SQLException {
        Sql.update(connection, LEASE + sql.isOneOf, owner, until, sql.ids(connection, ids));
    }

    /** Locks the messages that are still leased to this store object. The value tells whether one is decided. */
    Map<Long, Boolean> own(Connection connection, Collection<Long> ids) throws SQLException {
        Map<Long, Boolean> own = new TreeMap<>();
        if (!ids.isEmpty()) {
            Sql.rows(
                    connection,
                    "SELECT id, due FROM rmx_held WHERE id" + sql.isOneOf + " AND lease_owner = ? ORDER BY id"
                            + sql.lock,
                    row -> own.put(row.getLong(1), Sql.number(row, 2) != null),
                    sql.ids(connection, ids),
                    owner);
        }
        return own;
    }

    /** Extends the leases of messages that this transaction has locked. */
    void renew(Connection connection, HeldClock clock, Set<Long> own) throws SQLException {
        extend(connection, own, clock.now() + time);
    }

    /** Ends the leases of messages that this transaction has locked. */
    int end(Connection connection, Collection<Long> own) throws SQLException {
        return own.isEmpty() ? 0 : end(connection, sql.isOneOf, sql.ids(connection, own));
    }

    /** Ends all leases, which are from a process that died. Only for a store object that is alone at its data. */
    int endAll(Connection connection) throws SQLException {
        return Sql.update(
                connection, "UPDATE rmx_held SET lease_owner = NULL, lease_until = NULL WHERE lease_owner IS NOT NULL");
    }

    private static int end(Connection connection, String which, @Nullable Object ids) throws SQLException {
        return Sql.update(
                connection, "UPDATE rmx_held SET lease_owner = NULL, lease_until = NULL WHERE id" + which, ids);
    }
}
