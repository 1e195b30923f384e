package dev.rmx.resolver.dnsjava;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.resolver.QueryBudget;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Asks equal questions that are under way at the same time once: else a sender could have the same query sent a thousand times, and would
 * have to guess one of their ids, not the one (RFC 5452 §5). Safe to share between threads.
 */
final class SharedQueries {
    private final BiFunction<DnsQuestion, QueryBudget, CompletableFuture<ResponseReader.Reading>> asker;
    private final Map<DnsQuestion, Shared> underWay = new ConcurrentHashMap<>();

    /** A question under way, and how many wait for it. */
    private static final class Shared {
        private final CompletableFuture<ResponseReader.Reading> reading = new CompletableFuture<>();
        private int waiting; // guarded by this
        private boolean givenUp; // guarded by this

        /** A future of one's own; null if nobody waited any more, and the question was given up. */
        @SuppressWarnings("FutureReturnValueIgnored") // the stage only counts
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
     * @param asker asks what is not under way; cancelling what it gives ends it
     */
    SharedQueries(BiFunction<DnsQuestion, QueryBudget, CompletableFuture<ResponseReader.Reading>> asker) {
        this.asker = asker;
    }

    /** Asks, or waits with others. Cancelling what this gives takes nothing from anybody else. */
    @SuppressWarnings("FutureReturnValueIgnored") // the stage only hands on
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
                // who began pays; where that budget is spent, one's own is not ([LIM-5])
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

    @SuppressWarnings("FutureReturnValueIgnored") // the stages only hand on
    private void start(DnsQuestion question, Shared shared, QueryBudget budget) {
        CompletableFuture<ResponseReader.Reading> asked = asked(question, budget);
        asked.whenComplete((reading, failure) -> {
            underWay.remove(question, shared);
            if (failure == null) {
                shared.reading.complete(reading);
            } else {
                shared.reading.completeExceptionally(failure);
            }
        });
        shared.reading.whenComplete((reading, failure) -> {
            underWay.remove(question, shared);
            asked.cancel(false);
        });
    }

    /** What the asker throws, such as for want of threads, fails this question, and no later one. */
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
