package dev.rmx.testkit.junit;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Two threads that call a store for the same message at the same moment, for one message after another. Counts the
 * pairs of calls that truly overlapped: each began before the other ended.
 */
final class OverlappingCalls {
    private static final int SPINS = 20_000;
    /** After this many calls the threads check whether any overlapped. */
    private static final int TRIAL = 16;

    private final AtomicLong moments = new AtomicLong();
    private final AtomicIntegerArray arrived = new AtomicIntegerArray(2);
    private final AtomicInteger failed = new AtomicInteger();
    private volatile int reached;
    /** For each thread, when its calls began and ended, in {@code moments}, and how many nanoseconds they took. */
    private final long[][] begun;

    private final long[][] ended;
    private final long[][] nanos;

    interface Call {
        void run(int number) throws Exception;
    }

    private OverlappingCalls(int count) {
        begun = new long[2][count];
        ended = new long[2][count];
        nanos = new long[2][count];
    }

    /** Runs both calls for each number below the count; the two calls for a number run at the same moment. */
    static OverlappingCalls run(int count, Call first, Call second) throws Exception {
        OverlappingCalls calls = new OverlappingCalls(count);
        for (int next = 0; next < count; next = calls.reached) {
            int from = next;
            Threads.atOnce(2, thread -> calls.runFrom(from, thread, thread == 0 ? first : second));
        }
        return calls;
    }

    /**
     * Runs calls, and stops early if none overlap: then both threads share one processor, and new threads may not.
     * (Otherwise nearly all calls overlap.)
     */
    private void runFrom(int from, int thread, Call call) throws Exception {
        int number = from;
        try {
            do {
                run(thread, number, call);
                number++;
                meet(thread, number);
            } while (number < begun[0].length && (number % TRIAL != 0 || overlapped(number - TRIAL, number) > 0));
            reached = number; // the same in both threads
        } catch (Throwable e) {
            failed.incrementAndGet(); // so that the other thread stops waiting
            throw e;
        }
    }

    private void run(int thread, int number, Call call) throws Exception {
        // the two take turns in beginning a little later, so that each part of one call meets each part of the other
        for (int i = number % 2 == thread ? number / 2 % 24 : 0; i > 0; i--) {
            Thread.onSpinWait();
        }
        begun[thread][number] = moments.getAndIncrement();
        long before = System.nanoTime();
        call.run(number);
        nanos[thread][number] = System.nanoTime() - before;
        ended[thread][number] = moments.getAndIncrement();
    }

    /** A barrier without blocking: waking a thread would take longer than many a call. */
    @SuppressWarnings("ThreadPriorityCheck") // correct whatever yield does; it lets two threads share a processor
    private void meet(int thread, int number) {
        arrived.set(thread, number);
        for (int spins = 0; arrived.get(1 - thread) < number && failed.get() == 0; spins++) {
            if (spins < SPINS) {
                Thread.onSpinWait();
            } else {
                Thread.yield();
            }
            if (Thread.interrupted()) {
                throw new AssertionError("the other call did not return within " + Threads.PATIENCE);
            }
        }
    }

    int overlapped() {
        return overlapped(0, begun[0].length);
    }

    private int overlapped(int from, int to) {
        int count = 0;
        for (int i = from; i < to; i++) {
            if (begun[0][i] < ended[1][i] && begun[1][i] < ended[0][i]) {
                count++;
            }
        }
        return count;
    }

    /** How long a call takes in nanoseconds if nothing keeps its thread from running. */
    long medianNanos() {
        long[] sorted = nanos[0].clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
