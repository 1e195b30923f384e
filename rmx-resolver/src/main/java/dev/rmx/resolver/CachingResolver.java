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
 * Keeps answers for as long as they are valid: found and malformed ones for their time to live, absent ones as RFC 2308 says.
 * A failure is not kept; that is for {@link FailureMemory}. Equal questions under way at the same time are asked once.
 *
 * <p>Safe to share between threads. It starts no thread, and closes the resolver below it.
 */
final class CachingResolver implements RmxResolver {
    private final RmxResolver resolver;
    private final RmxListener listener;
    private final AsyncCache<DnsQuestion, DnsAnswer> cache;

    /**
     * A cache above a resolver.
     *
     * @param resolver whom to ask what is not known
     * @param limits what may be kept
     * @param clock tells how long an answer is still valid; the same that the resolver reckons by
     */
    CachingResolver(RmxResolver resolver, CacheLimits limits, InstantSource clock) {
        this(resolver, limits, clock, RmxListener.NONE);
    }

    /**
     * A cache above a resolver, with a listener.
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
                : CompletableFuture.completedFuture(answer)); // cancelling it takes the answer from nobody else
    }

    /** The answers that are in the cache, as long as they are: for looking them up without asking, one by one. */
    Map<DnsQuestion, DnsAnswer> known() {
        return cache.synchronous().asMap();
    }

    /** Asks outside of the cache's locks: an answer that comes at once can set off other questions. */
    @SuppressWarnings("FutureReturnValueIgnored") // the stage only hands on
    private void ask(DnsQuestion question, QueryBudget budget, CompletableFuture<DnsAnswer> mine) {
        GuardedCall.ask(resolver, question, budget).thenAccept(answer -> {
            if (answer instanceof DnsAnswer.Failed) {
                cache.asMap().remove(question, mine); // no expiry is short enough where the clock can be set back
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
                known.stale() ? Duration.ZERO : limits.shortest(); // no longer than its server is unreachable
        return left.compareTo(shortest) < 0 ? shortest : left;
    }

    @Override
    public void close() {
        resolver.close();
    }
}
