package dev.rmx.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rmx.PublishedForm;
import dev.rmx.RmxOutcome;
import dev.rmx.RmxQuery;
import dev.rmx.RmxVerdict;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import dev.rmx.spf.SpfQualifier;
import dev.rmx.spf.SpfResult;
import dev.rmx.spf.SpfTerm;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReceivedSpfFieldTest {
    private static ReceivedSpfField field(RmxVerdict verdict) {
        return ReceivedSpfField.of(CheckReport.of(verdict), Verdicts.HOST).orElseThrow();
    }

    private static ReceivedSpfField field(String local, String helo, String mechanism) {
        RmxQuery query = new RmxQuery(
                        IpAddress.parse("2001:db8::1"),
                        Optional.of(DomainName.parse("example.org")),
                        Optional.of(local))
                .withHelo(helo);
        Finding finding = new Finding(
                RmxOutcome.DENIED,
                List.of(PublishedForm.SPF),
                Optional.of(SpfResult.FAIL),
                Optional.of(mechanism),
                "a (b) \"c\" \\",
                Optional.empty(),
                false,
                BigInteger.ZERO);
        return ReceivedSpfField.of(new CheckReport(query, finding), Verdicts.HOST)
                .orElseThrow();
    }

    @Test
    void HDR_5_has_what_RFC_7208_lists() {
        assertThat(field(Verdicts.spf(Verdicts.ip(SpfQualifier.PASS, "192.0.2.0/24"))))
                .hasToString("""
                        Received-SPF: pass (mx.example.net: example.org authorizes 192.0.2.1 by\r
                         ip4:192.0.2.0/24) receiver=mx.example.net; client-ip=192.0.2.1;\r
                         identity=mailfrom; envelope-from="user@example.org"; helo=mail.example.org;\r
                         mechanism="ip4:192.0.2.0/24\"""");
    }

    @Test
    void HDR_5_no_identity_is_told_where_none_was_checked() {
        RmxVerdict verdict = Verdicts.check(
                "x@localhost",
                "victim.example",
                List.of(PublishedForm.SPF),
                question -> new DnsAnswer.Absent(Instant.MAX, false));
        assertThat(field(verdict).values()).doesNotContainKey("identity").containsEntry("helo", "victim.example");
    }

    @Test
    void HDR_5_the_default_result_has_the_mechanism_default() {
        assertThat(field(Verdicts.spf()).result()).isEqualTo(SpfResult.NEUTRAL);
        assertThat(field(Verdicts.spf()).values()).containsEntry("mechanism", "default");
    }

    @Test
    void HDR_5_an_error_has_a_problem() {
        RmxVerdict verdict = Verdicts.check(
                Verdicts.SENDER, "", List.of(PublishedForm.SPF), question -> Verdicts.failed("10.0.0.1"));

        assertThat(field(verdict).values())
                .containsEntry("problem", "example.org TXT: no response in time")
                .doesNotContainKey("mechanism");
    }

    @Test
    void HDR_5_the_null_sender_has_the_identity_helo() {
        RmxVerdict verdict = Verdicts.check(
                "<>", "mail.example.org", List.of(PublishedForm.SPF), question -> Verdicts.failed("time-out"));

        assertThat(field(verdict).values())
                .containsEntry("identity", "helo")
                .containsEntry("helo", "mail.example.org")
                .doesNotContainKey("envelope-from");
    }

    @Test
    void HDR_5_what_is_no_dot_atom_is_quoted() {
        assertThat(field("joe", "[192.0.2.1]", "-exists:a;b.example").format().replace("\r\n", ""))
                .isEqualTo("fail (mx.example.net: a [b] 'c' /) receiver=mx.example.net; client-ip=\"2001:db8::1\";"
                        + " identity=mailfrom; envelope-from=\"joe@example.org\"; helo=\"[192.0.2.1]\";"
                        + " mechanism=\"-exists:a;b.example\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\"; receiver=x; b=\"", "a\\", "a\r\nX-RMX: b", "m\u00fc", "a\0", " a", "a  b", ""})
    void HDR_5_what_needs_quoted_pairs_or_is_not_printable_is_left_out(String text) {
        assertThat(field(text, text, text).values()).containsOnlyKeys("receiver", "client-ip", "identity");
        assertThat(field("joe", "x".repeat(401), "all").values()).doesNotContainKey("helo");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pass (mybox.example.org: domain of myname@example.com designates 192.0.2.1 as permitted sender)"
                        + " receiver=mybox.example.org; client-ip=192.0.2.1; envelope-from=\"myname@example.com\";"
                        + " helo=foo.example.com; | pass | foo.example.com",
                "Fail (a (nested; x=y) \\) one) client-ip=2001:db8::1; helo = \"a b\" (c) ; x.y=z | fail | a b",
                "softfail helo=a.example helo=b.example | softfail | a.example",
                "(x) NEUTRAL (y) ;;; ??? helo; =; helo=\"a\"b; helo=c.example; d=\"open | neutral | c.example",
                "permerror helo=c.example; identity=(open | permerror | c.example",
            })
    void HDR_5_fields_of_other_writers_are_read(String value, String result, String helo) {
        ReceivedSpfField field = ReceivedSpfField.parse(value);

        assertThat(field.result()).hasToString(result);
        assertThat(field.values()).containsEntry("helo", helo);
        assertThat(ReceivedSpfField.parse(field.format())).isEqualTo(field);
    }

    @Test
    void HDR_5_comment_and_values_are_read_in_order() {
        ReceivedSpfField field = ReceivedSpfField.parse("none (a (b)\r\n c) Receiver=x.example;client-ip=192.0.2.1");

        assertThat(field.comment()).isEqualTo("a [b] c");
        assertThat(field.values().toString()).isEqualTo("{receiver=x.example, client-ip=192.0.2.1}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "passed", "pass-x", "unknown", "(pass", "\"pass\"", "receiver=mx.example.net", "p\u00e4ss"})
    void a_value_without_a_result_is_refused(String value) {
        assertThatThrownBy(() -> ReceivedSpfField.parse(value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching("a Received-SPF field begins with a result such as pass, not \"[ -~]*\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A", "1a", "a b", "a=", "a\r\n"})
    void a_key_is_a_name_in_lower_case(String key) {
        Map<String, String> values = Map.of(key, "x");
        assertThatThrownBy(() -> new ReceivedSpfField(SpfResult.PASS, "", values))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void HDR_4_our_own_field_is_a_claim_and_another_host_s_is_not() {
        String own = field(Verdicts.spf(new SpfTerm.All(SpfQualifier.PASS))).format();

        assertThat(ForgedFields.isClaim("Received-SPF", own, Verdicts.HOST)).isTrue();
        assertThat(ForgedFields.isClaim("Received-SPF", own, DomainName.parse("mx.example.com")))
                .isFalse();
        assertThat(ForgedFields.isClaim("Received-SPF", "pass client-ip=192.0.2.1", Verdicts.HOST))
                .isTrue();
    }
}
