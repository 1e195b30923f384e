package dev.rmx.resolver.dnsjava;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.resolver.QueryBudget;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * A name server or transport, with a memory of whether it responds at all. Compared by identity. Safe to share between
 * threads.
 */
final class NameServer {
    /** How long a server that does not respond is asked last; then one question tries it again. */
    static final Duration DEAD_FOR = Duration.ofSeconds(30);

    private final String name;
    private final Way way;
    private final boolean adRequested;
    private final boolean adCounts;
    private final LongSupplier nanoTime;
    private final AtomicLong deadUntil;
    private volatile long heardAt;
    private volatile boolean dead;

    /** Sends queries to the server, and receives responses. */
    @FunctionalInterface
    interface Way {
        /**
         * Sends a query.
         *
         * @param budget pays for each query sent
         * @param unreachable runs on an ICMP error, which does not end the wait ([LOOK-5]); must not block
         * @return the response, or the reason why there is none; cancelling it ends the query
         */
        CompletableFuture<ResponseMessage> send(Query query, QueryBudget budget, Runnable unreachable);
    }

    /**
     * Makes a server.
     *
     * @param name its name in logs
     * @param adRequested whether to request its AD bit
     * @param adCounts whether to trust its AD bit
     */
    NameServer(String name, Way way, boolean adRequested, boolean adCounts, LongSupplier nanoTime) {
        this.name = name;
        this.way = way;
        this.adRequested = adRequested;
        this.adCounts = adCounts;
        this.nanoTime = nanoTime;
        this.heardAt = nanoTime.getAsLong();
        this.deadUntil = new AtomicLong(heardAt);
    }

    /** Sends a query; see {@link Way#send}. */
    @SuppressWarnings("FutureReturnValueIgnored") // the stage only records the result
    CompletableFuture<ResponseMessage> ask(Query query, QueryBudget budget, Runnable unreachable) {
        long sentAt = nanoTime.getAsLong();
        CompletableFuture<ResponseMessage> response;
        try {
            response = way.send(adRequested ? query.withFlag(Query.AD) : query, budget, unreachable);
        } catch (RuntimeException | Error e) {
            return CompletableFuture.failedFuture(e); // no socket or thread left, for example
        }
        response.whenComplete((message, failure) -> {
            if (message != null
                    || NoAnswerException.of(Objects.requireNonNull(failure)).responded()) {
                heard();
            } else if (NoAnswerException.of(failure).kind() == DnsAnswer.Failed.Kind.TIMEOUT) {
                missed(sentAt);
            }
        });
        return response;
    }

    /** Whether a response of this server counts as authenticated by DNSSEC. */
    boolean authenticates(ResponseMessage response) {
        return adCounts && response.isAuthenticated();
    }

    /** Records that the server responded. */
    private void heard() {
        heardAt = nanoTime.getAsLong();
        dead = false;
    }

    /** Records a query without a response. If nothing has come since it was sent, the server is dead. */
    private void missed(long sentAt) {
        if (heardAt - sentAt < 0) {
            unreachable();
        }
    }

    /** Records an ICMP error from the network. */
    void unreachable() {
        deadUntil.set(nanoTime.getAsLong() + DEAD_FOR.toNanos());
        dead = true;
    }

    /**
     * Whether to ask the server last ([LIM-5]). When the 30 seconds are over, the first caller gets false, so that it
     * tries the server; the others still get true.
     */
    boolean isDead() {
        if (!dead) {
            return false;
        }
        long until = deadUntil.get();
        long now = nanoTime.getAsLong();
        return until - now > 0 || !deadUntil.compareAndSet(until, now + DEAD_FOR.toNanos());
    }

    /** Whether the server did not respond last, or the network said that it cannot be reached. */
    boolean isSilent() {
        return dead;
    }

    @Override
    public String toString() {
        return name;
    }
}
