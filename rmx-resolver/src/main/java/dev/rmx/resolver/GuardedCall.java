package dev.rmx.resolver;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A question put to a resolver, held to what {@link RmxResolver} promises: whatever it does, the question ends in
 * a value.
 *
 * @param answer never completes exceptionally; that it completes is for {@link DeadlineResolver}
 * @param giveUp tells the resolver that nobody waits for the answer any more
 */
record GuardedCall(CompletableFuture<DnsAnswer> answer, Runnable giveUp) {
    /** Asks. */
    static GuardedCall of(RmxResolver resolver, DnsQuestion question, QueryBudget budget) {
        CompletableFuture<DnsAnswer> answer;
        try {
            answer = resolver.resolve(question, budget);
        } catch (Throwable broken) { // no thread or memory left, for example: it fails this question, and no more
            return failedAtOnce(broken);
        }
        if (answer == null) {
            return failedAtOnce(null);
        }
        return new GuardedCall(
                answer.handle((given, broken) -> given == null || broken != null ? failed(broken) : given),
                () -> answer.cancel(true));
    }

    /** Asks, and waits for the answer however long it takes. */
    static CompletableFuture<DnsAnswer> ask(RmxResolver resolver, DnsQuestion question, QueryBudget budget) {
        return of(resolver, question, budget).answer();
    }

    /** Whether an answer that is shared failed for the budget of somebody else, and there is one of one's own to ask again ([LIM-5]). */
    static boolean paidByAnother(DnsAnswer answer, QueryBudget budget) {
        return answer instanceof DnsAnswer.Failed failed
                && failed.kind() == DnsAnswer.Failed.Kind.BUDGET_SPENT
                && !budget.isSpent();
    }

    /** This call, where data of another type than asked for is a failure. */
    GuardedCall ofTheTypeOf(DnsQuestion question) {
        return new GuardedCall(
                answer.thenApply(given -> {
                    boolean fits = !(given instanceof DnsAnswer.Found found)
                            || question.type().dataType().isInstance(found.data());
                    String reason = "the resolver answered with other data than " + question.type();
                    return fits ? given : new DnsAnswer.Failed(DnsAnswer.Failed.Kind.OTHER, reason);
                }),
                giveUp);
    }

    private static GuardedCall failedAtOnce(@Nullable Throwable broken) {
        return new GuardedCall(CompletableFuture.completedFuture(failed(broken)), () -> {});
    }

    private static DnsAnswer failed(@Nullable Throwable broken) {
        String reason = "the resolver failed: " + (broken == null ? "no answer" : broken);
        return new DnsAnswer.Failed(DnsAnswer.Failed.Kind.OTHER, reason);
    }
}
