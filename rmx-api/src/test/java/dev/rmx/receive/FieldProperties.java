package dev.rmx.receive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.PublishedForm;
import dev.rmx.RmxOutcome;
import dev.rmx.RmxQuery;
import dev.rmx.RmxVerdict;
import dev.rmx.receive.AuthenticationResultsField.Result;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import dev.rmx.spf.SpfResult;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Properties of header fields and replies for any input. */
class FieldProperties {
    /** Text from outside: from DNS, senders and forgers. */
    @Provide
    Arbitrary<String> hostile() {
        Arbitrary<String> pieces = Arbitraries.of(
                "\r\n",
                "\n",
                "\r",
                "\0",
                "\u0007",
                " ",
                "\t",
                "\"",
                "\\",
                "(",
                ")",
                ";",
                "=",
                ".",
                "/",
                "@",
                "none",
                "mechanism",
                "addr 192.0.2.1",
                "by mx.example.net",
                "on Thu, 5 Nov 2026 06:07:08 +0000",
                "X-RMX: Granted",
                "mx.example.net; x-rmx=pass",
                "reason=",
                "smtp.mailfrom=example.org",
                "\u2028",
                "\u00fc",
                "\ud800",
                "x".repeat(200));
        return Arbitraries.oneOf(
                pieces.list().ofMaxSize(12).map(list -> String.join("", list)),
                Arbitraries.strings().all().ofMaxLength(40));
    }

    @Provide
    Arbitrary<DomainName> hosts() {
        Arbitrary<String> label = Arbitraries.oneOf(
                Arbitraries.of("mechanism", "none", "addr", "by", "on"),
                Arbitraries.strings().withChars("abz09-_").ofMinLength(1).ofMaxLength(60));
        return label.list().ofMinSize(1).ofMaxSize(4).map(labels -> DomainName.parse(String.join(".", labels)));
    }

    @Provide
    Arbitrary<XRmxField> xRmxFields() {
        Arbitrary<IpAddress> clients = Arbitraries.of("192.0.2.1", "2001:db8::1", "::", "255.255.255.255")
                .map(IpAddress::parse);
        Arbitrary<Instant> dates = Arbitraries.longs()
                .between(
                        Instant.parse("1900-01-01T00:00:00Z").getEpochSecond(),
                        Instant.parse("9999-12-31T23:59:59Z").getEpochSecond())
                .map(Instant::ofEpochSecond);
        Arbitrary<Optional<String>> mechanisms = Arbitraries.strings()
                .withCharRange('!', '~')
                .ofMinLength(1)
                .ofMaxLength(2_000)
                .filter(text -> !text.equals("none"))
                .optional();
        return Combinators.combine(Arbitraries.of(RmxOutcome.values()), clients, hosts(), dates, mechanisms)
                .as(XRmxField::new);
    }

    @Provide
    Arbitrary<AuthenticationResultsField> results() {
        Arbitrary<String> keyword = Arbitraries.oneOf(
                Arbitraries.of("none", "spf", "reason"),
                Arbitraries.strings().withChars("abz09-_").ofMinLength(1).ofMaxLength(64));
        Arbitrary<Map<String, String>> properties = Arbitraries.maps(
                        Combinators.combine(keyword, keyword).as((type, property) -> type + "." + property), hostile())
                .ofMaxSize(3);
        Arbitrary<Result> result =
                Combinators.combine(keyword, keyword, hostile(), properties).as(Result::new);
        return Combinators.combine(hosts(), result.list().ofMaxSize(4)).as(AuthenticationResultsField::new);
    }

    @Provide
    Arbitrary<ReceivedSpfField> receivedSpfFields() {
        Arbitrary<String> key = Arbitraries.oneOf(
                Arbitraries.of("receiver", "helo", "envelope-from", "client-ip"),
                Arbitraries.strings().withChars("az09-_.").ofMaxLength(63).map(rest -> "x" + rest));
        return Combinators.combine(
                        Arbitraries.of(SpfResult.values()),
                        hostile(),
                        Arbitraries.maps(key, hostile()).ofMaxSize(5))
                .as(ReceivedSpfField::new);
    }

    @Provide
    Arbitrary<CheckReport> reports() {
        Arbitrary<RmxQuery> queries = Combinators.combine(
                        Arbitraries.of("192.0.2.1", "2001:db8::1"),
                        hosts(),
                        hostile().optional(),
                        hostile())
                .as((client, subject, local, helo) -> new RmxQuery(
                                IpAddress.parse(client),
                                Optional.of(subject).filter(DomainName::isUsableSubject),
                                local)
                        .withHelo(helo));
        return Combinators.combine(
                        queries,
                        Arbitraries.of(RmxOutcome.values()),
                        Arbitraries.of(PublishedForm.values()).set().map(List::copyOf),
                        Arbitraries.of(SpfResult.values()).optional(),
                        hostile()
                                .filter(text -> text.matches("[!-~]+") && !text.equals("none"))
                                .optional(),
                        hostile(),
                        hostile().optional())
                .as((query, outcome, forms, spf, mechanism, reason, explanation) -> new CheckReport(
                        query,
                        new Finding(outcome, forms, spf, mechanism, reason, explanation, false, BigInteger.ZERO)));
    }

    @Property
    void HDR_5_the_fields_of_any_check_are_read_back(@ForAll("reports") CheckReport report) {
        List<HeaderField> fields = report.fields(Verdicts.HOST, Instant.EPOCH);

        fields.forEach(field -> assertThatItIsOneField(field.toString()));
        for (HeaderField field : fields) {
            String again = switch (field.name()) {
                case AuthenticationResultsField.NAME ->
                    AuthenticationResultsField.parse(field.value()).format();
                case ReceivedSpfField.NAME ->
                    ReceivedSpfField.parse(field.value()).format();
                default -> XRmxField.parse(field.value()).format();
            };
            assertThat(again).isEqualTo(field.value());
            assertThat(ForgedFields.isClaim(field.name(), field.value(), Verdicts.HOST))
                    .isTrue();
        }
    }

    /** Readers that do not know quoted pairs, or nested comments, see the same field. */
    @Property
    void HDR_5_no_stranger_adds_a_value_to_Received_SPF(@ForAll("reports") CheckReport report) {
        ReceivedSpfField.of(report, Verdicts.HOST).ifPresent(field -> {
            String plain = field.format().replace("\r\n", "").replaceAll("\\([^()]*\\)|\"[^\"]*\"", "x");
            assertThat(plain).matches("[a-z]+ x [a-z-]+=[^ ;]+(; [a-z-]+=[^ ;]+)*");
            assertThat(field.values().get("receiver")).isEqualTo("mx.example.net");
        });
    }

    @Property
    void SMTP_4_a_reply_to_any_check_is_one_printable_line(
            @ForAll("reports") CheckReport report, @ForAll Disposition disposition) {
        SmtpReply.to(disposition, report)
                .ifPresent(reply -> assertThat(reply.toString())
                        .hasSizeLessThanOrEqualTo(510)
                        .matches("(550 5|451 4)\\.\\d\\.\\d+ [ -~]+"));
    }

    @Property
    void HDR_5_a_Received_SPF_field_is_read_back(@ForAll("receivedSpfFields") ReceivedSpfField field) {
        assertThat(ReceivedSpfField.parse(field.format())).isEqualTo(field);
        assertThatItIsOneField(field.toString());
    }

    @Property
    void HDR_5_any_Received_SPF_is_refused_or_read_and_written_back(
            @ForAll SpfResult result, @ForAll("hostile") String value) {
        ForgedFields.isClaim("Received-SPF", value, Verdicts.HOST);
        try {
            ReceivedSpfField field = ReceivedSpfField.parse(result + " " + value);
            assertThat(field.result()).isEqualTo(result);
            assertThat(ReceivedSpfField.parse(field.format())).isEqualTo(field);
        } catch (IllegalArgumentException refused) {
            assertThat(refused.getMessage()).matches("[ -~]+");
        }
    }

    @Property
    void HDR_3_an_X_RMX_field_is_read_back(@ForAll("xRmxFields") XRmxField field) {
        assertThat(XRmxField.parse(field.format())).isEqualTo(field);
        assertThatItIsOneField(field.toString());
    }

    @Property
    void HDR_3_an_Authentication_Results_field_is_read_back(@ForAll("results") AuthenticationResultsField field) {
        assertThat(AuthenticationResultsField.parse(field.format())).isEqualTo(field);
        assertThatItIsOneField(field.toString());
    }

    /** Asserts that this is lines of printable ASCII within the limit, each after the first a continuation. */
    private static void assertThatItIsOneField(String field) {
        String[] lines = field.split("\r\n", -1);
        for (int i = 0; i < lines.length; i++) {
            assertThat(lines[i]).hasSizeLessThanOrEqualTo(998).matches("[ -~]*[!-~][ -~]*");
            assertThat(lines[i].startsWith(" ")).isEqualTo(i > 0);
            assertThat(lines[i].length() <= 78 || !lines[i].trim().contains(" ") || i == 0)
                    .as("folded where possible: " + lines[i])
                    .isTrue();
        }
    }

    @Property
    void HDR_3_any_reason_gives_one_field(@ForAll("hostile") String reason) {
        RmxVerdict verdict = Verdicts.check(Verdicts.SENDER, "", Verdicts.failed(reason));

        assertThatItIsOneField(
                AuthenticationResultsField.of(verdict, Verdicts.HOST).toString());
        assertThatItIsOneField(XRmxField.of(CheckReport.of(verdict), Verdicts.HOST, Instant.EPOCH)
                .orElseThrow()
                .toString());
    }

    @Property
    void HDR_4_any_value_is_refused_or_read_and_written_back(@ForAll("hostile") String value) {
        ForgedFields.isClaim("X-RMX", value, Verdicts.HOST);
        ForgedFields.isClaim("Authentication-Results", value, Verdicts.HOST);
        try {
            AuthenticationResultsField field = AuthenticationResultsField.parse(value);
            assertThat(AuthenticationResultsField.parse(field.format())).isEqualTo(field);
        } catch (IllegalArgumentException refused) {
            assertThat(refused.getMessage()).matches("[ -~]+");
        }
    }

    @Property
    void SMTP_3_a_reply_is_one_printable_line_of_at_most_512_octets(
            @ForAll("hostile") String reason, @ForAll Disposition disposition) {
        RmxVerdict verdict = Verdicts.check(Verdicts.SENDER, "", Verdicts.failed(reason));

        SmtpReply.to(disposition, CheckReport.of(verdict))
                .ifPresent(reply -> assertThat(reply.toString())
                        .hasSizeLessThanOrEqualTo(510)
                        .matches("(550 5\\.7\\.1|451 4\\.4\\.3) [ -~]+"));
    }
}
