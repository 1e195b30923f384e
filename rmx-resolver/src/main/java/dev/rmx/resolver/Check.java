package dev.rmx.resolver;

import dev.rmx.RecordedCheck;
import dev.rmx.RmxQuery;
import dev.rmx.RmxStep;
import dev.rmx.RmxVerdict;
import dev.rmx.RmxVerifier;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * One check under way. It evaluates, asks the questions still needed, and evaluates again whenever an answer arrives.
 * So a dead name server delays only the verdicts that depend on it.
 *
 * <p>Answers arrive on any thread; one thread at a time evaluates and asks. {@link #end} does not wait for that thread:
 * evaluation is pure.
 */
final class Check {
    /**
     * After an evaluation that took this long, the later ones run elsewhere: other checks wait for the thread that
     * reads responses ([LIM-4]).
     */
    private static final long SHORT_NANOS = 100_000;

    /** When to try again after {@link #end} has ended a check. */
    private static final Duration RETRY = Duration.ofSeconds(5);

    private final RmxVerifier verifier;
    private final RmxQuery query;
    private final RmxResolver resolver;
    private final CheckLimits limits;
    private final InstantSource clock;
    private final RmxListener listener;
    private final Executor elsewhere;
    private final FlightRecord record = FlightRecord.begin();
    private final LongSupplier nanoTime;
    private final long begin;
    private final CompletableFuture<RmxVerdict> verdict = new CompletableFuture<>();
    private final Map<DnsQuestion, DnsAnswer> answers = new ConcurrentHashMap<>();
    /** The answers from which the verdict follows; empty before there is one. */
    private volatile Map<DnsQuestion, DnsAnswer> used = Map.of();

    /** Whether there is a verdict, from the evaluation or from {@link #end}. */
    private final AtomicBoolean ended = new AtomicBoolean();
    /** Pending evaluations. The thread that raises this from 0 evaluates until it is 0 again. */
    private final AtomicInteger causes = new AtomicInteger();

    private final QueryBudget budget;
    /** Used only by the thread that evaluates. */
    private final Set<DnsQuestion> asked = new LinkedHashSet<>();
    /** Whether an evaluation took long. */
    private volatile boolean slow;

    /**
     * Makes a check; {@link #proceed} starts it.
     *
     * @param elsewhere evaluates if that takes long
     * @param nanoTime the time, as {@link System#nanoTime}
     */
    Check(
            RmxVerifier verifier,
            RmxQuery query,
            RmxResolver resolver,
            CheckLimits limits,
            InstantSource clock,
            RmxListener listener,
            Executor elsewhere,
            LongSupplier nanoTime) {
        this.verifier = verifier;
        this.query = query;
        this.resolver = resolver;
        this.clock = clock;
        this.listener = listener;
        this.elsewhere = elsewhere;
        this.nanoTime = nanoTime;
        this.begin = nanoTime.getAsLong();
        this.limits = limits;
        this.budget = new QueryBudget(limits.queries());
    }

    /**
     * The verdict, or an exception if the library has a bug. Any thread may complete this, so dependent stages must not
     * block.
     */
    CompletableFuture<RmxVerdict> verdict() {
        return verdict;
    }

    /** This check with its answers, once there is a verdict ([EXPL-2]). */
    RecordedCheck recorded() {
        return new RecordedCheck(verifier, query, used);
    }

    /** The query, for messages. */
    @Override
    public String toString() {
        return "the check of " + query;
    }

    /** The time since the check started. */
    Duration age() {
        return Duration.ofNanos(nanoTime.getAsLong() - begin);
    }

    /** Starts the check, or continues it after an answer. The check may end before this returns. */
    void proceed() {
        if (causes.getAndIncrement() != 0) {
            return; // the thread that evaluates will evaluate once more
        }
        int seen = 1;
        do {
            if (!verdict.isDone()) {
                try {
                    step();
                } catch (RuntimeException | Error fault) {
                    verdict.completeExceptionally(fault);
                }
            }
            seen = causes.addAndGet(-seen);
        } while (seen != 0);
    }

    /**
     * Ends the check now; every question still open counts as failed for this reason ([LIM-3]).
     *
     * @param kind the kind of failure
     * @param tell runs the call of the listener, which must not block the calling thread
     */
    void end(DnsAnswer.Failed.Kind kind, String reason, Consumer<Runnable> tell) {
        DnsAnswer failed = new DnsAnswer.Failed(kind, reason, clock.instant().plus(RETRY));
        Map<DnsQuestion, DnsAnswer> known = new LinkedHashMap<>();
        try {
            RmxVerdict reached = verifier.check(query, question -> {
                DnsAnswer answer = answers.getOrDefault(question, failed);
                known.put(question, answer);
                return answer;
            });
            complete(reached, known, tell);
        } catch (RuntimeException | Error fault) {
            verdict.completeExceptionally(fault);
        }
    }

    private void complete(RmxVerdict reached, Map<DnsQuestion, DnsAnswer> known, Consumer<Runnable> tell) {
        if (ended.compareAndSet(false, true)) {
            used = known;
            Duration time = age();
            // by the check's own deadline, or by that of a question
            boolean timedOut = time.compareTo(limits.deadline()) >= 0;
            record.end(reached, known.size(), timedOut);
            verdict.complete(reached);
            tell.accept(() -> listener.checked(reached, time, timedOut)); // after the verdict is out, as it may block
        }
    }

    private void step() {
        Map<DnsQuestion, DnsAnswer> known = known();
        long start = nanoTime.getAsLong();
        RmxStep step = verifier.evaluate(query, known);
        slow |= nanoTime.getAsLong() - start > SHORT_NANOS;
        if (step instanceof RmxVerdict reached) {
            complete(reached, known, Runnable::run);
            return;
        }
        for (DnsQuestion question : ((RmxStep.Needs) step).questions()) {
            if (!verdict.isDone() && asked.add(question)) {
                ask(question);
            }
        }
    }

    /** The answers so far, in the order of the questions. An answer that arrives later is not among them ([EXPL-2]). */
    private Map<DnsQuestion, DnsAnswer> known() {
        if (asked.isEmpty()) {
            return Map.of();
        }
        Map<DnsQuestion, DnsAnswer> known = new LinkedHashMap<>();
        for (DnsQuestion question : asked) {
            DnsAnswer answer = answers.get(question);
            if (answer != null) { // [EXPL-2]
                known.put(question, answer);
            }
        }
        return known;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // proceed() handles its own exceptions
    private void ask(DnsQuestion question) {
        GuardedCall.ask(resolver, question, budget).thenAccept(answer -> {
            answers.put(question, answer);
            if (slow) {
                elsewhere.execute(this::proceed); // [LIM-4] other checks wait for this thread
            } else {
                proceed();
            }
        });
    }
}
