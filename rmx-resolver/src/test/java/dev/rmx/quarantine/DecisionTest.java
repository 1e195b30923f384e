package dev.rmx.quarantine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rmx.PublishedForm;
import dev.rmx.RmxLimits;
import dev.rmx.RmxOutcome;
import dev.rmx.RmxVerdict;
import dev.rmx.RmxVerifier;
import dev.rmx.codec.RmxFormatException;
import dev.rmx.codec.SpfText;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsData;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.quarantine.CheckedBatch.Checked;
import dev.rmx.receive.CheckReport;
import dev.rmx.receive.Disposition;
import dev.rmx.receive.EnvelopeSender;
import dev.rmx.receive.ReceiverPolicy;
import dev.rmx.receive.Reception;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import dev.rmx.spf.MacroString;
import dev.rmx.spf.SpfRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A decision tells header fields and replies the same as its verdict, also after a store has kept it. */
class DecisionTest {
    private static final DomainName HOST = DomainName.parse("mx.example.net");
    private static final Instant NOW = Instant.parse("2026-11-05T06:07:08.9Z");
    private static final DnsAnswer ABSENT = new DnsAnswer.Absent(NOW, false);
    private static final DnsAnswer FAILED = new DnsAnswer.Failed(DnsAnswer.Failed.Kind.TIMEOUT, "down", NOW);

    private interface Zone {
        DnsAnswer answer(DnsQuestion question);
    }

    private static RmxVerdict check(Zone zone) {
        return new RmxVerifier(Arrays.asList(PublishedForm.values()), RmxLimits.DEFAULT, List.of())
                .explaining()
                .check(
                        EnvelopeSender.parse("joe@a.example")
                                .withHelo("mail \"a\\\".example\0")
                                .from(IpAddress.parse("192.0.2.1"))
                                .withHost("mx.example.net")
                                .withTime(NOW),
                        zone::answer);
    }

    private static RmxVerdict spf(String text) throws RmxFormatException {
        SpfRecord record = SpfText.parse(text);
        DnsData words = new DnsData.SpfExplanation(new MacroString(List.of(new MacroString.Literal("go \"away\""))));
        return check(question -> switch (question.type()) {
            case SPF -> new DnsAnswer.Found(new DnsData.Spf(record), NOW, false);
            case SPF_EXPLANATION -> new DnsAnswer.Found(words, NOW, false);
            case RMX, RMX_TXT -> ABSENT;
            default -> FAILED;
        });
    }

    private static void assertThatItTellsTheSame(RmxVerdict verdict) {
        HeldText kept = HeldText.parse(new HeldText(verdict.query(), Optional.of(Decision.of(verdict))).format());
        assertThat(kept.query()).isEqualTo(verdict.query());
        CheckReport report = kept.decision().orElseThrow().report(kept.query());

        assertThat(report).isEqualTo(CheckReport.of(verdict));
        for (Disposition disposition : Disposition.values()) {
            ReceiverPolicy policy =
                    ReceiverPolicy.enforcing().passingOnlyAuthenticated().with(verdict.outcome(), disposition);
            assertThat(policy.receive(report, HOST, NOW)).isEqualTo(policy.receive(verdict, HOST, NOW));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "v=spf1 ip4:192.0.2.0/24 -all",
                "v=spf1 -all exp=why.example",
                "v=spf1 ~all",
                "v=spf1",
                "v=spf1 ~a:b.example",
                "v=spf1 a:b.example -all",
            })
    void TEMP_3_HDR_5_SMTP_4_a_decision_by_SPF_tells_the_same_as_its_verdict(String record) throws Exception {
        assertThatItTellsTheSame(spf(record));
    }

    @Test
    void TEMP_3_HDR_5_other_decisions_tell_the_same_as_their_verdicts() {
        assertThatItTellsTheSame(check(question -> ABSENT));
        assertThatItTellsTheSame(check(question -> question.type() == RecordType.DMP
                ? new DnsAnswer.Found(new DnsData.Dmp(true, false, false), NOW, false)
                : ABSENT));
        assertThatItTellsTheSame(check(question -> new DnsAnswer.Malformed("odd", NOW, false)));
    }

    @Test
    void TEMP_3_HDR_5_when_the_time_is_up_the_fields_are_those_of_the_last_verdict() throws Exception {
        RmxVerdict verdict = spf("v=spf1 a:b.example -all");
        HeldMessage message = new HeldMessage(
                1,
                verdict.query(),
                MessageReference.of("m"),
                Instant.EPOCH,
                NOW,
                verdict.failedQuestion(),
                NOW,
                1,
                Optional.empty());

        Pauses pauses = new Pauses(Duration.ofMinutes(1), Duration.ofMinutes(8), new Random(1));
        Decision decision =
                Objects.requireNonNull(CheckedBatch.of(List.of(new Checked(message, true, false, verdict)), NOW, pauses)
                        .decisions()
                        .get(1L));

        assertThat(decision.source()).isEqualTo(Decision.Source.TIME);
        Reception reception = ReceiverPolicy.transitional().release(decision.report(message.query()), HOST, NOW);
        assertThat(reception.fields())
                .extracting(Object::toString)
                .anyMatch(field -> field.startsWith("Received-SPF: temperror "))
                .noneMatch(field -> field.contains("x-rmx") || field.startsWith("X-RMX"));
    }

    @Test
    void a_text_with_an_unknown_form_is_refused() throws Exception {
        String text = new HeldText(spf("v=spf1 ~all").query(), Optional.of(Decision.of(spf("v=spf1 ~all")))).format();

        assertThatThrownBy(() -> HeldText.parse(text.replace("forms=SPF", "forms=SPF,SMTP")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(HeldText.parse(text).decision().orElseThrow().outcome()).isEqualTo(RmxOutcome.NO_RMX);
    }
}
