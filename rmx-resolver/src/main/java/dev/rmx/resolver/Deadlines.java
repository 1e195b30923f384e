package dev.rmx.resolver;

import dev.rmx.resolver.internal.DaemonThreads;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads of a checker: one that keeps deadlines, on which nothing of anybody else's ever runs, since it must not block; and those
 * for what can block, as many as it takes. Safe to share between threads.
 */
final class Deadlines implements AutoCloseable {
    private final ScheduledThreadPoolExecutor timer =
            new ScheduledThreadPoolExecutor(1, new DaemonThreads("rmx-deadline"));
    private final ExecutorService elsewhere = Executors.newCachedThreadPool(new DaemonThreads("rmx-callback"));

    Deadlines() {
        timer.setRemoveOnCancelPolicy(true);
    }

    /** Runs a task that does not block after a time. Gives what cancels it. After {@link #close}, it does not run. */
    Runnable after(Duration time, Runnable task) {
        try {
            Future<?> scheduled = timer.schedule(task, time.toNanos(), TimeUnit.NANOSECONDS);
            return () -> scheduled.cancel(false);
        } catch (RejectedExecutionException e) {
            return () -> {};
        }
    }

    /** Runs a task that may block on another thread; where there is none, on this one. */
    void elsewhere(Runnable task) {
        try {
            elsewhere.execute(task);
        } catch (RejectedExecutionException
                | OutOfMemoryError e) { // closed, or no thread left: somebody waits for it all the same
            task.run();
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        elsewhere.shutdown();
    }
}
