package dev.rmx.resolver.dnsjava;

import dev.rmx.resolver.internal.DaemonThreads;
import dev.rmx.resolver.internal.Timer;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The threads of a resolver, which read responses and run dependent stages, and its timer. Safe to share between
 * threads.
 */
final class ResolverThreads implements Executor, AutoCloseable {
    private static final int THREADS = Math.max(2, Runtime.getRuntime().availableProcessors());

    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            THREADS, THREADS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), new DaemonThreads("rmx-dns"));
    private final Timer timer;

    /** Uses the user's scheduler, or its own timer thread if null. */
    ResolverThreads(@Nullable ScheduledExecutorService brought) {
        threads.allowCoreThreadTimeOut(true);
        timer = new Timer(brought, "rmx-dns-timer");
    }

    /**
     * Runs a task on one of the threads; after {@link #close}, on the calling thread, since a caller waits for its
     * result.
     */
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

    /**
     * Runs a task after a time, not on the timer's thread. Returns a cancel action. After {@link #close} the task does
     * not run.
     */
    Runnable after(Duration time, Runnable task) {
        return timer.after(time, () -> execute(task));
    }

    @Override
    public void close() {
        timer.close();
        threads.shutdown();
    }
}
