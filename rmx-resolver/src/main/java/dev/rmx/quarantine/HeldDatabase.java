package dev.rmx.quarantine;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** A database that runs work in transactions. Safe to share between threads. */
interface HeldDatabase extends AutoCloseable {
    /** Work in a transaction. It may run more than once. */
    @FunctionalInterface
    interface Work<T extends @Nullable Object> {
        T on(Connection connection) throws SQLException;
    }

    /**
     * Runs work and commits it. When this returns, no crash can undo the work.
     *
     * @param task what the work does; completes "the quarantine cannot"
     */
    <T extends @Nullable Object> T run(String task, Work<T> work) throws QuarantineException;

    /**
     * Like {@link #run}, for work that is correct at any isolation level, such as an insert. This can save a round trip
     * to the database.
     */
    default <T extends @Nullable Object> T runAnyhow(String task, Work<T> work) throws QuarantineException {
        return run(task, work);
    }

    /** Like {@link #run}, for work that changes nothing. */
    default <T extends @Nullable Object> T read(String task, Work<T> work) throws QuarantineException {
        return runAnyhow(task, work);
    }

    @Override
    default void close() {}
}
