package dev.rmx.quarantine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.RmxOutcome;
import dev.rmx.RmxVerdict;
import dev.rmx.RmxVerifier;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.quarantine.Findings.Checked;
import dev.rmx.receive.EnvelopeSender;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FindingsTest {
    private static final Instant NOW = Instant.parse("2026-11-05T06:07:08Z");
    private static final Pauses PAUSES = new Pauses(Duration.ofMinutes(1), Duration.ofMinutes(8), new Random(1));
    private static final DomainName SUBJECT = DomainName.parse("a.example");
    private static final Decision BEFORE =
            new Decision(RmxOutcome.DENIED, Optional.empty(), "refused", Decision.Source.DNS);

    private static RmxVerdict verdict(DnsAnswer answer) {
        return new RmxVerifier()
                .check(EnvelopeSender.parse("joe@a.example").from(IpAddress.parse("192.0.2.1")), question -> answer);
    }

    private static final RmxVerdict ANSWERED = verdict(new DnsAnswer.Absent(Instant.MAX, false));
    private static final RmxVerdict UNANSWERED =
            verdict(new DnsAnswer.Failed(DnsAnswer.Failed.Kind.TIMEOUT, "down", NOW));

    private static Checked check(long id, Instant until, Optional<Decision> decision, @Nullable RmxVerdict verdict) {
        return new Checked(
                new HeldMessage(id, ANSWERED.query(), MessageReference.of("m"), Instant.EPOCH, until, NOW, 0, decision),
                verdict);
    }

    private static Findings findings(Checked... checks) {
        return Findings.of(List.of(checks), NOW, PAUSES);
    }

    private static Checked answered(long id) {
        return check(id, Instant.MAX, Optional.empty(), ANSWERED);
    }

    private static Checked unanswered(long id) {
        return check(id, Instant.MAX, Optional.empty(), UNANSWERED);
    }

    @Test
    void TEMP_3_a_domain_that_answers_has_recovered_and_one_that_does_not_is_silent() {
        assertThat(findings(answered(1), answered(2)).recovered()).containsExactly(SUBJECT);
        assertThat(findings(answered(1)).silent()).isEmpty();
        assertThat(findings(unanswered(1)).recovered()).isEmpty();
        assertThat(findings(unanswered(1)).silent()).containsOnlyKeys(SUBJECT);
    }

    @Test
    void TEMP_3_a_domain_that_answers_some_questions_is_neither() {
        Findings findings = findings(answered(1), unanswered(2));

        assertThat(findings.recovered()).isEmpty();
        assertThat(findings.silent()).isEmpty();
        assertThat(findings.decisions()).containsOnlyKeys(1L);
        assertThat(findings.retries()).extracting(QuarantineStore.Retry::id).containsExactly(2L);
    }

    @Test
    void what_was_decided_before_stays_so_and_says_nothing_of_its_domain() {
        Findings findings = findings(check(1, Instant.MAX, Optional.of(BEFORE), null));

        assertThat(findings.decisions()).containsEntry(1L, BEFORE);
        assertThat(findings.recovered()).isEmpty();
        assertThat(findings.unanswered()).isEmpty();
    }

    @Test
    void TEMP_3_a_message_whose_time_is_up_says_nothing_of_its_domain() {
        Findings findings = findings(check(1, NOW, Optional.empty(), UNANSWERED));

        assertThat(findings.decisions().get(1L))
                .extracting(Decision::outcome, Decision::source)
                .containsExactly(RmxOutcome.TEMP_FAIL, Decision.Source.TIME);
        assertThat(findings.recovered()).isEmpty();
    }

    @Test
    void TEMP_3_a_domain_is_put_off_for_as_long_as_its_message_with_the_most_attempts_whoevers_time_ends() {
        Findings findings = findings(check(1, NOW.plusSeconds(1), Optional.empty(), UNANSWERED));

        assertThat(findings.retries().get(0).due()).isEqualTo(NOW.plusSeconds(1));
        assertThat(findings.silent().get(SUBJECT))
                .extracting(QuarantineStore.Retry::due)
                .satisfies(due -> assertThat(due).isAfterOrEqualTo(NOW.plusSeconds(60)));
    }

    @Test
    void a_check_that_did_not_end_well_is_made_again() {
        assertThat(findings(check(1, Instant.MAX, Optional.empty(), null)).retries())
                .hasSize(1);
    }
}
