package dev.rmx.resolver.dnsjava;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.resolver.QueryBudget;
import dev.rmx.resolver.internal.SharedAnswer;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Lets equal questions under way share one query. Otherwise an attacker could trigger the same query a thousand times,
 * and a forged response would only need the id of one of them (RFC 5452 §5). Safe to share between threads.
 */
final class SharedQueries {
    private final BiFunction<DnsQuestion, QueryBudget, CompletableFuture<ResponseReader.Reading>> asker;
    private final Executor threads;
    private final Map<DnsQuestion, Shared> underWay = new ConcurrentHashMap<>();

    /** A question under way, and the number of its waiters. */
    private static final class Shared {
        private final CompletableFuture<ResponseReader.Reading> reading = new CompletableFuture<>();
        private int waiting; // guarded by this
        private boolean givenUp; // guarded by this

        /** Adds a waiter, and returns its own future; null if all waiters left and the question was given up. */
        @SuppressWarnings("FutureReturnValueIgnored") // the stage only counts waiters
        @Nullable
        CompletableFuture<ResponseReader.Reading> join() {
            synchronized (this) {
                if (givenUp) {
                    return null;
                }
                waiting++;
            }
            CompletableFuture<ResponseReader.Reading> mine = reading.copy();
            mine.whenComplete((given, failure) -> leave());
            return mine;
        }

        private void leave() {
            synchronized (this) {
                waiting--;
                givenUp |= waiting == 0;
                if (!givenUp) {
                    return;
                }
            }
            reading.cancel(false);
        }
    }

    /**
     * @param asker asks a question that is not under way; cancelling its future ends it
     * @param threads complete answers that many wait for
     */
    SharedQueries(
            BiFunction<DnsQuestion, QueryBudget, CompletableFuture<ResponseReader.Reading>> asker, Executor threads) {
        this.asker = asker;
        this.threads = threads;
    }

    /** Asks, or waits with others. Cancelling the returned future affects no other waiter. */
    @SuppressWarnings("FutureReturnValueIgnored") // the stage only passes the reading on
    CompletableFuture<ResponseReader.Reading> ask(DnsQuestion question, QueryBudget budget) {
        while (true) {
            Shared mine = new Shared();
            Shared known = underWay.putIfAbsent(question, mine);
            CompletableFuture<ResponseReader.Reading> joined = (known == null ? mine : known).join();
            if (known == null) {
                start(question, mine, budget);
                return Objects.requireNonNull(joined);
            }
            if (joined != null) {
                // [LIM-5] the first asker pays; if its budget is spent, ask again with this one
                CompletableFuture<ResponseReader.Reading> answer =
                        joined.thenCompose(reading -> isSpent(reading) && !budget.isSpent()
                                ? ask(question, budget)
                                : CompletableFuture.completedFuture(reading));
                answer.whenComplete((reading, failure) -> joined.cancel(false));
                return answer;
            }
            underWay.remove(question, known);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the stages only pass the reading on
    private void start(DnsQuestion question, Shared shared, QueryBudget budget) {
        CompletableFuture<ResponseReader.Reading> asked = asked(question, budget);
        asked.whenComplete((reading, failure) -> {
            if (SharedAnswer.hasManyWaiting(shared.reading)) {
                threads.execute(() -> complete(question, shared, reading, failure)); // [LIM-4]
            } else {
                complete(question, shared, reading, failure);
            }
        });
        shared.reading.whenComplete((reading, failure) -> {
            underWay.remove(question, shared);
            asked.cancel(false);
        });
    }

    /** Whoever asks after that asks anew. */
    private void complete(
            DnsQuestion question,
            Shared shared,
            ResponseReader.@Nullable Reading reading,
            @Nullable Throwable failure) {
        underWay.remove(question, shared);
        if (failure == null) {
            shared.reading.complete(reading);
        } else {
            shared.reading.completeExceptionally(failure);
        }
    }

    /** An exception of the asker, for lack of threads for example, fails only this question. */
    private CompletableFuture<ResponseReader.Reading> asked(DnsQuestion question, QueryBudget budget) {
        try {
            return asker.apply(question, budget);
        } catch (RuntimeException | Error fault) {
            return CompletableFuture.failedFuture(fault);
        }
    }

    private static boolean isSpent(ResponseReader.Reading reading) {
        return reading instanceof ResponseReader.Reading.Unusable unusable
                && unusable.why().kind() == DnsAnswer.Failed.Kind.BUDGET_SPENT;
    }
}
