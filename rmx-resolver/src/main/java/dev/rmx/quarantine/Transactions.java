package dev.rmx.quarantine;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Runs each piece of work in a READ COMMITTED transaction of its own, on a connection that is returned unchanged. Any
 * exception of the driver becomes the cause of a {@link QuarantineException}; drivers do not only throw {@link
 * SQLException}.
 *
 * <p>Reading a connection's isolation level costs a round trip. So work that is correct at any level runs without
 * reading it, until a stricter level makes such work fail.
 *
 * <p>No call hangs forever on a silent network: a connection without a network timeout gets one.
 *
 * <p>Safe to share between threads.
 */
final class Transactions implements HeldDatabase {
    private static final int MOST_ATTEMPTS = 5;
    /** How long to wait for each answer, unless the data source has set its own limit. */
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
    /** SQLStates of class 40 (transaction rollback) after which nothing has taken effect. 40003 leaves that open. */
    private static final Set<String> ROLLED_BACK = Set.of("40000", "40001", "40002", "40P01");

    /** SQLStates that occur only at levels stricter than READ COMMITTED. */
    private static final Set<String> CANNOT_SERIALIZE = Set.of("40001");

    private final DataSource dataSource;
    /** Whether a connection has come with a stricter level than READ COMMITTED. */
    private volatile boolean comeStricter;

    Transactions(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    @Override
    public <T extends @Nullable Object> T run(String task, Work<T> work) throws QuarantineException {
        return run(task, true, work);
    }

    @Override
    public <T extends @Nullable Object> T runAnyhow(String task, Work<T> work) throws QuarantineException {
        return run(task, false, work);
    }

    private <T extends @Nullable Object> T run(String task, boolean readCommitted, Work<T> work)
            throws QuarantineException {
        int attempts = 1;
        while (true) {
            AtomicBoolean committing = new AtomicBoolean();
            try (Loan loan = new Loan(dataSource.getConnection(), readCommitted || comeStricter)) {
                return loan.run(work, committing);
            } catch (SQLException e) {
                boolean rolledBack = hasState(e, ROLLED_BACK);
                if (hasState(e, CANNOT_SERIALIZE)) {
                    comeStricter = true;
                }
                if (attempts == MOST_ATTEMPTS || !rolledBack) {
                    throw failure(task, e, committing.get() && !rolledBack);
                }
                attempts++;
            } catch (RuntimeException e) {
                throw failure(task, e, committing.get());
            }
        }
    }

    static boolean hasState(SQLException fault, Set<String> states) {
        return fault.getSQLState() != null && states.contains(fault.getSQLState());
    }

    static QuarantineException failure(String task, Exception cause, boolean inDoubt) {
        String cannot = inDoubt ? "the quarantine does not know whether it could " : "the quarantine cannot ";
        return new QuarantineException(cannot + task + ": " + cause, cause, inDoubt);
    }

    /** A borrowed connection. Errors on returning it are ignored: the work is done. */
    private static final class Loan implements AutoCloseable {
        final Connection connection;
        private final boolean autoCommit;
        /** The isolation level to restore. */
        private final int isolation;

        private final boolean waitsForEver;

        Loan(Connection connection, boolean readCommitted) throws SQLException {
            this.connection = connection;
            try {
                waitsForEver = connection.getNetworkTimeout() == 0;
                if (waitsForEver) {
                    connection.setNetworkTimeout(Runnable::run, (int) LONGEST_WAIT.toMillis());
                }
                autoCommit = connection.getAutoCommit();
                connection.setAutoCommit(true); // PostgreSQL sets the isolation level only outside transactions
                isolation =
                        readCommitted ? connection.getTransactionIsolation() : Connection.TRANSACTION_READ_COMMITTED;
                if (isolation != Connection.TRANSACTION_READ_COMMITTED) {
                    connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
                }
                connection.setAutoCommit(false);
            } catch (SQLException | RuntimeException | Error e) {
                quietly(connection::close);
                throw e;
            }
        }

        <T extends @Nullable Object> T run(Work<T> work, AtomicBoolean committing) throws SQLException {
            try {
                T result = work.on(connection);
                committing.set(true);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException | Error e) {
                quietly(connection::rollback);
                throw e;
            }
        }

        @Override
        public void close() {
            quietly(() -> {
                connection.setAutoCommit(true);
                if (isolation != Connection.TRANSACTION_READ_COMMITTED) {
                    connection.setTransactionIsolation(isolation);
                }
                connection.setAutoCommit(autoCommit);
                if (waitsForEver) {
                    connection.setNetworkTimeout(Runnable::run, 0);
                }
            });
            quietly(connection::close);
        }

        private interface Ending {
            void run() throws SQLException;
        }

        private static void quietly(Ending ending) {
            try {
                ending.run();
            } catch (SQLException | RuntimeException e) {
                // the connection is unusable; its pool notices that
            }
        }
    }
}
