package dev.rmx.resolver;

import static dev.rmx.resolver.FakeResolver.found;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.RmxResult;
import dev.rmx.RmxVerifier;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsData;
import dev.rmx.dns.RecordType;
import dev.rmx.receive.EnvelopeSender;
import dev.rmx.record.IpAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** On which thread a check evaluates. */
class CheckTest {
    private final FakeResolver dns = new FakeResolver().rmx("example.org", "host:a.x host:b.x");
    private final List<Runnable> elsewhere = new ArrayList<>();
    private long now;

    /** A check each of whose evaluations takes so long. */
    private Check check(Duration evaluation) {
        return new Check(
                new RmxVerifier(),
                EnvelopeSender.parse("joe@example.org").from(IpAddress.parse("192.0.2.1")),
                dns,
                new CheckLimits(Duration.ofSeconds(20), 250),
                new HeldClock(),
                RmxListener.NONE,
                elsewhere::add,
                () -> now += evaluation.toNanos());
    }

    private static DnsAnswer address(String address) {
        return found(new DnsData.Addresses(List.of(IpAddress.parse(address))));
    }

    @Test
    void LIM_4_a_check_that_evaluates_quickly_does_so_where_the_answer_arrives() {
        CompletableFuture<DnsAnswer> first = dns.open("a.x", RecordType.A);
        Check check = check(Duration.ofNanos(1));
        check.proceed();
        first.complete(address("192.0.2.1"));
        assertThat(check.verdict().join().result()).isEqualTo(RmxResult.PASS);
        assertThat(elsewhere).isEmpty();
    }

    @Test
    void LIM_4_a_check_that_evaluates_slowly_holds_up_no_thread_that_reads() {
        CompletableFuture<DnsAnswer> first = dns.open("a.x", RecordType.A);
        Check check = check(Duration.ofMillis(1));
        check.proceed();
        runElsewhere();
        first.complete(address("192.0.2.1"));
        assertThat(check.verdict()).isNotDone();
        runElsewhere();
        assertThat(check.verdict().join().result()).isEqualTo(RmxResult.PASS);
    }

    private void runElsewhere() {
        while (!elsewhere.isEmpty()) {
            elsewhere.remove(0).run();
        }
    }
}
