package dev.rmx.resolver;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Bounds how many questions are under way at once. Those beyond wait in line; where the line is full, a question fails at once. So a
 * flood of messages can neither flood the name servers nor use up memory.
 *
 * <p>Safe to share between threads. It starts no thread, and closes the resolver below it.
 */
final class InFlightLimit implements RmxResolver {
    private final RmxResolver resolver;
    private final int most;
    private final int mostWaiting;
    private final Duration patience;
    private final InstantSource clock;
    private final LongSupplier nanoTime;

    private final Queue<Waiting> line = new ArrayDeque<>(); // with underWay guarded by this
    private int underWay;

    /** A question in line, and since when by the nanosecond clock. */
    private record Waiting(DnsQuestion question, QueryBudget budget, CompletableFuture<DnsAnswer> answer, long since) {}

    /**
     * A bound above a resolver.
     *
     * @param most how many questions are under way at once
     * @param mostWaiting how many others wait
     * @param patience for how long a question may wait: nobody looks for its answer any more after the deadline of its check
     */
    InFlightLimit(
            RmxResolver resolver,
            int most,
            int mostWaiting,
            Duration patience,
            InstantSource clock,
            LongSupplier nanoTime) {
        this.resolver = resolver;
        this.most = most;
        this.mostWaiting = mostWaiting;
        this.patience = patience;
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    @Override
    public CompletableFuture<DnsAnswer> resolve(DnsQuestion question, QueryBudget budget) {
        Waiting waiting = new Waiting(question, budget, new CompletableFuture<>(), nanoTime.getAsLong());
        synchronized (this) {
            if (underWay == most) {
                if (line.size() == mostWaiting) {
                    return CompletableFuture.completedFuture(failed(mostWaiting + " questions wait already"));
                }
                line.add(waiting);
                return waiting.answer();
            }
            underWay++;
        }
        askFrom(waiting);
        return waiting.answer();
    }

    /** Asks a question, and then those in line for as long as they are answered at once. */
    @SuppressWarnings("FutureReturnValueIgnored") // the stages only hand on
    private void askFrom(Waiting first) {
        Waiting next = first;
        while (next != null) {
            Waiting asked = next;
            CompletableFuture<DnsAnswer> answer = ask(asked);
            if (!answer.isDone()) {
                answer.thenAccept(given -> {
                    asked.answer().complete(given);
                    Waiting one = takeNext();
                    if (one != null) {
                        askFrom(one);
                    }
                });
                return;
            }
            asked.answer().complete(answer.join());
            next = takeNext();
        }
    }

    private CompletableFuture<DnsAnswer> ask(Waiting waiting) {
        if (nanoTime.getAsLong() - waiting.since() > patience.toNanos()) {
            return CompletableFuture.completedFuture(
                    failed("waited in line for more than " + patience.toMillis() + " ms"));
        }
        return GuardedCall.ask(resolver, waiting.question(), waiting.budget());
    }

    /** The next in line, in the place of a question that has ended. */
    private synchronized @Nullable Waiting takeNext() {
        Waiting next = line.poll();
        if (next == null) {
            underWay--;
        }
        return next;
    }

    private DnsAnswer failed(String reason) {
        return new DnsAnswer.Failed(
                DnsAnswer.Failed.Kind.OVERLOADED, reason, clock.instant().plus(FailureMemory.SHORTEST));
    }

    @Override
    public void close() {
        resolver.close();
    }
}
