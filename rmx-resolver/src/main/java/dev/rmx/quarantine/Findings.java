package dev.rmx.quarantine;

import dev.rmx.RmxOutcome;
import dev.rmx.RmxResult;
import dev.rmx.RmxVerdict;
import dev.rmx.quarantine.QuarantineStore.Retry;
import dev.rmx.record.DomainName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What follows from some checks.
 *
 * @param decisions by message
 * @param retries of those that are not decided
 * @param unanswered domains of which a check had no answer, with the retry that will do for all of their messages
 * @param answered domains of which a check was answered
 */
record Findings(
        Map<Long, Decision> decisions,
        List<Retry> retries,
        Map<DomainName, Retry> unanswered,
        Set<DomainName> answered) {
    /** A check that ended; without a verdict if it did not end well, or if there was none because the message is decided. */
    record Checked(HeldMessage message, @Nullable RmxVerdict verdict) {
        DomainName subject() {
            return message.query().subject().orElseThrow();
        }
    }

    static Findings of(Collection<Checked> checks, Instant now, Pauses pauses) {
        Map<Long, Decision> decisions = new HashMap<>();
        List<Retry> retries = new ArrayList<>();
        Map<DomainName, Retry> unanswered = new HashMap<>();
        Set<DomainName> answered = new HashSet<>();
        for (Checked check : checks) {
            HeldMessage message = check.message();
            Optional<Decision> decision = decision(check, now);
            if (decision.isPresent()) {
                decisions.put(message.id(), decision.get());
                if (check.verdict() != null && decision.get().source() == Decision.Source.DNS) {
                    answered.add(check.subject());
                }
            } else {
                int attempts = message.attempts() + 1;
                Instant next = pauses.next(now, attempts, notBefore(check));
                Instant due = next.isBefore(message.until()) ? next : message.until();
                retries.add(new Retry(message.id(), due, attempts, false));
                unanswered.merge(check.subject(), new Retry(message.id(), next, attempts, false), Findings::later);
            }
        }
        return new Findings(decisions, retries, unanswered, answered);
    }

    /** Domains that answer nothing: their other messages need not be looked at before. */
    Map<DomainName, Retry> silent() {
        Map<DomainName, Retry> silent = new HashMap<>(unanswered);
        silent.keySet().removeAll(answered);
        return silent;
    }

    /** Domains that answer everything. One that answers some questions and not others has its messages come when they are due. */
    Set<DomainName> recovered() {
        Set<DomainName> recovered = new HashSet<>(answered);
        recovered.removeAll(unanswered.keySet());
        return recovered;
    }

    private static Retry later(Retry one, Retry other) {
        return one.due().isBefore(other.due()) ? other : one;
    }

    /** What was decided; nothing where DNS does not answer, and the message has time left. */
    private static Optional<Decision> decision(Checked check, Instant now) {
        HeldMessage message = check.message();
        RmxVerdict verdict = check.verdict();
        if (message.decision().isPresent()) {
            return message.decision();
        }
        if (verdict != null && verdict.result() != RmxResult.TEMPERROR) {
            return Optional.of(Decision.of(verdict));
        }
        if (now.isBefore(message.until())) {
            return Optional.empty();
        }
        String reason = "held until " + message.until() + ", and DNS did not answer"
                + (verdict == null ? "" : ": " + verdict.reason());
        return Optional.of(new Decision(RmxOutcome.TEMP_FAIL, Optional.empty(), reason, Decision.Source.TIME));
    }

    private static Instant notBefore(Checked check) {
        RmxVerdict verdict = check.verdict();
        return verdict == null ? Instant.MIN : verdict.retryAfter().orElse(Instant.MIN);
    }
}
