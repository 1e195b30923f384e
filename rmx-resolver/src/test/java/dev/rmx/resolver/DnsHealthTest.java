package dev.rmx.resolver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.RmxOutcome;
import dev.rmx.RmxVerdict;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.RecordType;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** We are cut off when no server answers anything, not when one domain is dead ([TEMP-7]). */
@Timeout(60)
class DnsHealthTest {
    private final HeldClock clock = new HeldClock();
    private final HeldTimer timer = new HeldTimer();
    /** Whether the network is cut: then nothing is answered. */
    private final AtomicBoolean cut = new AtomicBoolean();

    /** The kind of failure while the network is cut. */
    private final AtomicReference<DnsAnswer.Failed.Kind> kind = new AtomicReference<>(DnsAnswer.Failed.Kind.TIMEOUT);

    private final AtomicInteger asked = new AtomicInteger();
    private final FakeResolver dns = new FakeResolver();
    private final RmxResolver line = (question, budget) -> {
        asked.incrementAndGet();
        return cut.get()
                ? CompletableFuture.completedFuture(new DnsAnswer.Failed(kind.get(), "failed", Instant.MIN))
                : dns.resolve(question, budget);
    };
    private final RmxChecker checker =
            RmxChecker.builder(line).clock(clock).scheduler(timer).build();

    @AfterEach
    void close() {
        checker.close();
    }

    private RmxVerdict check(String domain) {
        return checker.check("192.0.2.1", "joe@" + domain);
    }

    private void awaitHealth(boolean cutOff) {
        while (checker.health().isCutOff() != cutOff) {
            Thread.onSpinWait();
        }
    }

    @Test
    void TEMP_7_after_half_a_minute_without_any_answer_we_are_cut_off() {
        dns.rmx("up.x", "ipv4:192.0.2.1");
        check("up.x");
        cut.set(true);

        check("a.x");
        assertThat(checker.health().isCutOff()).isFalse();
        clock.move(DnsHealth.SILENCE);
        check("b.x");

        awaitHealth(true);
        assertThat(checker.health().cutOffSince()).contains(HeldClock.START);
    }

    @Test
    void TEMP_7_when_dns_answers_again_checks_recover_at_once() {
        dns.rmx("up.x", "ipv4:192.0.2.1").rmx("a.x", "ipv4:192.0.2.1");
        check("up.x");
        cut.set(true);
        for (int i = 0; i < 10; i++) { // the failure memory grows to five minutes
            check("a.x");
            clock.move(Duration.ofMinutes(5));
        }
        check("b.x");
        awaitHealth(true);
        check("a.x");

        cut.set(false);
        assertThat(check("a.x").outcome()).as("remembered").isEqualTo(RmxOutcome.TEMP_FAIL);
        while (checker.health().isCutOff()) {
            timer.pass(DnsHealth.PROBE_EVERY);
            Thread.onSpinWait();
        }

        RmxOutcome outcome = RmxOutcome.TEMP_FAIL;
        while (outcome != RmxOutcome.GRANTED) { // failures are forgotten a moment later
            outcome = check("a.x").outcome();
        }
    }

    @Test
    void TEMP_7_dead_domains_alone_do_not_mean_that_we_are_cut_off() {
        dns.rmx("up.x", "ipv4:192.0.2.1");
        check("up.x");
        for (String dead : new String[] {"a.x", "b.x"}) {
            DnsAnswer failed = new DnsAnswer.Failed(DnsAnswer.Failed.Kind.TIMEOUT, "timed out", Instant.MIN);
            dns.answer(dead, RecordType.RMX, failed).answer("_rmx." + dead, RecordType.RMX_TXT, failed);
        }
        check("a.x");
        clock.move(DnsHealth.SILENCE);
        int before = asked.get();

        check("b.x"); // its own questions, and the one answered before

        while (asked.get() < before + 3) {
            Thread.onSpinWait();
        }
        assertThat(checker.health().isCutOff()).isFalse();
    }

    @Test
    void TEMP_7_local_failures_say_nothing_about_servers_and_do_not_end_the_probing() {
        dns.rmx("up.x", "ipv4:192.0.2.1");
        check("up.x");
        cut.set(true);
        check("a.x");
        clock.move(DnsHealth.SILENCE);
        check("b.x");
        awaitHealth(true);

        kind.set(DnsAnswer.Failed.Kind.OVERLOADED);
        check("c.x");
        int before = asked.get();
        while (asked.get() < before + 2) { // more than one probe
            timer.pass(DnsHealth.PROBE_EVERY);
            Thread.onSpinWait();
        }
        assertThat(checker.health().isCutOff()).isTrue();

        cut.set(false);
        while (checker.health().isCutOff()) {
            timer.pass(DnsHealth.PROBE_EVERY);
            Thread.onSpinWait();
        }
    }

    @Test
    void TEMP_7_failures_with_a_response_stay_remembered() {
        dns.rmx("up.x", "ipv4:192.0.2.1");
        DnsAnswer servfail = new DnsAnswer.Failed(DnsAnswer.Failed.Kind.SERVFAIL, "SERVFAIL", Instant.MIN);
        dns.answer("broken.x", RecordType.RMX, servfail).answer("_rmx.broken.x", RecordType.RMX_TXT, servfail);
        for (int i = 0; i < 10; i++) { // the failure memory grows to five minutes
            check("broken.x");
            clock.move(Duration.ofMinutes(5));
        }
        check("broken.x");
        check("up.x");
        cut.set(true);
        check("a.x");
        clock.move(DnsHealth.SILENCE);
        check("b.x");
        awaitHealth(true);
        cut.set(false);
        check("other.x");
        awaitHealth(false);
        int before = asked.get();

        check("broken.x");

        assertThat(asked).hasValue(before);
    }
}
