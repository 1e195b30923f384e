package dev.rmx.resolver;

import com.github.benmanes.caffeine.cache.Cache;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;

/**
 * Answers with data that has run out while its server is unreachable ([TEMP-2], RFC 8767): after a time-out, a network error,
 * {@code SERVFAIL} or {@code REFUSED}, and not after another failure, DNSSEC's above all (which an upstream resolver can tell from
 * {@code SERVFAIL} only by RFC 8914). Such an answer says that it is {@linkplain
 * DnsAnswer.Known#stale stale}, is not authenticated, and holds until the question may be asked again. A fresh answer, also one
 * that there is nothing, always takes its place.
 *
 * <p>It belongs above a {@link FailureMemory}, which sees to it that a dead server is not waited for each time, and below a {@link
 * CachingResolver}. Safe to share between threads. It starts no thread, and closes the resolver below it.
 */
final class StaleResolver implements RmxResolver {
    /** For how long beyond its time to live data is used, unless said otherwise: a day. */
    public static final Duration LONGEST = Duration.ofDays(1);

    static final Duration MOST = Duration.ofDays(30);

    private final RmxResolver resolver;
    private final Duration longest;
    private final InstantSource clock;
    private final RmxListener listener;
    private final Cache<DnsQuestion, DnsAnswer> last;

    /**
     * A store of data that has run out, above a resolver.
     *
     * @param resolver whom to ask
     * @param longest for how long beyond its time to live data is used; 0 to 30 days
     * @param octets how much memory the data may take, by estimate
     * @param clock tells what has run out; the same that the resolver reckons by
     * @param listener is told when stale data is used
     * @throws IllegalArgumentException if {@code longest} or {@code octets} is out of range
     */
    StaleResolver(RmxResolver resolver, Duration longest, long octets, InstantSource clock, RmxListener listener) {
        if (longest.isNegative() || longest.compareTo(MOST) > 0 || octets < 0) {
            throw new IllegalArgumentException(
                    "data is used for up to 30 days beyond its time to live, and the octets are not"
                            + " negative, unlike " + longest + ", " + octets);
        }
        this.resolver = resolver;
        this.longest = longest;
        this.clock = clock;
        this.listener = listener;
        this.last = AnswerCaches.bounded(octets, this::timeToKeep, clock).build();
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
                last.invalidate(
                        question); // for this time only (RFC 8767 §4), and what was known before is no longer so
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
            return failure; // its entry has not been dropped yet
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
