package dev.rmx.resolver.dnsjava;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps queries to one name server from overrunning the buffer of its socket: only so many are under way at a time, and
 * the others wait until responses come. While queries wait, one without a response counts for 20 ms: then the
 * server has taken it from its socket, or it is lost. So questions about dead domains hold up the others little.
 *
 * <p>Safe to share between threads. Call it without a lock: it may send what others left waiting.
 */
final class SendWindow {
    /** The usual buffer of a socket, 208 KiB in Linux, takes some 270 small datagrams. */
    static final int MOST = 250;

    static final Duration COUNTS_FOR = Duration.ofMillis(20);

    private final ResolverThreads threads;
    private final Queue<Turn> waiting = new ArrayDeque<>(); // this and the fields below are guarded by this
    private final Set<Turn> counted = new HashSet<>();
    private boolean timed;

    /** A query that waits, is sent, and ends. */
    final class Turn {
        private final Runnable send;
        private boolean ended; // guarded by the window

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
        this.threads = threads;
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
            } else if (counted.size() < MOST) {
                Turn next = waiting.remove();
                counted.add(next);
                return next;
            } else {
                startTimer();
                return null;
            }
        }
        return null;
    }

    private void startTimer() {
        if (!timed) {
            timed = true;
            List<Turn> now = List.copyOf(counted);
            threads.after(COUNTS_FOR, () -> forget(now));
        }
    }

    /** Counts these queries no longer. */
    private void forget(List<Turn> old) {
        synchronized (this) {
            timed = false;
            old.forEach(counted::remove);
        }
        sendWaiting();
    }
}
