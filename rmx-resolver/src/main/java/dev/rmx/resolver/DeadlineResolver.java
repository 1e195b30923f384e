package dev.rmx.resolver;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Fails a question that has no answer after a time, whatever becomes of it below ([LIM-3]): a resolver that never completes a
 * question cannot make those wait who share it. An answer of another type than asked for is a failure too ([LOOK-2]), before anything
 * above keeps it.
 */
final class DeadlineResolver implements RmxResolver {
    private final RmxResolver resolver;
    private final Duration limit;
    private final CheckerThreads threads;

    DeadlineResolver(RmxResolver resolver, Duration limit, CheckerThreads threads) {
        this.resolver = resolver;
        this.limit = limit;
        this.threads = threads;
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the stages only hand on and tidy up
    public CompletableFuture<DnsAnswer> resolve(DnsQuestion question, QueryBudget budget) {
        GuardedCall call = GuardedCall.of(resolver, question, budget).ofTheTypeOf(question);
        if (call.answer().isDone()) {
            return call.answer();
        }
        CompletableFuture<DnsAnswer> inTime = new CompletableFuture<>();
        Runnable giveUp = () -> {
            inTime.complete(late());
            call.giveUp().run(); // else it would be asked on and on, beyond the bound of what is under way
        };
        Runnable cancel = threads.after(limit, () -> threads.afterwards(giveUp));
        call.answer().thenAccept(given -> {
            cancel.run();
            inTime.complete(given);
        });
        return inTime;
    }

    private DnsAnswer late() {
        return new DnsAnswer.Failed(DnsAnswer.Failed.Kind.TIMEOUT, "no answer within " + limit.toMillis() + " ms");
    }

    @Override
    public void close() {
        resolver.close();
    }
}
