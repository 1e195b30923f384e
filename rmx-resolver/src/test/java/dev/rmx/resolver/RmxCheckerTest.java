package dev.rmx.resolver;

import static dev.rmx.resolver.FakeResolver.found;
import static dev.rmx.resolver.FakeResolver.question;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rmx.PublishedForm;
import dev.rmx.RmxOutcome;
import dev.rmx.RmxQuery;
import dev.rmx.RmxResult;
import dev.rmx.RmxVerdict;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsData;
import dev.rmx.dns.RecordType;
import dev.rmx.receive.EnvelopeSender;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import dev.rmx.record.IpPrefix;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
@SuppressWarnings("FutureReturnValueIgnored") // many tests start checks that do not end by themselves
class RmxCheckerTest {
    private static final Duration NEVER = Duration.ofMinutes(10);
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final FakeResolver dns = new FakeResolver();

    private static RmxChecker checker(RmxResolver resolver, Duration deadline) {
        return RmxChecker.builder(resolver).deadline(deadline).clock(() -> NOW).build();
    }

    private static RmxQuery query(String client) {
        return EnvelopeSender.parse("joe@example.org").from(IpAddress.parse(client));
    }

    @Test
    void check_in_one_line() {
        dns.rmx("example.org", "host:mail.example.org").a("mail.example.org", "192.0.2.1");
        try (RmxChecker checker = checker(dns, NEVER)) {
            RmxVerdict verdict = checker.check("192.0.2.1", "<joe@example.org>");

            assertThat(verdict.result()).isEqualTo(RmxResult.PASS);
            assertThat(verdict.mechanism()).hasToString("Optional[host:mail.example.org]");
            assertThat(verdict.validUntil()).contains(FakeResolver.UNTIL);
        }
        assertThat(dns.closed).isTrue();
    }

    @Test
    void a_closed_checker_decides_nothing_even_from_its_cache() {
        dns.rmx("example.org", "ipv4:192.0.2.1");
        RmxChecker checker = checker(dns, NEVER);
        assertThat(checker.check(query("192.0.2.1")).outcome()).isEqualTo(RmxOutcome.GRANTED);
        checker.close();

        assertThat(checker.check(query("192.0.2.1")).toString()).contains("the checker is closed");
        assertThat(checker.checkAsync(query("192.0.2.1")).join().outcome()).isEqualTo(RmxOutcome.TEMP_FAIL);
    }

    @Test
    void ID_2_null_sender_is_checked_by_its_HELO() {
        dns.rmx("mail.example.org", "ipv4:192.0.2.1");
        try (RmxChecker checker = checker(dns, NEVER)) {
            RmxQuery query =
                    EnvelopeSender.parse("<>").withHelo("mail.example.org").from(IpAddress.parse("192.0.2.1"));
            assertThat(checker.check(query).result()).isEqualTo(RmxResult.PASS);
            assertThat(checker.check("192.0.2.1", "<>").result()).isEqualTo(RmxResult.NONE);
        }
    }

    @Test
    void both_identities_are_checked_at_the_same_time() {
        CompletableFuture<DnsAnswer> ofHelo = dns.open("mx.example.net", RecordType.RMX);
        dns.rmx("example.org", "ipv4:192.0.2.1");
        EnvelopeSender sender = EnvelopeSender.parse("joe@example.org").withHelo("mx.example.net");
        IpAddress client = IpAddress.parse("192.0.2.1");
        try (RmxChecker checker = checker(dns, NEVER)) {
            CompletableFuture<IdentityVerdicts> verdicts = checker.checkIdentitiesAsync(sender, client);
            assertThat(dns.asked)
                    .contains(question("mx.example.net", RecordType.RMX), question("example.org", RecordType.RMX));
            assertThat(verdicts).isNotDone();

            ofHelo.complete(FakeResolver.rmx("ipv4:192.0.2.9"));

            for (IdentityVerdicts both : List.of(verdicts.join(), checker.checkIdentities(sender, client))) {
                assertThat(both.helo().outcome()).isEqualTo(RmxOutcome.NOT_IN_RMX);
                assertThat(both.mailFrom().outcome()).isEqualTo(RmxOutcome.GRANTED);
            }
        }
    }

    @Test
    void ID_6_client_that_is_no_literal_is_refused() {
        try (RmxChecker checker = checker(dns, NEVER)) {
            assertThatThrownBy(() -> checker.check("mail.example.org", "joe@example.org"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("mail.example.org");
        }
    }

    @Test
    void RES_trusted_relay_is_not_checked() {
        try (RmxChecker checker = RmxChecker.builder(dns)
                .trustedRelays(List.of(IpPrefix.parse("192.0.2.0/24")))
                .build()) {
            assertThat(checker.check(query("192.0.2.1")).outcome()).isEqualTo(RmxOutcome.TRUSTED);
        }
        assertThat(dns.asked).isEmpty();
    }

    @Test
    void LOOK_1_questions_of_a_round_are_asked_together() {
        dns.open("example.org", RecordType.RMX);
        dns.open("_rmx.example.org", RecordType.RMX_TXT);
        try (RmxChecker checker = checker(dns, NEVER)) {
            checker.checkAsync(query("192.0.2.1"));

            assertThat(dns.asked).hasSize(2);
        }
    }

    @Test
    void LOOK_1_TXT_that_never_comes_does_not_delay_an_RMX_record() {
        dns.rmx("example.org", "ipv4:192.0.2.1").open("_rmx.example.org", RecordType.RMX_TXT);
        try (RmxChecker checker = checker(dns, NEVER)) {
            assertThat(checker.check(query("192.0.2.1")).result()).isEqualTo(RmxResult.PASS);
        }
    }

    @Test
    void EVAL_3_one_dead_name_server_does_not_prevent_a_verdict() {
        dns.rmx("example.org", "host:dead.example host:live.example").a("live.example", "192.0.2.1");
        dns.open("dead.example", RecordType.A);
        try (RmxChecker checker = checker(dns, NEVER)) {
            assertThat(checker.check(query("192.0.2.1")).mechanism()).hasToString("Optional[host:live.example]");
        }
    }

    @Test
    void LOOK_2_exception_of_the_resolver_is_a_failure_not_absence() {
        RmxResolver broken = (question, budget) -> {
            throw new IllegalStateException("boom");
        };
        try (RmxChecker checker = checker(broken, NEVER)) {
            RmxVerdict verdict = checker.check(query("192.0.2.1"));

            assertThat(verdict.outcome()).isEqualTo(RmxOutcome.TEMP_FAIL);
            assertThat(verdict.toString()).contains("boom");
        }
    }

    @Test
    void LOOK_2_exceptional_completion_is_a_failure() {
        RmxResolver broken = (question, budget) -> CompletableFuture.failedFuture(new IllegalStateException("boom"));
        try (RmxChecker checker = checker(broken, NEVER)) {
            assertThat(checker.check(query("192.0.2.1")).outcome()).isEqualTo(RmxOutcome.TEMP_FAIL);
        }
    }

    @Test
    void LOOK_2_answer_of_the_wrong_type_is_a_failure() {
        DnsAnswer wrong = found(new DnsData.Names(List.of(DomainName.parse("a.example"))));
        try (RmxChecker checker = checker(dns.answer("example.org", RecordType.RMX, wrong), NEVER)) {
            RmxVerdict verdict = checker.check(query("192.0.2.1"));

            assertThat(verdict.outcome()).isEqualTo(RmxOutcome.TEMP_FAIL);
            assertThat(verdict.toString()).contains("other data");
            assertThat(checker.check(query("192.0.2.1")).outcome())
                    .as("not from the cache")
                    .isEqualTo(RmxOutcome.TEMP_FAIL);
        }
    }

    @Test
    void each_question_is_asked_once() {
        dns.rmx("example.org", "host:a.example host:a.example !host:a.example");
        try (RmxChecker checker = checker(dns, NEVER)) {
            assertThat(checker.check(query("192.0.2.1")).outcome()).isEqualTo(RmxOutcome.NOT_IN_RMX);
        }
        assertThat(dns.asked)
                .containsExactly(
                        question("example.org", RecordType.RMX),
                        question("_rmx.example.org", RecordType.RMX_TXT),
                        question("a.example", RecordType.A));
    }

    @Test
    void a_sender_in_place_of_the_client_is_refused() {
        try (RmxChecker checker = checker(dns, NEVER)) {
            assertThatIllegalArgumentException().isThrownBy(() -> checker.check("joe@a.x", "192.0.2.1"));
            assertThatIllegalArgumentException().isThrownBy(() -> checker.checkAsync("joe@a.x", "192.0.2.1"));
            assertThat(checker.checkAsync("192.0.2.1", "joe@a.x").join().outcome())
                    .isEqualTo(checker.check("192.0.2.1", "joe@a.x").outcome());
        }
    }

    @Test
    void LIM_a_checker_limits_time_and_queries() {
        RmxCheckerBuilder builder = RmxChecker.builder(dns);
        assertThatIllegalArgumentException().isThrownBy(() -> builder.deadline(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.deadline(Duration.ofSeconds(-1)));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.queries(0));
        assertThat(RmxChecker.DEFAULT_DEADLINE).isEqualTo(Duration.ofSeconds(20));
        assertThat(QueryBudget.DEFAULT_QUERIES).isEqualTo(250);
    }

    @Test
    void FORM_1_a_checker_looks_for_the_configured_forms() {
        dns.rmx("a.x", "!ipv4:192.0.2.1").answer("_rmx.a.x", RecordType.RMX_TXT, FakeResolver.rmx("ipv4:192.0.2.1"));
        try (RmxChecker checker = RmxChecker.builder(dns)
                .forms(PublishedForm.RMX_TXT, PublishedForm.RMX)
                .build()) {
            assertThat(checker.check("192.0.2.1", "joe@a.x").form()).contains(PublishedForm.RMX_TXT);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RmxChecker.builder(dns).forms(PublishedForm.RMX, PublishedForm.RMX));
    }

    @Test
    void DMP_3_a_checker_hears_the_helo_name_if_told_to() {
        dns.answer("_smtp-client.a.x", RecordType.DMP, found(new DnsData.Dmp(false, false, true)))
                .answer(
                        "1.2.0.192.in-addr._smtp-client.mail.x",
                        RecordType.DMP,
                        found(new DnsData.Dmp(true, false, false)));
        RmxQuery query = EnvelopeSender.parse("joe@a.x").withHelo("mail.x").from(IpAddress.parse("192.0.2.1"));
        RmxCheckerBuilder builder = RmxChecker.builder(dns).forms(PublishedForm.DMP);
        try (RmxChecker checker = builder.build();
                RmxChecker hearing = builder.dmpHelo().build()) {
            assertThat(checker.check(query).outcome()).isEqualTo(RmxOutcome.NOT_IN_RMX);
            assertThat(hearing.check(query).outcome()).isEqualTo(RmxOutcome.NO_RMX);
        }
    }
}
