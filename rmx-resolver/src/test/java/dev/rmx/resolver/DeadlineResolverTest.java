package dev.rmx.resolver;

import static dev.rmx.resolver.FakeResolver.question;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.RmxOutcome;
import dev.rmx.RmxQuery;
import dev.rmx.RmxVerdict;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.RecordType;
import dev.rmx.receive.EnvelopeSender;
import dev.rmx.record.IpAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60) // fails if a question is never released
class DeadlineResolverTest {
    private final HeldClock clock = new HeldClock();
    private final FakeResolver dns = new FakeResolver();
    private final HeldTimer timer = new HeldTimer();
    private final CheckerThreads threads = new CheckerThreads(timer);

    @AfterEach
    void close() {
        threads.close();
    }

    @Test
    void LIM_3_a_question_without_an_answer_fails() {
        CompletableFuture<DnsAnswer> open = dns.open("a.x", RecordType.A);
        RmxResolver resolver = new DeadlineResolver(dns, Duration.ofMillis(20), threads);

        CompletableFuture<DnsAnswer> answer = resolver.resolve(question("a.x", RecordType.A));
        assertThat(answer).isNotDone();
        timer.pass(Duration.ofMillis(20));

        assertThat(answer.join())
                .isEqualTo(new DnsAnswer.Failed(DnsAnswer.Failed.Kind.TIMEOUT, "no answer within 20 ms"));
        while (!open.isCancelled()) { // cancelling tells the resolver to stop
            Thread.onSpinWait();
        }
    }

    /** Otherwise all later checks would wait for the first question that a resolver loses. */
    @Test
    void LIM_3_a_question_lost_below_the_cache_is_asked_again() {
        CompletableFuture<DnsAnswer> lost = dns.open("s.x", RecordType.RMX);
        try (RmxChecker checker = RmxChecker.builder(dns)
                .clock(clock)
                .scheduler(timer)
                .withoutFailureMemory()
                .build()) {
            assertThat(late(checker)).isEqualTo(RmxOutcome.TEMP_FAIL);

            dns.rmx("s.x", "ipv4:192.0.2.1");
            RmxOutcome outcome = RmxOutcome.TEMP_FAIL;
            while (outcome == RmxOutcome.TEMP_FAIL) { // the question's deadline is a moment after the check's
                outcome = late(checker);
            }
            assertThat(outcome).isEqualTo(RmxOutcome.GRANTED);
            assertThat(lost.isDone() && !lost.isCancelled()).isFalse();
        }
    }

    /** The outcome of a check that ends at its deadline. */
    private RmxOutcome late(RmxChecker checker) {
        RmxQuery query = EnvelopeSender.parse("joe@s.x").from(IpAddress.parse("192.0.2.1"));
        CompletableFuture<RmxVerdict> verdict = checker.checkAsync(query);
        timer.pass(RmxChecker.DEFAULT_DEADLINE);
        return verdict.join().outcome();
    }
}
