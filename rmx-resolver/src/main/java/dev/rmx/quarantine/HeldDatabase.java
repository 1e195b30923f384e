package dev.rmx.quarantine;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** A database that runs work in transactions. Safe to share between threads. */
interface HeldDatabase extends AutoCloseable {
    /** What is done in a transaction. It may be run more than once. */
    @FunctionalInterface
    interface Work<T extends @Nullable Object> {
        T on(Connection connection) throws SQLException;
    }

    /**
     * Runs work, and commits it. When this returns, no crash can undo it.
     *
     * @param task what it does, to go on after "the quarantine cannot"
     */
    <T extends @Nullable Object> T run(String task, Work<T> work) throws QuarantineException;

    /** As {@link #run}, for work that is right whatever the isolation, as an insert is. That can save a way to the database. */
    default <T extends @Nullable Object> T runAnyhow(String task, Work<T> work) throws QuarantineException {
        return run(task, work);
    }

    /** As {@link #run}, for work that changes nothing. */
    default <T extends @Nullable Object> T read(String task, Work<T> work) throws QuarantineException {
        return runAnyhow(task, work);
    }

    @Override
    default void close() {}
}
