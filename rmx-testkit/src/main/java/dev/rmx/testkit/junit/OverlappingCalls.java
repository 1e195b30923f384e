package dev.rmx.testkit.junit;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Two threads that call a store for the same message at the same moment, message by message, and the count of those pairs of calls that
 * truly overlapped: each of them had begun before the other one ended.
 */
final class OverlappingCalls {
    private static final int SPINS = 20_000;
    /** After how many calls the threads look whether any overlapped. */
    private static final int TRIAL = 16;

    private final AtomicLong moments = new AtomicLong();
    private final AtomicIntegerArray arrived = new AtomicIntegerArray(2);
    private final AtomicInteger failed = new AtomicInteger();
    private volatile int reached;
    /** When the calls of each thread began and ended, counted in moments, and how long they took in nanoseconds. */
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

    /** Runs both calls for each number below the count, those for the same number at the same moment. */
    static OverlappingCalls run(int count, Call first, Call second) throws Exception {
        OverlappingCalls calls = new OverlappingCalls(count);
        for (int next = 0; next < count; next = calls.reached) {
            int from = next;
            Threads.atOnce(2, thread -> calls.runFrom(from, thread, thread == 0 ? first : second));
        }
        return calls;
    }

    /**
     * Runs on, and ends early if the calls do not overlap: then both threads stand on one processor, and new ones may not. (Where they do
     * not, nearly all calls overlap.)
     */
    private void runFrom(int from, int thread, Call call) throws Exception {
        int number = from;
        try {
            do {
                run(thread, number, call);
                number++;
                meet(thread, number);
            } while (number < begun[0].length && (number % TRIAL != 0 || overlapped(number - TRIAL, number) > 0));
            reached = number; // in both threads the same
        } catch (Throwable e) {
            failed.incrementAndGet(); // the other one need not wait
            throw e;
        }
    }

    private void run(int thread, int number, Call call) throws Exception {
        // now one begins a little later, now the other, so that each part of a call meets each part of the other one
        for (int i = number % 2 == thread ? number / 2 % 24 : 0; i > 0; i--) {
            Thread.onSpinWait();
        }
        begun[thread][number] = moments.getAndIncrement();
        long before = System.nanoTime();
        call.run(number);
        nanos[thread][number] = System.nanoTime() - before;
        ended[thread][number] = moments.getAndIncrement();
    }

    /** A barrier whose threads do not have to be woken up, which would take longer than many a call. */
    @SuppressWarnings(
            "ThreadPriorityCheck") // nothing depends on what yield does: it lets two threads share a processor
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

    /** How long a call takes, if its thread is not kept from running. */
    long medianNanos() {
        long[] sorted = nanos[0].clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
