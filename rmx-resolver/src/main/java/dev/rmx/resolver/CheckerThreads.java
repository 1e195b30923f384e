package dev.rmx.resolver;

import dev.rmx.resolver.internal.DaemonThreads;
import dev.rmx.resolver.internal.Timer;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The threads of a checker. Safe to share between threads.
 *
 * <ul>
 *   <li>The timer runs no user code and evaluates nothing.
 *   <li>A thread for each processor evaluates what takes long; they run no user code.
 *   <li>Two threads pass answers on to many waiting checks. They run what a thread that reads responses runs.
 *   <li>Two threads end checks whose deadline has passed; they run no user code.
 *   <li>Two threads call listeners; no check depends on them.
 *   <li>Callback threads run dependent stages of callers. They may block, so their number is unbounded.
 * </ul>
 */
final class CheckerThreads implements AutoCloseable {
    private final Timer timer;
    private final ThreadPoolExecutor evaluations =
            some(Math.max(2, Runtime.getRuntime().availableProcessors()), "rmx-evaluation");
    private final ThreadPoolExecutor answers = some(2, "rmx-answer");
    private final ThreadPoolExecutor endings = some(2, "rmx-ending");
    private final ThreadPoolExecutor afterwards = some(2, "rmx-afterwards");
    private final ExecutorService callbacks = Executors.newCachedThreadPool(new DaemonThreads("rmx-callback"));

    /** Uses the user's scheduler, or its own timer thread if null. */
    CheckerThreads(@Nullable ScheduledExecutorService brought) {
        timer = new Timer(brought, "rmx-deadline");
    }

    private static ThreadPoolExecutor some(int number, String name) {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                number, number, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), new DaemonThreads(name));
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    /**
     * Runs a task after a time; the task must not block. Returns a cancel action. After {@link #close} the task does
     * not run.
     */
    Runnable after(Duration time, Runnable task) {
        return timer.after(time, task);
    }

    /** Runs a task that evaluates, and must not block. */
    void evaluate(Runnable task) {
        execute(evaluations, task);
    }

    /** Runs a task that passes answers on, and must not block. */
    void passOn(Runnable task) {
        execute(answers, task);
    }

    /** Runs a task that ends a check. It evaluates, and must not block. */
    void end(Runnable task) {
        execute(endings, task);
    }

    /** Runs a task on which no check depends. It waits while other such tasks block. */
    void afterwards(Runnable task) {
        execute(afterwards, task);
    }

    /** Runs a task that may block without limit. */
    void callback(Runnable task) {
        execute(callbacks, task);
    }

    /** Runs a task on an executor; on the calling thread if that refuses it, since a caller waits for the result. */
    static void execute(Executor threads, Runnable task) {
        try {
            threads.execute(task);
        } catch (RejectedExecutionException | OutOfMemoryError e) { // closed, or no thread left
            task.run();
        }
    }

    @Override
    public void close() {
        timer.close();
        evaluations.shutdown();
        answers.shutdown();
        endings.shutdown();
        afterwards.shutdown();
        callbacks.shutdown();
    }
}
