package dev.rmx.resolver;

import static dev.rmx.resolver.FakeResolver.question;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.RmxLimits;
import dev.rmx.RmxOutcome;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.RecordType;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10) // a question that is let go late is let go too late
class DeadlineResolverTest {
    private final HeldClock clock = new HeldClock();
    private final FakeResolver dns = new FakeResolver();
    private final CheckerThreads threads = new CheckerThreads();

    @AfterEach
    void close() {
        threads.close();
    }

    @Test
    void LIM_3_a_question_that_is_never_answered_has_failed() {
        CompletableFuture<DnsAnswer> open = dns.open("a.x", RecordType.A);
        RmxResolver resolver = new DeadlineResolver(dns, Duration.ofMillis(20), clock, threads);

        DnsAnswer answer = resolver.resolve(question("a.x", RecordType.A)).join();

        assertThat(answer)
                .isEqualTo(new DnsAnswer.Failed(
                        DnsAnswer.Failed.Kind.TIMEOUT,
                        "no answer within 20 ms",
                        HeldClock.START.plus(FailureMemory.SHORTEST)));
        while (!open.isCancelled()) { // so that the resolver can leave off asking
            Thread.onSpinWait();
        }
    }

    /** Else the first question that a resolver loses would be waited for by all later checks. */
    @Test
    void LIM_3_a_question_lost_below_the_cache_is_asked_again() {
        CompletableFuture<DnsAnswer> lost = dns.open("s.x", RecordType.RMX);
        RmxLimits limits = RmxLimits.DEFAULT.withDeadline(Duration.ofMillis(50));
        try (RmxChecker checker = RmxChecker.builder(dns)
                .limits(limits)
                .clock(clock)
                .withoutFailureMemory()
                .build()) {
            assertThat(checker.check("192.0.2.1", "joe@s.x").outcome()).isEqualTo(RmxOutcome.TEMP_FAIL);

            dns.rmx("s.x", "ipv4:192.0.2.1");
            RmxOutcome outcome = RmxOutcome.TEMP_FAIL;
            while (outcome == RmxOutcome.TEMP_FAIL) { // the question's own deadline is a moment after the check's
                outcome = checker.check("192.0.2.1", "joe@s.x").outcome();
            }
            assertThat(outcome).isEqualTo(RmxOutcome.GRANTED);
            assertThat(lost.isDone() && !lost.isCancelled()).isFalse();
        }
    }
}
