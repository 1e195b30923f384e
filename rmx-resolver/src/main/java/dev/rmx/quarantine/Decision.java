package dev.rmx.quarantine;

import dev.rmx.PublishedForm;
import dev.rmx.RmxOutcome;
import dev.rmx.RmxQuery;
import dev.rmx.RmxVerdict;
import dev.rmx.receive.CheckReport;
import dev.rmx.spf.SpfResult;
import java.util.List;
import java.util.Optional;

/**
 * The final decision on a held message. It stays the same, however often the message has to be handed back. For its
 * header fields and replies, see {@link #report}.
 *
 * @param outcome the outcome; {@link RmxOutcome#TEMP_FAIL} if the message's time was up before DNS answered
 * @param forms the published forms that the decision tells of, as {@link CheckReport#forms} has them; empty if it tells
 *     of none, such as an operator's
 * @param spf the word of SPF, as {@link CheckReport#spf} has it
 * @param mechanism the directive that decided, as canonical text; empty unless DNS granted or denied
 * @param reason why, in one line for people
 * @param explanation the domain's own words for a fail by SPF, if there are any
 * @param source who decided
 */
public record Decision(
        RmxOutcome outcome,
        List<PublishedForm> forms,
        Optional<SpfResult> spf,
        Optional<String> mechanism,
        String reason,
        Optional<String> explanation,
        Source source) {
    /** Who decided. */
    public enum Source {
        /** DNS: a check came to a verdict. */
        DNS,
        /** The clock: the message reached its longest hold. */
        TIME,
        /** A person, by {@link Quarantine#release}. */
        OPERATOR
    }

    /**
     * Copies the list.
     *
     * @param outcome the outcome
     * @param forms the published forms that the decision tells of
     * @param spf the word of SPF
     * @param mechanism the directive that decided
     * @param reason why
     * @param explanation the domain's own words
     * @param source who decided
     */
    public Decision {
        forms = List.copyOf(forms);
    }

    /**
     * A decision that tells of no published form.
     *
     * @param outcome the outcome
     * @param mechanism the directive that decided
     * @param reason why
     * @param source who decided
     */
    public Decision(RmxOutcome outcome, Optional<String> mechanism, String reason, Source source) {
        this(outcome, List.of(), Optional.empty(), mechanism, reason, Optional.empty(), source);
    }

    /** The decision that follows from a verdict. */
    static Decision of(RmxVerdict verdict) {
        return of(verdict, verdict.reason(), Source.DNS);
    }

    /** The decision to end the wait with what the last check found. */
    static Decision timeUp(RmxVerdict verdict, String reason) {
        return of(verdict, reason, Source.TIME);
    }

    private static Decision of(RmxVerdict verdict, String reason, Source source) {
        CheckReport report = CheckReport.of(verdict);
        return new Decision(
                report.outcome(),
                report.forms(),
                report.spf(),
                report.mechanism(),
                reason,
                report.explanation(),
                source);
    }

    /**
     * What header fields and replies tell of this decision: for a decision by DNS, the same as those of the verdict.
     *
     * @param query the held message's {@linkplain HeldMessage#query query}
     * @return the report
     */
    public CheckReport report(RmxQuery query) {
        return new CheckReport(query, outcome, forms, spf, mechanism, reason, explanation);
    }
}
