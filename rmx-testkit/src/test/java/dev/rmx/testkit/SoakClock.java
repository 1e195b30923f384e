package dev.rmx.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Measures how late the machine runs a timer that only wakes another thread, which is how a check learns that its time
 * is up. On a busy machine this delay is not the library's fault.
 */
public final class SoakClock implements AutoCloseable {
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "soak-clock"));
    private final ExecutorService woken = Executors.newSingleThreadExecutor(task -> daemon(task, "soak-clock-woken"));
    private final List<Tick> late = new ArrayList<>(); // guarded by this
    private long due = System.nanoTime(); // used only by the timer's thread

    private record Tick(long at, long lateNanos) {}

    static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // ends with the timer
    public SoakClock() {
        timer.scheduleAtFixedRate(this::tick, 0, TICK_NANOS, TimeUnit.NANOSECONDS);
    }

    private void tick() {
        long expected = due;
        due += TICK_NANOS;
        woken.execute(() -> note(expected));
    }

    private synchronized void note(long expected) {
        long now = System.nanoTime();
        if (now - expected > TICK_NANOS) {
            late.add(new Tick(now, now - expected));
        }
    }

    /** The longest delay between two times of {@link System#nanoTime}. */
    public synchronized Duration lateness(long begin, long end) {
        return Duration.ofNanos(late.stream()
                .filter(tick -> tick.at() - begin >= 0 && tick.at() - end <= 0)
                .mapToLong(Tick::lateNanos)
                .max()
                .orElse(0));
    }

    @Override
    public void close() {
        timer.shutdownNow();
        woken.shutdownNow();
    }
}
