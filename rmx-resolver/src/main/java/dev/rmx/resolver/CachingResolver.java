package dev.rmx.resolver;

import com.github.benmanes.caffeine.cache.AsyncCache;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;

/**
 * Keeps answers for as long as they are valid: found and malformed ones for their time to live, absent ones as RFC 2308 says.
 * A failure is not kept; that is for {@link FailureMemory}. Equal questions under way at the same time are asked once.
 *
 * <p>Safe to share between threads. It starts no thread, and closes the resolver below it.
 */
public final class CachingResolver implements RmxResolver {
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
    public CachingResolver(RmxResolver resolver, CacheLimits limits, InstantSource clock) {
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
    public CachingResolver(RmxResolver resolver, CacheLimits limits, InstantSource clock, RmxListener listener) {
        this.resolver = resolver;
        this.listener = listener;
        this.cache = AnswerCaches.bounded(limits.octets(), answer -> timeToKeep(answer, limits, clock.instant()), clock)
                .buildAsync();
    }

    @Override
    public CompletableFuture<DnsAnswer> resolve(DnsQuestion question) {
        CompletableFuture<DnsAnswer> known = cache.getIfPresent(question);
        if (known == null) {
            known = cache.get(question, (asked, executor) -> resolver.resolve(asked));
        } else {
            listener.hit(question);
        }
        return known.copy(); // who gives it up takes the answer from nobody else
    }

    private static Duration timeToKeep(DnsAnswer answer, CacheLimits limits, Instant now) {
        if (!(answer instanceof DnsAnswer.Known known)) {
            return Duration.ZERO;
        }
        if (!known.validUntil().isBefore(now.plus(limits.longest()))) {
            return limits.longest();
        }
        Duration left = Duration.between(now, known.validUntil());
        Duration shortest =
                known.stale() ? Duration.ZERO : limits.shortest(); // no longer than its server is unreachable
        return left.compareTo(shortest) < 0 ? shortest : left;
    }

    @Override
    public void close() {
        resolver.close();
    }
}
