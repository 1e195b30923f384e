package dev.rmx.quarantine;

import dev.rmx.RmxQuery;
import dev.rmx.quarantine.QuarantineStore.Held;
import dev.rmx.quarantine.QuarantineStore.Retry;
import dev.rmx.record.DomainName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The statements on the table of held messages, in SQL that H2 and PostgreSQL understand alike, and what its rows mean. Each method is
 * a part of a transaction.
 *
 * <p>No two transactions wait for each other's rows: those that lock more than one either skip what others have locked, or lock
 * what is leased to their own store object, in the order of ids.
 */
final class HeldTable {
    /** Not leased; a lease that ends in more than two days, which none does, was made before the database's clock was set back. */
    private static final String FREE = " AND (lease_until IS NULL OR lease_until <= CURRENT_TIMESTAMP"
            + " OR lease_until > CURRENT_TIMESTAMP + INTERVAL '2' DAY)";

    private static final String LEASE =
            "lease_until = CURRENT_TIMESTAMP + CAST(? AS DOUBLE PRECISION) * INTERVAL '1' SECOND";
    private static final String DECIDE = "UPDATE rmx_held SET outcome = ?, mechanism = ?, reason = ?, source = ?";

    private static final System.Logger LOG = System.getLogger(HeldTable.class.getName());

    private final UUID owner;
    private final double leaseSeconds;
    /** Rows that were seen, and could not be read. */
    private final Set<Long> unreadable = ConcurrentHashMap.newKeySet();

    HeldTable(UUID owner, Duration leaseTime) {
        this.owner = owner;
        this.leaseSeconds = leaseTime.toNanos() / 1e9;
    }

    long insert(
            Connection connection,
            RmxQuery query,
            MessageReference reference,
            Instant since,
            Instant until,
            Instant due)
            throws SQLException {
        String sql = "INSERT INTO rmx_held"
                + " (client, subject, local_part, reference, held_since, held_until, due, attempts)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, 0)";
        try (PreparedStatement statement = connection.prepareStatement(sql, new String[] {"id"})) {
            Sql.set(
                    statement,
                    query.client().toString(),
                    query.subject().orElseThrow().toString(),
                    query.localPart().map(AsciiText::encode).orElse(null),
                    reference.octets(),
                    HeldRow.time(since),
                    HeldRow.time(until),
                    HeldRow.time(due));
            statement.executeUpdate();
            try (ResultSet keys = statement.getGeneratedKeys()) {
                if (!keys.next()) {
                    throw new SQLException("the database did not say which id it gave");
                }
                return keys.getLong(1);
            }
        }
    }

    /** Which messages are claimed: a condition, and the value of its parameter. */
    record Claim(String condition, Object value) {
        static Claim dueBy(Instant now) {
            return new Claim("due <= ?", HeldRow.time(now));
        }

        static Claim dueAfter(Instant horizon) {
            return new Claim("due > ?", HeldRow.time(horizon));
        }

        static Claim of(DomainName subject) {
            return new Claim("subject = ? AND outcome IS NULL", subject.toString());
        }
    }

    /**
     * Leases free messages. First it looks which they are, in the order of an index and without a lock, then it locks those which
     * are free still, and which nobody else is just locking. (In one statement H2 locks and sorts everything that is due.)
     */
    List<HeldMessage> claim(Connection connection, Claim claim, int most) throws SQLException {
        List<HeldMessage> claimed = new ArrayList<>();
        int passed = 0; // those that somebody else was quicker to lock, or that cannot be read
        while (claimed.size() < most) {
            int wanted = most - claimed.size();
            Long[] candidates = Sql.ids(
                    connection,
                    "SELECT id FROM rmx_held WHERE " + claim.condition + FREE + " ORDER BY due, id LIMIT ? OFFSET ?",
                    claim.value,
                    wanted,
                    passed);
            if (candidates.length > 0) {
                List<HeldMessage> locked = HeldRow.select(
                        connection,
                        this::leaveOut,
                        "WHERE id = ANY (?) AND " + claim.condition + FREE + " FOR UPDATE SKIP LOCKED",
                        Sql.array(connection, candidates),
                        claim.value);
                lease(connection, locked);
                claimed.addAll(locked);
                passed += candidates.length - locked.size();
            }
            if (candidates.length < wanted) {
                break;
            }
        }
        claimed.sort(Comparator.comparing(HeldMessage::due).thenComparing(HeldMessage::id));
        return claimed;
    }

    /** One row that cannot be read does not keep the others from anybody. */
    private void leaveOut(long id, SQLException why) {
        if (unreadable.add(id)) {
            LOG.log(System.Logger.Level.ERROR, "a held message waits for somebody who can read it", why);
        }
    }

    private void lease(Connection connection, List<HeldMessage> locked) throws SQLException {
        if (locked.isEmpty()) {
            return;
        }
        Long[] ids = locked.stream().map(HeldMessage::id).toArray(Long[]::new);
        Sql.update(
                connection,
                "UPDATE rmx_held SET lease_owner = ?, " + LEASE + " WHERE id = ANY (?)",
                owner,
                leaseSeconds,
                Sql.array(connection, ids));
    }

    /** Renews those leases that this store object still has, and tells which they are. */
    Set<Long> renew(Connection connection, Collection<Long> ids) throws SQLException {
        Long[] own = lockOwn(connection, ids);
        Sql.update(
                connection,
                "UPDATE rmx_held SET " + LEASE + " WHERE id = ANY (?)",
                leaseSeconds,
                Sql.array(connection, own));
        return Set.of(own);
    }

    private Long[] lockOwn(Connection connection, Collection<Long> ids) throws SQLException {
        return Sql.ids(
                connection,
                "SELECT id FROM rmx_held WHERE id = ANY (?) AND lease_owner = ? ORDER BY id FOR UPDATE",
                Sql.array(connection, ids.toArray(Long[]::new)),
                owner);
    }

    Map<Long, Decision> decide(Connection connection, Map<Long, Decision> decisions) throws SQLException {
        Long[] own = lockOwn(connection, decisions.keySet());
        String sql = DECIDE + " WHERE id = ? AND outcome IS NULL";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (Long id : own) {
                Decision decision = decisions.get(id);
                if (decision != null) {
                    Sql.set(statement, Sql.and(HeldRow.columns(decision), id));
                    statement.addBatch();
                }
            }
            statement.executeBatch();
        }
        Map<Long, Decision> standing = new HashMap<>();
        for (HeldMessage message : HeldRow.select(connection, "WHERE id = ANY (?)", Sql.array(connection, own))) {
            message.decision().ifPresent(decision -> standing.put(message.id(), decision));
        }
        return standing;
    }

    int retry(Connection connection, Collection<Retry> retries) throws SQLException {
        String sql = "UPDATE rmx_held SET attempts = ?,"
                + " due = CASE WHEN outcome IS NULL OR CAST(? AS BOOLEAN) THEN CAST(? AS TIMESTAMP WITH TIME ZONE) ELSE due END,"
                + " lease_owner = NULL, lease_until = NULL WHERE id = ? AND lease_owner = ?";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            List<Retry> inOrder = new ArrayList<>(retries);
            inOrder.sort(Comparator.comparing(Retry::id));
            for (Retry retry : inOrder) {
                Sql.set(statement, retry.attempts(), retry.decided(), HeldRow.time(retry.due()), retry.id(), owner);
                statement.addBatch();
            }
            return statement.executeBatch().length;
        }
    }

    /**
     * Passes over what somebody else is changing just now: that was looked at anyway, or is about to be. (In one statement H2 would
     * run the inner query again for each message of the table.)
     */
    int postpone(Connection connection, DomainName subject, Instant due, int attempts, int most) throws SQLException {
        Long[] earlier = Sql.ids(
                connection,
                "SELECT id FROM rmx_held WHERE subject = ? AND outcome IS NULL"
                        + " AND due < LEAST(CAST(? AS TIMESTAMP WITH TIME ZONE), held_until)" + FREE
                        + " LIMIT ? FOR UPDATE SKIP LOCKED",
                subject.toString(),
                HeldRow.time(due),
                most);
        if (earlier.length == 0) {
            return 0;
        }
        return Sql.update(
                connection,
                "UPDATE rmx_held SET due = LEAST(CAST(? AS TIMESTAMP WITH TIME ZONE), held_until),"
                        + " attempts = GREATEST(attempts, CAST(? AS INTEGER)) WHERE id = ANY (?)",
                HeldRow.time(due),
                attempts,
                Sql.array(connection, earlier));
    }

    int done(Connection connection, Collection<Long> ids) throws SQLException {
        Long[] own = lockOwn(connection, ids);
        return Sql.update(connection, "DELETE FROM rmx_held WHERE id = ANY (?)", Sql.array(connection, own));
    }

    boolean release(Connection connection, long id, Decision decision, Instant due) throws SQLException {
        String sql = DECIDE + ", due = ? WHERE id = ? AND outcome IS NULL";
        return Sql.update(connection, sql, Sql.and(HeldRow.columns(decision), HeldRow.time(due), id)) > 0;
    }

    boolean remove(Connection connection, long id) throws SQLException {
        return Sql.update(connection, "DELETE FROM rmx_held WHERE id = ?", id) > 0;
    }

    List<HeldMessage> find(Connection connection, long id) throws SQLException {
        return HeldRow.select(connection, "WHERE id = ?", id);
    }

    List<HeldMessage> list(Connection connection, long after, int most) throws SQLException {
        return HeldRow.select(connection, this::leaveOut, "WHERE id > ? ORDER BY id LIMIT ?", after, most);
    }

    Held held(Connection connection) throws SQLException {
        try (PreparedStatement statement =
                        connection.prepareStatement("SELECT COUNT(*), MIN(held_since) FROM rmx_held");
                ResultSet row = statement.executeQuery()) {
            row.next();
            return new Held(
                    row.getLong(1),
                    Optional.ofNullable(row.getObject(2, OffsetDateTime.class)).map(OffsetDateTime::toInstant));
        }
    }

    /** Ends all leases. */
    static int endLeases(Connection connection) throws SQLException {
        String sql = "UPDATE rmx_held SET lease_owner = NULL, lease_until = NULL WHERE lease_owner IS NOT NULL";
        return Sql.update(connection, sql);
    }
}
