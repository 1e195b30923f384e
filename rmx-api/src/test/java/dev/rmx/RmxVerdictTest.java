package dev.rmx;

import static dev.rmx.Dns.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.RecordType;
import dev.rmx.receive.EnvelopeSender;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RmxVerdictTest {
    private static final String CLIENT = "192.0.2.1";

    @ParameterizedTest
    @CsvSource({
        "GRANTED,    Granted,  pass",
        "DENIED,     Denied,   fail",
        "NOT_IN_RMX, NotInRMX, fail",
        "NO_RMX,     NoRMX,    none",
        "BAD_DATA,   BadData,  none",
        "TRUSTED,    Trusted,  none",
        "TEMP_FAIL,  TempFail, temperror",
    })
    void RES_1_every_outcome_has_its_word_and_its_result(RmxOutcome outcome, String word, String result) {
        assertThat(outcome).hasToString(word);
        assertThat(outcome.result()).hasToString(result);
    }

    @Test
    void RES_2_a_verdict_carries_query_and_mechanism() {
        RmxVerdict verdict = Dns.of("ipv4:192.0.2.9/24").check(CLIENT);
        assertThat(verdict.result()).isEqualTo(RmxResult.PASS);
        assertThat(verdict.subject()).contains(DomainName.parse("example.org"));
        assertThat(verdict.client()).isEqualTo(IpAddress.parse(CLIENT));
        assertThat(verdict.query()).isEqualTo(Dns.query(CLIENT, "user@example.org"));
        assertThat(verdict.mechanism()).hasToString("Optional[ipv4:192.0.2.0/24]");
    }

    @Test
    void RES_2_every_outcome_gives_a_reason() {
        assertThat(Dns.of("ipv4:192.0.2.1").check(CLIENT).reason())
                .isEqualTo("example.org authorizes 192.0.2.1 by ipv4:192.0.2.1");
        assertThat(Dns.of("unused:").check(CLIENT).reason()).isEqualTo("example.org refuses 192.0.2.1 by unused:");
        assertThat(Dns.of("").check(CLIENT).reason())
                .isEqualTo("no entry of the record of example.org matches 192.0.2.1");
        assertThat(new Dns().check(CLIENT).reason()).isEqualTo("example.org publishes no RMX record");
        assertThat(new Dns().check(CLIENT, "nobody").reason())
                .isEqualTo("the sender has no domain that can be checked");
        assertThat(new Dns().failed("example.org", RecordType.RMX).check(CLIENT))
                .hasToString(
                        "temperror (TempFail): example.org RMX: no response in time [192.0.2.53 port 53: timed out]");
    }

    @Test
    void RES_2_the_reason_is_one_printable_line_whatever_a_publisher_says() {
        String hostile = "evil\r\nX-RMX: Granted\0\u001b[31m\u2028ü";
        Dns dns = new Dns().answer("example.org", RecordType.RMX, new DnsAnswer.Malformed(hostile, NOW, false));
        assertThat(dns.check(CLIENT).reason()).isEqualTo("example.org RMX: evil??X-RMX: Granted??[31m??");
    }

    @Test
    void HDR_6_the_reason_names_no_server_and_no_exception() {
        String detail = "127.0.0.1 port 5399: PortUnreachableException";
        Dns dns = new Dns()
                .answer(
                        "example.org",
                        RecordType.RMX,
                        new DnsAnswer.Failed(DnsAnswer.Failed.Kind.UNREACHABLE, detail + "\r\nFAKE \u001b[2J", NOW));
        RmxVerdict verdict = dns.check(CLIENT);
        assertThat(verdict.reason()).isEqualTo("example.org RMX: no name server can be reached");
        assertThat(verdict.failure().orElseThrow().reason()).isEqualTo(detail + "??FAKE ?[2J");
        assertThat(verdict.toString()).endsWith("[" + detail + "??FAKE ?[2J]");
        assertThat(new Dns().check(CLIENT).failure()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void HDR_6_every_kind_of_failure_has_its_own_words(DnsAnswer.Failed.Kind kind) {
        Dns dns = new Dns().answer("example.org", RecordType.RMX, new DnsAnswer.Failed(kind, "internal", NOW));
        assertThat(dns.check(CLIENT).reason()).startsWith("example.org RMX: ").doesNotContain("internal");
    }

    @Test
    void HDR_6_a_reason_from_outside_is_cut() {
        assertThat(new DnsAnswer.Failed(DnsAnswer.Failed.Kind.OTHER, "x".repeat(70_000), NOW).reason())
                .hasSize(300);
        assertThat(new DnsAnswer.Malformed("x".repeat(70_000), NOW, false).reason())
                .hasSize(300);
    }

    @Test
    void RES_2_authenticated_if_every_answer_used_was() {
        Dns dns = new Dns().signed().rmx("example.org", "host:h.example").a("h.example", CLIENT);
        assertThat(dns.check(CLIENT).authenticated()).isTrue();
        assertThat(dns.unsigned().a("h.example", CLIENT).check(CLIENT).authenticated())
                .isFalse();
        Dns record = Dns.of("host:h.example").signed().a("h.example", CLIENT);
        assertThat(record.check(CLIENT).authenticated()).isFalse();
    }

    @Test
    void TEMP_2_a_verdict_from_an_expired_answer_says_so() {
        DnsAnswer.Known fresh = new DnsAnswer.Absent(NOW, true);
        Dns dns = new Dns().answer("example.org", RecordType.RMX, fresh);
        assertThat(dns.check(CLIENT).stale()).isFalse();

        RmxVerdict verdict = dns.answer("example.org", RecordType.RMX, fresh.staleUntil(NOW.plusSeconds(7)))
                .answer("_rmx.example.org", RecordType.RMX_TXT, new DnsAnswer.Absent(NOW.plusSeconds(9), true))
                .check(CLIENT);

        assertThat(verdict.stale()).isTrue();
        assertThat(verdict.authenticated()).isFalse();
        assertThat(verdict.validUntil()).contains(NOW.plusSeconds(7));
        assertThat(verdict.reason()).isEqualTo("example.org publishes no RMX record, from expired DNS data");
    }

    @Test
    void TEMP_2_an_expired_answer_that_was_not_used_does_not_count() {
        Dns dns = Dns.of("ipv4:192.0.2.1 host:h.example");
        DnsAnswer.Known stale = new DnsAnswer.Malformed("m", NOW, true).staleUntil(NOW);
        assertThat(dns.answer("h.example", RecordType.A, stale).check(CLIENT).stale())
                .isFalse();
    }

    @Test
    void RES_2_an_absence_that_was_used_must_be_authenticated_too() {
        Dns dns = new Dns().signed().txt("_rmx.example.org", "ipv4:192.0.2.1").absent("example.org", RecordType.RMX);
        assertThat(dns.check(CLIENT).authenticated()).isTrue();
        assertThat(dns.unsigned()
                        .absent("example.org", RecordType.RMX)
                        .check(CLIENT)
                        .authenticated())
                .isFalse();
    }

    @Test
    void RES_2_an_answer_that_was_not_used_does_not_count() {
        Dns dns = new Dns()
                .validFor(100)
                .signed()
                .rmx("example.org", "ipv4:192.0.2.1 host:h.example")
                .validFor(1)
                .unsigned()
                .txt("_rmx.example.org", "unused:")
                .a("h.example", CLIENT);
        RmxVerdict verdict = (RmxVerdict) dns.evaluate(CLIENT);
        assertThat(verdict.authenticated()).isTrue();
        assertThat(verdict.validUntil()).contains(NOW.plusSeconds(100));
    }

    @Test
    void RES_2_a_failed_reverse_lookup_is_not_authenticated_and_holds_until_its_retry() {
        Dns dns = new Dns()
                .validFor(100)
                .signed()
                .rmx("example.org", "domain:")
                .validFor(30)
                .failed("1.2.0.192.in-addr.arpa", RecordType.PTR);
        RmxVerdict verdict = dns.check(CLIENT);
        assertThat(verdict.authenticated()).isFalse();
        assertThat(verdict.validUntil()).contains(NOW.plusSeconds(30));
    }

    @Test
    void RES_2_a_malformed_reverse_answer_is_used_too() {
        Dns dns = new Dns()
                .validFor(100)
                .signed()
                .rmx("example.org", "domain:")
                .validFor(30)
                .malformed("1.2.0.192.in-addr.arpa", RecordType.PTR);
        assertThat(dns.check(CLIENT).validUntil()).contains(NOW.plusSeconds(30));
    }

    @Test
    void RES_2_valid_until_the_lowest_ttl_used() {
        Dns dns = new Dns()
                .validFor(300)
                .rmx("example.org", "host:a.example host:b.example")
                .validFor(100)
                .absent("a.example", RecordType.A)
                .validFor(200)
                .a("b.example", CLIENT);
        assertThat(dns.check(CLIENT).validUntil()).contains(NOW.plusSeconds(100));
    }

    @Test
    void RES_2_no_record_and_malformed_data_hold_for_their_ttl() {
        Dns none = new Dns()
                .validFor(60)
                .absent("example.org", RecordType.RMX)
                .validFor(50)
                .absent("_rmx.example.org", RecordType.RMX_TXT);
        assertThat(none.check(CLIENT).validUntil()).contains(NOW.plusSeconds(50));
        Dns bad = new Dns().validFor(40).signed().malformed("example.org", RecordType.RMX);
        assertThat(bad.check(CLIENT).validUntil()).contains(NOW.plusSeconds(40));
        assertThat(bad.check(CLIENT).authenticated()).isTrue();
        Dns entry = Dns.of("host:h.example").validFor(30).malformed("h.example", RecordType.A);
        assertThat(entry.check(CLIENT).validUntil()).contains(NOW.plusSeconds(30));
    }

    @Test
    void RES_2_temperror_has_a_retry_time_and_no_validity() {
        Dns dns = new Dns()
                .signed()
                .rmx("example.org", "host:a.example host:b.example")
                .validFor(90)
                .failed("a.example", RecordType.A)
                .validFor(60)
                .failed("b.example", RecordType.A);
        RmxVerdict verdict = dns.check(CLIENT);
        assertThat(verdict.retryAfter()).contains(NOW.plusSeconds(60));
        assertThat(verdict.validUntil()).isEmpty();
        assertThat(verdict.authenticated()).isFalse();
    }

    @Test
    void RES_2_only_temperror_has_a_retry_time() {
        Dns dns = Dns.of("host:dead.example ipv4:192.0.2.1").failed("dead.example", RecordType.A);
        assertThat(((RmxVerdict) dns.evaluate(CLIENT)).retryAfter()).isEmpty();
    }

    @Test
    void RES_2_the_verdict_on_a_sender_without_a_domain_uses_no_answer() {
        RmxVerdict verdict = new Dns().check(CLIENT, "nobody");
        assertThat(verdict.outcome()).isEqualTo(RmxOutcome.NO_RMX);
        assertThat(verdict.authenticated()).isFalse();
        assertThat(verdict.validUntil()).isEmpty();
        assertThat(verdict.form()).isEmpty();
    }

    @Test
    void RES_2_the_null_sender_is_checked_by_its_helo_name() {
        RmxQuery bounce = EnvelopeSender.parse("<>").withHelo("example.org").from(IpAddress.parse(CLIENT));
        RmxVerdict verdict = new RmxVerifier().check(bounce, Dns.of("ipv4:192.0.2.1"));
        assertThat(verdict.outcome()).isEqualTo(RmxOutcome.GRANTED);
    }

    @Test
    void RES_2_authorized_addresses_are_those_of_the_literals_and_none_without_a_record() {
        assertThat(Dns.of("ipv4:192.0.2.0/24 ipv6:2001:db8::/64").check(CLIENT).authorizedAddresses())
                .isEqualTo(BigInteger.TWO.pow(64).add(BigInteger.valueOf(256)));
        assertThat(new Dns().check(CLIENT).authorizedAddresses()).isZero();
        assertThat(new Dns().check(CLIENT, "nobody").authorizedAddresses()).isZero();
    }

    @Test
    void RES_2_authorized_addresses_include_the_full_record_that_was_evaluated() {
        Dns dns =
                Dns.of("full: !ipv4:192.0.2.0/24 ipv4:192.0.0.0/16").rmx("user._rmx.example.org", "ipv4:192.0.2.0/30");
        assertThat(dns.check(CLIENT).authorizedAddresses()).isEqualTo(BigInteger.valueOf(65_536 - 256 + 4));
        assertThat(dns.check(CLIENT, "@example.org").authorizedAddresses()).isEqualTo(BigInteger.valueOf(65_536 - 256));
    }
}
