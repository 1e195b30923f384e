package dev.rmx;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsData;
import dev.rmx.dns.DnsLookup;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import dev.rmx.record.IpPrefix;
import dev.rmx.record.RmxRecord;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

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
    private final RmxLimits limits;
    private final List<IpPrefix> trustedRelays;

    /** A verifier with {@link RmxLimits#DEFAULT} and no trusted relays. */
    public RmxVerifier() {
        this(RmxLimits.DEFAULT, List.of());
    }

    /**
     * A verifier with limits and trusted relays of one's own.
     *
     * @param limits what a check may cost
     * @param trustedRelays clients in these prefixes are not checked: outcome {@code Trusted} (draft 10.2). A prefix inside
     *     {@code ::ffff:0:0/96} counts as the IPv4 prefix that it stands for ([ID-6]). The list is copied
     */
    public RmxVerifier(RmxLimits limits, List<IpPrefix> trustedRelays) {
        this.limits = Objects.requireNonNull(limits, "limits");
        this.trustedRelays = trustedRelays.stream().map(IpPrefix::unmapped).toList(); // [ID-6]
    }

    /**
     * The limits of this verifier.
     *
     * @return the limits, the deadline among them, which a driver keeps
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
            return RmxVerdict.unasked(RmxOutcome.TRUSTED, query);
        }
        if (query.subject().isEmpty()) {
            return RmxVerdict.unasked(RmxOutcome.NO_RMX, query); // [ID-4]
        }
        RmxVerdict verdict = evaluateLiterally(query, answers);
        return verdict == null ? evaluateInFull(query, query.subject().get(), answers) : verdict;
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
     * What most checks come to: there is no record, or in it the first entry that matches without DNS stands before all that need it.
     * {@link #evaluateInFull} says the same of these, and makes more than the verdict on the way.
     *
     * @return null if it does not come to that
     */
    private static @Nullable RmxVerdict evaluateLiterally(RmxQuery query, Map<DnsQuestion, DnsAnswer> answers) {
        if (!(known(query.rmxQuestion(), answers) instanceof DnsAnswer.Known rmx)) {
            return null;
        }
        DnsAnswer.Known txt = null;
        DnsAnswer.Known last = rmx;
        if (rmx instanceof DnsAnswer.Absent) { // [LOOK-1]
            if (!(known(query.txtQuestion(), answers) instanceof DnsAnswer.Known known)) {
                return null;
            }
            txt = known;
            last = known;
            if (txt instanceof DnsAnswer.Absent) {
                return RmxVerdict.noRecord(query, rmx, txt);
            }
        }
        if (!(last instanceof DnsAnswer.Found found && found.data() instanceof DnsData.RmxRecords records)) {
            return null;
        }
        RmxRecord record = records.concatenated(); // [REC-3]
        int first = record.firstLiteralMatch(query.client());
        return record.nextThatNeedsDns(0) < first ? null : RmxVerdict.literal(query, rmx, txt, record, first);
    }

    private static @Nullable DnsAnswer known(@Nullable DnsQuestion question, Map<DnsQuestion, DnsAnswer> answers) {
        return question == null ? null : answers.get(question);
    }

    /** Evaluates a query that has a subject, by the rules one after the other. */
    RmxStep evaluateInFull(RmxQuery query, DomainName subject, Map<DnsQuestion, DnsAnswer> answers) {
        Lookups lookups = new Lookups(answers);
        RecordLookup record =
                RecordLookup.of(Objects.requireNonNull(query.rmxQuestion()), query.txtQuestion(), lookups);
        return switch (record.status()) {
            case YES -> evaluate(query, subject, record, lookups, answers);
            case NO -> RmxVerdict.noRecord(query, lookups);
            case MISSING -> needs(lookups);
            case FAILED -> RmxVerdict.tempFail(query, lookups, null);
            case MALFORMED -> RmxVerdict.badData(query, lookups, record.source(), lookups.malformation());
        };
    }

    /** Evaluates the entries of the subject's record. */
    private RmxStep evaluate(
            RmxQuery query,
            DomainName subject,
            RecordLookup found,
            Lookups lookups,
            Map<DnsQuestion, DnsAnswer> answers) {
        Evaluation evaluation = new Evaluation(query, subject, limits, answers);
        if (evaluation.isBeyondLimit(found.record())) {
            String problem =
                    "the record of " + subject + " needs more than " + limits.lookups() + " lookups"; // [LIM-1]
            return RmxVerdict.badData(query, lookups, found.source(), problem);
        }
        evaluation.run(found.record());
        lookups.join(evaluation.lookups);
        if (evaluation.isCertain()) {
            return RmxVerdict.decided(query, lookups, found.source(), found.record(), evaluation);
        }
        if (!lookups.open.isEmpty()) {
            return needs(lookups); // [EVAL-4]
        }
        return lookups.failure != null // [EVAL-5]
                ? RmxVerdict.tempFail(query, lookups, found.source())
                : RmxVerdict.badData(query, lookups, found.source(), lookups.malformation());
    }

    private static RmxStep needs(Lookups lookups) {
        return new RmxStep.Needs(new LinkedHashSet<>(lookups.open));
    }

    /**
     * Checks a query with lookups that answer at once: a loop around {@link #evaluate}. Each question is asked at most
     * once. The deadline is the lookup's to keep.
     *
     * @param query what to check
     * @param lookup answers the questions, in the caller's thread; what it throws is thrown here, and no verdict given
     * @return the verdict
     */
    public RmxVerdict check(RmxQuery query, DnsLookup lookup) {
        Map<DnsQuestion, DnsAnswer> answers = new HashMap<>();
        while (true) {
            RmxStep step = evaluate(query, answers);
            if (step instanceof RmxVerdict verdict) {
                return verdict;
            }
            for (DnsQuestion question : ((RmxStep.Needs) step).questions()) {
                answers.put(question, Objects.requireNonNull(lookup.lookup(question), "lookup gave null"));
            }
        }
    }
}
