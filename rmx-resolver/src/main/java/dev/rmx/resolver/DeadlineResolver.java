package dev.rmx.resolver;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Fails a question that has no answer after a time, whatever becomes of it below ([LIM-3]): a resolver that never completes a
 * question cannot make those wait who share it.
 */
final class DeadlineResolver implements RmxResolver {
    private final RmxResolver resolver;
    private final Duration limit;
    private final InstantSource clock;

    DeadlineResolver(RmxResolver resolver, Duration limit, InstantSource clock) {
        this.resolver = resolver;
        this.limit = limit;
        this.clock = clock;
    }

    @Override
    public CompletableFuture<DnsAnswer> resolve(DnsQuestion question) {
        CompletableFuture<DnsAnswer> answer = resolver.resolve(question);
        if (answer.isDone()) {
            return answer;
        }
        DnsAnswer late = new DnsAnswer.Failed(
                DnsAnswer.Failed.Kind.TIMEOUT,
                "no answer within " + limit.toMillis() + " ms",
                clock.instant().plus(limit).plus(FailureMemory.SHORTEST));
        return answer.copy().completeOnTimeout(late, limit.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        resolver.close();
    }
}
