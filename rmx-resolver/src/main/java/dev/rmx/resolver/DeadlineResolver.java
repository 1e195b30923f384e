package dev.rmx.resolver;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;

/**
 * Fails a question that has no answer after a time, whatever becomes of it below ([LIM-3]): a resolver that never completes a
 * question cannot make those wait who share it.
 */
final class DeadlineResolver implements RmxResolver {
    private final RmxResolver resolver;
    private final Duration limit;
    private final InstantSource clock;
    private final Deadlines deadlines;

    DeadlineResolver(RmxResolver resolver, Duration limit, InstantSource clock, Deadlines deadlines) {
        this.resolver = resolver;
        this.limit = limit;
        this.clock = clock;
        this.deadlines = deadlines;
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the stages only hand on and tidy up
    public CompletableFuture<DnsAnswer> resolve(DnsQuestion question) {
        CompletableFuture<DnsAnswer> answer = Promise.ask(resolver, question, clock);
        if (answer.isDone()) {
            return answer;
        }
        CompletableFuture<DnsAnswer> inTime = new CompletableFuture<>();
        Runnable cancel = deadlines.after(limit, () -> deadlines.elsewhere(() -> inTime.complete(late())));
        answer.thenAccept(given -> {
            cancel.run();
            inTime.complete(given);
        });
        return inTime;
    }

    private DnsAnswer late() {
        return new DnsAnswer.Failed(
                DnsAnswer.Failed.Kind.TIMEOUT,
                "no answer within " + limit.toMillis() + " ms",
                clock.instant().plus(FailureMemory.SHORTEST));
    }

    @Override
    public void close() {
        resolver.close();
    }
}
