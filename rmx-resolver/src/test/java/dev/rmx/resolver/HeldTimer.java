package dev.rmx.resolver;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RunnableScheduledFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A scheduler whose tasks wait until the test lets time pass. They run on the thread of the test. */
public final class HeldTimer extends ScheduledThreadPoolExecutor {
    private final List<Waiting> waiting = new ArrayList<>(); // guarded by itself
    private long now;

    public HeldTimer() {
        super(1);
    }

    /** Lets time pass, and runs the tasks that are due then. */
    public void pass(Duration time) {
        List<Waiting> due;
        synchronized (waiting) {
            now += time.toNanos();
            due = waiting.stream().filter(task -> task.at <= now).toList();
            waiting.removeAll(due);
        }
        due.forEach(Waiting::run);
    }

    /** Waits until there is a task that is not cancelled. */
    public void awaitTask() throws InterruptedException {
        synchronized (waiting) {
            while (waiting.stream().allMatch(Waiting::isCancelled)) {
                waiting.wait();
            }
        }
    }

    /** How many tasks wait. */
    public int waiting() {
        synchronized (waiting) {
            return waiting.size();
        }
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
        synchronized (waiting) {
            Waiting made = new Waiting(task, now + unit.toNanos(delay));
            waiting.add(made);
            waiting.notifyAll();
            return made;
        }
    }

    private static final class Waiting extends FutureTask<Object> implements RunnableScheduledFuture<Object> {
        private final long at;

        Waiting(Runnable task, long at) {
            super(task, "done");
            this.at = at;
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(at, TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(java.util.concurrent.Delayed other) {
            return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
        }

        @Override
        public boolean isPeriodic() {
            return false;
        }
    }
}
