package dev.rmx;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import dev.rmx.record.IpPrefix;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

/**
 * Decides checks, without doing any I/O: a verdict is a pure function of the query, the limits and the DNS answers known
 * so far ([EVAL-1]).
 *
 * <p>A driver calls {@link #evaluate} with an empty map, asks DNS the questions that come back, and calls it again with
 * their answers added, until there is a verdict. It may do so on any thread, and after each answer or after each round: a
 * result reached with some answers is the result with more. A question that cannot be answered is given
 * {@link DnsAnswer.Failed}, so that an end is always reached.
 *
 * <p>Immutable, and safe to share between threads.
 */
public final class RmxVerifier {
    /** The forms that a verifier looks for unless told otherwise: {@code RMX}, then {@code RMX-TXT} ([FORM-1]). */
    public static final List<PublishedForm> DEFAULT_FORMS = List.of(PublishedForm.RMX, PublishedForm.RMX_TXT);

    private final List<PublishedForm> forms;
    private final RmxLimits limits;
    private final List<IpPrefix> trustedRelays;

    /** A verifier with {@link #DEFAULT_FORMS}, {@link RmxLimits#DEFAULT} and no trusted relays. */
    public RmxVerifier() {
        this(DEFAULT_FORMS, RmxLimits.DEFAULT, List.of());
    }

    /**
     * A verifier with forms, limits and trusted relays of one's own.
     *
     * @param forms the forms to look for, in this order: the first that a domain publishes decides ([FORM-2]). One or more, each once;
     *     the list is copied
     * @param limits what a check may cost
     * @param trustedRelays clients in these prefixes are not checked: outcome {@code Trusted} (draft 10.2). A prefix inside
     *     {@code ::ffff:0:0/96} counts as the IPv4 prefix that it stands for ([ID-6]). The list is copied
     * @throws IllegalArgumentException if there is no form, or one twice
     */
    public RmxVerifier(List<PublishedForm> forms, RmxLimits limits, List<IpPrefix> trustedRelays) {
        this.forms = List.copyOf(forms);
        if (forms.isEmpty() || Set.copyOf(forms).size() < forms.size()) {
            throw new IllegalArgumentException("a verifier has one form or more, each once, not " + forms);
        }
        this.limits = Objects.requireNonNull(limits, "limits");
        this.trustedRelays = trustedRelays.stream().map(IpPrefix::unmapped).toList(); // [ID-6]
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
     * Evaluates a query with the answers known so far ([EVAL-3] to [EVAL-6]).
     *
     * @param query what to check
     * @param answers the answers known; answers to other questions do no harm, nor does it if the map gains answers meanwhile
     * @return a verdict, or the questions that are needed, none of which has an answer in the map
     * @throws IllegalArgumentException if an answer's data is not of its question's type
     */
    public RmxStep evaluate(RmxQuery query, Map<DnsQuestion, DnsAnswer> answers) {
        if (isTrusted(query.client())) {
            return RmxVerdict.withoutRecord(query, RmxOutcome.TRUSTED, Evidence.NONE);
        }
        if (query.subject().isEmpty()) {
            return RmxVerdict.withoutRecord(query, RmxOutcome.NO_RMX, Evidence.NONE); // [ID-4]
        }
        return evaluate(query, query.subject().get(), answers);
    }

    /** [FORM-2] The first form that is present decides. */
    private RmxStep evaluate(RmxQuery query, DomainName subject, Map<DnsQuestion, DnsAnswer> answers) {
        AnswerTrace trace = new AnswerTrace();
        FormLookup found = FormLookup.among(forms, query, RmxQuery::question, answers, trace);
        return switch (found.state()) {
            case YES -> new RmxEvaluation(query, subject, limits, answers, trace).of(found.form(), found.record());
            case NO -> RmxVerdict.withoutRecord(query, RmxOutcome.NO_RMX, trace.evidence());
            case MISSING -> new RmxStep.Needs(trace.open());
            case FAILED -> RmxVerdict.tempFail(query, null, trace.failure());
            case MALFORMED -> RmxVerdict.badData(query, found.form(), trace.malformation(), trace.evidence());
        };
    }

    private boolean isTrusted(IpAddress client) {
        for (IpPrefix relay : trustedRelays) {
            if (relay.contains(client)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Checks a query with lookups that answer at once: a loop around {@link #evaluate}. Each question is asked at most
     * once. The deadline is the lookup's to keep.
     *
     * @param query what to check
     * @param lookup answers the questions, in the caller's thread; what it throws is thrown here, and no verdict given
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
}
