package dev.rmx.quarantine;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Runs each piece of work in a transaction of its own, READ COMMITTED, on a connection that is given back as it came. Whatever the driver
 * throws, drivers also throw what is not an {@link SQLException}, becomes the cause of a {@link QuarantineException}.
 *
 * <p>To ask a connection for its isolation takes a way to the database and back. Work that is right in any isolation is run without, until
 * a stricter one makes it fail.
 *
 * <p>No call hangs on a network that is dead without saying so: a connection that waits for an answer without limit gets one.
 *
 * <p>Safe to share between threads.
 */
final class Transactions implements HeldDatabase {
    private static final int MOST_ATTEMPTS = 5;
    /** How long to wait for each answer, unless the data source has set a limit of its own. */
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
    /** Of class 40, transaction rollback, those that tell that nothing has taken effect: 40003 says that nobody knows. */
    private static final Set<String> ROLLED_BACK = Set.of("40000", "40001", "40002", "40P01");

    /** What happens in isolations stricter than READ COMMITTED only. */
    private static final Set<String> CANNOT_SERIALIZE = Set.of("40001");

    private final DataSource dataSource;
    /** Whether connections were seen to come with a stricter isolation than READ COMMITTED. */
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

    /** A connection for a while. What fails when it is given back is the data source's matter: the work is done. */
    private static final class Loan implements AutoCloseable {
        final Connection connection;
        private final boolean autoCommit;
        /** The one to set again at the end. */
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
                connection.setAutoCommit(
                        true); // PostgreSQL lets the isolation be asked and set outside of transactions only
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
                // the connection is of no use any more, which its pool finds out
            }
        }
    }
}
