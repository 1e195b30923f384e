package dev.rmx.receive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.RmxOutcome;
import dev.rmx.record.DomainName;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ForgedFieldsTest {
    /** Each name costs as much as all the rest: a field with many is removed unread. */
    @Test
    void HDR_4_a_field_that_names_many_hosts_is_a_claim() {
        String many = "pass " + "receiver=mx.example.com; ".repeat(17);
        assertThat(ForgedFields.isClaim("Received-SPF", many, Verdicts.HOST)).isTrue();
        assertThat(ForgedFields.isClaim("X-RMX", "Granted" + " by mx.example.com".repeat(17), Verdicts.HOST))
                .isTrue();
        assertThat(ForgedFields.isClaim("X-RMX", "Granted" + " by mx.example.com".repeat(16), Verdicts.HOST))
                .isFalse();
    }

    private static final DomainName OTHER = DomainName.parse("mx.example.com");

    @Test
    void HDR_4_only_fields_that_name_this_host_are_claims() {
        String own = XRmxField.of(CheckReport.of(Verdicts.of(RmxOutcome.GRANTED)), Verdicts.HOST, Instant.EPOCH)
                .orElseThrow()
                .format();
        String results = AuthenticationResultsField.of(Verdicts.of(RmxOutcome.GRANTED), Verdicts.HOST)
                .format();

        assertThat(ForgedFields.isClaim("X-RMX", own, Verdicts.HOST)).isTrue();
        assertThat(ForgedFields.isClaim("x-rmx ", own, Verdicts.HOST)).isTrue();
        assertThat(ForgedFields.isClaim("X-RMX", own, OTHER)).isFalse();
        assertThat(ForgedFields.isClaim("authentication-RESULTS", results, Verdicts.HOST))
                .isTrue();
        assertThat(ForgedFields.isClaim("Authentication-Results", results, OTHER))
                .isFalse();
        assertThat(ForgedFields.isClaim("Subject", own, Verdicts.HOST)).isFalse();
        assertThat(ForgedFields.isClaim("X-RMX-Note", own, Verdicts.HOST)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mx.example.net; spf=pass smtp.mailfrom=example.org",
                " (c) MX.Example.Net. ; none",
                "\"mx.example.net\" 1; dkim=pass header.d=example.org",
                "\"mx.\\example.net\"; spf=pass",
                "mx.example.net",
                "\r\n mx.example.net\r\n\t; spf=pass",
                "\u00a0mx.example.net; x-rmx=pass",
                "\u2003mx.example.net; x-rmx=pass",
                "\u3000mx.example.net; x-rmx=pass",
                "\u1680\u2028\u2029\u202f\u205f\u0085\u000b\f\u001cmx.example.net; x-rmx=pass",
                "mx.example.net\u00a0; x-rmx=pass",
                "mx.example.net\u00a0mx.example.com; x-rmx=pass",
                "\u00c2\u00a0mx.example.net; x-rmx=pass", // U+00A0 in UTF-8, read as Latin 1
                "\u00e3\u0080\u0080mx.example.net; x-rmx=pass", // U+3000 likewise
                "\u00e2\u0080mx.example.net; x-rmx=pass", // the same, cut off
                "\ufeffmx.example.net; x-rmx=pass",
                "mx.exam\u200bple.net; x-rmx=pass",
                "mx.exam\u00adple.net; x-rmx=pass",
                "mx.example.net\u200d.; x-rmx=pass",
                "mx.example.net\ufffd; x-rmx=pass",
                "mx.example.net\0.example.com; x-rmx=pass",
                "\ufffd\0mx.example.net; x-rmx=pass",
                "\ud800mx.example.net; x-rmx=pass",
                "mx.example.net\ud83d\ude00; x-rmx=pass",
                "\uff4dx.example.net; spf=pass",
                "mx\u3002example\uff61net; spf=pass",
                "mx.example\uff0enet; spf=pass",
                "mx.exampl\u212f.net; spf=pass",
                "mx.example.net\uff1bspf=pass",
                "mx.example.net(c); spf=pass",
                "(a (nested) one) mx.example.net; spf=pass",
                "(\\() mx.example.net; spf=pass",
                "(\\() mx.example.com; spf=pass (c) ) mx.example.net; x-rmx=pass", // to a reader without quoted pairs
                "(\\() mx.example.com ) mx.example.net; x-rmx=pass",
                "(a (b) mx.example.net; x-rmx=pass) mx.example.com; spf=pass", // to a reader without nested comments
                "\"mx.example.net\\\" x\"; x-rmx=pass",
                "mx . example (c) . net; x-rmx=pass",
                "\"mx\".example.net; x-rmx=pass",
                "mx.(c)example.net 1; x-rmx=pass",
                "mx%2Eexample%2enet; x-rmx=pass",
                "..mx.example.net..; x-rmx=pass",
                "xn--mx-.example.net; x-rmx=pass",
                "mx.example.com/mx.example.net; spf=pass",
                "mx.example.com,mx.example.net; spf=pass",
                "postmaster@mx.example.net; spf=pass",
                "<mx.example.net>; spf=pass",
                "\u00e9 mx.example.net; spf=pass", // to a reader that drops octets outside ASCII
                "\uff4d\u2003mx.example.net; spf=pass",
                "mx.e\nxample.net; spf=pass",
                "mx.example.com; spf=pass\rAuthentication-Results: mx.example.net; spf=pass",
                "=?utf-8?q?mx.example.net?=; spf=pass",
                "=?utf-8?b?bXguZXhhbXBsZS5uZXQ=?=; spf=pass",
                "Authentication-Results: mx.example.net; x-rmx=pass",
            })
    void HDR_4_a_host_that_any_reader_could_take_for_this_one_is_a_claim(String value) {
        assertThat(ForgedFields.isClaim("Authentication-Results", value, Verdicts.HOST))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "\u0000",
                ";",
                "; mx.example.com; spf=pass",
                "\"\"; spf=pass",
                "(mx.example.com; spf=pass",
                "\"mx.example.com; spf=pass",
                "(c\\) mx.example.com; spf=pass",
                "spf=pass smtp.mailfrom=example.org; dkim=none",
                "mx.ex\\097mple.net; spf=pass",
                "[192.0.2.1]; spf=pass",
                "a@b; spf=pass",
            })
    void HDR_4_a_field_without_a_recognizable_host_is_a_claim(String value) {
        assertThat(ForgedFields.isClaim("Authentication-Results", value, Verdicts.HOST))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mx.example.com; spf=pass smtp.mailfrom=example.org",
                "example.net; x-rmx=pass",
                "a.mx.example.net; x-rmx=pass",
                "mx.example.net.example.com; x-rmx=pass",
                "mx.example.com (mx.example.net); none",
                "(mx.example.net) mx.example.com; none",
                "(a (b)) mx.example.com; none",
                "(\\)) mx.example.com; none",
                "(\\() mx.example.com; none",
                "\"mx.example.com\"; none",
                "m\u00fcx.example.net; arc=none",
                "m\u00c3\u00bcx.example.net; arc=none",
                "xn--mx-xka.example.net; arc=none",
                "mx.example.com 1; dmarc=pass action=none header.from=example.org",
                "mx.example.com; dmarc=pass (p=none) policy=none",
                "mx.example.com for x@mx.example.net",
                "mx.example.com for x@y; spf=pass",
                "mx.example.com 1 2; spf=pass",
                "mx.example.com",
                "mx.example.com; spf=pass (",
                "mx.example.com (; spf=pass",
                "mx.example.com; spf=\"pass",
                "mx.example.com; =; ;; \\ \u0000",
                "mx.example.com/1; spf=pass",
                "mx.example.com:25; spf=pass",
                "mail_1; spf=pass",
                "1; spf=pass",
                "\u00a0mx.example.com\u3000; spf=pass",
                "\ufeffmx.example.com; spf=pass",
                "\u00c2\u00a0mx.example.com; spf=pass",
                "\u00e2\u0080\u00a8mx.example.com; spf=pass",
                "\rmx.example.com; spf=pass",
                "mx.exam\u200bple.com; spf=pass",
                "mx.example.com\ufffd; spf=pass",
            })
    void HDR_4_other_hosts_keep_their_fields_however_odd(String value) {
        assertThat(ForgedFields.isClaim("Authentication-Results", value, Verdicts.HOST))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "xn--bcher-kva.example, bücher.example, true",
        "xn--bcher-kva.example, BU\u0308CHER.example, true",
        "xn--bcher-kva.example, bu\u0308cher.EXAMPLE., true",
        "xn--bcher-kva.example, XN--BCHER-KVA.example, true",
        "xn--bcher-kva.example, b\u00c3\u00bccher.example, true",
        "xn--bcher-kva.example, bucher.example, false",
        "xn--strae-oqa.example, straße.example, true", // IDNA 2008
        "strasse.example,       straße.example, true", // IDNA 2003
        "strasse.example,       straße.example.com, false",
        "mail.example,          maıl.example, true", // equal by String.equalsIgnoreCase
        "mail.example,          MAİL.example, true",
        "mask.example,          ma\u017f\u212a.example, true",
    })
    void HDR_4_A_labels_and_U_labels_are_the_same_host(String host, String server, boolean claim) {
        assertThat(ForgedFields.isClaim("Authentication-Results", server + "; none", DomainName.parse(host)))
                .isEqualTo(claim);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Granted",
                "",
                "whatever",
                "by",
                "Granted addr 192.0.2.1 by mx.example.net",
                "Granted addr 192.0.2.1 by MX.example.NET. on Thu, 5 Nov 2026 06:07:08 +0000 mechanism mx:",
                "Granted addr 192.0.2.1 by\u00a0mx.example.net on",
                "Granted addr 192.0.2.1\u3000BY mx.exam\u200bple.net on",
                "Granted addr 192.0.2.1 by mx.example.com by mx.example.net",
                "Granted addr 192.0.2.1 by (c) mx.example.net",
                "Granted addr 192.0.2.1 by\r\n\t\"mx.example.net\"",
                "Granted addr 192.0.2.1 by [mx]",
            })
    void HDR_4_an_X_RMX_field_of_this_host_or_of_no_host_is_a_claim(String value) {
        assertThat(ForgedFields.isClaim("X-RMX", value, Verdicts.HOST)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Granted addr 192.0.2.1 by mx.example.com on Thu, 5 Nov 2026 06:07:08 +0000 mechanism mx:",
                "Granted addr 192.0.2.1 by mx.example.com on 5.11.2026",
                "by mx.example.com; and more (",
                "Perhaps addr nothing by mx.example.com mechanism mx.example.net",
            })
    void HDR_4_other_hosts_keep_their_X_RMX_fields(String value) {
        assertThat(ForgedFields.isClaim("X-RMX", value, Verdicts.HOST)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "pass",
                "pass (mx.example.com: domain of example.org designates 192.0.2.1) client-ip=192.0.2.1;",
                "pass (receiver=mx.example.com)",
                "pass client-ip=192.0.2.1; envelope-from=\"x; receiver=mx.example.com\"",
                "pass envelope-from=SRS0=receiver=mx.example.com@example.org;",
                "pass x-receiver=mx.example.com",
                "pass receiver=mx.example.net; client-ip=192.0.2.1",
                "pass (c) client-ip=192.0.2.1;Receiver (c) = (c) MX.EXAMPLE.NET.",
                "pass receiver=\"mx.example.net\"",
                "pass receiver=\u00a0mx.exam\u00adple.net",
                "pass receiver=mx.example.com; receiver=mx.example.net",
                "pass receiver=mx.example.com (receiver=mx.example.net)",
                "pass receiver=; client-ip=192.0.2.1",
                "pass receiver=",
                "pass receiver",
                "pass receiver=[192.0.2.1]",
                "pass (a receiver=mx.example.com",
                "pass (a \\) receiver=mx.example.com) x", // not in a comment, to a reader without quoted pairs
            })
    void HDR_4_a_Received_SPF_of_this_host_or_of_no_host_is_a_claim(String value) {
        assertThat(ForgedFields.isClaim("Received-SPF", value, Verdicts.HOST)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pass (mx.example.com: domain of example.org) receiver=mx.example.com; client-ip=192.0.2.1",
                "pass client-ip=192.0.2.1; envelope-from=\"a@example.org\"; helo=mx.example.net; receiver=mx.example.com",
                "pass receiver = mx.example.com",
                "pass client-ip=192.0.2.1;receiver=\"mx.example.com\" (",
                "none(c)receiver=mx.example.com for mx.example.net",
            })
    void HDR_4_other_hosts_keep_their_Received_SPF(String value) {
        assertThat(ForgedFields.isClaim("Received-SPF", value, Verdicts.HOST)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authentication-Results",
                "authentication-results ",
                "\u00a0Authentication-Results\u3000",
                "Authentication-Results\0",
                "\ufeffAUTHENTICATION-RESULTS",
                "Authent\u0131cation-Re\u017fult\u017f",
            })
    void HDR_4_the_name_of_the_field_is_matched_as_any_reader_may_match_it(String name) {
        assertThat(ForgedFields.isClaim(name, "mx.example.net; none", Verdicts.HOST))
                .isTrue();
        assertThat(ForgedFields.isClaim(name, "mx.example.com; none", Verdicts.HOST))
                .isFalse();
        assertThat(ForgedFields.isClaim("X-" + name, "mx.example.net; none", Verdicts.HOST))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a\rX-RMX: Granted", "a\n\nX-RMX: Granted", "a\r\n b\n\tc\nd\nauthentication-results:x=y\n"})
    void HDR_4_a_field_with_a_bare_line_break_may_hold_another(String value) {
        assertThat(ForgedFields.isClaim("Subject", value, Verdicts.HOST)).isTrue();
        assertThat(ForgedFields.isClaim("Subject", value.replaceAll("(?<=[\r\n])(?=\\w)", " "), Verdicts.HOST))
                .isFalse();
    }

    /** The work is linear in the length; otherwise a million characters would take hours. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "(",
                "\"",
                "\\",
                ".",
                ";",
                "a.",
                " ",
                "\u00a0",
                "\u0301",
                "\u00fc",
                "\ufffd",
                "\n",
                "\nX:",
                "\r\n a",
                "by ",
                "receiver=",
                "%2e"
            })
    void HDR_4_a_field_of_a_million_characters_is_read(String piece) {
        String value = piece.repeat(1_000_000 / piece.length());
        for (String name : List.of("Authentication-Results", "X-RMX", "Received-SPF")) {
            assertThat(ForgedFields.isClaim(name, "mx.example.net; " + value, Verdicts.HOST))
                    .isTrue();
            ForgedFields.isClaim(name, value, Verdicts.HOST);
        }
        assertThat(ForgedFields.isClaim("Authentication-Results", "mx.example.com; " + value, Verdicts.HOST))
                .isFalse();
        assertThat(ForgedFields.isClaim(value, "mx.example.net", Verdicts.HOST)).isFalse();
    }

    @Test
    void HDR_4_a_field_with_its_host_too_far_back_is_a_claim() {
        for (int length : new int[] {8_170, 8_180, 8_190, 8_200, 20_000}) {
            String value = " ".repeat(length) + "mx.example.net; none";
            assertThat(ForgedFields.isClaim("Authentication-Results", value, Verdicts.HOST))
                    .isTrue();
        }
    }
}
