package dev.rmx.resolver;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/**
 * Asks again for answers in demand shortly before they expire, so that no check waits for a popular domain.
 *
 * <p>It asks each question at most once a second. Once is not enough: a name server with a cache may answer with what is
 * left of the same TTL, and ask for a newer answer only then. Only a number of questions are asked at a time. Safe to
 * share between threads.
 */
final class Prefetch {
    /** How long before it expires an answer that is used is asked for again. */
    static final Duration AHEAD = Duration.ofSeconds(5);

    /** How long after a question was asked it may be asked again. */
    private static final Duration AGAIN = Duration.ofSeconds(1);

    /** How many questions it has under way at most. */
    static final int MOST = 100;

    private static final int MOST_REMEMBERED = 10_000;

    private final Function<DnsQuestion, CompletableFuture<DnsAnswer>> asker;
    private final InstantSource clock;
    private final Semaphore room = new Semaphore(MOST);
    private final Cache<DnsQuestion, Boolean> asked;

    /**
     * Makes a prefetch.
     *
     * @param asker asks, and keeps the answer
     * @param clock tells when an answer expires
     */
    Prefetch(Function<DnsQuestion, CompletableFuture<DnsAnswer>> asker, InstantSource clock) {
        this.asker = asker;
        this.clock = clock;
        this.asked = Caffeine.newBuilder()
                .expireAfterWrite(AGAIN)
                .maximumSize(MOST_REMEMBERED)
                .ticker(AnswerCaches.ticker(clock))
                .executor(Runnable::run)
                .build();
    }

    /** Notes that a cached answer was used. */
    @SuppressWarnings("FutureReturnValueIgnored") // the stage only makes room
    void used(DnsQuestion question, DnsAnswer answer) {
        boolean expiresSoon = answer instanceof DnsAnswer.Known known
                && !known.stale()
                && clock.instant().plus(AHEAD).isAfter(known.validUntil());
        if (!expiresSoon || asked.asMap().containsKey(question) || !room.tryAcquire()) {
            return;
        }
        if (asked.asMap().putIfAbsent(question, true) == null) {
            asker.apply(question).whenComplete((given, never) -> room.release());
        } else {
            room.release();
        }
    }
}
