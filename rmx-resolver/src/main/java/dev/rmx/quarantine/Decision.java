package dev.rmx.quarantine;

import dev.rmx.RmxOutcome;
import dev.rmx.RmxQuery;
import dev.rmx.RmxVerdict;
import dev.rmx.receive.CheckReport;
import dev.rmx.receive.Finding;

/**
 * The final decision on a held message. It stays the same, however often the message has to be handed back. A
 * {@link dev.rmx.receive.ReceiverPolicy} says what follows from its {@link #report}.
 *
 * @param finding what was found; its outcome is {@link RmxOutcome#TEMP_FAIL} if the message's time was up before DNS
 *     answered
 * @param source who decided
 */
public record Decision(Finding finding, Source source) {
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
        return new Decision(Finding.of(verdict), Source.DNS);
    }

    /** The decision to end the wait with what the last check found. */
    static Decision timeUp(RmxVerdict verdict, String reason) {
        return new Decision(Finding.of(verdict).because(reason), Source.TIME);
    }

    /**
     * The outcome.
     *
     * @return that of the finding
     */
    public RmxOutcome outcome() {
        return finding.outcome();
    }

    /**
     * The reason.
     *
     * @return that of the finding, in one line for people
     */
    public String reason() {
        return finding.reason();
    }

    /**
     * What a policy, header fields and replies need of this decision. By DNS, it is the same as of the verdict.
     *
     * @param query the held message's {@linkplain HeldMessage#query query}
     * @return the report
     */
    public CheckReport report(RmxQuery query) {
        return new CheckReport(query, finding);
    }
}
