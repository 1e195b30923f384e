package dev.rmx.resolver;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Sees to it that a resolver keeps what {@link RmxResolver} promises: whatever it does, its question ends in a value. */
final class Promise {
    /** When to try again after a failure of which nobody knows better. */
    static final Duration RETRY = Duration.ofSeconds(5);

    private Promise() {}

    /** Asks. The future never completes exceptionally; that it completes is for {@link DeadlineResolver}. */
    static CompletableFuture<DnsAnswer> ask(RmxResolver resolver, DnsQuestion question, InstantSource clock) {
        CompletableFuture<DnsAnswer> answer;
        try {
            answer = resolver.resolve(question);
        } catch (Throwable broken) { // no thread or memory left, for example: it fails this question, and no more
            return CompletableFuture.completedFuture(failed(broken, clock));
        }
        if (answer == null) {
            return CompletableFuture.completedFuture(failed(null, clock));
        }
        return answer.handle((given, broken) -> given == null || broken != null ? failed(broken, clock) : given);
    }

    private static DnsAnswer failed(@Nullable Throwable broken, InstantSource clock) {
        String reason = "the resolver failed: " + (broken == null ? "no answer" : broken);
        return new DnsAnswer.Failed(reason, clock.instant().plus(RETRY));
    }
}
