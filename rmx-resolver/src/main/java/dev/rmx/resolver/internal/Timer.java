package dev.rmx.resolver.internal;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks after a time, on the library's own thread or on the user's scheduler. The library's own thread runs them
 * at ticks, up to ten milliseconds late. Safe to share between threads.
 */
public final class Timer implements AutoCloseable {
    /** Null if the user brings a scheduler. */
    private final @Nullable TimerWheel wheel;

    private final @Nullable ScheduledExecutorService brought;

    /**
     * Makes a timer.
     *
     * @param brought the user's scheduler, which {@link #close} leaves open; {@code null} for a thread of the library,
     *     which it ends
     * @param name the name of the library's thread, before a dash and a number
     */
    public Timer(@Nullable ScheduledExecutorService brought, String name) {
        this.brought = brought;
        this.wheel = brought == null ? new TimerWheel(System::nanoTime, name).start() : null;
    }

    /**
     * Runs a task after a time, on the timer's thread.
     *
     * @param time how long to wait; zero or less is as soon as possible
     * @param task the task; it must not block
     * @return cancels the task. The task never runs if the timer, or the user's scheduler, is closed
     */
    public Runnable after(Duration time, Runnable task) {
        if (wheel != null) {
            return wheel.after(time.toNanos(), task);
        }
        try {
            Future<?> scheduled = Objects.requireNonNull(brought).schedule(task, time.toNanos(), TimeUnit.NANOSECONDS);
            return () -> scheduled.cancel(false);
        } catch (RejectedExecutionException closed) {
            return () -> {};
        }
    }

    @Override
    public void close() {
        if (wheel != null) {
            wheel.close();
        }
    }
}
