package dev.rmx;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsData;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import dev.rmx.record.IpPrefix;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Decides checks without I/O: a verdict is a pure function of the query, the limits and the DNS answers known so far
 * ([EVAL-1]).
 *
 * <p>A driver calls {@link #evaluate} with an empty map, asks DNS the questions that it returns, adds the answers to
 * the map, and calls it again until there is a verdict. The driver may call it on any thread, after each answer or
 * after each round: more answers never change a result. For a question without an answer, add {@link DnsAnswer.Failed},
 * so that the check ends.
 *
 * <p>Immutable, and safe to share between threads.
 */
public final class RmxVerifier {
    /** The forms that a verifier looks for unless told otherwise: {@code RMX}, then {@code RMX-TXT} ([FORM-1]). */
    public static final List<PublishedForm> DEFAULT_FORMS = List.of(PublishedForm.RMX, PublishedForm.RMX_TXT);

    private static final FormLookup.Questions<RmxQuery> OF_SUBJECT =
            new FormLookup.Questions<>(RmxQuery::question, RmxQuery::dmpDomainQuestion, true);

    private final List<PublishedForm> forms;
    private final RmxLimits limits;
    private final List<IpPrefix> trustedRelays;
    private final Options options;
    private final VerdictReason.NothingPublished nothing;
    private final SpfStates counts;

    /** What is off unless switched on. */
    private record Options(boolean explains, boolean heardHelo) {
        static final Options NONE = new Options(false, false);
    }

    /** A verifier with {@link #DEFAULT_FORMS}, {@link RmxLimits#DEFAULT} and no trusted relays. */
    public RmxVerifier() {
        this(DEFAULT_FORMS, RmxLimits.DEFAULT, List.of());
    }

    /**
     * A verifier with the given forms, limits and trusted relays.
     *
     * @param forms one or more forms to look for, in this order, each once: the first that a domain publishes decides
     *     ([FORM-2]); the list is copied
     * @param limits limits of an evaluation
     * @param trustedRelays clients in these prefixes are not checked and get the outcome {@code Trusted} (draft 10.2);
     *     a prefix inside {@code ::ffff:0:0/96} counts as its IPv4 prefix ([ID-6]); the list is copied
     * @throws IllegalArgumentException if there is no form, or a form occurs twice
     */
    public RmxVerifier(List<PublishedForm> forms, RmxLimits limits, List<IpPrefix> trustedRelays) {
        this(forms, limits, trustedRelays, Options.NONE);
    }

    private RmxVerifier(List<PublishedForm> forms, RmxLimits limits, List<IpPrefix> trustedRelays, Options options) {
        this.forms = List.copyOf(forms);
        if (forms.isEmpty() || Set.copyOf(forms).size() < forms.size()) {
            throw new IllegalArgumentException("a verifier has one form or more, each once, not " + forms);
        }
        this.limits = Objects.requireNonNull(limits, "limits");
        this.trustedRelays = trustedRelays.stream().map(IpPrefix::unmapped).toList(); // [ID-6]
        this.options = options;
        this.nothing = new VerdictReason.NothingPublished(this.forms);
        this.counts = new SpfStates(limits.terms(), limits.voids());
    }

    /**
     * A verifier that also fetches the domain's explanation of an SPF fail ([SPF-7]), for one more question.
     *
     * @return a verifier with all else the same
     */
    public RmxVerifier explaining() {
        return new RmxVerifier(forms, limits, trustedRelays, new Options(true, options.heardHelo));
    }

    /**
     * A verifier that lets the HELO name speak for a client that the sender's domain refuses by DMP ([DMP-3]): if the
     * HELO name itself allows the client by DMP, the fail becomes {@code none}. Never more: anybody can publish for a
     * HELO name.
     *
     * @return a verifier with all else the same
     */
    public RmxVerifier hearingDmpHelo() {
        return new RmxVerifier(forms, limits, trustedRelays, new Options(options.explains, true));
    }

    /**
     * The forms of this verifier.
     *
     * @return one or more forms, in the order in which it looks for them
     */
    public List<PublishedForm> forms() {
        return forms;
    }

    /**
     * The limits of this verifier.
     *
     * @return the limits
     */
    public RmxLimits limits() {
        return limits;
    }

    /**
     * The clients that this verifier does not check.
     *
     * @return their prefixes; one of IPv4-mapped addresses as the IPv4 prefix ([ID-6])
     */
    public List<IpPrefix> trustedRelays() {
        return trustedRelays;
    }

    /**
     * Whether this verifier fetches explanations.
     *
     * @return true for one that {@link #explaining} gave
     */
    public boolean explains() {
        return options.explains;
    }

    /**
     * Whether this verifier lets the HELO name speak.
     *
     * @return true for one that {@link #hearingDmpHelo} gave
     */
    public boolean hearsDmpHelo() {
        return options.heardHelo;
    }

    /**
     * Evaluates a query with the answers known so far ([EVAL-3], [EVAL-4], [EVAL-5], [EVAL-6]).
     *
     * @param query what to check
     * @param answers the answers known so far; answers to other questions do no harm, and the map may gain answers
     *     during the call
     * @return a verdict, or the questions still needed, none of which has an answer in the map
     * @throws IllegalArgumentException if an answer's data is not of its question's type
     */
    public RmxStep evaluate(RmxQuery query, Map<DnsQuestion, DnsAnswer> answers) {
        if (isTrusted(query.client())) {
            return RmxVerdict.withoutForm(query, RmxOutcome.TRUSTED, nothing, Evidence.NONE);
        }
        if (query.subject().isEmpty()) {
            return RmxVerdict.withoutForm(query, RmxOutcome.NO_RMX, nothing, Evidence.NONE); // [ID-4]
        }
        return evaluate(query, query.subject().get(), answers);
    }

    /**
     * Explains what {@link #evaluate} gives for the same query and answers ([EXPL-1]). Costs more than the evaluation,
     * so call it for people, not for each message.
     *
     * @param query what to check
     * @param answers the answers known so far, as for {@link #evaluate}: all of them, some, or none
     * @return the verdict or the questions still needed, and how the evaluation comes to it
     * @throws IllegalArgumentException if an answer's data is not of its question's type
     */
    public Explanation explain(RmxQuery query, Map<DnsQuestion, DnsAnswer> answers) {
        Transcript heard = new Transcript(answers, forms);
        RmxStep step = evaluate(query, heard); // [EXPL-1] what is explained is the evaluation itself
        return new ExplanationWriter(step, limits).explanation(query, heard);
    }

    /** [FORM-2] The first form that is present decides. */
    private RmxStep evaluate(RmxQuery query, DomainName subject, Map<DnsQuestion, DnsAnswer> answers) {
        AnswerTrace trace = new AnswerTrace();
        FormLookup found = new FormLookup(answers, trace);
        return switch (found.among(forms, query, OF_SUBJECT)) {
            case YES -> present(query, subject, found, answers, trace);
            case NO -> RmxVerdict.withoutForm(query, RmxOutcome.NO_RMX, nothing, trace.evidence());
            case MISSING, FAILED, MALFORMED -> trace.undecided(query, found.form()); // [EVAL-1], [FORM-2], [FORM-3]
        };
    }

    private RmxStep present(
            RmxQuery query,
            DomainName subject,
            FormLookup found,
            Map<DnsQuestion, DnsAnswer> answers,
            AnswerTrace trace) {
        return switch (found.form()) {
            case RMX, RMX_TXT ->
                new RmxEvaluation(query, subject, limits, answers, trace, found.record()).verdict(found.form());
            case SPF ->
                new SpfEvaluation(query, subject, limits, counts, answers, trace).of(found.spf(), options.explains);
            case DMP -> dmp(query, DmpDecision.of(query, found.dmp()), answers, trace);
        };
    }

    private RmxStep dmp(RmxQuery query, DmpDecision decision, Map<DnsQuestion, DnsAnswer> answers, AnswerTrace trace) {
        // [DMP-3] only for a fail, and only if switched on
        DnsQuestion ofHelo =
                options.heardHelo && decision.outcome().result() == RmxResult.FAIL ? query.dmpHeloQuestion() : null;
        if (ofHelo == null) {
            return RmxVerdict.decided(query, PublishedForm.DMP, decision, null, trace.evidence());
        }
        DnsAnswer answer = Answers.to(ofHelo, answers);
        EntryState state = trace.noteForgiving(ofHelo, answer); // [DMP-3] a failed lookup leaves the fail
        if (state == EntryState.MISSING) {
            return new RmxStep.Needs(trace.open());
        }
        boolean allowed = state == EntryState.YES // [DMP-3]
                && answer instanceof DnsAnswer.Found found
                && found.data() instanceof DnsData.Dmp records
                && records.allows()
                && !records.denies();
        return allowed
                ? RmxVerdict.decided(
                        query,
                        PublishedForm.DMP,
                        DmpDecision.EXCUSED, // [DMP-3] none, never pass
                        "the HELO name " + query.helo().orElseThrow() + " allows " + query.client() + " by DMP",
                        trace.evidence())
                : RmxVerdict.decided(query, PublishedForm.DMP, decision, null, trace.evidence());
    }

    /**
     * Lists what a domain says of every client address ([LINT-4]), with the answers known so far. Asks for the
     * addresses of both families. Fetches no explanations, and hears no HELO name.
     *
     * @param subject the domain
     * @param answers the answers known so far; answers to other questions do no harm, and the map does not change
     *     during the call
     * @return the expansion; it is complete if it asks no more questions. More answers never change a verdict
     * @throws IllegalArgumentException if the domain is a name that [ID-4] rules out, or an answer's data is not of its
     *     question's type
     */
    public RmxExpansion expand(DomainName subject, Map<DnsQuestion, DnsAnswer> answers) {
        return expand(subject, answers, () -> true);
    }

    /**
     * As {@link #expand(DomainName, Map)}, with a bound of the caller's on the work ([LIM-3], [LIM-4]).
     *
     * @param subject the domain
     * @param answers the answers known so far
     * @param goesOn asked before each evaluation; once it says no, the addresses still to come are
     *     {@linkplain RmxExpansion#tooMany left out}
     * @return the expansion
     * @throws IllegalArgumentException as {@link #expand(DomainName, Map)}
     */
    public RmxExpansion expand(DomainName subject, Map<DnsQuestion, DnsAnswer> answers, BooleanSupplier goesOn) {
        RmxVerifier plain = new RmxVerifier(forms, limits, trustedRelays, Options.NONE);
        return new RangeSweep(plain, trustedRelays, subject, answers, goesOn).expand();
    }

    private boolean isTrusted(IpAddress client) {
        for (int i = 0; i < trustedRelays.size(); i++) {
            if (trustedRelays.get(i).contains(client)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Checks a query with a blocking lookup: a loop around {@link #evaluate} that asks each question at most once.
     * There is no deadline; the lookup must set its own.
     *
     * @param query what to check
     * @param lookup answers a question, in the caller's thread; an exception that it throws ends the check and reaches
     *     the caller
     * @return the verdict
     */
    public RmxVerdict check(RmxQuery query, Function<DnsQuestion, DnsAnswer> lookup) {
        Map<DnsQuestion, DnsAnswer> answers = new HashMap<>();
        while (true) {
            RmxStep step = evaluate(query, answers);
            if (step instanceof RmxVerdict verdict) {
                return verdict;
            }
            for (DnsQuestion question : ((RmxStep.Needs) step).questions()) {
                answers.put(question, Objects.requireNonNull(lookup.apply(question), "lookup gave null"));
            }
        }
    }

    /** Verifiers with the same forms, limits, trusted relays and options are equal. */
    @Override
    public boolean equals(Object other) {
        return other instanceof RmxVerifier that
                && forms.equals(that.forms)
                && limits.equals(that.limits)
                && trustedRelays.equals(that.trustedRelays)
                && options.equals(that.options);
    }

    @Override
    public int hashCode() {
        return Objects.hash(forms, limits, trustedRelays, options);
    }

    /** Forms, limits, trusted relays and options, for logs. */
    @Override
    public String toString() {
        return "RmxVerifier[forms=" + forms + ", limits=" + limits + ", trustedRelays=" + trustedRelays + ", " + options
                + "]";
    }
}
