package dev.rmx.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rmx.PublishedForm;
import dev.rmx.RmxOutcome;
import dev.rmx.RmxVerdict;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.spf.SpfQualifier;
import dev.rmx.spf.SpfTerm;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SmtpReplyTest {
    @ParameterizedTest
    @EnumSource
    void DISP_1_only_a_refused_message_gets_a_reply(Disposition disposition) {
        assertThat(Verdicts.reply(disposition, Verdicts.of(RmxOutcome.DENIED)).isPresent())
                .isEqualTo(disposition == Disposition.DEFER || disposition == Disposition.REJECT);
    }

    @Test
    void SMTP_1_a_rejection_names_domain_address_and_mechanism() {
        assertThat(Verdicts.reply(Disposition.REJECT, Verdicts.of(RmxOutcome.DENIED)))
                .hasToString("Optional[550 5.7.1 message refused: example.org refuses 192.0.2.1 by !ipv4:192.0.2.1]");
        assertThat(Verdicts.reply(Disposition.REJECT, Verdicts.of(RmxOutcome.NOT_IN_RMX)))
                .hasToString(
                        "Optional[550 5.7.1 message refused: no entry of the record of example.org matches 192.0.2.1]");
    }

    @Test
    void SMTP_2_a_temperror_is_deferred_with_4_4_3() {
        assertThat(Verdicts.reply(Disposition.DEFER, Verdicts.of(RmxOutcome.TEMP_FAIL)))
                .hasToString(
                        "Optional[451 4.4.3 cannot ask DNS now, try again later: example.org RMX: no response in time]");
        assertThat(Verdicts.reply(Disposition.DEFER, Verdicts.of(RmxOutcome.DENIED)))
                .hasToString("Optional[451 4.7.1 message deferred: example.org refuses 192.0.2.1 by !ipv4:192.0.2.1]");
    }

    @Test
    void SMTP_3_a_line_is_cut_to_512_octets() {
        String label = "\\001".repeat(60) + ".";
        RmxVerdict denied = Verdicts.denied("host:" + label + label + label + "example");

        assertThat(Verdicts.reply(Disposition.REJECT, denied).orElseThrow().toString())
                .hasSize(510)
                .endsWith("...")
                .contains("example.org");
    }

    @Test
    void SMTP_3_a_reply_has_no_line_break() {
        RmxVerdict verdict = Verdicts.check(
                Verdicts.SENDER, "", new DnsAnswer.Malformed("a\r\n250 ok\0\u00fc\u2028", Instant.MAX, false));

        assertThat(Verdicts.reply(Disposition.DEFER, verdict).orElseThrow().text())
                .endsWith("example.org RMX: a??250 ok???")
                .matches("[ -~]*");
    }

    @ParameterizedTest
    @CsvSource({
        "250, 2.0.0, ok",
        "600, 6.0.0, ok",
        "550, 4.7.1, classes differ",
        "550, 5.7, too short",
        "550, 5.7.1111, too long",
        "550, 5.7.1x, not a number",
        "550, 5.7.1, ''",
        "550, 5.7.1, ü",
    })
    void invalid_codes_and_texts_are_refused(int code, String enhancedCode, String text) {
        assertThatThrownBy(() -> new SmtpReply(code, enhancedCode, text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_text_may_fill_the_line_but_not_exceed_it() {
        int room = SmtpReply.MAX_OCTETS - "550 5.7.1 \r\n".length();
        assertThat(new SmtpReply(550, "5.7.1", "x".repeat(room))).asString().hasSize(510);
        assertThatThrownBy(() -> new SmtpReply(550, "5.7.1", "x".repeat(room + 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 to 500 characters");
        assertThatThrownBy(() -> new SmtpReply(550, "5.7.1", "a\r\nb")).hasMessageContaining("\"a\\u000d\\u000ab\"");
    }

    @Test
    void DISP_5_a_message_without_a_verdict_can_be_refused() {
        assertThat(SmtpReply.to(Disposition.DEFER, Unchecked.NO_ADDRESS))
                .hasToString("Optional[451 4.7.1 message deferred: the address of the client is not known]");
        assertThat(SmtpReply.to(Disposition.REJECT, Unchecked.NO_ADDRESS))
                .hasToString("Optional[550 5.7.1 message refused: the address of the client is not known]");
        assertThat(SmtpReply.to(Disposition.QUARANTINE, Unchecked.UNKNOWN)).isEmpty();
        assertThat(SmtpReply.NO_REVERSE_PATH).asString().startsWith("501 5.1.7 ");
    }

    @Test
    void SMTP_3_the_worst_case_fits() {
        String subject = ("a".repeat(63) + ".").repeat(3) + "b".repeat(61);
        String mechanism = "!ipv4:" + Verdicts.CLIENT;
        RmxVerdict denied = Verdicts.check("a@" + subject, "", Verdicts.found(mechanism, false));
        assertThat(Verdicts.reply(Disposition.REJECT, denied))
                .hasToString(
                        "Optional[550 5.7.1 message refused: " + subject + " refuses 192.0.2.1 by " + mechanism + "]");

        RmxVerdict failed = Verdicts.check("a@" + subject, "", Verdicts.failed("\r\n\ud83d\ude00".repeat(1_000)));
        assertThat(Verdicts.reply(Disposition.DEFER, failed).orElseThrow().toString())
                .hasSizeLessThanOrEqualTo(510)
                .contains(subject)
                .matches("[ -~]+");
    }

    @Test
    void SMTP_4_a_fail_by_SPF_is_rejected_with_5_7_23() {
        RmxVerdict fail = Verdicts.spf(new SpfTerm.All(SpfQualifier.FAIL));

        assertThat(Verdicts.reply(Disposition.REJECT, fail))
                .hasToString("Optional[550 5.7.23 message refused: example.org refuses 192.0.2.1 by -all]");
        assertThat(Verdicts.reply(Disposition.DEFER, fail))
                .hasToString("Optional[451 4.7.1 message deferred: example.org refuses 192.0.2.1 by -all]");
    }

    @Test
    void SMTP_4_a_temperror_of_SPF_is_deferred_with_4_7_24() {
        RmxVerdict temperror = Verdicts.check(
                Verdicts.SENDER, "", List.of(PublishedForm.SPF), question -> Verdicts.failed("10.0.0.1 is down"));

        assertThat(Verdicts.reply(Disposition.DEFER, temperror))
                .hasToString("Optional[451 4.7.24 cannot ask DNS now, try again later: example.org TXT: no response in"
                        + " time]");
        assertThat(code(Disposition.REJECT, temperror)).isEqualTo("550 5.7.24");
    }

    @Test
    void SMTP_4_an_unusable_record_of_SPF_is_rejected_with_5_7_24() {
        RmxVerdict permerror = Verdicts.check(
                Verdicts.SENDER,
                "",
                List.of(PublishedForm.SPF),
                question -> new DnsAnswer.Malformed("two records", Instant.MAX, false));

        assertThat(code(Disposition.REJECT, permerror)).isEqualTo("550 5.7.24");
        assertThat(code(Disposition.DEFER, permerror)).isEqualTo("451 4.7.24");
    }

    @Test
    void SMTP_4_other_words_of_SPF_and_other_forms_have_5_7_1() {
        assertThat(code(Disposition.REJECT, Verdicts.spf(new SpfTerm.All(SpfQualifier.SOFTFAIL))))
                .isEqualTo("550 5.7.1");
        assertThat(code(Disposition.REJECT, Verdicts.spf())).isEqualTo("550 5.7.1");
        assertThat(code(Disposition.REJECT, Verdicts.dmp(false))).isEqualTo("550 5.7.1");
        assertThat(code(Disposition.REJECT, Verdicts.nothing(PublishedForm.SPF, PublishedForm.RMX)))
                .isEqualTo("550 5.7.1");
    }

    private static String code(Disposition disposition, RmxVerdict verdict) {
        SmtpReply reply = Verdicts.reply(disposition, verdict).orElseThrow();
        return reply.code() + " " + reply.enhancedCode();
    }

    @Test
    void SPF_7_an_explanation_is_marked_as_the_words_of_the_domain() {
        assertThat(Verdicts.reply(Disposition.REJECT, Verdicts.spfFail("See http://www.example.org/why")))
                .hasToString("Optional[550 5.7.23 message refused: example.org refuses 192.0.2.1 by -all;"
                        + " example.org explains: See http://www.example.org/why]");
        assertThat(Verdicts.reply(Disposition.REJECT, Verdicts.spfFail("x".repeat(600)))
                        .orElseThrow())
                .asString()
                .hasSize(510)
                .contains("example.org explains: xxx")
                .endsWith("...");
    }
}
