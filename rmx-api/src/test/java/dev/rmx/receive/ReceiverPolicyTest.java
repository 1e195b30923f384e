package dev.rmx.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rmx.RmxOutcome;
import dev.rmx.RmxResult;
import dev.rmx.RmxVerdict;
import dev.rmx.record.IpPrefix;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ReceiverPolicyTest {
    @ParameterizedTest
    @EnumSource
    void DISP_2_transitional_never_rejects(RmxOutcome outcome) {
        assertThat(ReceiverPolicy.transitional().disposition(Verdicts.of(outcome)))
                .isEqualTo(
                        outcome.result() == RmxResult.TEMPERROR ? Disposition.QUARANTINE : Disposition.ACCEPT_AND_MARK);
    }

    @ParameterizedTest
    @CsvSource({
        "GRANTED,    ACCEPT_AND_MARK",
        "DENIED,     REJECT",
        "NOT_IN_RMX, REJECT",
        "NO_RMX,     ACCEPT_AND_MARK",
        "BAD_DATA,   ACCEPT_AND_MARK",
        "TRUSTED,    ACCEPT_AND_MARK",
        "TEMP_FAIL,  DEFER",
    })
    void DISP_3_enforcing_rejects_fail_and_defers_temperror(RmxOutcome outcome, Disposition disposition) {
        assertThat(ReceiverPolicy.enforcing().disposition(Verdicts.of(outcome))).isEqualTo(disposition);
    }

    @ParameterizedTest
    @EnumSource
    void DISP_4_any_outcome_can_be_given_its_own_disposition(RmxOutcome outcome) {
        ReceiverPolicy changed = ReceiverPolicy.transitional().with(outcome, Disposition.REJECT);

        for (RmxOutcome other : RmxOutcome.values()) {
            assertThat(changed.disposition(Verdicts.of(other)))
                    .isEqualTo(
                            other == outcome
                                    ? Disposition.REJECT
                                    : ReceiverPolicy.transitional().disposition(other));
        }
    }

    private static final ReceiverPolicy DISTRUSTFUL = ReceiverPolicy.enforcing()
            .with(RmxOutcome.GRANTED, Disposition.ACCEPT)
            .with(RmxOutcome.NO_RMX, Disposition.DEFER);

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
        assertThat(DISTRUSTFUL.passingAtMost(BigInteger.valueOf(256)).disposition(Verdicts.record(record)))
                .isEqualTo(disposition);
    }

    @Test
    void DISP_4_a_pass_that_is_not_authenticated_is_treated_as_no_rmx() {
        ReceiverPolicy policy = DISTRUSTFUL.passingOnlyAuthenticated();
        RmxVerdict unsigned = Verdicts.record("ipv4:192.0.2.1");
        RmxVerdict signed = Verdicts.check(Verdicts.SENDER, "", Verdicts.found("ipv4:192.0.2.1", true));

        assertThat(policy.disposition(unsigned)).isEqualTo(Disposition.DEFER);
        assertThat(policy.disposition(signed)).isEqualTo(Disposition.ACCEPT);
        assertThat(policy.disposition(Verdicts.record("unused:"))).isEqualTo(Disposition.REJECT);
    }

    @Test
    void every_setting_keeps_the_others() {
        List<IpPrefix> relays = List.of(IpPrefix.parse("198.51.100.0/28"));

        ReceiverPolicy policy = DISTRUSTFUL
                .passingOnlyAuthenticated()
                .passingAtMost(BigInteger.ONE)
                .trusting(relays)
                .with(RmxOutcome.BAD_DATA, Disposition.QUARANTINE);

        assertThat(policy.trustedRelays()).isEqualTo(relays);
        assertThat(policy.disposition(RmxOutcome.BAD_DATA)).isEqualTo(Disposition.QUARANTINE);
        assertThat(policy.disposition(Verdicts.record("ipv4:192.0.2.1"))).isEqualTo(Disposition.DEFER);
        RmxVerdict loose = Verdicts.check(Verdicts.SENDER, "", Verdicts.found("ipv4:192.0.2.0/31", true));
        assertThat(policy.disposition(loose)).isEqualTo(Disposition.DEFER);
        assertThat(policy).asString().contains("BadData=QUARANTINE", "Granted=ACCEPT");
    }

    @Test
    void a_negative_limit_is_refused() {
        assertThatThrownBy(() -> ReceiverPolicy.enforcing().passingAtMost(BigInteger.valueOf(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-1");
    }

    @ParameterizedTest
    @CsvSource({
        "NO_ADDRESS, ACCEPT, DEFER",
        "UNKNOWN,    ACCEPT, DEFER",
        "SUBMITTED,  ACCEPT, ACCEPT",
        "LOCAL,      ACCEPT, ACCEPT",
    })
    void DISP_5_each_reason_for_no_verdict_has_a_disposition(
            Unchecked reason, Disposition transitional, Disposition enforcing) {
        assertThat(ReceiverPolicy.transitional().disposition(reason)).isEqualTo(transitional);
        assertThat(ReceiverPolicy.enforcing().disposition(reason)).isEqualTo(enforcing);

        ReceiverPolicy changed = ReceiverPolicy.enforcing()
                .with(reason, Disposition.QUARANTINE)
                .with(RmxOutcome.BAD_DATA, Disposition.REJECT)
                .trusting(List.of());
        for (Unchecked other : Unchecked.values()) {
            assertThat(changed.disposition(other))
                    .isEqualTo(
                            other == reason
                                    ? Disposition.QUARANTINE
                                    : ReceiverPolicy.enforcing().disposition(other));
        }
        assertThatThrownBy(() -> ReceiverPolicy.enforcing().with(reason, Disposition.ACCEPT_AND_MARK))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ACCEPT_AND_MARK needs a verdict");
    }

    @ParameterizedTest
    @CsvSource({
        "::ffff:10.0.0.0/104,   10.0.0.0/8",
        "::ffff:0.0.0.0/96,     0.0.0.0/0",
        "::ffff:192.0.2.1,      192.0.2.1",
        "::ffff:0.0.0.0/95,     ::fffe:0:0/95",
        "2001:db8::/32,         2001:db8::/32",
        "10.0.0.0/8,            10.0.0.0/8",
    })
    void ID_6_a_relay_of_IPv4_mapped_addresses_is_the_IPv4_prefix(String relay, String prefix) {
        assertThat(ReceiverPolicy.enforcing()
                        .trusting(List.of(IpPrefix.parse(relay)))
                        .trustedRelays())
                .containsExactly(IpPrefix.parse(prefix));
    }
}
