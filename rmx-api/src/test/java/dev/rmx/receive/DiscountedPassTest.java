package dev.rmx.receive;

import static dev.rmx.receive.ReceiverPolicyTest.DISTRUSTFUL;
import static dev.rmx.receive.ReceiverPolicyTest.disposition;
import static dev.rmx.receive.ReceiverPolicyTest.fields;
import static dev.rmx.receive.ReceiverPolicyTest.receive;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.RmxOutcome;
import dev.rmx.RmxVerdict;
import dev.rmx.spf.SpfQualifier;
import dev.rmx.spf.SpfTerm;
import java.math.BigInteger;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A pass that a policy does not count: of a loose record, or without DNSSEC. */
class DiscountedPassTest {
    @ParameterizedTest
    @CsvSource({
        "ipv4:192.0.2.1,                   ACCEPT",
        "ipv4:192.0.2.0/24,                ACCEPT",
        "ipv4:192.0.2.0/23,                DEFER",
        "ipv4:0.0.0.0/0,                   DEFER",
        "ipv4:192.0.2.1 ipv6:2001:db8::/32, DEFER",
        "!ipv4:192.0.2.0/24 ipv4:0.0.0.0/0, REJECT",
    })
    void DISP_4_a_pass_of_a_loose_record_is_treated_as_no_rmx(String record, Disposition disposition) {
        assertThat(disposition(DISTRUSTFUL.passingAtMost(BigInteger.valueOf(256)), Verdicts.record(record)))
                .isEqualTo(disposition);
    }

    @Test
    void DISP_4_a_pass_that_is_not_authenticated_is_treated_as_no_rmx() {
        ReceiverPolicy policy = DISTRUSTFUL.passingOnlyAuthenticated();
        RmxVerdict unsigned = Verdicts.record("ipv4:192.0.2.1");
        RmxVerdict signed = Verdicts.check(Verdicts.SENDER, "", Verdicts.found("ipv4:192.0.2.1", true));

        assertThat(disposition(policy, unsigned)).isEqualTo(Disposition.DEFER);
        assertThat(disposition(policy, signed)).isEqualTo(Disposition.ACCEPT);
        assertThat(disposition(policy, Verdicts.record("unused:"))).isEqualTo(Disposition.REJECT);
    }

    @Test
    void DISP_4_a_pass_that_does_not_count_is_NoRMX_in_the_fields_and_the_reply() {
        ReceiverPolicy policy =
                ReceiverPolicy.transitional().passingAtMost(BigInteger.ONE).passingOnlyAuthenticated();
        RmxVerdict loose = Verdicts.record("ipv4:0.0.0.0/0");

        Reception reception = receive(policy, loose);

        assertThat(fields(reception)).isEqualTo("x-rmx=none X-RMX: NoRMX");
        assertThat(reception.outcome()).contains(RmxOutcome.NO_RMX);
        assertThat(reception.reason())
                .isEqualTo("example.org authorizes 192.0.2.1 by ipv4:0.0.0.0/0,"
                        + " as one of more than 1 addresses, which does not count here");
        assertThat(reception.fields().get(1).value()).contains("mechanism none");
        assertThat(receive(policy.with(RmxOutcome.NO_RMX, Disposition.REJECT), loose)
                        .reply()
                        .orElseThrow()
                        .toString())
                .startsWith("550 5.7.1 message refused: example.org authorizes")
                .endsWith("does not count here");
        assertThat(loose.outcome()).isEqualTo(RmxOutcome.GRANTED);
    }

    @Test
    void DISP_4_such_a_pass_by_SPF_is_policy_without_Received_SPF() {
        RmxVerdict loose = Verdicts.spf(new SpfTerm.All(SpfQualifier.PASS));

        Reception reception = receive(ReceiverPolicy.transitional().passingAtMost(BigInteger.TEN), loose);

        assertThat(fields(reception)).isEqualTo("spf=policy");
        assertThat(AuthenticationResultsField.parse(reception.fields().get(0).value())
                        .results()
                        .get(0)
                        .reason())
                .endsWith("as one of more than 10 addresses, which does not count here");
        assertThat(fields(receive(ReceiverPolicy.transitional(), loose))).isEqualTo("spf=pass Received-SPF: pass");
    }

    @Test
    void DISP_4_a_limit_of_the_pass_does_not_hold_for_a_person_s_decision() {
        CheckReport byHand =
                new CheckReport(Verdicts.of(RmxOutcome.DENIED).query(), Finding.of(RmxOutcome.GRANTED, "I know them"));

        Reception reception = DISTRUSTFUL.passingOnlyAuthenticated().receive(byHand, Verdicts.HOST, Instant.EPOCH);

        assertThat(reception.outcome()).contains(RmxOutcome.GRANTED);
    }
}
