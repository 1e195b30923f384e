package dev.rmx.resolver;

import com.github.benmanes.caffeine.cache.Cache;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;

/**
 * Answers with stale data while a server is unreachable ([TEMP-2], RFC 8767): after a time-out, a network error, {@code
 * SERVFAIL} or {@code REFUSED}. No other failure counts, above all no DNSSEC failure. (An upstream resolver reports
 * that as plain {@code SERVFAIL} unless it sends RFC 8914 errors.) A stale answer is marked {@linkplain
 * DnsAnswer.Known#stale stale}, is not authenticated, and is valid until the question may be asked again. A fresh
 * answer, also {@link DnsAnswer.Absent}, always replaces it.
 *
 * <p>It belongs above a {@link FailureMemory}, which saves waiting for a dead server each time, and below a {@link
 * CachingResolver}. Safe to share between threads. Starts no thread. {@link #close} closes the resolver below.
 */
final class StaleResolver implements RmxResolver {
    /** How long after its TTL data may be used by default. */
    static final Duration LONGEST = Duration.ofDays(1); // [TEMP-2]

    static final Duration MOST = Duration.ofDays(30);

    private final RmxResolver resolver;
    private final Duration longest;
    private final InstantSource clock;
    private final RmxListener listener;
    private final Cache<DnsQuestion, DnsAnswer> last;

    /**
     * Puts a store of stale data above a resolver.
     *
     * @param resolver gives fresh answers
     * @param longest how long after its TTL data may be used; 0 to 30 days
     * @param octets memory for the data, estimated
     * @param clock tells what has expired; must be the resolver's clock
     * @param listener told when stale data is used
     * @throws IllegalArgumentException if {@code longest} or {@code octets} is out of range
     */
    StaleResolver(RmxResolver resolver, Duration longest, long octets, InstantSource clock, RmxListener listener) {
        if (longest.isNegative() || longest.compareTo(MOST) > 0 || octets < 0) {
            throw new IllegalArgumentException("data is used for 0 to 30 days after its TTL, and the octets are not"
                    + " negative, unlike " + longest + ", " + octets);
        }
        this.resolver = resolver;
        this.longest = longest;
        this.clock = clock;
        this.listener = listener;
        this.last = AnswerCaches.bounded(octets, this::timeToKeep, AnswerCaches.ticker(clock))
                .build();
    }

    private Duration timeToKeep(DnsAnswer answer) {
        return answer instanceof DnsAnswer.Known known
                ? Duration.between(clock.instant(), known.validUntil()).plus(longest)
                : Duration.ZERO;
    }

    @Override
    public CompletableFuture<DnsAnswer> resolve(DnsQuestion question, QueryBudget budget) {
        return resolver.resolve(question, budget).thenApply(answer -> {
            if (answer instanceof DnsAnswer.Failed failed) {
                return isUnreachable(failed.kind()) ? staleOr(question, failed) : failed; // [TEMP-2]
            }
            if (timeToKeep(answer).compareTo(longest) > 0) {
                last.put(question, answer);
            } else {
                last.invalidate(question); // for its TTL only (RFC 8767 §4); the older answer is obsolete
            }
            return answer;
        });
    }

    private static boolean isUnreachable(DnsAnswer.Failed.Kind kind) {
        return switch (kind) {
            case TIMEOUT, UNREACHABLE, SERVFAIL, REFUSED -> true;
            case BOGUS, UNUSABLE_RESPONSE, OVERLOADED, BUDGET_SPENT, OTHER -> false;
        };
    }

    private DnsAnswer staleOr(DnsQuestion question, DnsAnswer.Failed failure) {
        if (!(last.getIfPresent(question) instanceof DnsAnswer.Known known)) {
            return failure;
        }
        Instant now = clock.instant();
        Duration left = Duration.between(now, known.validUntil()).plus(longest);
        if (left.isNegative() || left.isZero()) {
            return failure; // [TEMP-2] too old, but not yet evicted
        }
        boolean retriedBefore = Duration.between(now, failure.retryAfter()).compareTo(left) < 0;
        DnsAnswer.Known stale = known.staleUntil(
                retriedBefore ? failure.retryAfter() : known.validUntil().plus(longest));
        listener.staleUsed(question, stale, failure);
        return stale;
    }

    @Override
    public void close() {
        resolver.close();
    }
}
