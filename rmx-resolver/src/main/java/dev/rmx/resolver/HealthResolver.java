package dev.rmx.resolver;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import java.util.concurrent.CompletableFuture;

/** Reports every answer to {@link DnsHealth}. */
final class HealthResolver implements RmxResolver {
    private final RmxResolver resolver;
    private final DnsHealth health;

    HealthResolver(RmxResolver resolver, DnsHealth health) {
        this.resolver = resolver;
        this.health = health;
    }

    @Override
    public CompletableFuture<DnsAnswer> resolve(DnsQuestion question, QueryBudget budget) {
        return resolver.resolve(question, budget).whenComplete((answer, never) -> health.note(question, answer));
    }

    @Override
    public void close() {
        resolver.close();
    }
}
