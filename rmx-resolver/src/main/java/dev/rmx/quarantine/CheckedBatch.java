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
import java.util.HashMap;
import java.util.HashSet;
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
     * @param verdict null if the check failed, or if the message was decided before and needed none
     * @param cutOff whether we were cut off from DNS when the check began; then it says nothing about the name server
     */
    record Checked(HeldMessage message, @Nullable RmxVerdict verdict, boolean cutOff) {
        static Checked decided(HeldMessage message) {
            return new Checked(message, null, false);
        }
    }

    /**
     * Draws the conclusions.
     *
     * @param now the time by the store's clock, which ends a message's time
     * @param here the time by the checks' clock, for the next attempt
     */
    static CheckedBatch of(Collection<Checked> checks, Instant now, Instant here, Pauses pauses) {
        CheckedBatch batch = new CheckedBatch(new HashMap<>(), new HashMap<>(), new HashSet<>());
        Set<DnsQuestion> failed = new HashSet<>();
        for (Checked check : checks) {
            HeldMessage message = check.message();
            Optional<DnsQuestion> waitedFor = message.waitsFor();
            Optional<Decision> decision = decision(check, now);
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
    private static Optional<Decision> decision(Checked check, Instant now) {
        HeldMessage message = check.message();
        RmxVerdict verdict = check.verdict();
        if (message.decision().isPresent()) { // [TEMP-6]
            return message.decision();
        }
        if (verdict != null && verdict.result() != RmxResult.TEMPERROR) {
            return Optional.of(Decision.of(verdict));
        }
        if (now.isBefore(message.until())) {
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
