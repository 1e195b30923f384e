package dev.rmx.quarantine;

import dev.rmx.RmxOutcome;
import dev.rmx.RmxVerdict;
import dev.rmx.record.RmxEntry;
import java.util.Optional;

/**
 * What was decided of a held message. It does not change any more, however often the message has to be handed back.
 *
 * @param outcome the outcome; {@link RmxOutcome#TEMP_FAIL} if the message's time was up before DNS answered
 * @param mechanism the entry that decided, in canonical text; empty unless granted or denied by DNS
 * @param reason why, in one line for people
 * @param source who decided
 */
public record Decision(RmxOutcome outcome, Optional<String> mechanism, String reason, Source source) {
    /** Who decided. */
    public enum Source {
        /** DNS: a check came to a verdict. */
        DNS,
        /** The clock: the message was held for as long as it may be. */
        TIME,
        /** A person, by {@link Quarantine#release}. */
        OPERATOR
    }

    /** The decision that a check came to. */
    static Decision of(RmxVerdict verdict) {
        return new Decision(
                verdict.outcome(), verdict.mechanism().map(RmxEntry::toString), verdict.reason(), Source.DNS);
    }
}
