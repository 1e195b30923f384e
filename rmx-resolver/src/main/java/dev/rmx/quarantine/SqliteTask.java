package dev.rmx.quarantine;

import dev.rmx.quarantine.HeldDatabase.Work;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One caller's work for the writer thread of a {@link SqliteFile}. The caller waits in {@link #await}; the writer calls
 * the other methods.
 */
final class SqliteTask<T extends @Nullable Object> {
    private enum State {
        QUEUED,
        STARTED,
        GIVEN_UP
    }

    private sealed interface Outcome<T extends @Nullable Object> {}

    private record Done<T extends @Nullable Object>(T value) implements Outcome<T> {}

    private record Failed<T extends @Nullable Object>(
            String reason, @Nullable Throwable cause, boolean inDoubt) implements Outcome<T> {}

    private final String name;
    private final boolean writes;
    private final Work<T> work;
    private final AtomicReference<State> state = new AtomicReference<>(State.QUEUED);
    private final CountDownLatch told = new CountDownLatch(1);
    private @Nullable Outcome<T> outcome; // set by the writer before it counts down

    /**
     * Makes a task.
     *
     * @param name what it does; completes "the quarantine cannot"
     * @param writes false if it changes nothing, and so is never in doubt
     */
    SqliteTask(String name, boolean writes, Work<T> work) {
        this.name = name;
        this.writes = writes;
        this.work = work;
    }

    /** Claims the task for the writer. False if the caller has given up: then the task must never run. */
    boolean start() {
        return state.compareAndSet(State.QUEUED, State.STARTED);
    }

    /** Runs the work. A later run replaces the result of an earlier one. */
    void runOn(Connection connection) throws SQLException {
        outcome = new Done<>(work.on(connection));
    }

    /** Returns the last result to the caller: it is durable. */
    void succeed() {
        told.countDown();
    }

    /** Tells the caller that the work failed, unless it already knows the outcome. */
    void fail(String reason, @Nullable Throwable cause, boolean inDoubt) {
        if (told.getCount() == 0) {
            return;
        }
        outcome = new Failed<>(reason, cause, inDoubt);
        told.countDown();
    }

    /**
     * Waits for the outcome. An interrupt does not end the wait; the caller's flag is set again afterwards.
     *
     * @param limit how long to wait
     */
    T await(Duration limit) throws QuarantineException {
        if (!UninterruptibleWait.on(told, limit)) {
            boolean neverRun = state.compareAndSet(State.QUEUED, State.GIVEN_UP);
            throw failure("its disk has not answered for " + limit.toMillis() + " ms", null, !neverRun);
        }
        if (outcome instanceof Done<T> done) {
            return done.value();
        }
        if (outcome instanceof Failed<T> failed) {
            throw failure(failed.reason(), failed.cause(), failed.inDoubt());
        }
        throw new IllegalStateException("told of no outcome");
    }

    private QuarantineException failure(String reason, @Nullable Throwable cause, boolean inDoubt) {
        boolean doubt = inDoubt && writes;
        String message =
                "the quarantine cannot " + name + ": " + reason + (doubt ? "; whether it was done is in doubt" : "");
        return cause == null ? new QuarantineException(message, doubt) : new QuarantineException(message, cause, doubt);
    }
}
