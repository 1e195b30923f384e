package dev.rmx.quarantine;

import dev.rmx.RmxQuery;
import dev.rmx.quarantine.HeldTable.Claim;
import dev.rmx.record.DomainName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * Keeps held messages in a database: in an embedded H2, which is a file of the mail server's own, or in PostgreSQL, which several mail
 * servers can share.
 *
 * <pre>{@code
 * // one machine: jdbc:h2:file:/var/lib/mail/quarantine;DB_CLOSE_DELAY=-1
 * QuarantineStore store = JdbcQuarantineStore.builder(dataSource).createSchema().alone().open();
 *
 * // many machines: jdbc:postgresql://db.example/mail
 * QuarantineStore store = JdbcQuarantineStore.builder(dataSource).createSchema().open();
 * }</pre>
 *
 * <p>What {@link #add}, {@link #decide}, {@link #done}, {@link #release} and {@link #remove} have returned is on the disk, as far as
 * PostgreSQL is not told otherwise ({@code fsync}, {@code synchronous_commit}); from H2 the store demands it with CHECKPOINT
 * SYNC and a WRITE_DELAY of 0 (for the whole database), for which its user has to be an administrator, as the one is that a new
 * database is made with. Use H2 2.4.240: 2.5.252 loses what it has written when its process is killed, and is refused, as are later
 * versions until one is known to be better.
 *
 * <p>Give H2's own {@code JdbcDataSource} without a pool: a connection within the process costs little. A database that could not write,
 * because the disk was full, closes itself; it is opened again by the next new connection, but a pool may go on lending old
 * ones. PostgreSQL's connections cost more, and should come from a pool.
 *
 * <p>Leases are reckoned by the database's clock, so those of the mail servers need not agree on it. A message that a died process had
 * leased is taken over by another one when the lease has run out, or, by a store that is {@linkplain Builder#alone alone}, when that
 * is opened.
 *
 * <p>Instants are cut off to microseconds, and stand in the database with UTC; those outside of the years 1 to 9999 become the
 * nearest in them. No time zone of the process, the database or a session matters.
 *
 * <p>Safe to share between threads. Each call uses one connection of the data source, in a transaction of its own with the isolation READ
 * COMMITTED, and gives it back as it came. A transaction that the database rolls back because of others (SQLState 40001, 40P01) is
 * tried a few times. Every exception of the driver becomes the cause of a {@link QuarantineException}. How long a call may
 * wait, for a connection or for an answer, is up to the data source. {@link #close} does nothing: the data source stays its owner's.
 */
public final class JdbcQuarantineStore implements QuarantineStore {
    private final Transactions transactions;
    private final HeldTable table;
    private final Duration leaseTime;

    private JdbcQuarantineStore(Transactions transactions, Duration leaseTime) {
        this.transactions = transactions;
        this.table = new HeldTable(UUID.randomUUID(), leaseTime);
        this.leaseTime = leaseTime;
    }

    /**
     * Starts to build a store.
     *
     * @param dataSource where to get connections from; it stays the caller's, who closes it after the store
     * @return a builder of a store that shares its data, in tables that exist, with leases of a minute
     */
    public static Builder builder(DataSource dataSource) {
        return new Builder(dataSource);
    }

    @Override
    public long add(RmxQuery query, MessageReference reference, Instant since, Instant until, Instant due)
            throws QuarantineException {
        return transactions.runDurably(
                "keep a message", connection -> table.insert(connection, query, reference, since, until, due));
    }

    @Override
    public List<HeldMessage> claim(Instant now, Instant horizon, int most) throws QuarantineException {
        return transactions.run("look for messages that are due", connection -> {
            List<HeldMessage> due = new ArrayList<>(table.claim(connection, Claim.dueBy(now), most));
            due.addAll(table.claim(connection, Claim.dueAfter(horizon), most - due.size()));
            return due;
        });
    }

    @Override
    public List<HeldMessage> claim(DomainName subject, int most) throws QuarantineException {
        return transactions.run(
                "look for messages of " + subject, connection -> table.claim(connection, Claim.of(subject), most));
    }

    @Override
    public Duration leaseTime() {
        return leaseTime;
    }

    @Override
    public Set<Long> renew(Collection<Long> ids) throws QuarantineException {
        return ids.isEmpty() ? Set.of() : transactions.run("renew leases", connection -> table.renew(connection, ids));
    }

    @Override
    public Map<Long, Decision> decide(Map<Long, Decision> decisions) throws QuarantineException {
        return decisions.isEmpty()
                ? Map.of()
                : transactions.runDurably("write down decisions", connection -> table.decide(connection, decisions));
    }

    @Override
    public void retry(Collection<Retry> retries) throws QuarantineException {
        if (!retries.isEmpty()) {
            transactions.run("give messages back", connection -> table.retry(connection, retries));
        }
    }

    @Override
    public int postpone(DomainName subject, Instant due, int attempts, int most) throws QuarantineException {
        return transactions.run(
                "put off messages of " + subject,
                connection -> table.postpone(connection, subject, due, attempts, most));
    }

    @Override
    public void done(Collection<Long> ids) throws QuarantineException {
        if (!ids.isEmpty()) {
            transactions.runDurably("forget messages", connection -> table.done(connection, ids));
        }
    }

    @Override
    public boolean release(long id, Decision decision, Instant due) throws QuarantineException {
        return transactions.runDurably(
                "release message " + id, connection -> table.release(connection, id, decision, due));
    }

    @Override
    public boolean remove(long id) throws QuarantineException {
        return transactions.runDurably("remove message " + id, connection -> table.remove(connection, id));
    }

    @Override
    public Optional<HeldMessage> find(long id) throws QuarantineException {
        return transactions.run("find message " + id, connection -> table.find(connection, id)).stream()
                .findFirst();
    }

    @Override
    public List<HeldMessage> list(long after, int most) throws QuarantineException {
        return transactions.run("list its messages", connection -> table.list(connection, after, most));
    }

    /**
     * {@inheritDoc}
     *
     * <p>This looks at every message, so it should not be called for each one.
     */
    @Override
    public Held held() throws QuarantineException {
        return transactions.run("count its messages", table::held);
    }

    /** What a store is opened with. Not safe to share between threads. */
    public static final class Builder {
        private static final Duration SHORTEST_LEASE = Duration.ofMillis(100);
        private static final Duration LONGEST_LEASE = Duration.ofDays(1);

        private final DataSource dataSource;
        private Duration leaseTime = Duration.ofMinutes(1);
        private boolean createSchema;
        private boolean alone;

        private Builder(DataSource dataSource) {
            this.dataSource = Objects.requireNonNull(dataSource, "dataSource");
        }

        /**
         * Sets for how long a message is leased, unless the lease is renewed; a minute if not called. When a process dies, its messages
         * wait for as long. When one hangs for longer, with a long pause of its garbage collector or without a connection to
         * the database, others take its messages over, and some may be handed back twice.
         *
         * @param time a tenth of a second to a day
         * @return this
         * @throws IllegalArgumentException if it is not
         */
        public Builder leaseTime(Duration time) {
            if (time.compareTo(SHORTEST_LEASE) < 0 || time.compareTo(LONGEST_LEASE) > 0) {
                throw new IllegalArgumentException("a lease holds for a tenth of a second to a day, not " + time);
            }
            this.leaseTime = time;
            return this;
        }

        /**
         * Creates the tables if they are not there. Otherwise {@code dev/rmx/quarantine/schema.sql}, which is in the jar, has to be run
         * before.
         *
         * @return this
         */
        public Builder createSchema() {
            this.createSchema = true;
            return this;
        }

        /**
         * Says that this store object is the only one at its data, as it is with an embedded database that belongs to one process:
         * when it is opened, it ends the leases that a died process has left, instead of waiting for them to run out. If another one
         * is there nevertheless, messages are handed back twice.
         *
         * @return this
         */
        public Builder alone() {
            this.alone = true;
            return this;
        }

        /**
         * Opens the store.
         *
         * @return the store
         * @throws QuarantineException if the database cannot be asked, has no tables or those of another version, or is an H2 after
         *     2.4; the message says what to do
         */
        public JdbcQuarantineStore open() throws QuarantineException {
            Transactions transactions = Transactions.on(dataSource);
            if (createSchema) {
                Schema.create(transactions);
            }
            Schema.check(transactions);
            if (alone) {
                transactions.run("take over what was left", HeldTable::endLeases);
            }
            return new JdbcQuarantineStore(transactions, leaseTime);
        }
    }
}
