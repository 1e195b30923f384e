package dev.rmx.resolver;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.RemovalCause;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.resolver.internal.SharedAnswer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Caches answers while they are valid: found and malformed ones for their TTL, absent ones as RFC 2308 says. {@link
 * FailureMemory} keeps failures. Equal questions under way at the same time share one query.
 *
 * <p>Safe to share between threads. Starts no thread. {@link #close} closes the resolver below.
 */
final class CachingResolver implements RmxResolver {
    /** How far the cache's time may be from its clock: a TTL counts seconds. */
    private static final long INEXACT_NANOS = 1_000_000;

    private final RmxResolver resolver;
    private final RmxListener listener;
    private final Cache<DnsQuestion, DnsAnswer> cache;
    private final Ticker clock;
    /** The time by which answers expire. */
    private final AtomicLong now = new AtomicLong();
    /** Whether an answer had to make room. Until then, the cache need not know which answers are in demand. */
    private volatile boolean crowded;
    /** Null if answers are asked for only when they have expired. */
    private final @Nullable Prefetch prefetch;
    /** Completes answers that many checks wait for. */
    private final Executor elsewhere;
    /** Questions under way. Not in the cache: its eviction would pass over each of them at each write. */
    private final ConcurrentMap<DnsQuestion, CompletableFuture<DnsAnswer>> open = new ConcurrentHashMap<>();

    /**
     * Puts a cache above a resolver.
     *
     * @param resolver whom to ask what is not known
     * @param limits what may be kept
     * @param clock tells how long an answer is still valid; the same that the resolver reckons by
     * @param listener is told of hits
     * @param prefetches whether to ask for answers in demand before they expire
     * @param elsewhere completes answers that many checks wait for
     */
    CachingResolver(
            RmxResolver resolver,
            CacheLimits limits,
            InstantSource clock,
            RmxListener listener,
            boolean prefetches,
            Executor elsewhere) {
        this.resolver = resolver;
        this.elsewhere = elsewhere;
        this.listener = listener;
        this.clock = AnswerCaches.ticker(clock);
        this.cache = AnswerCaches.bounded(
                        limits.octets(), answer -> timeToKeep(answer, limits, clock.instant()), now::get)
                .evictionListener((question, answer, cause) -> removed(cause))
                .build();
        this.prefetch = prefetches ? new Prefetch(this::askAhead, this::nanosLeft, clock) : null;
    }

    private void removed(RemovalCause cause) {
        if (cause == RemovalCause.SIZE) {
            crowded = true;
        }
    }

    @Override
    public CompletableFuture<DnsAnswer> resolve(DnsQuestion question, QueryBudget budget) {
        readClock();
        DnsAnswer known = cached(question);
        if (known != null) {
            listener.hit(question);
            used(question, known);
            return CompletableFuture.completedFuture(known);
        }
        CompletableFuture<DnsAnswer> mine = new CompletableFuture<>();
        CompletableFuture<DnsAnswer> other = open.putIfAbsent(question, mine);
        if (other == null) {
            ask(question, budget, mine);
            return mine.copy(); // cancelling a copy affects no other caller
        }
        listener.hit(question);
        return other.thenCompose(answer -> GuardedCall.paidByAnother(answer, budget)
                ? resolve(question, budget)
                : CompletableFuture.completedFuture(answer));
    }

    /** Whether {@link #used} does anything. */
    boolean prefetches() {
        return prefetch != null;
    }

    /** Notes that a cached answer was used. */
    void used(DnsQuestion question, DnsAnswer answer) {
        if (prefetch != null) {
            prefetch.used(question, answer);
        }
    }

    /** Finds out which answers are still valid. A check reads the clock once, since that costs as much as a look-up. */
    void readClock() {
        long before = now.get();
        long read = clock.read();
        if (Math.abs(read - before) >= INEXACT_NANOS) { // seldom: a write delays look-ups on other processors
            now.compareAndSet(before, read); // unless another thread has just read the clock
        }
    }

    /** The cached answer to a question; null if there is none that is still valid. Asks nothing. */
    @Nullable
    DnsAnswer cached(DnsQuestion question) {
        return crowded ? cache.getIfPresent(question) : cache.policy().getIfPresentQuietly(question);
    }

    /** How many answers are cached, about. */
    long size() {
        return cache.estimatedSize();
    }

    /** The estimated memory of the cached answers, in octets. */
    long octets() {
        return cache.policy().eviction().orElseThrow().weightedSize().orElseThrow();
    }

    /** Asks, unless the answer arrived since the caller looked. */
    private void ask(DnsQuestion question, QueryBudget budget, CompletableFuture<DnsAnswer> mine) {
        DnsAnswer known = cached(question);
        if (known != null) {
            end(question, mine, known);
            return;
        }
        ask(question, budget, mine, false);
    }

    /** Asks again for a cached answer, which serves until the new one arrives. */
    private CompletableFuture<DnsAnswer> askAhead(DnsQuestion question) {
        CompletableFuture<DnsAnswer> mine = new CompletableFuture<>();
        CompletableFuture<DnsAnswer> other = open.putIfAbsent(question, mine);
        if (other == null) {
            ask(question, new QueryBudget(QueryBudget.DEFAULT_QUERIES), mine, true);
        }
        return other == null ? mine : other;
    }

    /** How long the cached answer to a question is still kept, in nanoseconds. */
    private long nanosLeft(DnsQuestion question) {
        return cache.policy()
                .expireVariably()
                .orElseThrow()
                .getExpiresAfter(question, TimeUnit.NANOSECONDS)
                .orElse(0);
    }

    /**
     * Asks.
     *
     * @param ahead whether the cache has an answer that is still valid, which no stale one may replace
     */
    @SuppressWarnings("FutureReturnValueIgnored") // the stage only passes the answer on
    private void ask(DnsQuestion question, QueryBudget budget, CompletableFuture<DnsAnswer> mine, boolean ahead) {
        GuardedCall.ask(resolver, question, budget).thenAccept(answer -> {
            try {
                if (answer instanceof DnsAnswer.Known known && !(ahead && isNoBetter(question, known))) {
                    readClock();
                    cache.put(question, answer);
                }
            } finally {
                end(question, mine, answer); // also when there is no memory to keep it
            }
        });
    }

    /** Whether an answer that was asked for ahead is stale, or expires no later than the cached one. */
    private boolean isNoBetter(DnsQuestion question, DnsAnswer.Known answer) {
        return answer.stale()
                || (cached(question) instanceof DnsAnswer.Known before
                        && !answer.validUntil().isAfter(before.validUntil()));
    }

    private void end(DnsQuestion question, CompletableFuture<DnsAnswer> mine, DnsAnswer answer) {
        if (SharedAnswer.hasManyWaiting(mine)) {
            elsewhere.execute(() -> complete(question, mine, answer)); // [LIM-4]
        } else {
            complete(question, mine, answer);
        }
    }

    /** Closes the question before anybody learns its answer: whoever asks after that asks anew. */
    private void complete(DnsQuestion question, CompletableFuture<DnsAnswer> mine, DnsAnswer answer) {
        open.remove(question, mine);
        mine.complete(answer);
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
