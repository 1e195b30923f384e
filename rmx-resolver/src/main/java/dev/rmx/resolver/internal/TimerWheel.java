package dev.rmx.resolver.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks after a time, at ticks of ten milliseconds. Nearly all of the library's tasks are time-outs that are
 * cancelled soon. With ticks, adding a task wakes the timer's thread only if it sleeps, and cancelling never does:
 * waking it for each task would cost a tenth to a fifth of a check over DNS.
 *
 * <p>The tasks of a tick are in one of 512 slots, together with those that are due 512 ticks later, and so on. Safe to
 * share between threads.
 */
final class TimerWheel implements AutoCloseable {
    static final long TICK_NANOS = 10_000_000;
    /** A power of two. */
    static final int SLOTS = 512;
    /** After so many ticks without a task, the thread sleeps until one comes. */
    private static final int IDLE_TICKS = 100;

    private final LongSupplier nanoTime;
    private final long begin;
    private final List<Slot> slots = new ArrayList<>(SLOTS);
    private final AtomicInteger waiting = new AtomicInteger();
    private final Thread thread;
    /** The last tick whose tasks have run, or are about to. Only the thread that calls {@link #pass} writes it. */
    private volatile long passed;

    private volatile boolean asleep;
    private volatile boolean closed;

    /** A task in the ring of its slot, which guards the fields below. */
    private static final class Entry {
        private final long tick;
        private final Runnable task;
        private Entry before = this;
        private Entry after = this;
        private boolean waits;

        Entry(long tick, Runnable task) {
            this.tick = tick;
            this.task = task;
        }
    }

    /** The tasks of one tick, and those of the same tick of later rounds. */
    private static final class Slot {
        private final Entry ring = new Entry(Long.MAX_VALUE, () -> {}); // its task never runs

        synchronized void add(Entry entry) {
            entry.waits = true;
            entry.before = ring.before;
            entry.after = ring;
            ring.before.after = entry;
            ring.before = entry;
        }

        /** Returns false if the entry has left already. */
        synchronized boolean remove(Entry entry) {
            boolean waited = entry.waits;
            if (waited) {
                entry.waits = false;
                entry.before.after = entry.after;
                entry.after.before = entry.before;
            }
            return waited;
        }

        /** Takes the entries that are due. Returns the first; each leads to the next, and the last to itself. */
        synchronized @Nullable Entry takeUntil(long tick) {
            Entry first = null;
            for (Entry entry = ring.before; entry != ring; entry = entry.before) {
                if (entry.tick <= tick) {
                    remove(entry);
                    entry.after = first == null ? entry : first;
                    first = entry;
                }
            }
            return first;
        }
    }

    /**
     * Makes a wheel that stands still until {@link #start}.
     *
     * @param nanoTime the time, as {@link System#nanoTime}
     * @param name the name of the thread, before a dash and a number
     */
    TimerWheel(LongSupplier nanoTime, String name) {
        this.nanoTime = nanoTime;
        this.begin = nanoTime.getAsLong();
        for (int i = 0; i < SLOTS; i++) {
            slots.add(new Slot());
        }
        this.thread = new DaemonThreads(name).newThread(this::run);
    }

    /** Starts the thread. Call it at once: if no thread could be started later, nothing would time out. */
    TimerWheel start() {
        thread.start();
        return this;
    }

    /**
     * Runs a task at the first tick after a time; never if this is closed.
     *
     * @return cancels the task
     */
    Runnable after(long nanos, Runnable task) {
        if (closed) {
            return () -> {};
        }
        long tick = tickNow(nanos) + 1;
        Entry entry = new Entry(tick, task);
        Slot slot = slot(tick);
        slot.add(entry);
        waiting.incrementAndGet();
        if (asleep) {
            LockSupport.unpark(thread);
        }
        if (tick <= passed && cancel(slot, entry)) { // the tick has passed meanwhile
            return after(0, task);
        }
        return () -> cancel(slot, entry);
    }

    private boolean cancel(Slot slot, Entry entry) {
        boolean waited = slot.remove(entry);
        if (waited) {
            waiting.decrementAndGet();
        }
        return waited;
    }

    private Slot slot(long tick) {
        return slots.get((int) (tick & (SLOTS - 1)));
    }

    private long tickNow(long later) {
        long since = nanoTime.getAsLong() - begin;
        return (Long.MAX_VALUE - since < later ? Long.MAX_VALUE : since + Math.max(later, 0)) / TICK_NANOS;
    }

    /** Runs what is due. Called by one thread. */
    void pass() {
        long now = tickNow(0);
        long first = passed + 1;
        boolean allSlots = now - first >= SLOTS; // the thread slept, or could not run
        passed = now; // before the slots are emptied, so that after() notices
        for (long tick = allSlots ? now - SLOTS + 1 : first; tick <= now; tick++) {
            run(slot(tick).takeUntil(now));
        }
    }

    private void run(@Nullable Entry first) {
        Entry last = null;
        for (Entry due = first; due != null && due != last; due = due.after) {
            waiting.decrementAndGet();
            run(due.task);
            last = due;
        }
    }

    /** Whatever a task or a handler throws, the other tasks run. */
    private void run(Runnable task) {
        if (closed) {
            return;
        }
        try {
            task.run();
        } catch (RuntimeException | Error fault) {
            tell(fault);
        }
    }

    private static void tell(Throwable fault) {
        try {
            Thread here = Thread.currentThread();
            here.getUncaughtExceptionHandler().uncaughtException(here, fault);
        } catch (RuntimeException | Error fromHandler) {
            return; // as in the JVM, nobody is told: the thread must live
        }
    }

    private void run() {
        int idle = 0;
        while (!closed) {
            LockSupport.parkNanos(this, begin + (passed + 1) * TICK_NANOS - nanoTime.getAsLong());
            Thread.interrupted(); // whoever set the flag, the wheel must not spin
            pass();
            idle = waiting.get() == 0 ? idle + 1 : 0;
            if (idle > IDLE_TICKS) {
                sleep();
                idle = 0;
            }
        }
    }

    private void sleep() {
        asleep = true; // before the count is read, so that after() wakes this thread, or this thread sees its task
        while (waiting.get() == 0 && !closed) {
            LockSupport.park(this);
            Thread.interrupted();
        }
        asleep = false;
    }

    /** Ends the thread. Tasks that wait never run. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }

    /** Whether the thread waits for a task; for tests. */
    boolean isAsleep() {
        return asleep;
    }

    /** Interrupts the thread; for tests. */
    void interrupt() {
        thread.interrupt();
    }

    /** Waits for the end of the thread; for tests. */
    void awaitEnd() throws InterruptedException {
        thread.join();
    }
}
