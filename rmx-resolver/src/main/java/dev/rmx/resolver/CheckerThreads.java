package dev.rmx.resolver;

import dev.rmx.resolver.internal.DaemonThreads;
import dev.rmx.resolver.internal.Timer;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The threads of a checker: a timer, which runs no user code and evaluates nothing; two that end checks whose time is up, on which no
 * user code runs either; two that tell listeners, on which no check depends; and those that callers may keep, as many as it takes. Safe to
 * share between threads.
 */
final class CheckerThreads implements AutoCloseable {
    private final Timer timer;
    private final ThreadPoolExecutor endings = two("rmx-ending");
    private final ThreadPoolExecutor afterwards = two("rmx-afterwards");
    private final ExecutorService callbacks = Executors.newCachedThreadPool(new DaemonThreads("rmx-callback"));

    /** Uses the scheduler that the user brought, or a timer thread of its own. */
    CheckerThreads(@Nullable ScheduledExecutorService brought) {
        timer = new Timer(brought, "rmx-deadline");
    }

    private static ThreadPoolExecutor two(String name) {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                2, 2, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), new DaemonThreads(name));
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    /** Runs a task that does not block after a time. Gives what cancels it. After {@link #close}, it does not run. */
    Runnable after(Duration time, Runnable task) {
        return timer.after(time, task);
    }

    /** Runs a task soon that ends a check: it evaluates, and must not block. */
    void end(Runnable task) {
        execute(endings, task);
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
        timer.close();
        endings.shutdown();
        afterwards.shutdown();
        callbacks.shutdown();
    }
}
