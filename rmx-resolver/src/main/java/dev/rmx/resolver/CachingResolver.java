package dev.rmx.resolver;

import com.github.benmanes.caffeine.cache.AsyncCache;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Caches answers while they are valid: found and malformed ones for their TTL, absent ones as RFC 2308 says. {@link
 * FailureMemory} keeps failures. Equal questions under way at the same time share one query.
 *
 * <p>Safe to share between threads. Starts no thread. {@link #close} closes the resolver below.
 */
final class CachingResolver implements RmxResolver {
    private final RmxResolver resolver;
    private final RmxListener listener;
    private final AsyncCache<DnsQuestion, DnsAnswer> cache;

    /**
     * Puts a cache above a resolver.
     *
     * @param resolver whom to ask what is not known
     * @param limits what may be kept
     * @param clock tells how long an answer is still valid; the same that the resolver reckons by
     */
    CachingResolver(RmxResolver resolver, CacheLimits limits, InstantSource clock) {
        this(resolver, limits, clock, RmxListener.NONE);
    }

    /**
     * Puts a cache with a listener above a resolver.
     *
     * @param resolver whom to ask what is not known
     * @param limits what may be kept
     * @param clock tells how long an answer is still valid; the same that the resolver reckons by
     * @param listener is told of hits
     */
    CachingResolver(RmxResolver resolver, CacheLimits limits, InstantSource clock, RmxListener listener) {
        this.resolver = resolver;
        this.listener = listener;
        this.cache = AnswerCaches.bounded(limits.octets(), answer -> timeToKeep(answer, limits, clock.instant()), clock)
                .buildAsync();
    }

    @Override
    public CompletableFuture<DnsAnswer> resolve(DnsQuestion question, QueryBudget budget) {
        CompletableFuture<DnsAnswer> known = cache.getIfPresent(question);
        if (known == null) {
            CompletableFuture<DnsAnswer> mine = new CompletableFuture<>();
            known = cache.asMap().putIfAbsent(question, mine);
            if (known == null) {
                ask(question, budget, mine);
                return mine.copy();
            }
        }
        listener.hit(question);
        return known.thenCompose(answer -> GuardedCall.paidByAnother(answer, budget)
                ? resolve(question, budget)
                : CompletableFuture.completedFuture(answer)); // a copy: cancelling it affects no other caller
    }

    /** A live view of the cached answers, for single lookups that ask nothing. */
    Map<DnsQuestion, DnsAnswer> known() {
        return cache.synchronous().asMap();
    }

    /** Asks outside the cache's locks: an immediate answer can trigger further questions. */
    @SuppressWarnings("FutureReturnValueIgnored") // the stage only passes the answer on
    private void ask(DnsQuestion question, QueryBudget budget, CompletableFuture<DnsAnswer> mine) {
        GuardedCall.ask(resolver, question, budget).thenAccept(answer -> {
            if (answer instanceof DnsAnswer.Failed) {
                cache.asMap().remove(question, mine); // the clock may be set back, so no expiry would be short enough
            }
            mine.complete(answer);
        });
    }

    private static Duration timeToKeep(DnsAnswer answer, CacheLimits limits, Instant now) {
        if (!(answer instanceof DnsAnswer.Known known)) {
            return Duration.ZERO;
        }
        Duration left = Duration.between(now, known.validUntil());
        if (left.compareTo(limits.longest()) > 0) {
            return limits.longest();
        }
        Duration shortest =
                known.stale() ? Duration.ZERO : limits.shortest(); // keep it only while its server is unreachable
        return left.compareTo(shortest) < 0 ? shortest : left;
    }

    @Override
    public void close() {
        resolver.close();
    }
}
