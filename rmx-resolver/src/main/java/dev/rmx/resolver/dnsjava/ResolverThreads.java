package dev.rmx.resolver.dnsjava;

import dev.rmx.resolver.internal.DaemonThreads;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads on which responses are read, with all that follows from them, and the one timer of a resolver. Safe to share between
 * threads. Not final: a test holds the timer.
 */
class ResolverThreads implements Executor, AutoCloseable {
    private static final int THREADS = Math.max(2, Runtime.getRuntime().availableProcessors());

    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            THREADS, THREADS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), new DaemonThreads("rmx-dns"));
    private final ScheduledThreadPoolExecutor timer =
            new ScheduledThreadPoolExecutor(1, new DaemonThreads("rmx-dns-timer"));

    ResolverThreads() {
        threads.allowCoreThreadTimeOut(true);
        timer.setRemoveOnCancelPolicy(true);
        timer.prestartCoreThread(); // later there may be no thread left for it, and nothing would time out
    }

    /** Runs a task soon; after {@link #close} here and now, since somebody waits for what it does. */
    @Override
    public void execute(Runnable task) {
        try {
            threads.execute(task);
        } catch (RejectedExecutionException closed) {
            task.run();
        } catch (OutOfMemoryError noThread) {
            if (threads.getPoolSize() > 0) {
                threads.getQueue().add(task);
            } else {
                task.run();
            }
        }
    }

    /** Runs a task after a time, not on the timer's thread. Gives what cancels it. After {@link #close} it does not run. */
    Runnable after(Duration time, Runnable task) {
        try {
            Future<?> scheduled = timer.schedule(() -> execute(task), time.toNanos(), TimeUnit.NANOSECONDS);
            return () -> scheduled.cancel(false);
        } catch (RejectedExecutionException closed) {
            return () -> {};
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        threads.shutdown();
    }
}
