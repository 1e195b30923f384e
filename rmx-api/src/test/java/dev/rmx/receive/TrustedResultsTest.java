package dev.rmx.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which results are read from fields, and of which hosts. */
class TrustedResultsTest {
    static final String HOST = "mx.example.net";
    static final EnvelopeSender SENDER = EnvelopeSender.parse("<user@example.org>");

    static HeaderField results(String value) {
        return new HeaderField("Authentication-Results", value);
    }

    static HeaderField receivedSpf(String value) {
        return new HeaderField("Received-SPF", value);
    }

    static TrustedResults read(HeaderField... fields) {
        return TrustedResults.read(List.of(fields), List.of(HOST));
    }

    static List<String> words(List<HostResult> results) {
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
