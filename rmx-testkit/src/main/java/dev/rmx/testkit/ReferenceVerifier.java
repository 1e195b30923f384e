package dev.rmx.testkit;

import dev.rmx.PublishedForm;
import dev.rmx.RmxLimits;
import dev.rmx.RmxOutcome;
import dev.rmx.RmxQuery;
import dev.rmx.RmxResult;
import dev.rmx.RmxVerifier;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.spf.SpfResult;
import dev.rmx.spf.SpfTerm;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A second, slow and simple implementation of the rules of RMX, SPF and DMP. Test other implementations against it:
 * {@link RmxVerifier}, with which it shares no evaluation code, or your own.
 *
 * <p>It gives the final outcome of a check that can ask no more questions: a question without an answer counts as
 * failed. Given all answers, an implementation must agree with it on outcome and mechanism. Given only some answers, an
 * implementation that decides already must agree on the result.
 *
 * <p>Immutable and thread-safe.
 */
public final class ReferenceVerifier {
    private final List<PublishedForm> forms;
    private final RmxLimits limits;

    /**
     * The final outcome of a check.
     *
     * @param outcome the outcome
     * @param form the form that decided, that has malformed data, or whose lookup failed; empty if none is present
     * @param mechanism the directive that decided, as canonical text; empty if there is none, or several could
     * @param spf what SPF says; empty unless an SPF record, well formed or not, decided
     */
    public record Conclusion(
            RmxOutcome outcome, Optional<PublishedForm> form, Optional<String> mechanism, Optional<Spf> spf) {
        /**
         * The result of the outcome.
         *
         * @return pass, fail, none or temperror
         */
        public RmxResult result() {
            return outcome.result();
        }
    }

    /**
     * What SPF says ([SPF-2]).
     *
     * @param word the word; empty if several are possible that all mean {@code none}
     * @param terms the term that decides, after the chain that leads to it; an empty list if no term decides; empty if
     *     several could
     * @param termsCounted how many terms were counted; if that is not certain, the most
     * @param voidsCounted how many of them found nothing; if that is not certain, the most of those with the most terms
     * @param explanation the explanation of a fail ([SPF-7]); empty if there is none
     */
    public record Spf(
            Optional<SpfResult> word,
            Optional<List<SpfTerm>> terms,
            int termsCounted,
            int voidsCounted,
            Optional<String> explanation) {}

    /**
     * Creates a reference verifier that looks for {@link RmxVerifier#DEFAULT_FORMS}.
     *
     * @param limits the limits
     */
    public ReferenceVerifier(RmxLimits limits) {
        this(RmxVerifier.DEFAULT_FORMS, limits);
    }

    /**
     * Creates a reference verifier.
     *
     * @param forms the forms to look for, in this order: the first that is present decides ([FORM-2])
     * @param limits the limits
     */
    public ReferenceVerifier(List<PublishedForm> forms, RmxLimits limits) {
        this.forms = List.copyOf(forms);
        this.limits = limits;
    }

    /**
     * Evaluates a check with these answers and no others.
     *
     * @param query the check
     * @param answers the answers; a question without an answer counts as failed
     * @return the outcome, and what decided
     */
    public Conclusion conclude(RmxQuery query, Map<DnsQuestion, DnsAnswer> answers) {
        if (query.subject().isPresent()) { // [ID-4]
            for (PublishedForm form : forms) {
                Optional<Conclusion> decided = ofForm(form, query, answers);
                if (decided.isPresent()) {
                    return decided.get(); // [FORM-2]
                }
            }
        }
        return new Conclusion(RmxOutcome.NO_RMX, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** What a form comes to; empty if it is absent. */
    private Optional<Conclusion> ofForm(PublishedForm form, RmxQuery query, Map<DnsQuestion, DnsAnswer> answers) {
        return switch (form) {
            case RMX, RMX_TXT -> new ReferenceRmx(query, limits, answers).conclude(form);
            case SPF -> new ReferenceSpf(query, limits, answers).conclude();
            case DMP -> new ReferenceDmp(query, answers).conclude();
        };
    }
}
