package dev.rmx.resolver;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Limits how many questions are under way at once. Further questions wait in a queue; when the queue is full, a
 * question fails at once. So a flood of messages can neither flood the name servers nor exhaust memory.
 *
 * <p>Safe to share between threads. Starts no thread. {@link #close} closes the resolver below.
 */
final class InFlightLimit implements RmxResolver {
    /** How many answers that come at once are passed on, before other checks may need the thread. */
    private static final int MOST_AT_ONCE = 16;

    private final RmxResolver resolver;
    private final int most;
    private final int mostWaiting;
    private final Duration patience;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final RmxListener listener;
    private final Executor elsewhere;

    private final Queue<Waiting> line = new ArrayDeque<>(); // guarded by this, as is underWay
    private int underWay;

    /** A queued question; {@code since} is from {@link System#nanoTime}. */
    private record Waiting(DnsQuestion question, QueryBudget budget, CompletableFuture<DnsAnswer> answer, long since) {}

    /**
     * Puts a limit above a resolver.
     *
     * @param most how many questions may be under way at once
     * @param mostWaiting how many more may wait
     * @param patience how long a question may wait; after the deadline of its check nobody needs the answer
     * @param listener told of questions that are not asked
     * @param elsewhere goes on if many queued questions end at once
     */
    InFlightLimit(
            RmxResolver resolver,
            int most,
            int mostWaiting,
            Duration patience,
            InstantSource clock,
            LongSupplier nanoTime,
            RmxListener listener,
            Executor elsewhere) {
        this.resolver = resolver;
        this.most = most;
        this.mostWaiting = mostWaiting;
        this.patience = patience;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.listener = listener;
        this.elsewhere = elsewhere;
    }

    @Override
    public CompletableFuture<DnsAnswer> resolve(DnsQuestion question, QueryBudget budget) {
        Waiting waiting = new Waiting(question, budget, new CompletableFuture<>(), nanoTime.getAsLong());
        boolean full;
        synchronized (this) {
            full = underWay == most && line.size() == mostWaiting;
            if (underWay == most && !full) {
                line.add(waiting);
                return waiting.answer();
            }
            underWay += full ? 0 : 1;
        }
        if (full) {
            return refused(question, mostWaiting + " questions wait already");
        }
        askFrom(waiting);
        return waiting.answer();
    }

    /** How many questions are under way. */
    synchronized int underWay() {
        return underWay;
    }

    /** How many questions wait. */
    synchronized int waiting() {
        return line.size();
    }

    /** Asks a question, then queued ones as long as answers come at once; after some of them elsewhere. */
    private void askFrom(Waiting first) {
        Waiting next = askSome(first, MOST_AT_ONCE);
        if (next != null) {
            elsewhere.execute(() -> askSome(next, Integer.MAX_VALUE)); // [LIM-4]
        }
    }

    /** Does so until an answer is open. Returns the next question if so many answers came at once. */
    @SuppressWarnings("FutureReturnValueIgnored") // the stages only pass the answer on
    private @Nullable Waiting askSome(Waiting first, int most) {
        Waiting next = first;
        for (int atOnce = 0; next != null && atOnce < most; atOnce++) {
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
                return null;
            }
            asked.answer().complete(answer.join());
            next = takeNext();
        }
        return next;
    }

    private CompletableFuture<DnsAnswer> ask(Waiting waiting) {
        if (nanoTime.getAsLong() - waiting.since() > patience.toNanos()) {
            return refused(waiting.question(), "waited in the queue for more than " + patience.toMillis() + " ms");
        }
        return GuardedCall.ask(resolver, waiting.question(), waiting.budget());
    }

    /** Takes the next queued question in place of one that has ended. */
    private synchronized @Nullable Waiting takeNext() {
        Waiting next = line.poll();
        if (next == null) {
            underWay--;
        }
        return next;
    }

    private CompletableFuture<DnsAnswer> refused(DnsQuestion question, String reason) {
        DnsAnswer.Failed failure = new DnsAnswer.Failed(
                DnsAnswer.Failed.Kind.OVERLOADED, reason, clock.instant().plus(FailureMemory.SHORTEST));
        listener.refused(question, failure);
        return CompletableFuture.completedFuture(failure);
    }

    @Override
    public void close() {
        resolver.close();
    }
}
