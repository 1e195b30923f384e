package dev.rmx.resolver.internal;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs tasks after a time, on the library's own thread or on the user's scheduler. Safe to share between threads. */
public final class Timer implements AutoCloseable {
    private final ScheduledExecutorService scheduler;
    private final boolean own;

    /**
     * Makes a timer.
     *
     * @param brought the user's scheduler, which {@link #close} leaves open; {@code null} for a thread of the library,
     *     which it ends
     * @param name the name of the library's thread, before a dash and a number
     */
    public Timer(@Nullable ScheduledExecutorService brought, String name) {
        own = brought == null;
        scheduler = brought == null ? start(name) : brought;
    }

    private static ScheduledExecutorService start(String name) {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, new DaemonThreads(name));
        timer.setRemoveOnCancelPolicy(true);
        timer.prestartCoreThread(); // if no thread were left later, nothing would time out
        return timer;
    }

    /**
     * Runs a task after a time, on the timer's thread.
     *
     * @param time how long to wait; zero or less is at once
     * @param task the task; it must not block
     * @return cancels the task. The task never runs if the timer, or the user's scheduler, is closed
     */
    public Runnable after(Duration time, Runnable task) {
        try {
            Future<?> scheduled = scheduler.schedule(task, time.toNanos(), TimeUnit.NANOSECONDS);
            return () -> scheduled.cancel(false);
        } catch (RejectedExecutionException closed) {
            return () -> {};
        }
    }

    @Override
    public void close() {
        if (own) {
            scheduler.shutdownNow();
        }
    }
}
