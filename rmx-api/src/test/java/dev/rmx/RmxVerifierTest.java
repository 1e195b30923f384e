package dev.rmx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsData;
import dev.rmx.dns.RecordType;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpPrefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RmxVerifierTest {
    private static final String CLIENT = "192.0.2.1";

    @ParameterizedTest
    @ValueSource(strings = {"user@[192.0.2.1]", "user@localhost", "", "user", "<>", "user@example.123", "a@b@"})
    void ID_4_no_usable_subject_is_none_and_asks_nothing(String sender) {
        Dns dns = new Dns();
        assertThat(dns.check(CLIENT, sender).outcome()).isEqualTo(RmxOutcome.NO_RMX);
        assertThat(dns.asked()).isEmpty();
    }

    @Test
    void RES_2_a_trusted_relay_is_not_checked_and_nothing_is_asked() {
        RmxVerifier verifier = new RmxVerifier(
                RmxVerifier.DEFAULT_FORMS,
                RmxLimits.DEFAULT,
                List.of(IpPrefix.parse("198.51.100.7"), IpPrefix.parse("192.0.2.0/30")));
        Dns dns = Dns.of("unused:").verifiedBy(verifier);
        RmxVerdict verdict = dns.check(CLIENT);
        assertThat(verdict.outcome()).isEqualTo(RmxOutcome.TRUSTED);
        assertThat(verdict.result()).isEqualTo(RmxResult.NONE);
        assertThat(verdict.reason()).isEqualTo("192.0.2.1 is a trusted relay");
        assertThat(dns.check("::ffff:192.0.2.1").outcome()).isEqualTo(RmxOutcome.TRUSTED);
        assertThat(dns.check(CLIENT, "nobody").outcome()).isEqualTo(RmxOutcome.TRUSTED);
        assertThat(dns.asked()).isEmpty();
        assertThat(dns.outcome("192.0.2.4")).isEqualTo(RmxOutcome.DENIED);
    }

    @Test
    void RES_2_the_list_of_trusted_relays_is_copied() {
        List<IpPrefix> relays = new ArrayList<>();
        RmxVerifier verifier = new RmxVerifier(RmxVerifier.DEFAULT_FORMS, RmxLimits.DEFAULT, relays);
        relays.add(IpPrefix.parse("0.0.0.0/0"));
        assertThat(Dns.of("unused:").verifiedBy(verifier).outcome(CLIENT)).isEqualTo(RmxOutcome.DENIED);
    }

    @Test
    void EVAL_1_check_asks_each_question_once() {
        Dns dns = Dns.of("mx: !host:m.example host:m.example").mx("example.org", "1 m.example", "2 n.example");
        dns.check(CLIENT);
        assertThat(dns.asked()).doesNotHaveDuplicates().hasSize(5);
    }

    @Test
    void EVAL_1_answers_to_other_questions_do_no_harm() {
        Dns dns = Dns.of("host:h.example").aaaa("h.example", "2001:db8::1").failed("example.org", RecordType.MX);
        assertThat(dns.needs(CLIENT)).containsExactly("h.example A");
    }

    @Test
    void EVAL_1_data_of_another_type_is_refused() {
        Dns dns = new Dns()
                .answer(
                        "example.org",
                        RecordType.RMX,
                        new DnsAnswer.Found(
                                new DnsData.Names(List.of(DomainName.parse("example.org"))), Dns.NOW, false));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> dns.evaluate(CLIENT))
                .withMessageContaining("example.org RMX");
    }

    @Test
    void EVAL_1_an_exception_of_the_lookup_reaches_the_caller() {
        assertThatThrownBy(() -> new RmxVerifier().check(Dns.query(CLIENT, "user@example.org"), question -> {
                    throw new IllegalStateException("no network");
                }))
                .hasMessage("no network");
    }

    @Test
    void EVAL_4_needs_is_never_empty() {
        assertThatIllegalArgumentException().isThrownBy(() -> new RmxStep.Needs(Set.of()));
    }
}
