package dev.rmx.resolver;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * Asks again for answers in demand shortly before they expire, so that hardly a check waits for a popular domain.
 *
 * <p>It asks a question once in the last seconds of an answer, and again after a second if what came expires no later:
 * a name server with a cache answers with what is left of the same TTL, and asks for a newer answer only then. It asks
 * only a number of questions at a time. Safe to share between threads.
 */
final class Prefetch {
    /** How long before it expires an answer that is used is asked for again. */
    static final Duration AHEAD = Duration.ofSeconds(5);

    private static final Duration AGAIN = Duration.ofSeconds(1);
    /** A TTL counts whole seconds. So what is left of it may expire later by a part of a second. */
    private static final Duration ROUNDING = Duration.ofSeconds(1);

    /** How many questions it has under way at most. */
    static final int MOST = 100;

    private static final int MOST_REMEMBERED = 10_000;

    private final Function<DnsQuestion, CompletableFuture<DnsAnswer>> asker;
    private final ToLongFunction<DnsQuestion> nanosLeft;
    private final InstantSource clock;
    private final Semaphore room = new Semaphore(MOST);
    private final Cache<DnsQuestion, Asked> asked;

    /**
     * A question that was asked.
     *
     * @param validUntil when the answer expires that is to be replaced
     * @param again when the question may be asked again, if its answer still expires no later
     */
    private record Asked(Instant validUntil, Instant again) {
        boolean isToBeRepeated(DnsAnswer.Known answer, Instant now) {
            boolean isRestOfTtl = answer.validUntil().isBefore(validUntil.plus(ROUNDING));
            return isRestOfTtl && !now.isBefore(again);
        }
    }

    /**
     * Makes a prefetch.
     *
     * @param asker asks, and keeps the answer
     * @param nanosLeft how long an answer is still kept, in nanoseconds
     * @param clock tells the time
     */
    Prefetch(
            Function<DnsQuestion, CompletableFuture<DnsAnswer>> asker,
            ToLongFunction<DnsQuestion> nanosLeft,
            InstantSource clock) {
        this.asker = asker;
        this.nanosLeft = nanosLeft;
        this.clock = clock;
        this.asked = Caffeine.newBuilder()
                .expireAfterWrite(AHEAD)
                .maximumSize(MOST_REMEMBERED)
                .ticker(AnswerCaches.ticker(clock))
                .executor(Runnable::run)
                .build();
    }

    /** Notes that a cached answer was used. */
    void used(DnsQuestion question, DnsAnswer answer) {
        if (answer instanceof DnsAnswer.Known known
                && !known.stale()
                && nanosLeft.applyAsLong(question) < AHEAD.toNanos()) {
            usedLate(question, known);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the stage only makes room
    private void usedLate(DnsQuestion question, DnsAnswer.Known answer) {
        Asked before = asked.getIfPresent(question);
        if ((before != null && !before.isToBeRepeated(answer, clock.instant())) || !room.tryAcquire()) {
            return;
        }
        Asked mine = new Asked(answer.validUntil(), Instant.MAX); // not again before it is answered
        boolean first = before == null
                ? asked.asMap().putIfAbsent(question, mine) == null
                : asked.asMap().replace(question, before, mine);
        if (!first) {
            room.release();
            return;
        }
        asker.apply(question).whenComplete((given, never) -> {
            if (given instanceof DnsAnswer.Known) { // a failure is not repeated: that would prolong its pause
                asked.asMap().replace(question, mine, new Asked(answer.validUntil(), again()));
            }
            room.release();
        });
    }

    private Instant again() {
        return clock.instant().plus(AGAIN);
    }
}
