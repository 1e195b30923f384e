package dev.rmx.quarantine;

import java.time.Duration;
import java.util.Objects;
import javax.sql.DataSource;

/** Builds a {@link JdbcQuarantineStore} in PostgreSQL. Not safe to share between threads. */
public final class PostgresqlStoreBuilder {
    private static final Duration SHORTEST_LEASE = Duration.ofMillis(100);
    private static final Duration LONGEST_LEASE = Duration.ofDays(1);

    private final DataSource dataSource;
    private Duration leaseTime = Duration.ofMinutes(1);
    private boolean createSchema;

    PostgresqlStoreBuilder(DataSource dataSource) {
        this.dataSource = Objects.requireNonNull(dataSource, "dataSource");
    }

    /**
     * Sets how long a lease lasts unless it is renewed. When a process dies, its messages wait this long. When a
     * process hangs for longer, in a long garbage collection or without a connection to the database, others take
     * over its messages, and some may be handed back twice. Default: one minute.
     *
     * @param time a tenth of a second to a day
     * @return this
     * @throws IllegalArgumentException if it is out of range
     */
    public PostgresqlStoreBuilder leaseTime(Duration time) {
        if (time.compareTo(SHORTEST_LEASE) < 0 || time.compareTo(LONGEST_LEASE) > 0) {
            throw new IllegalArgumentException("a lease lasts from a tenth of a second to a day, not " + time);
        }
        this.leaseTime = time;
        return this;
    }

    /**
     * Creates missing tables. Without this, run {@code dev/rmx/quarantine/postgresql.sql} from the jar first.
     *
     * @return this
     */
    public PostgresqlStoreBuilder createSchema() {
        this.createSchema = true;
        return this;
    }

    /**
     * Opens the store.
     *
     * @return the store
     * @throws QuarantineException if the database cannot be reached, or its tables are missing or of another
     *     version; the message says what to do
     */
    public JdbcQuarantineStore open() throws QuarantineException {
        HeldDatabase database = new Transactions(dataSource);
        if (createSchema) {
            Schema.create(database, Dialect.POSTGRESQL);
        }
        Schema.check(database, Dialect.POSTGRESQL);
        return new JdbcQuarantineStore(database, Dialect.POSTGRESQL, HeldClock.OF_POSTGRESQL, leaseTime);
    }
}
