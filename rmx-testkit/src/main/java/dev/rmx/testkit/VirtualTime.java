package dev.rmx.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A clock and a scheduler for tests. Time passes only when a test calls {@link #pass}, so time-outs take no real time,
 * and a slow machine makes no response late:
 *
 * <pre>{@code
 * VirtualTime time = new VirtualTime();
 * server.fault(DnsFaultRule.of(DnsFault.Plain.NO_ANSWER));
 * try (RmxChecker checker = RmxChecker.builder(DnsjavaResolver.builder()
 *                 .servers(server.address())
 *                 .clock(time)
 *                 .scheduler(time)
 *                 .build())
 *         .clock(time)
 *         .scheduler(time)
 *         .build()) {
 *     CompletableFuture<RmxVerdict> verdict = checker.checkAsync(query);
 *     time.pass(Duration.ofSeconds(20)); // the deadline
 *     assertEquals(RmxResult.TEMPERROR, verdict.join().result());
 * }
 * }</pre>
 *
 * <p>A task that is due runs on the thread that calls {@code pass}. A task without a delay runs at once, on the thread
 * that submits it. Closing drops the waiting tasks. Thread-safe.
 */
public final class VirtualTime extends AbstractExecutorService implements InstantSource, ScheduledExecutorService {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final PriorityQueue<Task<?>> waiting =
            new PriorityQueue<>(Comparator.<Task<?>>comparingLong(task -> task.at)
                    .thenComparingLong(task -> task.number)); // guarded by this, as are the fields below
    private long now;
    private long numbers;
    private boolean shutdown;

    /** Creates a clock that shows the first instant of 2026. */
    public VirtualTime() {}

    /** The clock's current time. */
    @Override
    public synchronized Instant instant() {
        return START.plusNanos(now);
    }

    /**
     * Advances the clock. Each task that becomes due runs at its time, in order, on this thread.
     *
     * @param time how far; zero runs the tasks that are due now
     * @throws IllegalArgumentException if it is negative
     */
    public void pass(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("time cannot pass backwards: " + time);
        }
        long end;
        synchronized (this) {
            end = now + time.toNanos();
        }
        Task<?> due = nextUntil(end);
        while (due != null) {
            due.run();
            due = nextUntil(end);
        }
    }

    /** Takes the first task that is due by {@code end}, or moves the clock there. */
    private synchronized @Nullable Task<?> nextUntil(long end) {
        Task<?> first = waiting.peek();
        if (first != null && first.at <= end) {
            waiting.remove();
            now = Math.max(now, first.at);
            return first;
        }
        now = Math.max(now, end);
        return null;
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
        return add(new Task<>(command, null, 0), unit.toNanos(delay));
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
        return add(new Task<>(callable), unit.toNanos(delay));
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable command, long initialDelay, long period, TimeUnit unit) {
        return add(new Task<>(command, null, unit.toNanos(period)), unit.toNanos(initialDelay));
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable command, long initialDelay, long delay, TimeUnit unit) {
        return scheduleAtFixedRate(command, initialDelay, delay, unit); // a run takes no time here
    }

    private <V> Task<V> add(Task<V> task, long delay) {
        if (!enqueue(task, delay)) {
            throw new RejectedExecutionException("this scheduler is shut down");
        }
        return task;
    }

    private synchronized boolean enqueue(Task<?> task, long delay) {
        if (shutdown) {
            return false;
        }
        task.at = now + Math.max(0, delay);
        task.number = numbers++;
        return waiting.add(task);
    }

    private synchronized void forget(Task<?> task) {
        waiting.remove(task);
    }

    /**
     * Counts the tasks that wait for time to pass.
     *
     * @return how many wait, without cancelled tasks
     */
    public synchronized int waiting() {
        return waiting.size();
    }

    @Override
    public void execute(Runnable command) {
        if (isShutdown()) {
            throw new RejectedExecutionException("this scheduler is shut down");
        }
        command.run();
    }

    @Override
    public synchronized void shutdown() {
        shutdown = true;
        waiting.clear();
    }

    @Override
    public synchronized List<Runnable> shutdownNow() {
        List<Runnable> never = List.copyOf(waiting);
        shutdown();
        return never;
    }

    @Override
    public synchronized boolean isShutdown() {
        return shutdown;
    }

    @Override
    public boolean isTerminated() {
        return isShutdown();
    }

    /** Returns at once: no task runs by itself. */
    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return isShutdown();
    }

    /** A task that waits for its time. A periodic task waits again after each run. */
    private final class Task<V> extends FutureTask<V> implements ScheduledFuture<V> {
        private final long period;
        private long at;
        private long number;

        @SuppressWarnings("NullAway") // a Runnable's result is null, as the JDK's is
        Task(Runnable command, @Nullable V result, long period) {
            super(command, result);
            this.period = period;
        }

        Task(Callable<V> callable) {
            super(callable);
            this.period = 0;
        }

        @Override
        public void run() {
            if (period == 0) {
                super.run();
            } else if (runAndReset()) {
                enqueue(this, period);
            }
        }

        @Override
        protected void done() {
            forget(this);
        }

        @Override
        public long getDelay(TimeUnit unit) {
            synchronized (VirtualTime.this) {
                return unit.convert(at - now, TimeUnit.NANOSECONDS);
            }
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
        }
    }
}
