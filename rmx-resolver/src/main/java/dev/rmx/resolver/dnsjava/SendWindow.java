package dev.rmx.resolver.dnsjava;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Queue;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps queries to one name server from overrunning the buffer of its socket: only so many are under way at a time, and
 * the others wait until responses come. A query without a response counts for 20 ms: then the server has taken it from
 * its socket, or it is lost. So questions about dead domains do not hold up the others.
 *
 * <p>Safe to share between threads. Call it without a lock: it may send what others left waiting.
 */
final class SendWindow {
    /** The usual buffer of a socket, 208 KiB in Linux, takes some 270 small datagrams. */
    static final int MOST = 250;

    static final Duration COUNTS_FOR = Duration.ofMillis(20);

    private final ResolverThreads threads;
    private final LongSupplier nanoTime;
    private final Queue<Turn> waiting = new ArrayDeque<>(); // this and the fields below are guarded by this
    private final Set<Turn> counted = new LinkedHashSet<>(); // in the order in which they were sent
    private boolean timed;

    /** A query that waits, is sent, and ends. */
    final class Turn {
        private final Runnable send;
        private boolean ended; // guarded by the window, as is the next field
        private long sentAt;

        private Turn(Runnable send) {
            this.send = send;
        }

        /** Sends the query, now or as soon as there is room. */
        void begin() {
            synchronized (SendWindow.this) {
                waiting.add(this);
            }
            sendWaiting();
        }

        /** Makes room for another query. A second call has no effect. */
        void end() {
            synchronized (SendWindow.this) {
                ended = true;
                counted.remove(this);
            }
            sendWaiting();
        }
    }

    SendWindow(ResolverThreads threads) {
        this(threads, System::nanoTime);
    }

    /** As {@link #SendWindow(ResolverThreads)}, with this clock. */
    SendWindow(ResolverThreads threads, LongSupplier nanoTime) {
        this.threads = threads;
        this.nanoTime = nanoTime;
    }

    /** Makes the turn of a query; {@link Turn#begin} sends it. */
    Turn turn(Runnable send) {
        return new Turn(send);
    }

    private void sendWaiting() {
        for (Turn next = next(); next != null; next = next()) {
            next.send.run();
        }
    }

    private synchronized @Nullable Turn next() {
        while (!waiting.isEmpty()) {
            if (waiting.element().ended) { // given up
                waiting.remove();
            } else if (hasRoom()) {
                Turn next = waiting.remove();
                next.sentAt = nanoTime.getAsLong();
                counted.add(next);
                return next;
            } else {
                return null;
            }
        }
        return null;
    }

    /** Whether one more may be sent. If not, sees to it that the first waiting one is sent in time. */
    private boolean hasRoom() {
        if (counted.size() < MOST) {
            return true;
        }
        Turn first = counted.iterator().next();
        long left = first.sentAt + COUNTS_FOR.toNanos() - nanoTime.getAsLong();
        if (left <= 0) {
            counted.remove(first);
            return true;
        }
        if (!timed) {
            timed = true;
            threads.after(Duration.ofNanos(left), this::timeUp);
        }
        return false;
    }

    private void timeUp() {
        synchronized (this) {
            timed = false;
        }
        sendWaiting();
    }
}
