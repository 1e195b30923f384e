package dev.rmx.resolver.dnsjava;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.resolver.QueryBudget;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Somebody to ask, and what is remembered of it: whether it answers at all. Compared by identity. Safe to share between threads.
 */
final class NameServer {
    /** For how long a server that does not answer is asked last; then one question tries it again. */
    static final Duration DEAD_FOR = Duration.ofSeconds(30);

    private final String name;
    private final Way way;
    private final boolean adRequested;
    private final boolean adCounts;
    private final LongSupplier nanoTime;
    private final AtomicLong deadUntil;
    private volatile long heardAt;
    private volatile boolean dead;

    /** How a query gets there, and a response back. */
    @FunctionalInterface
    interface Way {
        /**
         * Sends a query.
         *
         * @param budget pays for what is sent
         * @param unreachable is run where an ICMP error comes, which ends nothing ([LOOK-5]); it must not block
         * @return the response, or why there is none; cancelling it gives the query up
         */
        CompletableFuture<ResponseMessage> send(Query query, QueryBudget budget, Runnable unreachable);
    }

    /**
     * A server.
     *
     * @param name what logs call it
     * @param adRequested whether it is to say what it has authenticated
     * @param adCounts whether that is believed
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
    @SuppressWarnings("FutureReturnValueIgnored") // the stage only notes what comes
    CompletableFuture<ResponseMessage> ask(Query query, QueryBudget budget, Runnable unreachable) {
        long sentAt = nanoTime.getAsLong();
        CompletableFuture<ResponseMessage> response;
        try {
            response = way.send(adRequested ? query.withFlag(Query.AD) : query, budget, unreachable);
        } catch (RuntimeException | Error e) {
            return CompletableFuture.failedFuture(e); // such as no socket or thread left
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

    /** Whether DNSSEC authenticates what a response of this server says. */
    boolean authenticates(ResponseMessage response) {
        return adCounts && response.isAuthenticated();
    }

    /** Something came from the server. */
    private void heard() {
        heardAt = nanoTime.getAsLong();
        dead = false;
    }

    /** Nothing came for a query that was sent at this time: if nothing else did since, the server is dead. */
    private void missed(long sentAt) {
        if (heardAt - sentAt < 0) {
            unreachable();
        }
    }

    /** The network says that the server cannot be reached. */
    void unreachable() {
        deadUntil.set(nanoTime.getAsLong() + DEAD_FOR.toNanos());
        dead = true;
    }

    /** Whether the server is to be asked last ([LIM-5]). When its time is up, that is so for all but one who asks. */
    boolean isDead() {
        if (!dead) {
            return false;
        }
        long until = deadUntil.get();
        long now = nanoTime.getAsLong();
        return until - now > 0 || !deadUntil.compareAndSet(until, now + DEAD_FOR.toNanos());
    }

    @Override
    public String toString() {
        return name;
    }
}
