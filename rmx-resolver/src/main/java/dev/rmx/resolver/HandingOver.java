package dev.rmx.resolver;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Completes answers on other threads than the resolver below, so that what users do with an answer cannot hold up the
 * thread that reads responses. An answer that is there at once needs no other thread.
 */
final class HandingOver implements RmxResolver {
    private final RmxResolver resolver;
    private final Executor threads;

    HandingOver(RmxResolver resolver, Executor threads) {
        this.resolver = resolver;
        this.threads = threads;
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the stages only pass on
    public CompletableFuture<DnsAnswer> resolve(DnsQuestion question, QueryBudget budget) {
        GuardedCall call = GuardedCall.of(resolver, question, budget);
        if (call.answer().isDone()) {
            return call.answer();
        }
        CompletableFuture<DnsAnswer> handedOver = new CompletableFuture<>();
        call.answer().thenAccept(answer -> threads.execute(() -> handedOver.complete(answer)));
        handedOver.whenComplete((answer, cancelled) -> call.giveUp().run());
        return handedOver;
    }

    @Override
    public void close() {
        resolver.close();
    }
}
