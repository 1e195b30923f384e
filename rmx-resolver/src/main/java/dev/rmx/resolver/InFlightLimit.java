package dev.rmx.resolver;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Bounds how many questions are under way at once, since each takes a socket. Those beyond wait in line; where the line is full,
 * a question fails at once. So a flood of messages can use up neither sockets nor memory.
 *
 * <p>Safe to share between threads. It starts no thread, and closes the resolver below it.
 */
final class InFlightLimit implements RmxResolver {
    private final RmxResolver resolver;
    private final int most;
    private final int mostWaiting;
    private final Duration patience;
    private final InstantSource clock;

    private final Queue<Waiting> line = new ArrayDeque<>(); // with underWay guarded by this
    private int underWay;

    /** A question in line. */
    private record Waiting(DnsQuestion question, CompletableFuture<DnsAnswer> answer, Instant since) {}

    /**
     * A bound above a resolver.
     *
     * @param most how many questions are under way at once
     * @param mostWaiting how many others wait
     * @param patience for how long a question may wait: nobody looks for its answer any more after the deadline of its check
     */
    InFlightLimit(RmxResolver resolver, int most, int mostWaiting, Duration patience, InstantSource clock) {
        this.resolver = resolver;
        this.most = most;
        this.mostWaiting = mostWaiting;
        this.patience = patience;
        this.clock = clock;
    }

    @Override
    public CompletableFuture<DnsAnswer> resolve(DnsQuestion question) {
        Waiting waiting = new Waiting(question, new CompletableFuture<>(), clock.instant());
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
                answer.whenComplete((given, broken) -> {
                    complete(asked, given, broken);
                    Waiting one = takeNext();
                    if (one != null) {
                        askFrom(one);
                    }
                });
                return;
            }
            answer.whenComplete((given, broken) -> complete(asked, given, broken));
            next = takeNext();
        }
    }

    private CompletableFuture<DnsAnswer> ask(Waiting waiting) {
        if (clock.instant().isAfter(waiting.since().plus(patience))) {
            return CompletableFuture.completedFuture(
                    failed("waited in line for more than " + patience.toMillis() + " ms"));
        }
        try {
            return resolver.resolve(waiting.question());
        } catch (RuntimeException broken) { // against its promise
            return CompletableFuture.failedFuture(broken);
        }
    }

    private static void complete(Waiting waiting, @Nullable DnsAnswer given, @Nullable Throwable broken) {
        if (given != null) {
            waiting.answer().complete(given);
        } else {
            waiting.answer().completeExceptionally(broken == null ? new NullPointerException("answer") : broken);
        }
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
        return new DnsAnswer.Failed(reason, clock.instant().plus(FailureMemory.SHORTEST));
    }

    @Override
    public void close() {
        resolver.close();
    }
}
