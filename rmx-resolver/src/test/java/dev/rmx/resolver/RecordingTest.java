package dev.rmx.resolver;

import static dev.rmx.resolver.FakeResolver.question;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.PublishedForm;
import dev.rmx.RecordedCheck;
import dev.rmx.RmxLimits;
import dev.rmx.RmxOutcome;
import dev.rmx.RmxQuery;
import dev.rmx.RmxVerdict;
import dev.rmx.RmxVerifier;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsAnswer.Failed;
import dev.rmx.dns.DnsData;
import dev.rmx.dns.RecordType;
import dev.rmx.receive.EnvelopeSender;
import dev.rmx.record.IpAddress;
import dev.rmx.record.IpPrefix;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Checks that are recorded ([EXPL-2]): the record holds the answers from which the verdict follows, and no others. */
@Timeout(120)
@SuppressWarnings("FutureReturnValueIgnored") // some questions stay open
class RecordingTest {
    private static final Duration NEVER = Duration.ofMinutes(10);
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final RmxQuery QUERY =
            EnvelopeSender.parse("joe@example.org").from(IpAddress.parse("192.0.2.1"));

    private final FakeResolver dns = new FakeResolver();
    private final BlockingQueue<RmxVerdict> told = new LinkedBlockingQueue<>();

    private RmxCheckerBuilder builder() {
        return RmxChecker.builder(dns).deadline(NEVER).clock(() -> NOW).listener(new RmxListener() {
            @Override
            public void checked(RmxVerdict verdict, Duration time, boolean timedOut) {
                told.add(verdict);
            }
        });
    }

    /** The record replays to the verdict that the listener was told. */
    private RecordedCheck recorded(RmxChecker checker) throws InterruptedException {
        told.clear();
        RecordedCheck check = checker.record(QUERY);
        RmxVerdict verdict = told.take();
        assertThat(check.verdict()).hasToString(verdict.toString());
        assertThat(check.verdict().validUntil()).isEqualTo(verdict.validUntil());
        assertThat(check.verdict().retryAfter()).isEqualTo(verdict.retryAfter());
        return check;
    }

    @Test
    void EXPL_2_a_check_is_recorded_with_its_answers_in_the_order_of_the_questions() throws InterruptedException {
        dns.rmx("example.org", "host:mail.example.org").a("mail.example.org", "192.0.2.1");
        try (RmxChecker checker = builder().build()) {
            RecordedCheck check = recorded(checker);

            assertThat(check.verdict().outcome()).isEqualTo(RmxOutcome.GRANTED);
            assertThat(check.answers().keySet())
                    .containsExactly(
                            question("example.org", RecordType.RMX),
                            question("_rmx.example.org", RecordType.RMX_TXT),
                            question("mail.example.org", RecordType.A));
            assertThat(checker.recordAsync(QUERY).join()).isEqualTo(check);
        }
    }

    @Test
    void EXPL_2_an_answer_that_comes_later_is_not_recorded() {
        CompletableFuture<DnsAnswer> late =
                dns.rmx("example.org", "ipv4:192.0.2.1").open("_rmx.example.org", RecordType.RMX_TXT);
        RmxListener afterTheVerdict = new RmxListener() {
            @Override
            public void checked(RmxVerdict verdict, Duration time, boolean timedOut) {
                late.complete(new DnsAnswer.Absent(FakeResolver.UNTIL, false));
            }
        };
        try (RmxChecker checker = builder().listener(afterTheVerdict).build()) {
            RecordedCheck check = checker.record(QUERY);

            assertThat(late).isDone();
            assertThat(check.answers()).containsOnlyKeys(question("example.org", RecordType.RMX));
        }
    }

    @Test
    void EXPL_2_answers_from_the_cache_are_recorded() throws InterruptedException {
        dns.rmx("example.org", "host:mail.example.org").a("mail.example.org", "192.0.2.1");
        try (RmxChecker checker = builder().build()) {
            RmxVerdict first = checker.check(QUERY);
            int asked = dns.asked.size();
            RecordedCheck check = recorded(checker);

            assertThat(check.verdict()).hasToString(first.toString());
            assertThat(check.answers()).hasSize(3);
            assertThat(dns.asked).hasSize(asked);
        }
    }

    @Test
    void EXPL_2_remembered_failures_are_recorded_with_when_to_ask_again() throws InterruptedException {
        dns.answer("example.org", RecordType.RMX, new Failed(Failed.Kind.SERVFAIL, "192.0.2.53 says SERVFAIL"));
        try (RmxChecker checker = builder().build()) {
            checker.check(QUERY);
            int asked = dns.asked.size();
            RecordedCheck check = recorded(checker);

            assertThat(check.answers().get(question("example.org", RecordType.RMX)))
                    .isEqualTo(new Failed(Failed.Kind.SERVFAIL, "192.0.2.53 says SERVFAIL", NOW.plusSeconds(1)));
            assertThat(dns.asked).hasSize(asked);
        }
    }

    @Test
    void EXPL_2_stale_answers_are_recorded_as_such() throws InterruptedException {
        List<Instant> clock = new ArrayList<>(List.of(NOW));
        dns.rmx("example.org", "ipv4:192.0.2.1");
        try (RmxChecker checker =
                builder().staleData().clock(() -> clock.get(0)).build()) {
            checker.check(QUERY);
            clock.set(0, FakeResolver.UNTIL.plusSeconds(1));
            dns.answer("example.org", RecordType.RMX, new Failed(Failed.Kind.TIMEOUT, "nobody answers"));
            RecordedCheck check = recorded(checker);

            assertThat(check.verdict().stale()).isTrue();
        }
    }

    @Test
    void EXPL_2_questions_open_at_the_deadline_are_recorded_as_failed() throws InterruptedException {
        dns.rmx("example.org", "host:dead.example").open("dead.example", RecordType.A);
        try (RmxChecker checker = builder().deadline(Duration.ofMillis(50)).build()) {
            RecordedCheck check = recorded(checker);

            assertThat(check.verdict().outcome()).isEqualTo(RmxOutcome.TEMP_FAIL);
            assertThat(check.answers().get(question("dead.example", RecordType.A)))
                    .isInstanceOfSatisfying(
                            Failed.class, failed -> assertThat(failed.kind()).isEqualTo(Failed.Kind.TIMEOUT));
        }
    }

    @Test
    void EXPL_2_questions_open_at_an_interrupt_are_recorded_as_failed() throws InterruptedException {
        dns.open("example.org", RecordType.RMX);
        try (RmxChecker checker = builder().build()) {
            Thread.currentThread().interrupt();
            RecordedCheck check = checker.record(QUERY);

            assertThat(Thread.interrupted()).isTrue();
            assertThat(check.verdict()).hasToString(told.take().toString());
            assertThat(check.answers().get(question("example.org", RecordType.RMX)))
                    .isEqualTo(new Failed(Failed.Kind.OTHER, "the check was interrupted", NOW.plusSeconds(5)));
        }
    }

    @Test
    void EXPL_2_cancelling_ends_the_recorded_check() {
        dns.open("example.org", RecordType.RMX);
        try (RmxChecker checker = builder().build()) {
            CompletableFuture<RecordedCheck> check = checker.recordAsync(QUERY);
            assertThat(told).isEmpty();
            assertThat(check.cancel(true)).isTrue();

            assertThat(told).extracting(RmxVerdict::outcome).containsExactly(RmxOutcome.TEMP_FAIL);
        }
    }

    @Test
    void EXPL_2_how_the_check_was_made_is_recorded() throws InterruptedException {
        IpPrefix relay = IpPrefix.parse("198.51.100.0/24");
        RmxLimits limits = new RmxLimits(9, 8, 7, 1);
        dns.answer("_smtp-client.example.org", RecordType.DMP, FakeResolver.found(new DnsData.Dmp(false, false, true)));
        try (RmxChecker checker = builder()
                .forms(PublishedForm.SPF, PublishedForm.DMP)
                .limits(limits)
                .trustedRelays(List.of(relay))
                .explanations("mx.example.net")
                .dmpHelo()
                .build()) {
            RecordedCheck check = recorded(checker);

            assertThat(check.verifier())
                    .isEqualTo(new RmxVerifier(List.of(PublishedForm.SPF, PublishedForm.DMP), limits, List.of(relay))
                            .explaining()
                            .hearingDmpHelo());
            assertThat(check.query()).isEqualTo(QUERY.withHost("mx.example.net").withTime(NOW));
        }
    }
}
