package dev.rmx.quarantine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.RmxOutcome;
import dev.rmx.RmxVerdict;
import dev.rmx.RmxVerifier;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.quarantine.CheckedBatch.Checked;
import dev.rmx.quarantine.QuarantineStore.Wait;
import dev.rmx.receive.EnvelopeSender;
import dev.rmx.receive.Finding;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CheckedBatchTest {
    private static final Instant NOW = Instant.parse("2026-11-05T06:07:08Z");
    private static final Pauses PAUSES = new Pauses(Duration.ofMinutes(1), Duration.ofMinutes(8), new Random(1));
    private static final DnsQuestion RMX = new DnsQuestion(DomainName.parse("a.example"), RecordType.RMX);
    private static final DnsQuestion OTHER = new DnsQuestion(DomainName.parse("dead.example"), RecordType.A);
    private static final Decision BEFORE = new Decision(Finding.of(RmxOutcome.DENIED, "refused"), Decision.Source.DNS);

    private static RmxVerdict verdict(DnsAnswer answer) {
        return new RmxVerifier()
                .check(EnvelopeSender.parse("joe@a.example").from(IpAddress.parse("192.0.2.1")), question -> answer);
    }

    private static final RmxVerdict ANSWERED = verdict(new DnsAnswer.Absent(Instant.MAX, false));
    /** Waits for the RMX question. */
    private static final RmxVerdict UNANSWERED = verdict(failedUntil(NOW));

    private static DnsAnswer failedUntil(Instant retryAfter) {
        return new DnsAnswer.Failed(DnsAnswer.Failed.Kind.TIMEOUT, "down", retryAfter);
    }

    private static Checked check(
            long id, Instant until, DnsQuestion waitsFor, int attempts, @Nullable RmxVerdict verdict) {
        return new Checked(
                new HeldMessage(
                        id,
                        ANSWERED.query(),
                        MessageReference.of("m"),
                        Instant.EPOCH,
                        until,
                        Optional.of(waitsFor),
                        NOW,
                        attempts,
                        Optional.empty()),
                !NOW.isBefore(until),
                false,
                verdict);
    }

    private static CheckedBatch batch(Checked... checks) {
        return CheckedBatch.of(List.of(checks), NOW, PAUSES);
    }

    @Test
    void TEMP_3_the_question_of_a_decided_message_was_answered() {
        CheckedBatch batch = batch(check(1, Instant.MAX, RMX, 0, ANSWERED));

        assertThat(batch.answered()).containsExactly(RMX);
        assertThat(batch.decisions()).containsOnlyKeys(1L);
        assertThat(batch.waits()).isEmpty();
    }

    @Test
    void TEMP_3_a_message_waits_longer_each_time_its_question_fails_again() {
        CheckedBatch batch = batch(check(1, Instant.MAX, RMX, 1, UNANSWERED));

        assertThat(batch.answered()).isEmpty();
        assertThat(batch.decisions()).isEmpty();
        assertThat(batch.waits().get(1L)).satisfies(wait -> {
            assertThat(wait.question()).isEqualTo(RMX);
            assertThat(wait.pause()).isBetween(Duration.ofMinutes(4), Duration.ofMinutes(5));
        });
    }

    @Test
    void TEMP_5_a_message_whose_question_was_answered_can_wait_for_another_question() {
        CheckedBatch batch = batch(check(1, Instant.MAX, OTHER, 5, UNANSWERED));

        assertThat(batch.answered()).containsExactly(OTHER);
        assertThat(batch.waits().get(1L)).satisfies(wait -> {
            assertThat(wait.question()).isEqualTo(RMX);
            assertThat(wait.pause()).isBetween(Duration.ofMinutes(1), Duration.ofSeconds(75));
        });
    }

    @Test
    void TEMP_5_a_question_that_failed_once_in_a_batch_counts_as_unanswered() {
        CheckedBatch batch = batch(check(1, Instant.MAX, RMX, 0, ANSWERED), check(2, Instant.MAX, RMX, 0, UNANSWERED));

        assertThat(batch.answered()).isEmpty();
        assertThat(batch.decisions()).containsOnlyKeys(1L);
        assertThat(batch.waits()).containsOnlyKeys(2L);
    }

    @Test
    void TEMP_1_a_question_waits_for_its_retry_time_but_five_minutes_at_most() {
        CheckedBatch soon = batch(check(1, Instant.MAX, RMX, 0, verdict(failedUntil(NOW.plusSeconds(200)))));
        CheckedBatch late = batch(check(1, Instant.MAX, RMX, 0, verdict(failedUntil(Instant.MAX))));

        assertThat(wait(soon).pause()).isBetween(Duration.ofSeconds(200), Duration.ofSeconds(230));
        assertThat(wait(late).pause()).isBetween(Duration.ofMinutes(5), Duration.ofSeconds(330));
    }

    @Test
    void an_earlier_decision_stands_and_says_nothing_about_questions() {
        HeldMessage decided = new HeldMessage(
                1,
                ANSWERED.query(),
                MessageReference.of("m"),
                Instant.EPOCH,
                Instant.MAX,
                Optional.empty(),
                NOW,
                0,
                Optional.of(BEFORE));
        CheckedBatch batch = batch(Checked.failed(decided, false, false));

        assertThat(batch.decisions()).containsEntry(1L, BEFORE);
        assertThat(batch.answered()).isEmpty();
        assertThat(batch.waits()).isEmpty();
    }

    @Test
    void TEMP_3_a_message_whose_time_is_up_says_nothing_about_its_question() {
        CheckedBatch batch = batch(check(1, NOW, RMX, 0, UNANSWERED));

        assertThat(batch.decisions().get(1L))
                .extracting(Decision::outcome, Decision::source)
                .containsExactly(RmxOutcome.TEMP_FAIL, Decision.Source.TIME);
        assertThat(batch.answered()).isEmpty();
    }

    @Test
    void TEMP_7_time_that_passes_during_a_check_does_not_count() {
        HeldMessage message = check(1, NOW, RMX, 0, UNANSWERED).message();

        CheckedBatch batch = batch(new Checked(message, false, false, UNANSWERED));

        assertThat(batch.decisions()).isEmpty();
        assertThat(batch.waits()).containsOnlyKeys(1L);
    }

    @Test
    void a_failed_check_is_repeated() {
        assertThat(wait(batch(check(1, Instant.MAX, RMX, 0, null))).question()).isEqualTo(RMX);
    }

    @Test
    void TEMP_7_failures_while_we_are_cut_off_do_not_lengthen_pauses() {
        HeldMessage message = check(1, Instant.MAX, RMX, 5, UNANSWERED).message();

        Wait after = wait(batch(new Checked(message, false, false, UNANSWERED)));
        Wait afterCutOff = wait(batch(new Checked(message, false, true, UNANSWERED)));

        assertThat(after.pause()).isGreaterThanOrEqualTo(Duration.ofMinutes(8));
        assertThat(afterCutOff.pause()).isLessThan(Duration.ofMinutes(2));
    }

    private static Wait wait(CheckedBatch batch) {
        return batch.waits().values().iterator().next();
    }
}
