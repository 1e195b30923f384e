package dev.rmx.receive;

import static dev.rmx.receive.TrustedResultsTest.HOST;
import static dev.rmx.receive.TrustedResultsTest.read;
import static dev.rmx.receive.TrustedResultsTest.receivedSpf;
import static dev.rmx.receive.TrustedResultsTest.results;
import static dev.rmx.receive.TrustedResultsTest.words;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.RmxOutcome;
import dev.rmx.record.DomainName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which results of trusted hosts count for a sender. */
class CountingResultsTest {
    private static final EnvelopeSender SENDER = TrustedResultsTest.SENDER;
    private static final EnvelopeSender NULL = EnvelopeSender.parse("<>").withHelo("mail.example.org");

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
}
