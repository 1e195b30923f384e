package example;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.resolver.QueryBudget;
import dev.rmx.resolver.RmxResolver;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/** Counts the questions. */
public final class CountingResolver implements RmxResolver {
    private final RmxResolver resolver;
    private final AtomicLong questions = new AtomicLong();

    public CountingResolver(RmxResolver resolver) {
        this.resolver = resolver;
    }

    @Override
    public CompletableFuture<DnsAnswer> resolve(DnsQuestion question, QueryBudget budget) {
        questions.incrementAndGet();
        return resolver.resolve(question, budget);
    }

    public long questions() {
        return questions.get();
    }

    @Override
    public void close() {
        resolver.close();
    }
}
