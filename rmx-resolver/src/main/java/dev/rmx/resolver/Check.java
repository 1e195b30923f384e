package dev.rmx.resolver;

import dev.rmx.RmxQuery;
import dev.rmx.RmxStep;
import dev.rmx.RmxVerdict;
import dev.rmx.RmxVerifier;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One check under way: evaluates, asks what is needed, and evaluates again whenever an answer arrives, so that a dead name
 * server delays only the verdicts that hang on it. Answers arrive on any thread; one thread at a time does the work.
 */
final class Check {
    /** When to try again after a question for which nobody knows better. */
    static final Duration RETRY = Duration.ofSeconds(5);

    private final RmxVerifier verifier;
    private final RmxQuery query;
    private final RmxResolver resolver;
    private final InstantSource clock;
    private final CompletableFuture<RmxVerdict> verdict = new CompletableFuture<>();

    private final Queue<Arrival> arrived = new ConcurrentLinkedQueue<>();
    /** How many times someone brought work; whoever raises it from 0 does the work until it is 0 again. */
    private final AtomicInteger work = new AtomicInteger();

    private volatile @Nullable String ended;

    // touched only by the thread that does the work
    private final Map<DnsQuestion, DnsAnswer> answers = new HashMap<>();
    private final Set<DnsQuestion> asked = new HashSet<>();

    private record Arrival(DnsQuestion question, DnsAnswer answer) {}

    Check(RmxVerifier verifier, RmxQuery query, RmxResolver resolver, InstantSource clock) {
        this.verifier = verifier;
        this.query = query;
        this.resolver = resolver;
        this.clock = clock;
    }

    /** Starts the check; it can end before this returns. */
    void start() {
        work();
    }

    /**
     * How the check ends: with a verdict, or with an exception if the library has a fault. Completed by whatever thread gets
     * there, so nothing that could block may hang on it.
     */
    CompletableFuture<RmxVerdict> verdict() {
        return verdict;
    }

    /** Ends the check now: every question still open counts as failed for this reason ([LIM-3]). */
    void end(String reason) {
        ended = reason;
        work();
    }

    private void work() {
        if (work.getAndIncrement() != 0) {
            return; // the thread at work will see what was brought
        }
        int seen = 1;
        do {
            try {
                takeArrivals();
                if (!verdict.isDone()) {
                    step();
                }
            } catch (RuntimeException | Error fault) {
                verdict.completeExceptionally(fault);
            }
            seen = work.addAndGet(-seen);
        } while (seen != 0);
    }

    private void takeArrivals() {
        Arrival arrival;
        while ((arrival = arrived.poll()) != null) {
            answers.putIfAbsent(arrival.question(), arrival.answer());
        }
    }

    private void step() {
        while (true) {
            RmxStep step = verifier.evaluate(query, answers);
            if (step instanceof RmxVerdict reached) {
                verdict.complete(reached);
                return;
            }
            Set<DnsQuestion> questions = ((RmxStep.Needs) step).questions();
            String reason = ended;
            if (reason == null) {
                questions.stream().filter(asked::add).forEach(this::ask);
                return;
            }
            questions.forEach(question -> answers.put(question, failed(reason)));
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // work() keeps what goes wrong in it
    private void ask(DnsQuestion question) {
        CompletableFuture<DnsAnswer> future;
        try {
            future = resolver.resolve(question);
        } catch (RuntimeException e) {
            future = CompletableFuture.failedFuture(e);
        }
        future.whenComplete((answer, exception) -> {
            arrived.add(new Arrival(question, checked(question, answer, exception)));
            work();
        });
    }

    /** What a resolver gave, made safe: one that breaks its promises fails its question, and no more than that. */
    private DnsAnswer checked(DnsQuestion question, @Nullable DnsAnswer answer, @Nullable Throwable exception) {
        if (exception != null || answer == null) {
            return failed("the resolver failed: " + exception);
        }
        boolean fits = !(answer instanceof DnsAnswer.Found found)
                || question.type().dataType().isInstance(found.data());
        return fits ? answer : failed("the resolver answered with other data than " + question.type());
    }

    private DnsAnswer failed(String reason) {
        return new DnsAnswer.Failed(reason, clock.instant().plus(RETRY));
    }
}
