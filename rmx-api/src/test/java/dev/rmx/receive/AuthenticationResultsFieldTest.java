package dev.rmx.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rmx.RmxOutcome;
import dev.rmx.RmxResult;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.receive.AuthenticationResultsField.Identity;
import dev.rmx.receive.AuthenticationResultsField.Property;
import dev.rmx.record.DomainName;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
        assertThat(field.result()).isEqualTo(outcome.result());
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
        assertThat(AuthenticationResultsField.parse(value))
                .isEqualTo(new AuthenticationResultsField(
                        Verdicts.HOST,
                        RmxResult.PASS,
                        "a 'b' /c",
                        Optional.of(new Identity(Property.MAILFROM, DomainName.parse("example.org")))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ";",
                "mx.example.net",
                "mx.example.net; none",
                "mx.example.net; spf=pass",
                "mx.example.net; x-rmx",
                "mx.example.net; x-rmx=",
                "mx.example.net; x-rmx=maybe",
                "mx.example.net; x-rmx=pass reason",
                "mx.example.net; x-rmx=pass reason=",
                "mx.example.net; x-rmx=pass reason=\"a",
                "mx.example.net; x-rmx=pass reason=\"a\\",
                "mx.example.net; x-rmx=pass reason=a b",
                "mx.example.net; x-rmx=pass smtp.mailfrom",
                "mx.example.net; x-rmx=pass smtp.=x",
                "mx.example.net; x-rmx=pass (a",
                "mx.example.net; x-rmx=pass ]",
                "mx.example.net; none; x-rmx=pass",
                "mx.example.net 1 2; x-rmx=pass",
                "mx.example.net\r\nX: y; x-rmx=pass",
                "m\u00fcx.example.net; x-rmx=pass",
                "mx.example.net; x-rmx=pass smtp.mailfrom=a\\b.example",
            })
    void anything_else_is_refused(String value) {
        assertThatThrownBy(() -> AuthenticationResultsField.parse(value)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void the_message_says_what_is_wrong_and_where() {
        assertThatThrownBy(() -> AuthenticationResultsField.parse("mx.example.net; x-rmx=pass\r\n reason=\u0007"))
                .hasMessage("an Authentication-Results field must have a reason at offset 34 of"
                        + " \"mx.example.net; x-rmx=pass reason=\\u0007\"");
    }

    @Test
    void HDR_3_a_reason_becomes_one_short_line() {
        assertThat(field("  a\r\nX-RMX:  \u00fc\0 ").reason()).isEqualTo("a??X-RMX: ??");
        assertThat(field("\\".repeat(1_000)).reason()).hasSize(400).endsWith("/...");
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
        assertThat(AuthenticationResultsField.parse(comment + ")").result()).isEqualTo(RmxResult.PASS);
        assertThatThrownBy(() -> AuthenticationResultsField.parse(comment + "x".repeat(50) + ")"))
                .hasMessage("a field has at most 65536 characters, not 65579");
    }

    private static AuthenticationResultsField field(String reason) {
        return new AuthenticationResultsField(Verdicts.HOST, RmxResult.PASS, reason, Optional.empty());
    }

    @Test
    void hosts_and_domains_have_plain_labels() {
        DomainName name = DomainName.parse("a\\059b.example");
        assertThatThrownBy(() -> AuthenticationResultsField.of(Verdicts.of(RmxOutcome.GRANTED), name))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Identity(Property.HELO, name)).isInstanceOf(IllegalArgumentException.class);
    }
}
