package dev.rmx.quarantine;

import dev.rmx.RmxQuery;
import dev.rmx.dns.DnsQuestion;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;

/**
 * Keeps held messages in a database: in an SQLite file for one mail server, or in PostgreSQL, which several mail
 * servers can share.
 *
 * <pre>{@code
 * QuarantineStore store = JdbcQuarantineStore.sqlite(Path.of("/var/lib/mail/quarantine.db")); // one machine
 *
 * QuarantineStore store = JdbcQuarantineStore.postgresql(dataSource).createSchema().open(); // many machines
 * }</pre>
 *
 * <p>The application brings the driver: {@code org.xerial:sqlite-jdbc} or {@code org.postgresql:postgresql}.
 *
 * <p>When a method returns, its change is on disk, unless PostgreSQL is configured otherwise ({@code fsync}, {@code
 * synchronous_commit}). Every exception of the driver becomes the cause of a {@link QuarantineException}.
 *
 * <p>Only the database's clock counts ([TEMP-5]); the clocks of the mail servers need not agree. Times have microsecond
 * resolution.
 *
 * <p><b>SQLite.</b> Only one store can open the file; a second one is refused, in this process or another. All calls
 * run on one thread, which commits concurrent calls together. When a process dies, the messages that it had leased are
 * free when the file is next opened. A lease lasts an hour, unless it is renewed.
 *
 * <p><b>PostgreSQL.</b> Each call uses one connection of the data source in a transaction of its own, at READ COMMITTED
 * where isolation matters, and returns the connection unchanged. The data source should be a pool. A transaction that
 * the database rolls back because of others (SQLState 40001, 40P01) is retried a few times. The data source sets how
 * long a call waits for a connection or an answer; without a limit for an answer, the store sets one minute. When the
 * leases of a dead process expire, another process takes over its messages.
 *
 * <p>Safe to share between threads.
 */
public final class JdbcQuarantineStore implements QuarantineStore {
    /** No other process can take the messages. But the answer to a claim may be lost, if its commit is in doubt. */
    private static final Duration SQLITE_LEASE = Duration.ofHours(1);

    private final HeldDatabase database;
    private final HeldTables tables;
    private final HeldListing listing;
    private final Duration leaseTime;

    JdbcQuarantineStore(HeldDatabase database, Dialect sql, HeldClock.Expression now, Duration leaseTime) {
        HeldRows rows = new HeldRows(sql);
        this.database = database;
        this.tables = new HeldTables(sql, now, rows, leaseTime);
        this.listing = new HeldListing(now, rows);
        this.leaseTime = leaseTime;
    }

    /**
     * Opens a store in an SQLite file, and creates the file if it is missing. Call {@link #close} before another store
     * opens it.
     *
     * @param file the file, in an existing directory; beside it are {@code -wal}, {@code -shm} and {@code .lock}
     * @return the store
     * @throws QuarantineException if another store has the file open, or it cannot be used; the message says why
     */
    public static JdbcQuarantineStore sqlite(Path file) throws QuarantineException {
        return sqlite(file, InstantSource.system());
    }

    /**
     * Opens a store in an SQLite file with the given clock.
     *
     * @param file as for {@link #sqlite(Path)}
     * @param clock the store's clock; used by one thread
     * @return the store
     * @throws QuarantineException as there
     */
    public static JdbcQuarantineStore sqlite(Path file, InstantSource clock) throws QuarantineException {
        Objects.requireNonNull(clock, "clock");
        HeldDatabase database = SqliteFile.open(file);
        try {
            JdbcQuarantineStore store =
                    new JdbcQuarantineStore(database, Dialect.SQLITE, HeldClock.of(clock), SQLITE_LEASE);
            Schema.create(database, Dialect.SQLITE);
            Schema.check(database, Dialect.SQLITE);
            database.run("take over what was left", store.tables::endLeases);
            return store;
        } catch (QuarantineException | RuntimeException | Error e) {
            database.close();
            throw e;
        }
    }

    /**
     * Starts to build a store in PostgreSQL.
     *
     * @param dataSource gives connections; the caller closes it after the store
     * @return a builder for existing tables and leases of one minute
     */
    public static PostgresqlStoreBuilder postgresql(DataSource dataSource) {
        return new PostgresqlStoreBuilder(dataSource);
    }

    @Override
    public long add(RmxQuery query, MessageReference reference, Wait wait, Duration longest)
            throws QuarantineException {
        return database.runAnyhow(
                "keep a message", connection -> tables.add(connection, query, reference, wait, longest));
    }

    @Override
    public long add(RmxQuery query, MessageReference reference, Decision decision, Duration pause)
            throws QuarantineException {
        return database.runAnyhow(
                "keep a message", connection -> tables.add(connection, query, reference, decision, pause));
    }

    /**
     * {@inheritDoc}
     *
     * @param connection a connection to the same PostgreSQL database, with the same search path
     */
    @Override
    public long add(Connection connection, RmxQuery query, MessageReference reference, Wait wait, Duration longest)
            throws QuarantineException {
        return database instanceof Transactions
                ? added(() -> tables.add(connection, query, reference, wait, longest))
                : QuarantineStore.super.add(connection, query, reference, wait, longest);
    }

    /**
     * {@inheritDoc}
     *
     * @param connection a connection to the same PostgreSQL database, with the same search path
     */
    @Override
    public long add(
            Connection connection, RmxQuery query, MessageReference reference, Decision decision, Duration pause)
            throws QuarantineException {
        return database instanceof Transactions
                ? added(() -> tables.add(connection, query, reference, decision, pause))
                : QuarantineStore.super.add(connection, query, reference, decision, pause);
    }

    private interface Adding {
        long add() throws SQLException;
    }

    /** Adds a message within the caller's transaction, which the caller ends: so nothing is in doubt. */
    private static long added(Adding adding) throws QuarantineException {
        try {
            return adding.add();
        } catch (SQLException | RuntimeException e) {
            throw Transactions.failure("keep a message", e, false);
        }
    }

    @Override
    public QuarantineTurn.Result turn(QuarantineTurn turn) throws QuarantineException {
        return turn("store results and claim messages", turn);
    }

    private QuarantineTurn.Result turn(String task, QuarantineTurn turn) throws QuarantineException {
        HeldDatabase.Work<QuarantineTurn.Result> work = connection -> tables.turn(connection, turn);
        // only a claim of due messages deletes questions, for which isolation matters
        return turn.most() > 0 ? database.run(task, work) : database.runAnyhow(task, work);
    }

    @Override
    public Claimed claim(int most) throws QuarantineException {
        QuarantineTurn.Result result = turn("look for messages that are due", QuarantineTurn.claim(most));
        return new Claimed(result.now(), result.due());
    }

    @Override
    public Claimed claim(Map<DnsQuestion, Integer> most) throws QuarantineException {
        QuarantineTurn.Result result = turn("look for messages that wait for questions", QuarantineTurn.claim(most));
        return new Claimed(result.now(), result.ofQuestions());
    }

    @Override
    public Duration leaseTime() {
        return leaseTime;
    }

    @Override
    public Set<Long> renew(Collection<Long> ids) throws QuarantineException {
        return ids.isEmpty() ? Set.of() : database.run("renew leases", connection -> tables.renew(connection, ids));
    }

    @Override
    public Map<Long, Decision> decide(Map<Long, Decision> decisions) throws QuarantineException {
        return decisions.isEmpty()
                ? Map.of()
                : turn("write down decisions", QuarantineTurn.decide(decisions)).standing();
    }

    @Override
    public void await(Map<Long, Wait> waits) throws QuarantineException {
        if (!waits.isEmpty()) {
            turn("put messages off", QuarantineTurn.await(waits));
        }
    }

    @Override
    public void retry(Map<Long, Duration> pauses) throws QuarantineException {
        if (!pauses.isEmpty()) {
            turn("put messages off", QuarantineTurn.retry(pauses));
        }
    }

    @Override
    public void giveBack(Collection<Long> ids) throws QuarantineException {
        if (!ids.isEmpty()) {
            database.run("give messages back", connection -> tables.giveBack(connection, ids));
        }
    }

    @Override
    public void done(Collection<Long> ids) throws QuarantineException {
        if (!ids.isEmpty()) {
            turn("forget messages", QuarantineTurn.done(ids));
        }
    }

    @Override
    public Set<Long> release(Collection<Long> ids, Decision decision) throws QuarantineException {
        return ids.isEmpty()
                ? Set.of()
                : database.run("release messages", connection -> tables.release(connection, ids, decision));
    }

    @Override
    public Set<Long> retryNow(Collection<Long> ids) throws QuarantineException {
        return ids.isEmpty()
                ? Set.of()
                : database.run("retry messages", connection -> tables.retryNow(connection, ids));
    }

    @Override
    public Set<Long> remove(Collection<Long> ids) throws QuarantineException {
        return ids.isEmpty() ? Set.of() : database.run("remove messages", connection -> tables.remove(connection, ids));
    }

    @Override
    public Optional<HeldMessage> find(long id) throws QuarantineException {
        return database.read("find message " + id, connection -> listing.find(connection, id));
    }

    @Override
    public List<HeldMessage> list(long after, int most) throws QuarantineException {
        return database.read("list its messages", connection -> listing.list(connection, after, most));
    }

    @Override
    public Held held() throws QuarantineException {
        return database.read("count its messages", listing::held);
    }

    @Override
    public void report(boolean cutOff) throws QuarantineException {
        database.run("note whether DNS answers", connection -> tables.report(connection, cutOff));
    }

    /** Closes the SQLite file. Does nothing for PostgreSQL: the caller closes the data source. */
    @Override
    public void close() {
        database.close();
    }
}
