package dev.rmx.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rmx.RmxOutcome;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.receive.AuthenticationResultsField.Result;
import dev.rmx.record.DomainName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthenticationResultsFieldTest {
    private static final DnsAnswer ABSENT = new DnsAnswer.Absent(Instant.MAX, false);

    @Test
    void HDR_2_has_host_result_reason_and_the_name_that_was_checked() {
        assertThat(AuthenticationResultsField.of(Verdicts.of(RmxOutcome.GRANTED), Verdicts.HOST))
                .hasToString("Authentication-Results: mx.example.net; x-rmx=pass reason=\"example.org\r\n"
                        + " authorizes 192.0.2.1 by ipv4:192.0.2.0/24\" smtp.mailfrom=example.org");
    }

    @Test
    void HDR_2_a_null_sender_has_the_HELO_property() {
        assertThat(AuthenticationResultsField.of(Verdicts.check("<>", "mail.example.org", ABSENT), Verdicts.HOST)
                        .format())
                .endsWith("smtp.helo=mail.example.org");
    }

    @Test
    void a_sender_without_a_domain_has_no_property() {
        assertThat(AuthenticationResultsField.of(Verdicts.check("nobody", "mail.example.org", ABSENT), Verdicts.HOST)
                        .format())
                .isEqualTo("mx.example.net; x-rmx=none reason=\"the sender has no\r\n domain that can be checked\"");
    }

    @ParameterizedTest
    @EnumSource
    void HDR_3_the_field_of_a_verdict_can_be_read_back(RmxOutcome outcome) {
        AuthenticationResultsField field = AuthenticationResultsField.of(Verdicts.of(outcome), Verdicts.HOST);

        assertThat(AuthenticationResultsField.parse(field.format())).isEqualTo(field);
        assertThat(field.results()).hasSize(1);
        assertThat(field.result("x-rmx").orElseThrow().result())
                .isEqualTo(outcome.result().toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mx.example.net; x-rmx=pass reason=\"a \\\"b\\\" \\\\c\" smtp.mailfrom=example.org",
                "MX.Example.Net 1 ; X-RMX = Pass reason = \"a \\\"b\\\" \\\\c\" SMTP . MailFrom = example.org",
                "(x) \"mx.example.net\"(a (nested \\) one)); x-rmx/1=pass\r\n\treason=\"a \\\"b\\\"\r\n \\\\c\" smtp.mailfrom=joe@example.org (y)",
                "mx.example.net; spf=fail smtp.mailfrom=example.com; x-rmx=pass smtp.mailfrom=\"joe x\"@example.org reason=\"a \\\"b\\\" \\\\c\" policy.x=y; dkim=none;",
            })
    void fields_of_other_writers_are_read(String value) {
        AuthenticationResultsField field = AuthenticationResultsField.parse(value);

        assertThat(field.host()).isEqualTo(Verdicts.HOST);
        Result result = field.result("x-rmx").orElseThrow();
        assertThat(result.result()).isEqualTo("pass");
        assertThat(result.reason()).isEqualTo("a 'b' /c");
        assertThat(result.properties().get("smtp.mailfrom")).endsWith("example.org");
    }

    @Test
    void HDR_5_all_results_of_all_methods_are_read_in_order() {
        AuthenticationResultsField field = AuthenticationResultsField.parse("mx.google.com;\r\n"
                + "       dkim=pass header.i=@example.org header.s=s1 header.b=\"abc/+\";\r\n"
                + "       dkim=fail (no key) header.i=@example.com;\r\n"
                + "       spf=softfail (google.com: domain of x does not designate 192.0.2.1; really)"
                + " smtp.mailfrom=\"joe x\"@example.org;\r\n"
                + "       dmarc=none action=none header.from=example.org;compauth=pass reason=100");

        assertThat(field.results())
                .containsExactly(
                        new Result(
                                "dkim",
                                "pass",
                                "",
                                Map.of("header.i", "@example.org", "header.s", "s1", "header.b", "abc/+")),
                        new Result("dkim", "fail", "", Map.of("header.i", "@example.com")),
                        new Result("spf", "softfail", "", Map.of("smtp.mailfrom", "joe x@example.org")),
                        new Result("dmarc", "none", "", Map.of("header.from", "example.org")),
                        new Result("compauth", "pass", "100", Map.of()));
        assertThat(AuthenticationResultsField.parse(field.format())).isEqualTo(field);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "x-rmx | ''",
                "x-rmx= | ''",
                "x-rmx=] | ''",
                "x-rmx=pass] | ''",
                "=pass | ''",
                "none | ''",
                "x-rmx=maybe | x-rmx=maybe",
                "x-rmx=pass reason | x-rmx=pass",
                "x-rmx=pass reason= | x-rmx=pass",
                "x-rmx=pass reason=a b smtp.helo=h.example | x-rmx=pass reason=\"a\" smtp.helo=h.example",
                "x-rmx=pass reason=\"a\"b.c=d smtp.helo=h.example | x-rmx=pass smtp.helo=h.example",
                "x-rmx=pass foo smtp.helo=h.example | x-rmx=pass smtp.helo=h.example",
                "x-rmx=pass smtp.mailfrom smtp.helo=h.example | x-rmx=pass smtp.helo=h.example",
                "x-rmx=pass smtp.=x | x-rmx=pass",
                "x-rmx=pass smtp.helo=a\\b.example | x-rmx=pass",
                "x-rmx=pass \"a; x=y\" smtp.helo=h.example | x-rmx=pass smtp.helo=h.example",
                "x-rmx=pass smtp.helo=a.example smtp.helo=b.example | x-rmx=pass smtp.helo=a.example",
                "(only a comment; x=y) | ''",
                "x-rm\u00fc=pass | ''",
            })
    void HDR_5_what_cannot_be_understood_of_one_result_loses_none_of_the_others(String odd, String kept) {
        String rest = kept.isEmpty() ? "" : "; " + kept;
        assertThat(unfolded(AuthenticationResultsField.parse("mx.example.net; spf=pass; " + odd + "; dkim=none")))
                .isEqualTo("mx.example.net; spf=pass" + rest + "; dkim=none");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x-rmx=pass reason=\"a; dkim=pass", "x-rmx=pass (a; dkim=pass", "x-rmx=pass reason=\"a\\"})
    void HDR_5_a_string_or_comment_that_does_not_end_takes_only_the_rest_with_it(String odd) {
        assertThat(unfolded(AuthenticationResultsField.parse("mx.example.net; spf=pass; " + odd)))
                .isEqualTo("mx.example.net; spf=pass; x-rmx=pass");
    }

    private static String unfolded(AuthenticationResultsField field) {
        return field.format().replace("\r\n", "");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ";",
                "mx.example.net",
                "(mx.example.net; spf=pass",
                "\"mx.example.net; spf=pass",
                "mx.example.net 1 2; x-rmx=pass",
                "mx.example.net\r\nX: y; x-rmx=pass",
                "m\u00fcx.example.net; x-rmx=pass",
                "mx\u0007.example.net; x-rmx=pass",
            })
    void a_field_without_a_host_is_refused(String value) {
        assertThatThrownBy(() -> AuthenticationResultsField.parse(value)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void the_message_says_what_is_wrong() {
        assertThatThrownBy(() -> AuthenticationResultsField.parse("mx.example.net\u0007; x-rmx=pass"))
                .hasMessage("an Authentication-Results field begins with a host and a semicolon, not"
                        + " \"mx.example.net\\u0007; x-rmx=pass\"");
    }

    @Test
    void a_field_without_results_says_none() {
        AuthenticationResultsField field = new AuthenticationResultsField(Verdicts.HOST, List.of());
        assertThat(field).hasToString("Authentication-Results: mx.example.net; none");
        assertThat(AuthenticationResultsField.parse(field.format())).isEqualTo(field);
    }

    @Test
    void HDR_3_a_reason_becomes_one_short_line() {
        assertThat(reason("  a\r\nX-RMX:  \u00fc\0 ")).isEqualTo("a??X-RMX: ??");
        assertThat(reason("\\".repeat(1_000))).hasSize(400).endsWith("/...");
        assertThat(field("\\".repeat(1_000)).toString().split("\r\n"))
                .allSatisfy(line -> assertThat(line).hasSizeLessThan(998));
    }

    /** Perl's Mail::AuthenticationResults ends a quoted string at the first quotation mark and dies on the rest. */
    @Test
    void HDR_3_a_reason_has_no_quotation_mark_and_no_backslash() {
        assertThat(field("a \"b\"; \\\" c").format()).isEqualTo("mx.example.net; x-rmx=pass reason=\"a 'b'; /' c\"");
    }

    /** Python's authres refuses {@code reason=""}. */
    @Test
    void HDR_3_an_empty_reason_is_omitted() {
        assertThat(field(" ").format()).isEqualTo("mx.example.net; x-rmx=pass");
        assertThat(AuthenticationResultsField.parse(field("").format())).isEqualTo(field(""));
    }

    @Test
    void a_field_that_is_too_long_is_refused() {
        String comment = "mx.example.net; x-rmx=pass (" + "x".repeat(65_500);
        assertThat(AuthenticationResultsField.parse(comment + ")").results()).hasSize(1);
        assertThatThrownBy(() -> AuthenticationResultsField.parse(comment + "x".repeat(50) + ")"))
                .hasMessage("a field has at most 65536 characters, not 65579");
    }

    private static AuthenticationResultsField field(String reason) {
        return new AuthenticationResultsField(Verdicts.HOST, List.of(new Result("x-rmx", "pass", reason, Map.of())));
    }

    private static String reason(String reason) {
        return field(reason).results().get(0).reason();
    }

    @Test
    void hosts_and_domains_have_plain_labels() {
        DomainName name = DomainName.parse("a\\059b.example");
        assertThatThrownBy(() -> AuthenticationResultsField.of(Verdicts.of(RmxOutcome.GRANTED), name))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "'', pass, smtp.helo",
        "a b, pass, smtp.helo",
        "X-RMX, pass, smtp.helo",
        "x-rmx, pass;, smtp.helo",
        "x-rmx, pass, smtp",
        "x-rmx, pass, 'smtp.helo '",
    })
    void a_result_is_made_of_keywords(String method, String result, String property) {
        Map<String, String> properties = Map.of(property, "x");
        assertThatThrownBy(() -> new Result(method, result, "", properties))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
