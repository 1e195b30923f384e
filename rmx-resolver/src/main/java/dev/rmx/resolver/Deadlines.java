package dev.rmx.resolver;

import dev.rmx.resolver.internal.DaemonThreads;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads of a checker: one that keeps deadlines, on which nothing of anybody else's ever runs, since it must not block; two for
 * what follows from that, and on which no check depends; and those that callers may keep, as many as it takes. Safe to share
 * between threads.
 */
final class Deadlines implements AutoCloseable {
    private final ScheduledThreadPoolExecutor timer =
            new ScheduledThreadPoolExecutor(1, new DaemonThreads("rmx-deadline"));
    private final ThreadPoolExecutor afterwards = new ThreadPoolExecutor(
            2, 2, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), new DaemonThreads("rmx-afterwards"));
    private final ExecutorService callbacks = Executors.newCachedThreadPool(new DaemonThreads("rmx-callback"));

    Deadlines() {
        timer.setRemoveOnCancelPolicy(true);
        afterwards.allowCoreThreadTimeOut(true);
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

    /** Runs a task soon, unless other such tasks block; no check may depend on it. */
    void afterwards(Runnable task) {
        execute(afterwards, task);
    }

    /** Runs a task that may block for as long as it likes. */
    void callback(Runnable task) {
        execute(callbacks, task);
    }

    private static void execute(ExecutorService threads, Runnable task) {
        try {
            threads.execute(task);
        } catch (RejectedExecutionException
                | OutOfMemoryError e) { // closed, or no thread left: somebody waits for it all the same
            task.run();
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        afterwards.shutdown();
        callbacks.shutdown();
    }
}
