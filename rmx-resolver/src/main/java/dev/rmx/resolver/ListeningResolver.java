package dev.rmx.resolver;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Tells a listener about the questions that go to DNS, and their answers. */
final class ListeningResolver implements RmxResolver {
    private final RmxResolver resolver;
    private final RmxListener listener;

    ListeningResolver(RmxResolver resolver, RmxListener listener) {
        this.resolver = resolver;
        this.listener = listener;
    }

    @Override
    public CompletableFuture<DnsAnswer> resolve(DnsQuestion question, QueryBudget budget) {
        listener.asked(question);
        long begin = System.nanoTime();
        return GuardedCall.ask(resolver, question, budget)
                .whenComplete((answer, never) ->
                        listener.answered(question, answer, Duration.ofNanos(System.nanoTime() - begin)));
    }

    @Override
    public void close() {
        resolver.close();
    }
}
