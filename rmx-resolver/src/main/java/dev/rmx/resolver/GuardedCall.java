package dev.rmx.resolver;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One call of a resolver. Even if the resolver breaks the promises of {@link RmxResolver}, by throwing or by answering
 * with data of another type for example, the result is a value.
 *
 * @param answer never completes exceptionally; {@link DeadlineResolver} makes sure that it completes
 * @param giveUp tells the resolver that nobody waits for the answer
 */
record GuardedCall(CompletableFuture<DnsAnswer> answer, Runnable giveUp) {
    static GuardedCall of(RmxResolver resolver, DnsQuestion question, QueryBudget budget) {
        CompletableFuture<DnsAnswer> answer;
        try {
            answer = resolver.resolve(question, budget);
        } catch (Throwable broken) { // no thread or memory left, for example: only this question fails
            return failedAtOnce(broken);
        }
        if (answer == null) {
            return failedAtOnce(null);
        }
        return new GuardedCall(
                answer.handle((given, broken) ->
                        given == null || broken != null ? failed(broken) : ofTheTypeOf(question, given)),
                () -> answer.cancel(true));
    }

    /** Asks, for callers that never give up. */
    static CompletableFuture<DnsAnswer> ask(RmxResolver resolver, DnsQuestion question, QueryBudget budget) {
        return of(resolver, question, budget).answer();
    }

    /**
     * Whether a shared answer failed because another check's budget was spent, while this budget can still pay
     * ([LIM-5]).
     */
    static boolean paidByAnother(DnsAnswer answer, QueryBudget budget) {
        return answer instanceof DnsAnswer.Failed failed
                && failed.kind() == DnsAnswer.Failed.Kind.BUDGET_SPENT
                && !budget.isSpent();
    }

    /** Data of the wrong type is a failure. */
    private static DnsAnswer ofTheTypeOf(DnsQuestion question, DnsAnswer answer) {
        boolean fits = !(answer instanceof DnsAnswer.Found found)
                || question.type().dataType().isInstance(found.data());
        return fits
                ? answer
                : new DnsAnswer.Failed(
                        DnsAnswer.Failed.Kind.OTHER, "the resolver answered with other data than " + question.type());
    }

    private static GuardedCall failedAtOnce(@Nullable Throwable broken) {
        return new GuardedCall(CompletableFuture.completedFuture(failed(broken)), () -> {});
    }

    private static DnsAnswer failed(@Nullable Throwable broken) {
        String reason = "the resolver failed: " + (broken == null ? "no answer" : broken);
        return new DnsAnswer.Failed(DnsAnswer.Failed.Kind.OTHER, reason);
    }
}
