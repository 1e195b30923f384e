package dev.rmx.resolver.dnsjava;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;

/**
 * Limits how many queries a name server gets a second. A query takes a permit, which comes back one second later; a
 * query that finds none waits for the next. So no second has more queries than there are permits, whenever it begins.
 *
 * <p>Safe to share between threads. Time comes from the timer of {@link ResolverThreads} alone.
 */
final class QueryRate {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final ResolverThreads threads;
    /** 0 if there is no limit. */
    private final int most;

    private final Deque<Waiting> line = new ArrayDeque<>(); // guarded by this, as is left
    private int left;

    /** A query, and the future that its response completes. */
    private record Waiting(Runnable query, CompletableFuture<?> response) {
        void send() {
            try {
                query.run();
            } catch (RuntimeException | Error e) { // no socket or thread left, for example
                response.completeExceptionally(e);
            }
        }
    }

    /**
     * Makes a limit.
     *
     * @param most how many queries a second; 0 for no limit
     */
    QueryRate(int most, ResolverThreads threads) {
        this.most = most;
        this.left = most;
        this.threads = threads;
    }

    /**
     * Sends the first query of an exchange, now or later.
     *
     * @param query sends it; must not block
     * @param response once it is done, nobody wants the query any more: then it takes no permit
     */
    void first(Runnable query, CompletableFuture<?> response) {
        send(new Waiting(query, response), false);
    }

    /** Sends a further query of an exchange, before all first ones that wait: the time of its exchange is running. */
    void again(Runnable query, CompletableFuture<?> response) {
        send(new Waiting(query, response), true);
    }

    private void send(Waiting waiting, boolean before) {
        if (most > 0) {
            synchronized (this) {
                if (left == 0) {
                    if (before) {
                        line.addFirst(waiting);
                    } else {
                        line.addLast(waiting);
                    }
                    return;
                }
                left--;
            }
            threads.after(SECOND, this::next);
        }
        waiting.send();
    }

    /** A permit is back: it goes to the first query in the line that is still wanted. */
    private void next() {
        Waiting next;
        synchronized (this) {
            next = line.poll();
            while (next != null && next.response().isDone()) {
                next = line.poll();
            }
            if (next == null) {
                left++;
                return;
            }
        }
        threads.after(SECOND, this::next);
        next.send();
    }
}
