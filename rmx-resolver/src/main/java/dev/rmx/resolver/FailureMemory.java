package dev.rmx.resolver;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.resolver.internal.SharedAnswer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Remembers failed questions, per name and type, so that a dead name server is not asked for every message ([TEMP-1],
 * RFC 9520 §3). A question that failed is not asked again for one second, and for twice as long after each further
 * failure, up to 300 seconds. During this pause the answer is the remembered failure, which says when the pause ends.
 * Then one query is sent, and all waiting checks share its answer.
 *
 * <p>Safe to share between threads. Starts no thread. {@link #close} closes the resolver below.
 */
final class FailureMemory implements RmxResolver {
    /** How long the first failure is remembered. */
    public static final Duration SHORTEST = Duration.ofSeconds(1);
    /** How long a failure is remembered at most. */
    public static final Duration LONGEST = Duration.ofMinutes(5);

    /** How many failures are remembered. Beyond that the cache evicts some, and those questions are asked again. */
    private static final int MOST = 100_000;

    private final RmxResolver resolver;
    private final InstantSource clock;
    private final RmxListener listener;
    /** Completes answers that many checks wait for. */
    private final Executor elsewhere;

    private final Cache<DnsQuestion, Memory> memories =
            Caffeine.newBuilder().maximumSize(MOST).executor(Runnable::run).build();

    /** The one query under way after a pause, and when it started. */
    private record Probe(CompletableFuture<DnsAnswer> answer, Instant since) {
        /** Whether the resolver below has broken its promise and never completed it. */
        boolean isLost(Instant now) {
            return now.isAfter(since.plus(LONGEST));
        }
    }

    /**
     * A remembered failure.
     *
     * @param failure the last failure, with the time when the question may be asked again
     * @param pause the length of the last pause
     * @param probe the query sent when the pause ended, while it is under way
     */
    private record Memory(DnsAnswer.Failed failure, Duration pause, Optional<Probe> probe) {
        /** Whether the question must not be asked now. Setting the clock back does not prolong this. */
        boolean holds(Instant now) {
            return probe.isEmpty()
                    && now.isBefore(failure.retryAfter())
                    && !now.plus(pause).isBefore(failure.retryAfter());
        }

        Duration longer() {
            Duration twice = pause.multipliedBy(2);
            return twice.compareTo(LONGEST) > 0 ? LONGEST : twice; // [TEMP-1]
        }
    }

    /**
     * Puts a memory above a resolver.
     *
     * @param resolver whom to ask
     * @param clock tells when a question may be asked again
     * @param listener told of questions that are not asked
     * @param elsewhere completes answers that many checks wait for
     */
    FailureMemory(RmxResolver resolver, InstantSource clock, RmxListener listener, Executor elsewhere) {
        this.resolver = resolver;
        this.clock = clock;
        this.listener = listener;
        this.elsewhere = elsewhere;
    }

    @Override
    public CompletableFuture<DnsAnswer> resolve(DnsQuestion question, QueryBudget budget) {
        Memory memory = memories.getIfPresent(question);
        if (memory == null) {
            return ask(question, budget).copy(); // a copy: the failure is remembered even if the caller cancels
        }
        if (memory.holds(clock.instant())) { // [TEMP-1]
            return remembered(question, memory);
        }
        Probe probe = new Probe(new CompletableFuture<>(), clock.instant());
        Memory now = memories.asMap()
                .computeIfPresent(
                        question,
                        (key, known) -> mayProbe(known)
                                ? new Memory(known.failure(), known.pause(), Optional.of(probe))
                                : known);
        if (now == null) {
            return ask(question, budget).copy(); // it was answered meanwhile
        }
        if (now.probe().isEmpty()) {
            return remembered(question, now); // it failed again meanwhile
        }
        if (now.probe().get().answer() == probe.answer()) {
            return sent(question, budget, probe.answer());
        }
        return now.probe()
                .get()
                .answer()
                .thenCompose(answer -> GuardedCall.paidByAnother(answer, budget)
                        ? resolve(question, budget)
                        : CompletableFuture.completedFuture(answer));
    }

    private boolean mayProbe(Memory known) {
        Instant now = clock.instant();
        return known.probe().map(probe -> probe.isLost(now)).orElseGet(() -> !known.holds(now));
    }

    private CompletableFuture<DnsAnswer> remembered(DnsQuestion question, Memory memory) {
        listener.failureRemembered(question, memory.failure());
        return CompletableFuture.completedFuture(memory.failure());
    }

    /** Sends the query, and passes the answer to all who wait for it. */
    @SuppressWarnings("FutureReturnValueIgnored") // the stage only passes the answer on
    private CompletableFuture<DnsAnswer> sent(
            DnsQuestion question, QueryBudget budget, CompletableFuture<DnsAnswer> probe) {
        ask(question, budget).thenAccept(answer -> {
            if (SharedAnswer.hasManyWaiting(probe)) {
                elsewhere.execute(() -> probe.complete(answer)); // [LIM-4]
            } else {
                probe.complete(answer);
            }
        });
        return probe.copy();
    }

    private CompletableFuture<DnsAnswer> ask(DnsQuestion question, QueryBudget budget) {
        return GuardedCall.ask(resolver, question, budget)
                .thenApply(answer -> answer instanceof DnsAnswer.Failed failed
                        ? remember(question, failed)
                        : forget(question, answer));
    }

    private DnsAnswer forget(DnsQuestion question, DnsAnswer answer) {
        memories.invalidate(question);
        return answer;
    }

    private DnsAnswer remember(DnsQuestion question, DnsAnswer.Failed failed) {
        if (failed.kind() == DnsAnswer.Failed.Kind.OVERLOADED
                || failed.kind() == DnsAnswer.Failed.Kind.BUDGET_SPENT) { // this says nothing about the question
            memories.asMap()
                    .computeIfPresent(
                            question, (key, known) -> new Memory(known.failure(), known.pause(), Optional.empty()));
            return failed;
        }
        return memories.asMap()
                .compute(question, (key, known) -> {
                    Instant now = clock.instant();
                    if (known == null) {
                        return memory(failed, now.plus(SHORTEST), SHORTEST); // [TEMP-1]
                    }
                    if (!known.holds(now)) {
                        return memory(failed, now.plus(known.longer()), known.longer()); // [TEMP-1]
                    }
                    // several were under way when the first failed: count them as one failure, of the worst kind
                    return failed.kind() == DnsAnswer.Failed.Kind.BOGUS
                            ? memory(failed, known.failure().retryAfter(), known.pause())
                            : known;
                })
                .failure();
    }

    private static Memory memory(DnsAnswer.Failed failed, Instant retryAfter, Duration pause) {
        return new Memory(new DnsAnswer.Failed(failed.kind(), failed.reason(), retryAfter), pause, Optional.empty());
    }

    /** Forgets failures without a response: we were cut off, and DNS answers again ([TEMP-7]). */
    void forgetUnanswered() {
        memories.asMap()
                .values()
                .removeIf(memory -> memory.probe().isEmpty()
                        && (memory.failure().kind() == DnsAnswer.Failed.Kind.TIMEOUT
                                || memory.failure().kind() == DnsAnswer.Failed.Kind.UNREACHABLE));
    }

    /** How many failures are remembered, about. */
    long size() {
        return memories.estimatedSize();
    }

    @Override
    public void close() {
        resolver.close();
    }
}
