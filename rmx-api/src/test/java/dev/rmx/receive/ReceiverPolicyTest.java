package dev.rmx.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rmx.PublishedForm;
import dev.rmx.RmxOutcome;
import dev.rmx.RmxResult;
import dev.rmx.RmxVerdict;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpPrefix;
import dev.rmx.spf.SpfQualifier;
import dev.rmx.spf.SpfResult;
import dev.rmx.spf.SpfTerm;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ReceiverPolicyTest {
    private static final DomainName SUBJECT = DomainName.parse("example.org");
    private static final RmxVerdict SPF_FAIL = Verdicts.spf(new SpfTerm.All(SpfQualifier.FAIL));
    private static final RmxVerdict SOFTFAIL = Verdicts.spf(new SpfTerm.All(SpfQualifier.SOFTFAIL));

    static final ReceiverPolicy DISTRUSTFUL = ReceiverPolicy.enforcing()
            .with(RmxOutcome.GRANTED, Disposition.ACCEPT)
            .with(RmxOutcome.NO_RMX, Disposition.DEFER);

    static Reception receive(ReceiverPolicy policy, RmxVerdict verdict) {
        return policy.receive(verdict, Verdicts.HOST, Instant.EPOCH);
    }

    /** The fields' methods, results and names, as {@code x-rmx=none X-RMX: NoRMX}. */
    static String fields(Reception reception) {
        return reception.fields().stream()
                .map(field -> field.name().equals(AuthenticationResultsField.NAME)
                        ? AuthenticationResultsField.parse(field.value()).results().stream()
                                .map(one -> one.method() + "=" + one.result())
                                .collect(Collectors.joining(" "))
                        : field.name() + ": " + field.value().split(" ", -1)[0])
                .collect(Collectors.joining(" "));
    }

    static Disposition disposition(ReceiverPolicy policy, RmxVerdict verdict) {
        return receive(policy, verdict).disposition();
    }

    private static Disposition disposition(ReceiverPolicy policy, RmxOutcome outcome) {
        return disposition(policy, Verdicts.of(outcome));
    }

    private static Disposition disposition(ReceiverPolicy policy, Unchecked reason) {
        return policy.receive(reason, EnvelopeSender.parse(Verdicts.SENDER)).disposition();
    }

    @ParameterizedTest
    @EnumSource
    void DISP_2_transitional_never_rejects(RmxOutcome outcome) {
        assertThat(disposition(ReceiverPolicy.transitional(), outcome))
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
        assertThat(disposition(ReceiverPolicy.enforcing(), outcome)).isEqualTo(disposition);
    }

    @ParameterizedTest
    @EnumSource
    void DISP_4_any_outcome_can_be_given_its_own_disposition(RmxOutcome outcome) {
        ReceiverPolicy changed = ReceiverPolicy.transitional().with(outcome, Disposition.REJECT);

        for (RmxOutcome other : RmxOutcome.values()) {
            assertThat(disposition(changed, other))
                    .isEqualTo(
                            other == outcome ? Disposition.REJECT : disposition(ReceiverPolicy.transitional(), other));
        }
    }

    @ParameterizedTest
    @EnumSource
    void DISP_4_a_word_of_SPF_can_be_given_its_own_disposition(SpfQualifier qualifier) {
        SpfResult word = qualifier.result();
        ReceiverPolicy policy = ReceiverPolicy.transitional()
                .with(word, Disposition.REJECT)
                .with(RmxOutcome.NO_RMX, Disposition.ACCEPT)
                .with(RmxOutcome.GRANTED, Disposition.ACCEPT);

        for (SpfQualifier other : SpfQualifier.values()) {
            assertThat(disposition(policy, Verdicts.spf(new SpfTerm.All(other))) == Disposition.REJECT)
                    .isEqualTo(other == qualifier);
        }
        assertThat(disposition(policy, Verdicts.record("ipv4:192.0.2.1"))).isEqualTo(Disposition.ACCEPT);
        assertThat(disposition(policy, Verdicts.record("unused:"))).isEqualTo(Disposition.ACCEPT_AND_MARK);
    }

    @Test
    void DISP_4_the_words_none_and_the_errors_of_SPF_have_dispositions_too() {
        ReceiverPolicy policy = ReceiverPolicy.transitional()
                .with(SpfResult.NONE, Disposition.REJECT)
                .with(SpfResult.PERMERROR, Disposition.DEFER)
                .with(SpfResult.TEMPERROR, Disposition.ACCEPT);
        DnsAnswer malformed = new DnsAnswer.Malformed("two records", Instant.MAX, false);
        DnsAnswer failed = Verdicts.failed("time-out");
        List<PublishedForm> spf = List.of(PublishedForm.SPF);

        assertThat(disposition(policy, Verdicts.nothing(PublishedForm.RMX, PublishedForm.SPF)))
                .isEqualTo(Disposition.REJECT);
        assertThat(disposition(policy, Verdicts.nothing(PublishedForm.RMX))).isEqualTo(Disposition.ACCEPT_AND_MARK);
        assertThat(disposition(policy, Verdicts.check(Verdicts.SENDER, "", spf, question -> malformed)))
                .isEqualTo(Disposition.DEFER);
        assertThat(disposition(policy, Verdicts.check(Verdicts.SENDER, "", spf, question -> failed)))
                .isEqualTo(Disposition.ACCEPT);
    }

    @Test
    void SPF_2_several_words_of_one_result_have_the_disposition_of_NoRMX() {
        RmxVerdict several = Verdicts.spf(new SpfTerm.A(
                SpfQualifier.SOFTFAIL, Optional.of(Verdicts.text("a.example.org")), SpfTerm.DualCidr.ALL));
        ReceiverPolicy policy = ReceiverPolicy.transitional()
                .with(SpfResult.SOFTFAIL, Disposition.REJECT)
                .with(SpfResult.NEUTRAL, Disposition.REJECT)
                .with(SpfResult.TEMPERROR, Disposition.REJECT);

        assertThat(disposition(policy, several)).isEqualTo(Disposition.ACCEPT_AND_MARK);
    }

    @Test
    void DISP_4_a_domain_can_be_exempted() {
        ReceiverPolicy policy = ReceiverPolicy.enforcing().with(SUBJECT, ReceiverPolicy.exempting());

        assertThat(receive(policy, SPF_FAIL).outcome()).contains(RmxOutcome.NO_RMX);
        assertThat(fields(receive(policy, SPF_FAIL))).isEqualTo("spf=policy");
        assertThat(fields(receive(policy, SOFTFAIL))).isEqualTo("spf=policy");
        assertThat(fields(receive(policy, Verdicts.record("unused:")))).isEqualTo("x-rmx=none X-RMX: NoRMX");
        assertThat(fields(receive(policy, Verdicts.dmp(false)))).isEqualTo("x-dmp=none");
        assertThat(receive(policy, SPF_FAIL).reason())
                .isEqualTo("example.org refuses 192.0.2.1 by -all, which does not count here");
        assertThat(fields(receive(policy, Verdicts.record("ipv4:192.0.2.1")))).isEqualTo("x-rmx=pass X-RMX: Granted");
        assertThat(fields(receive(policy, Verdicts.nothing(PublishedForm.RMX)))).isEqualTo("x-rmx=none X-RMX: NoRMX");
        ReceiverPolicy another =
                ReceiverPolicy.enforcing().with(DomainName.parse("sub.example.org"), ReceiverPolicy.exempting());
        assertThat(disposition(another, SPF_FAIL)).isEqualTo(Disposition.REJECT);
    }

    @Test
    void DISP_4_a_domain_or_a_forwarder_can_be_overridden_and_the_forwarder_goes_first() {
        IpPrefix forwarder = IpPrefix.parse("::ffff:192.0.2.0/120");
        ReceiverPolicy strict = ReceiverPolicy.transitional().with(SUBJECT, ReceiverPolicy.enforcing());

        assertThat(disposition(strict, SPF_FAIL)).isEqualTo(Disposition.REJECT);
        assertThat(disposition(strict.with(forwarder, ReceiverPolicy.exempting()), SPF_FAIL))
                .isEqualTo(Disposition.ACCEPT_AND_MARK);
        assertThat(disposition(strict.with(IpPrefix.parse("192.0.3.0/24"), ReceiverPolicy.exempting()), SPF_FAIL))
                .isEqualTo(Disposition.REJECT);
        assertThat(disposition(
                        ReceiverPolicy.transitional()
                                .with(forwarder, DISTRUSTFUL.passingAtMost(BigInteger.ZERO))
                                .with(forwarder, ReceiverPolicy.exempting()),
                        Verdicts.record("ipv4:192.0.2.1")))
                .isEqualTo(Disposition.DEFER);
    }

    @Test
    void every_setting_keeps_the_others() {
        List<IpPrefix> relays = List.of(IpPrefix.parse("198.51.100.0/28"));

        ReceiverPolicy policy = DISTRUSTFUL
                .quarantining(Duration.ofHours(3))
                .with(DomainName.parse("b.example"), ReceiverPolicy.exempting())
                .with(IpPrefix.parse("203.0.113.0/24"), ReceiverPolicy.exempting())
                .with(SpfResult.SOFTFAIL, Disposition.QUARANTINE)
                .with(Unchecked.LOCAL, Disposition.REJECT)
                .passingOnlyAuthenticated()
                .passingAtMost(BigInteger.ONE)
                .trusting(relays)
                .with(RmxOutcome.BAD_DATA, Disposition.QUARANTINE);

        assertThat(policy.trustedRelays()).isEqualTo(relays);
        assertThat(policy.quarantineTime()).isEqualTo(Duration.ofHours(3));
        assertThat(disposition(policy, RmxOutcome.BAD_DATA)).isEqualTo(Disposition.QUARANTINE);
        assertThat(disposition(policy, SOFTFAIL)).isEqualTo(Disposition.QUARANTINE);
        assertThat(disposition(policy, Unchecked.LOCAL)).isEqualTo(Disposition.REJECT);
        assertThat(disposition(policy, Verdicts.record("ipv4:192.0.2.1"))).isEqualTo(Disposition.DEFER);
        RmxVerdict loose = Verdicts.check(Verdicts.SENDER, "", Verdicts.found("ipv4:192.0.2.0/31", true));
        assertThat(disposition(policy, loose)).isEqualTo(Disposition.DEFER);
        assertThat(policy).asString().contains("BadData=QUARANTINE", "Granted=ACCEPT", "softfail=QUARANTINE");
    }

    @Test
    void nonsense_is_refused_at_once() {
        assertThatThrownBy(() -> ReceiverPolicy.enforcing().passingAtMost(BigInteger.valueOf(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-1");
        assertThatThrownBy(() -> ReceiverPolicy.enforcing().quarantining(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PT0S");
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
        assertThat(disposition(ReceiverPolicy.transitional(), reason)).isEqualTo(transitional);
        assertThat(disposition(ReceiverPolicy.enforcing(), reason)).isEqualTo(enforcing);

        ReceiverPolicy changed = ReceiverPolicy.enforcing()
                .with(reason, Disposition.QUARANTINE)
                .with(RmxOutcome.BAD_DATA, Disposition.REJECT)
                .trusting(List.of());
        for (Unchecked other : Unchecked.values()) {
            assertThat(disposition(changed, other))
                    .isEqualTo(
                            other == reason ? Disposition.QUARANTINE : disposition(ReceiverPolicy.enforcing(), other));
        }
        assertThatThrownBy(() -> ReceiverPolicy.enforcing().with(reason, Disposition.ACCEPT_AND_MARK))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ACCEPT_AND_MARK needs a verdict");
    }

    @Test
    void DISP_5_a_message_without_a_verdict_has_a_reply_and_no_fields() {
        Reception reception =
                ReceiverPolicy.enforcing().receive(Unchecked.NO_ADDRESS, EnvelopeSender.parse(Verdicts.SENDER));

        assertThat(reception.outcome()).isEmpty();
        assertThat(reception.reply())
                .hasToString("Optional[451 4.7.1 message deferred: the address of the client is not known]");
        assertThat(reception.fields()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void DISP_1_ACCEPT_has_no_fields_and_only_what_is_refused_has_a_reply(Disposition disposition) {
        Reception reception = receive(
                ReceiverPolicy.transitional().with(RmxOutcome.DENIED, disposition), Verdicts.of(RmxOutcome.DENIED));

        assertThat(reception.fields().isEmpty()).isEqualTo(disposition == Disposition.ACCEPT);
        assertThat(reception.reply().isPresent())
                .isEqualTo(disposition == Disposition.REJECT || disposition == Disposition.DEFER);
    }

    @ParameterizedTest
    @CsvSource({
        "ACCEPT,          ACCEPT",
        "ACCEPT_AND_MARK, ACCEPT_AND_MARK",
        "QUARANTINE,      ACCEPT_AND_MARK",
        "DEFER,           ACCEPT_AND_MARK",
        "REJECT,          REJECT",
    })
    void DISP_5_a_message_from_the_quarantine_is_neither_held_nor_deferred(Disposition said, Disposition done) {
        CheckReport report = CheckReport.of(Verdicts.of(RmxOutcome.TEMP_FAIL));
        ReceiverPolicy policy = ReceiverPolicy.transitional().with(RmxOutcome.TEMP_FAIL, said);

        Reception reception = policy.release(report, Verdicts.HOST, Instant.EPOCH);

        assertThat(reception.disposition()).isEqualTo(done);
        assertThat(reception.fields().isEmpty()).isEqualTo(done == Disposition.ACCEPT);
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
