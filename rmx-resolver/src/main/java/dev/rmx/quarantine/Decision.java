package dev.rmx.quarantine;

import dev.rmx.RmxOutcome;
import dev.rmx.RmxVerdict;
import java.util.Optional;

/**
 * The final decision on a held message. It stays the same, however often the message has to be handed back.
 *
 * @param outcome the outcome; {@link RmxOutcome#TEMP_FAIL} if the message's time was up before DNS answered
 * @param mechanism the entry that decided, as canonical text; empty unless DNS granted or denied
 * @param reason why, in one line for people
 * @param source who decided
 */
public record Decision(RmxOutcome outcome, Optional<String> mechanism, String reason, Source source) {
    /** Who decided. */
    public enum Source {
        /** DNS: a check came to a verdict. */
        DNS,
        /** The clock: the message reached its longest hold. */
        TIME,
        /** A person, by {@link Quarantine#release}. */
        OPERATOR
    }

    /** The decision that follows from a verdict. */
    static Decision of(RmxVerdict verdict) {
        return new Decision(verdict.outcome(), verdict.mechanism(), verdict.reason(), Source.DNS);
    }
}
