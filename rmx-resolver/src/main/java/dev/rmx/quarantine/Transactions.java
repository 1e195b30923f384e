package dev.rmx.quarantine;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Runs each piece of work in a transaction of its own, READ COMMITTED, on a connection that is given back as it came. Whatever the driver
 * throws, drivers also throw what is not an {@link SQLException}, becomes the cause of a {@link QuarantineException}.
 *
 * <p>Safe to share between threads.
 */
final class Transactions {
    private static final int MOST_ATTEMPTS = 5;
    /** Of class 40, transaction rollback, those that tell that nothing has taken effect: 40003 says that nobody knows. */
    private static final Set<String> ROLLED_BACK = Set.of("40000", "40001", "40002", "40P01");

    private final DataSource dataSource;
    private final Checkpoints checkpoints;

    /** What is done in a transaction. It may be run more than once. */
    @FunctionalInterface
    interface Work<T extends @Nullable Object> {
        T on(Connection connection) throws SQLException;
    }

    private Transactions(DataSource dataSource, Checkpoints checkpoints) {
        this.dataSource = dataSource;
        this.checkpoints = checkpoints;
    }

    static Transactions on(DataSource dataSource) throws QuarantineException {
        try (Connection connection = dataSource.getConnection()) {
            return new Transactions(dataSource, Checkpoints.of(connection));
        } catch (SQLException | RuntimeException e) {
            throw failure("connect to its database", e);
        }
    }

    /**
     * Runs work, and commits it.
     *
     * @param task what it does, to go on after "the quarantine cannot"
     */
    <T extends @Nullable Object> T run(String task, Work<T> work) throws QuarantineException {
        return run(task, work, false);
    }

    /** As {@link #run(String, Work)}, and returns only when no crash can undo it. */
    <T extends @Nullable Object> T runDurably(String task, Work<T> work) throws QuarantineException {
        return run(task, work, true);
    }

    private <T extends @Nullable Object> T run(String task, Work<T> work, boolean durably) throws QuarantineException {
        int attempts = 1;
        while (true) {
            try (Loan loan = new Loan(dataSource.getConnection())) {
                T result = loan.run(work);
                if (durably) {
                    checkpoint(task, loan.connection);
                }
                return result;
            } catch (SQLException e) {
                if (attempts == MOST_ATTEMPTS || !hasState(e, ROLLED_BACK)) {
                    throw failure(task, e);
                }
                attempts++;
            } catch (RuntimeException e) {
                throw failure(task, e);
            }
        }
    }

    /** What is committed is not run again, whatever comes of this. */
    private void checkpoint(String task, Connection connection) throws QuarantineException {
        try {
            checkpoints.await(connection);
        } catch (SQLException | RuntimeException e) {
            throw failure(task, e);
        }
    }

    static boolean hasState(SQLException fault, Set<String> states) {
        return fault.getSQLState() != null && states.contains(fault.getSQLState());
    }

    private static QuarantineException failure(String task, Exception cause) {
        return new QuarantineException("the quarantine cannot " + task + ": " + cause, cause);
    }

    /** A connection for a while. What fails when it is given back is the data source's matter: the work is done. */
    private static final class Loan implements AutoCloseable {
        final Connection connection;
        private final boolean autoCommit;
        private final int isolation;

        Loan(Connection connection) throws SQLException {
            this.connection = connection;
            try {
                autoCommit = connection.getAutoCommit();
                connection.setAutoCommit(
                        true); // PostgreSQL lets the isolation be asked and set outside of transactions only
                isolation = connection.getTransactionIsolation();
                if (isolation != Connection.TRANSACTION_READ_COMMITTED) {
                    connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
                }
                connection.setAutoCommit(false);
            } catch (SQLException | RuntimeException | Error e) {
                quietly(connection::close);
                throw e;
            }
        }

        <T extends @Nullable Object> T run(Work<T> work) throws SQLException {
            try {
                T result = work.on(connection);
                connection.commit();
                connection.setAutoCommit(true);
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
