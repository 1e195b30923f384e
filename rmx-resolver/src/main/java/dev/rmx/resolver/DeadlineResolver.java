package dev.rmx.resolver;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Fails a question that has no answer in time, even if the resolver below never completes it ([LIM-3]). An answer of
 * the wrong type is a failure too ([LOOK-2]), so no cache above keeps it.
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
    @SuppressWarnings("FutureReturnValueIgnored") // the stages only pass the answer on and clean up
    public CompletableFuture<DnsAnswer> resolve(DnsQuestion question, QueryBudget budget) {
        GuardedCall call = GuardedCall.of(resolver, question, budget);
        if (call.answer().isDone()) {
            return call.answer();
        }
        CompletableFuture<DnsAnswer> inTime = new CompletableFuture<>();
        Runnable giveUp = () -> {
            inTime.complete(late());
            call.giveUp().run(); // otherwise the resolver would keep asking, outside the limit of questions in flight
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
