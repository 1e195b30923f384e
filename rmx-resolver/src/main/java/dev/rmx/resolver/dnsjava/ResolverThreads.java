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
 * The threads on which responses are read, with all that follows from them, and the one timer of a resolver. Safe to share between
 * threads.
 */
final class ResolverThreads implements Executor, AutoCloseable {
    private static final int THREADS = Math.max(2, Runtime.getRuntime().availableProcessors());

    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            THREADS, THREADS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), new DaemonThreads("rmx-dns"));
    private final Timer timer;

    /** Uses the scheduler that the user brought, or a timer thread of its own. */
    ResolverThreads(@Nullable ScheduledExecutorService brought) {
        threads.allowCoreThreadTimeOut(true);
        timer = new Timer(brought, "rmx-dns-timer");
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
        return timer.after(time, () -> execute(task));
    }

    @Override
    public void close() {
        timer.close();
        threads.shutdown();
    }
}
