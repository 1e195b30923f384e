package dev.rmx.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rmx.RmxOutcome;
import dev.rmx.record.DomainName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedResultsTest {
    private static final String HOST = "mx.example.net";
    private static final EnvelopeSender SENDER = EnvelopeSender.parse("<user@example.org>");
    private static final EnvelopeSender NULL = EnvelopeSender.parse("<>").withHelo("mail.example.org");

    private static HeaderField results(String value) {
        return new HeaderField("Authentication-Results", value);
    }

    private static HeaderField receivedSpf(String value) {
        return new HeaderField("Received-SPF", value);
    }

    private static TrustedResults read(HeaderField... fields) {
        return TrustedResults.read(List.of(fields), List.of(HOST));
    }

    private static HostResult only(String value) {
        List<HostResult> all = read(results(value)).all();
        assertThat(all).as(value).hasSize(1);
        return all.get(0);
    }

    private static List<String> words(List<HostResult> results) {
        return results.stream()
                .map(one -> one.index() + " " + one.method() + "=" + one.result())
                .toList();
    }

    /** The examples of RFC 8601, Appendix B. */
    @Test
    void HDR_5_the_examples_of_RFC_8601_are_read() {
        TrustedResults results = TrustedResults.read(
                List.of(
                        results("example.org 1; none"),
                        results("example.com;\r\n          spf=pass smtp.mailfrom=example.net"),
                        results("example.com;\r\n          auth=pass (cram-md5) smtp.auth=sender@example.net;\r\n"
                                + "          spf=pass smtp.mailfrom=example.net"),
                        results("example.com; iprev=pass\r\n          policy.iprev=192.0.2.200"),
                        results("example.com;\r\n          dkim=pass (good signature) header.d=example.com"),
                        results(String.join(
                                "\r\n",
                                "example.com;",
                                "      dkim=pass reason=\"good signature\"",
                                "        header.i=@mail-router.example.net;",
                                "      dkim=fail reason=\"bad signature\"",
                                "        header.i=@newyork.example.com")),
                        results(String.join(
                                "\r\n",
                                "foo.example.net (foobar) 1 (baz);",
                                "    dkim (Because I like it) / 1 (One yay) = (wait for it) fail",
                                "      policy (A dot can go here) . (like that) expired",
                                "      (this surprised me) = (as I wasn't expecting it) 1362471462"))),
                List.of("example.org", "example.com", "Foo.Example.net"));

        assertThat(words(results.all()))
                .containsExactly(
                        "1 spf=pass",
                        "2 auth=pass",
                        "2 spf=pass",
                        "3 iprev=pass",
                        "4 dkim=pass",
                        "5 dkim=pass",
                        "5 dkim=fail",
                        "6 dkim=fail");
        assertThat(results.all()).allMatch(HostResult::whole);
        assertThat(results.all().get(1).property("smtp.auth")).contains("sender@example.net");
        assertThat(results.all().get(6).reason()).isEqualTo("bad signature");
        assertThat(results.all().get(6).property("header.i")).contains("@newyork.example.com");
        assertThat(results.all().get(7))
                .isEqualTo(new HostResult(
                        "Foo.Example.net",
                        "Authentication-Results",
                        6,
                        "dkim",
                        1,
                        "fail",
                        "",
                        Map.of("policy.expired", List.of("1362471462")),
                        true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mx.example.net; spf=pass",
                "MX.Example.NET;spf=pass",
                "(c) mx.example.net (c) 1 (c) ; spf=pass",
                "\r\n\tmx.example.net\r\n\t1;\r\n\tspf=pass",
                "\"mx.example.net\"; spf=pass",
                "\"mx.ex\\ample.net\" 1; spf=pass",
                "mx.example.net(c);spf=pass",
            })
    void HDR_4_a_field_of_a_trusted_host_is_read(String value) {
        assertThat(words(read(results(value)).all())).containsExactly("0 spf=pass");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "; spf=pass",
                "spf=pass",
                "mx.example.com; spf=pass",
                "mx.example.net.; spf=pass",
                "mx.example.net.evil.example; spf=pass",
                ".mx.example.net; spf=pass",
                "mx.example.net/1; spf=pass",
                "mx.example.net@evil.example; spf=pass",
                "mx.example.net:25; spf=pass",
                "mx .example.net; spf=pass",
                "mx.(c)example.net; spf=pass",
                "(mx.example.net); spf=pass",
                "(mx.example.net; spf=pass",
                "\"mx.example.net; spf=pass",
                "\"mx.example.net\"x; spf=pass",
                "\"mx.example.net\"1; spf=pass",
                "mx.example.net\"x\"; spf=pass",
                "evil.example mx.example.net; spf=pass",
                "mx.example.net evil.example; spf=pass",
                "mx.example.net \"1\"; spf=pass",
                "mx.example.net 2; spf=pass",
                "mx.example.net 1 1; spf=pass",
                "mx.example.net 1x; spf=pass",
                "mx.example.net\u00a0; spf=pass",
                "mx.exam\u00adple.net; spf=pass",
                "mx.examp\u2113e.net; spf=pass",
                "\uff4dx.example.net; spf=pass",
                "mx.example.net\0; spf=pass",
                "mx.example.net\r\nX-A: b; spf=pass",
                "Authentication-Results: mx.example.net; spf=pass",
            })
    void HDR_4_a_field_of_any_other_host_is_not_read(String value) {
        assertThat(read(results(value)).all()).isEmpty();
    }

    @Test
    void HDR_4_no_letter_outside_ASCII_equals_one_of_a_trusted_name() {
        // to String.equalsIgnoreCase, the Kelvin sign is a k
        assertThat(TrustedResults.read(List.of(results("\u212a.example; spf=pass")), List.of("k.example"))
                        .all())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'AUTHENTICATION-results', 1",
        "'Authentication-Results ', 0",
        "'X-Authentication-Results', 0",
        "'ARC-Authentication-Results', 0",
    })
    void HDR_4_the_name_of_the_field_is_exact(String name, int count) {
        assertThat(read(new HeaderField(name, "mx.example.net; spf=pass")).all())
                .hasSize(count);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mail_1", "m\u00fcx.example", "a b; c", "mx.example.net/in?x=1", "\"q\""})
    void HDR_4_a_trusted_host_need_not_be_a_domain_name(String host) {
        String quoted = '"' + host.replace("\"", "\\\"") + '"';
        boolean plain = host.indexOf(' ') < 0 && host.indexOf('"') < 0;
        List<HeaderField> fields =
                List.of(results(quoted + "; spf=pass"), results((plain ? host : quoted) + " 1; dkim=none"));

        TrustedResults results = TrustedResults.read(fields, List.of(host));
        assertThat(words(results.all())).containsExactly("0 spf=pass", "1 dkim=none");
        assertThat(results.all()).allMatch(one -> one.host().equals(host));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "mx\n.example"})
    void a_trusted_host_has_a_name(String host) {
        List<String> hosts = List.of(host);
        assertThatThrownBy(() -> TrustedResults.read(List.of(), hosts)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "spf=pass (; dkim=pass) | 0 spf=pass",
                "spf=pass (a (b; dkim=pass) c; dkim=pass) | 0 spf=pass",
                "spf=pass (a \\); dkim=pass x) | 0 spf=pass",
                "spf=fail reason=\"; dkim=pass\" | 0 spf=fail",
                "spf=fail reason=\"a\\\"; dkim=pass\" | 0 spf=fail",
                "spf=fail smtp.mailfrom=\"a; dkim=pass b\"@example.org | 0 spf=fail",
                "spf=fail smtp.mailfrom=a\"; dkim=pass;\"b | 0 spf=fail",
                "spf=\"pass\" | ''",
                "spf=\"fail; dkim=pass\" | ''",
                "\"spf\"=pass | ''",
                "(spf)=pass | ''",
                "spf=(pass) | ''",
                "spf=pass(comment)x | 0 spf=pass",
            })
    void HDR_5_nothing_in_a_comment_or_quoted_string_becomes_a_result(String statement, String found) {
        List<String> all = words(
                read(results("mx.example.net; " + statement + "; iprev=none")).all());
        assertThat(all.subList(0, all.size() - 1)).isEqualTo(found.isEmpty() ? List.of() : List.of(found));
        assertThat(all).endsWith("0 iprev=none");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "smtp.mailfrom=user@example.org | user@example.org",
                "SMTP . MailFrom = (c) user@example.org | user@example.org",
                "smtp.mailfrom=\"user@example.org\" | user@example.org",
                "smtp.mailfrom=\"joe; x\"@example.org | \"joe; x\"@example.org",
                "smtp.mailfrom=\"a\\\"b\"@example.org | \"a\\\"b\"@example.org",
                "smtp.mailfrom=\"a \\\"b\\\" \\\\\" | a \"b\" \\",
                "smtp.mailfrom=<user@example.org> | <user@example.org>",
                "smtp.mailfrom=j\u00f6rg@b\u00fccher.example | j\u00f6rg@b\u00fccher.example",
                "smtp.mailfrom=@example.org | @example.org",
                "smtp.mailfrom=a=b/c+d?e@example.org | a=b/c+d?e@example.org",
                "smtp.mailfrom=\"\" | ''",
            })
    void HDR_5_values_come_as_they_are(String property, String value) {
        HostResult result = only("mx.example.net; spf=pass " + property);
        assertThat(result.property("smtp.mailfrom")).contains(value);
        assertThat(result.whole()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "smtp.mailfrom=",
                "smtp.mailfrom= ; x=",
                "smtp.mailfrom=a\\b",
                "smtp.mailfrom=\"a\"b",
                "smtp.mailfrom=\"a",
                "smtp.mailfrom=\"a\0b\"",
                "smtp.mailfrom=\"a\u2028b\"",
                "smtp.mailfrom",
                "smtp.=a",
                "action=none",
                "reason=",
                "x",
                "(open",
            })
    void HDR_5_a_result_tells_that_a_part_of_it_is_missing(String damaged) {
        HostResult result = only("mx.example.net; spf=pass " + damaged);
        assertThat(result.whole()).isFalse();
        assertThat(result.properties()).isEmpty();
        assertThat(result.reason()).isEmpty();
    }

    @Test
    void methods_have_versions() {
        assertThat(only("mx.example.net; spf/2=pass").version()).isEqualTo(2);
        assertThat(only("mx.example.net; spf / (c) 01 = pass").version()).isEqualTo(1);
        assertThat(words(read(results("mx.example.net; a/x=pass; b/=pass; c/1.1=pass; d/9999999999=pass; e=pass"))
                        .all()))
                .containsExactly("0 e=pass");
    }

    @Test
    void HDR_4_results_are_bounded_by_a_field() {
        TrustedResults results = read(
                results("mx.example.net; dkim=pass"),
                new HeaderField("Received", "from a by mx.example.net"),
                results("mx.example.net; spf=pass"),
                receivedSpf("pass receiver=mx.example.net"));

        assertThat(words(results.all())).containsExactly("0 dkim=pass", "2 spf=pass", "3 spf=pass");
        assertThat(words(results.above(1).all())).containsExactly("0 dkim=pass");
        assertThat(results.above(0).all()).isEmpty();
        assertThat(results.above(9)).isEqualTo(results);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "smtp.mailfrom=example.org",
                "smtp.mailfrom=Example.ORG.",
                "smtp.mailfrom=@example.org",
                "smtp.mailfrom=user@example.org",
                "smtp.mailfrom=USER@EXAMPLE.ORG",
                "smtp.mailfrom=<user@example.org>",
                "smtp.mailfrom=\"<user@example.org>\"",
                "smtp.mailfrom=\"user\"@example.org",
                "smtp.mailfrom=\"user@example.org\" smtp.helo=mail.example.com",
                "smtp.mailfrom=example.org smtp.mailfrom=example.org",
                "reason=\"smtp.mailfrom=example.com\" smtp.mailfrom=example.org",
            })
    void HDR_5_a_result_counts_if_it_is_of_this_sender(String properties) {
        TrustedResults results = read(results("mx.example.net; spf=pass " + properties));
        assertThat(results.countingFor(SENDER)).isEqualTo(results.all()).hasSize(1);
        assertThat(results.countingFor(NULL)).isEmpty();
        assertThat(results.countingFor(EnvelopeSender.parse("nobody"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "smtp.helo=example.org",
                "smtp.helo=mail.example.com",
                "header.from=user@example.org",
                "policy.mailfrom=example.org",
                "smtp.mail=example.org",
                "smtp.mailfrom=example.com",
                "smtp.mailfrom=mail.example.org",
                "smtp.mailfrom=user@mail.example.org",
                "smtp.mailfrom=other@example.org",
                "smtp.mailfrom=user@example.org@example.com",
                "smtp.mailfrom=\"user@example.org\"@example.com",
                "smtp.mailfrom=<example.org>",
                "smtp.mailfrom=\"example.org x\"",
                "smtp.mailfrom=\"example.org\"x",
                "smtp.mailfrom=\"\"",
                "smtp.mailfrom=<>",
                "smtp.mailfrom= smtp.helo=example.org",
                "smtp.mailfrom=example.com smtp.mailfrom=example.org",
                "smtp.mailfrom=example.org smtp.mailfrom=example.com",
                "smtp.mailfrom=example.org smtp.mailfrom=example.com\"x\"",
                "smtp.mailfrom=example.org smtp.helo=a.example smtp.helo=b.example",
                "smtp.mailfrom=example.org junk",
                "smtp.mailfrom=example.org (open",
                "(smtp.mailfrom=example.org)",
                "reason=\"smtp.mailfrom=example.org\"",
                "reason=\"a\"smtp.mailfrom=example.org",
            })
    void HDR_5_a_result_of_another_sender_or_of_none_counts_for_nothing(String properties) {
        TrustedResults results = read(results("mx.example.net; spf=pass " + properties));
        assertThat(results.all()).hasSize(1);
        assertThat(results.countingFor(SENDER)).isEmpty();
    }

    @Test
    void HDR_5_a_method_of_another_version_counts_for_nothing() {
        assertThat(read(results("mx.example.net; spf/2=pass smtp.mailfrom=example.org"))
                        .countingFor(SENDER))
                .isEmpty();
    }

    @Test
    void ID_5_domains_are_compared_as_DNS_names() {
        EnvelopeSender sender = EnvelopeSender.parse("j\u00f6rg@b\u00fccher.example");
        for (String domain : List.of(
                "b\u00fccher.example",
                "xn--bcher-kva.EXAMPLE",
                "J\u00f6rg@B\u00dcCHER.example",
                "@b\u00fccher.example.")) {
            assertThat(read(results("mx.example.net; spf=pass smtp.mailfrom=" + domain))
                            .countingFor(sender))
                    .as(domain)
                    .hasSize(1);
        }
        for (String domain : List.of("bucher.example", "j\u00d6rg@b\u00fccher.example", "b?cher.example")) {
            assertThat(read(results("mx.example.net; spf=pass smtp.mailfrom=" + domain))
                            .countingFor(sender))
                    .as(domain)
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "smtp.helo=mail.example.org, 1",
        "smtp.helo=MAIL.example.org., 1",
        "smtp.helo=mail.example.org smtp.mailfrom=<>, 1",
        "'smtp.helo=mail.example.org smtp.mailfrom=\"\"', 1",
        "smtp.helo=mail.example.org smtp.mailfrom=postmaster@mail.example.org, 1",
        "smtp.helo=mail.example.org smtp.mailfrom=user@example.org, 0",
        "smtp.helo=mail.example.org smtp.mailfrom=, 0",
        "smtp.helo=mail.example.com, 0",
        "smtp.helo=example.org, 0",
        "smtp.helo=x@mail.example.org, 0",
        "smtp.mailfrom=mail.example.org, 0",
        "smtp.mailfrom=<>, 0",
    })
    void ID_2_the_null_sender_has_the_HELO_name(String properties, int count) {
        TrustedResults results = read(results("mx.example.net; spf=pass " + properties));
        assertThat(results.countingFor(NULL)).hasSize(count);
        assertThat(results.countingFor(EnvelopeSender.parse("<>"))).isEmpty();
    }

    @Test
    void HDR_5_two_results_of_one_method_that_differ_count_for_nothing() {
        HeaderField pass = results("mx.example.net; spf=pass smtp.mailfrom=example.org; dkim=pass; x-rmx=none"
                + " smtp.mailfrom=example.org; spf=pass smtp.mailfrom=user@example.org");
        HeaderField other = results("mx.example.net; spf=fail smtp.mailfrom=example.com; spf=none smtp.helo=a.example");
        HeaderField fail = receivedSpf("fail identity=mailfrom; envelope-from=example.org; receiver=mx.example.net");

        assertThat(words(read(pass, other).countingFor(SENDER)))
                .containsExactly("0 spf=pass", "0 x-rmx=none", "0 spf=pass");
        assertThat(words(read(pass, other, fail).countingFor(SENDER))).containsExactly("0 x-rmx=none");
    }

    /** CVE-2019-20790: a pass of the HELO name, which the client chose, was taken for a pass of the sender. */
    @Test
    void HDR_5_a_pass_of_the_HELO_name_is_none_of_the_sender() {
        TrustedResults results = read(
                results("mx.example.net; spf=pass (helo) smtp.helo=evil.example"),
                receivedSpf("Pass (helo) identity=helo; client-ip=192.0.2.1; helo=evil.example;"
                        + " envelope-from=user@example.org; receiver=mx.example.net"));

        assertThat(results.all()).hasSize(2);
        assertThat(results.countingFor(SENDER)).isEmpty();
    }

    @Test
    void HDR_5_Received_SPF_of_a_trusted_host_is_read() {
        TrustedResults results =
                read(receivedSpf("Pass (mx.example.net: (a) b\0) receiver=MX.example.net; client-ip=192.0.2.1;\r\n"
                        + " identity=mailfrom; envelope-from=\"user@example.org\"; helo=mail.example.org"));

        assertThat(results.countingFor(SENDER))
                .containsExactly(new HostResult(
                        HOST,
                        "Received-SPF",
                        0,
                        "spf",
                        1,
                        "pass",
                        "mx.example.net: (a) b?",
                        Map.of(
                                "receiver", List.of("MX.example.net"),
                                "client-ip", List.of("192.0.2.1"),
                                "identity", List.of("mailfrom"),
                                "envelope-from", List.of("user@example.org"),
                                "helo", List.of("mail.example.org")),
                        true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pass",
                "pass (receiver=mx.example.net)",
                "pass (mx.example.net: ok) client-ip=192.0.2.1",
                "pass receiver=mx.example.com",
                "pass receiver=\"mx.example.net x\"",
                "pass receiver=mx.example.net.",
                "pass receiver=<mx.example.net>",
                "pass receiver=mx.example.net\"x\"",
                "pass receiver=mx.example.net; receiver=mx.example.com",
                "pass envelope-from=\"; receiver=mx.example.net\"",
                "passed receiver=mx.example.net",
                "receiver=mx.example.net; pass",
                "",
            })
    void HDR_4_Received_SPF_of_any_other_host_is_not_read(String value) {
        assertThat(read(receivedSpf(value)).all()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "identity=mailfrom; envelope-from=user@example.org | 1 | 0",
                "identity=MailFrom; envelope-from=\"<user@example.org>\"; helo=x | 1 | 0",
                "identity=mailfrom; envelope-from=example.com | 0 | 0",
                "identity=mailfrom; helo=example.org | 0 | 0",
                "envelope-from=user@example.org | 0 | 0",
                "identity=pra; envelope-from=user@example.org | 0 | 0",
                "identity=helo; helo=mail.example.org | 0 | 1",
                "identity=helo; helo=mail.example.org; envelope-from=<> | 0 | 1",
                "identity=helo; helo=mail.example.org; envelope-from=user@example.org | 0 | 0",
                "identity=mailfrom; helo=mail.example.org | 0 | 0",
                "identity=mailfrom; identity=helo; envelope-from=user@example.org; helo=mail.example.org | 0 | 0",
                "identity=mailfrom; envelope-from=user@example.org; envelope-from=example.com | 0 | 0",
                "identity=mailfrom; envelope-from=user@example.org; client-ip=192.0.2.1; client-ip=192.0.2.2 | 0 | 0",
                "identity=mailfrom; envelope-from=user@example.org; ??? | 0 | 0",
                "identity=mailfrom; envelope-from=user@example.org; problem=\"open | 0 | 0",
                "smtp.mailfrom=user@example.org; identity=mailfrom | 0 | 0",
            })
    void HDR_5_Received_SPF_counts_for_the_identity_that_it_names(String values, int ofSender, int ofNull) {
        TrustedResults results = read(receivedSpf("pass (c) receiver=mx.example.net; " + values));
        assertThat(results.countingFor(SENDER)).hasSize(ofSender);
        assertThat(results.countingFor(NULL)).hasSize(ofNull);
        assertThat(results.all()).hasSize(1);
    }

    @Test
    void HDR_5_our_own_fields_count() {
        List<HeaderField> fields =
                CheckReport.of(Verdicts.of(RmxOutcome.GRANTED)).fields(DomainName.parse(HOST), Instant.EPOCH);

        assertThat(TrustedResults.read(fields, List.of(HOST))
                        .countingFor(EnvelopeSender.parse(Verdicts.SENDER))
                        .get(0)
                        .result())
                .isEqualTo("pass");
    }

    /** The work grows with the length; otherwise this would take hours. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "x", "(", ")", "\"", "\\", ".", ";", "a=", "a=b;", " ", "a.b=c ", "a.b ", "a.(b)", "a.(b(c", "\r\n ",
                "reason=", "a=b\"", "()a"
            })
    void HDR_4_ten_thousand_fields_and_a_million_characters_are_read(String piece) {
        String value = "mx.example.net; spf=pass " + piece.repeat(1_000_000 / piece.length());
        List<HeaderField> fields = new ArrayList<>(Collections.nCopies(20, results(value)));
        fields.add(receivedSpf(value));
        fields.addAll(Collections.nCopies(10_000, results(value.substring(0, 2_000))));
        fields.addAll(Collections.nCopies(20, results(value.substring(0, 65_536))));
        assertThat(read(fields.toArray(HeaderField[]::new)).countingFor(SENDER)).isEmpty();
    }

    @Test
    void HDR_4_the_topmost_results_are_read_if_there_are_too_many() {
        HeaderField longest = results("mx.example.net; spf=pass (" + "x".repeat(65_500) + ")");
        HeaderField tooLong = results("mx.example.net; spf=pass (" + "x".repeat(65_536) + ")");
        HeaderField other = results("mx.example.com; spf=pass (" + "x".repeat(65_000) + ")");

        assertThat(words(read(tooLong, longest, other, longest, other, other, other, longest, longest, longest)
                        .all()))
                .containsExactly("1 spf=pass", "3 spf=pass", "7 spf=pass", "8 spf=pass");
    }
}
