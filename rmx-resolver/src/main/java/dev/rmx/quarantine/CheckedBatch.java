package dev.rmx.quarantine;

import dev.rmx.RmxOutcome;
import dev.rmx.RmxResult;
import dev.rmx.RmxVerdict;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.quarantine.QuarantineStore.Wait;
import dev.rmx.receive.Finding;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The conclusions from a batch of checks.
 *
 * @param decisions the decisions, by message id
 * @param waits what the undecided messages wait for now, by message id
 * @param answered questions that DNS answers again: other messages that wait for them can be checked now
 */
record CheckedBatch(Map<Long, Decision> decisions, Map<Long, Wait> waits, Set<DnsQuestion> answered) {
    /**
     * A finished check.
     *
     * @param isTimeUp whether the message's time was up when it was claimed. Time that passes during the check does not
     *     count: it may have stood still ([TEMP-7])
     * @param cutOff whether we were cut off from DNS when the check began; then it says nothing about the name server
     * @param verdict null if the check failed, or if the message was decided before and needed none
     */
    record Checked(
            HeldMessage message,
            boolean isTimeUp,
            boolean cutOff,
            @Nullable RmxVerdict verdict) {
        static Checked failed(HeldMessage message, boolean isTimeUp, boolean cutOff) {
            return new Checked(message, isTimeUp, cutOff, null);
        }

        Checked with(@Nullable RmxVerdict verdict) {
            return new Checked(message, isTimeUp, cutOff, verdict);
        }
    }

    /**
     * Draws the conclusions.
     *
     * @param here the time by the checks' clock, for the next attempt
     */
    static CheckedBatch of(Collection<Checked> checks, Instant here, Pauses pauses) {
        CheckedBatch batch = new CheckedBatch(new LinkedHashMap<>(), new LinkedHashMap<>(), new LinkedHashSet<>());
        Set<DnsQuestion> failed = new HashSet<>();
        for (Checked check : checks) {
            HeldMessage message = check.message();
            Optional<DnsQuestion> waitedFor = message.waitsFor();
            Optional<Decision> decision = decision(check);
            if (check.verdict() != null && !check.verdict().failedQuestion().equals(waitedFor)) {
                waitedFor.ifPresent(batch.answered::add);
            }
            if (decision.isPresent()) {
                batch.decisions.put(message.id(), decision.get());
            } else {
                Wait wait = wait(check, here, pauses);
                failed.add(wait.question());
                batch.waits.put(message.id(), wait);
            }
        }
        batch.answered.removeAll(failed);
        return batch;
    }

    /** The decision; empty if DNS does not answer and the message has time left. */
    private static Optional<Decision> decision(Checked check) {
        HeldMessage message = check.message();
        RmxVerdict verdict = check.verdict();
        if (message.decision().isPresent()) { // [TEMP-6]
            return message.decision();
        }
        if (verdict != null && verdict.result() != RmxResult.TEMPERROR) {
            return Optional.of(Decision.of(verdict));
        }
        if (!check.isTimeUp()) {
            return Optional.empty();
        }
        String reason = "held until " + message.until() + ", and DNS did not answer";
        return Optional.of(
                verdict == null
                        ? new Decision(Finding.of(RmxOutcome.TEMP_FAIL, reason), Decision.Source.TIME)
                        : Decision.timeUp(verdict, reason + ": " + verdict.reason()));
    }

    private static Wait wait(Checked check, Instant here, Pauses pauses) {
        HeldMessage message = check.message();
        RmxVerdict verdict = check.verdict();
        DnsQuestion waitedFor = message.waitsFor().orElseThrow();
        DnsQuestion question = verdict == null ? waitedFor : question(verdict);
        boolean again = question.equals(waitedFor) && !check.cutOff();
        int attempts = again ? message.attempts() + 1 : 0;
        return new Wait(question, pauses.next(attempts, notBefore(verdict, here)));
    }

    /**
     * The question that a {@code temperror} verdict waits for; the domain's first question if the verdict names none.
     */
    static DnsQuestion question(RmxVerdict verdict) {
        return verdict.failedQuestion()
                .orElseGet(() -> new DnsQuestion(verdict.subject().orElseThrow(), RecordType.RMX));
    }

    /** How long a recheck is useless, according to the verdict. */
    static Duration notBefore(@Nullable RmxVerdict verdict, Instant here) {
        if (verdict == null || verdict.retryAfter().isEmpty()) {
            return Duration.ZERO;
        }
        Instant retryAfter = verdict.retryAfter().get();
        if (retryAfter.isBefore(here)) {
            return Duration.ZERO;
        }
        Instant furthest = here.plus(Pauses.FAILURE_MEMORY);
        return Duration.between(here, retryAfter.isAfter(furthest) ? furthest : retryAfter);
    }
}
