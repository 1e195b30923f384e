package dev.rmx;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsData;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import dev.rmx.spf.MacroLetter;
import dev.rmx.spf.MacroString;
import dev.rmx.spf.SpfRecord;
import dev.rmx.spf.SpfResult;
import dev.rmx.spf.SpfTerm;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates a subject's SPF record with the answers known so far ([SPF-1] to [SPF-7]): check_host() of RFC 7208, with
 * every result that is still possible. One instance does one evaluation, on one thread.
 */
final class SpfEvaluation {
    /** The results that a record can have whose content is unknown; {@code none} means that there is no record. */
    private static final List<SpfResult> RECORD_UNKNOWN =
            List.of(SpfResult.PASS, SpfResult.FAIL, SpfResult.SOFTFAIL, SpfResult.NEUTRAL, SpfResult.PERMERROR);

    /** What a term can make of a record whose content is unknown: it matches, it does not, or there is an error. */
    private static final List<SpfResult> INCLUDE_UNKNOWN =
            List.of(SpfResult.PASS, SpfResult.NEUTRAL, SpfResult.PERMERROR);

    private final RmxQuery query;
    private final DomainName subject;
    private final RmxLimits limits;
    private final Map<DnsQuestion, DnsAnswer> known;
    private final AnswerTrace trace;
    private final Observer observer;
    private final SpfStates counts;
    /** Made for the first term that asks for addresses or names. */
    private @Nullable SpfMatcher matcher;
    /** Made for the first text with macros. */
    private @Nullable Expanded expanded;

    /** The first reason for a permerror. */
    private @Nullable String problem;

    SpfEvaluation(
            RmxQuery query,
            DomainName subject,
            RmxLimits limits,
            SpfStates counts,
            Map<DnsQuestion, DnsAnswer> known,
            AnswerTrace trace) {
        this.query = query;
        this.subject = subject;
        this.limits = limits;
        this.known = known;
        this.trace = trace;
        this.observer = Observer.of(known);
        this.counts = counts;
    }

    /**
     * A verdict from the subject's record, or the questions still needed.
     *
     * @param explains whether to fetch the explanation of a fail ([SPF-7])
     */
    RmxStep of(SpfRecord record, boolean explains) {
        SpfOutcomes outcomes = outcomes(subject, record, Walk.BEGIN);
        SpfResult only = outcomes.only();
        if (only != null) { // [SPF-4] one possible word is the verdict
            return decided(only, outcomes, explains);
        }
        return trace.open().isEmpty() && haveOneResult(outcomes.possible())
                ? RmxVerdict.decided(query, PublishedForm.SPF, SpfDecision.SEVERAL, null, trace.evidence()) // [SPF-2]
                : trace.undecided(query, PublishedForm.SPF); // [SPF-4], [SPF-5]
    }

    private static boolean haveOneResult(Set<SpfResult> possible) {
        return possible.stream()
                        .map(word -> SpfDecision.outcomeOf(word).result())
                        .distinct()
                        .count()
                == 1;
    }

    private RmxStep decided(SpfResult result, SpfOutcomes outcomes, boolean explains) {
        SpfDecision decision =
                new SpfDecision(result, query.client(), outcomes.decided(), counts, outcomes.of(result), null);
        if (result == SpfResult.PERMERROR) {
            return RmxVerdict.badData(
                    query, PublishedForm.SPF, decision, Objects.requireNonNull(problem), trace.evidence());
        }
        if (result == SpfResult.FAIL && explains && outcomes.failing().size() == 1) { // [SPF-7]
            AnswerTrace its = new AnswerTrace(); // [SPF-7] never changes the result
            Optional<String> explanation = explanation(outcomes.failing().get(0), its);
            if (!its.open().isEmpty()) {
                return new RmxStep.Needs(its.open());
            }
            decision = explanation.map(decision::withExplanation).orElse(decision);
        }
        return RmxVerdict.decided(query, PublishedForm.SPF, decision, null, trace.evidence());
    }

    /** [SPF-7] */
    private Optional<String> explanation(SpfWalk failing, AnswerTrace its) {
        SpfTerm.Explanation modifier = failing.record().explanation().orElse(null);
        if (modifier == null) {
            return Optional.empty();
        }
        observer.begins(failing, modifier);
        Optional<String> text = explanation(failing, modifier.value(), its);
        observer.isAsBelow();
        if (text.isPresent()) {
            observer.is(EntryState.YES);
        }
        observer.ends();
        return text;
    }

    private Optional<String> explanation(SpfWalk failing, MacroString name, AnswerTrace its) {
        SpfMatcher asking = new SpfMatcher(query.client(), limits, known, its);
        SpfTarget target = failing.target(name, asking);
        if (target.kind() != SpfTarget.Kind.NAME) {
            return Optional.empty();
        }
        DnsQuestion question = new DnsQuestion(target.name(), RecordType.SPF_EXPLANATION);
        DnsAnswer answer = Answers.to(question, known);
        if (its.note(question, answer) != EntryState.YES) {
            return Optional.empty();
        }
        MacroString text = Answers.data(DnsData.SpfExplanation.class, answer).text();
        return failing.expansion(text, asking).flatMap(values -> values.explanation(text));
    }

    /** What the record that {@code term} leads to comes to; {@code none} means that there is no record. */
    SpfOutcomes outcomes(SpfTerm term, SpfTarget target, long states) {
        if (target.kind() == SpfTarget.Kind.OPEN) {
            return unknown(states);
        }
        if (target.kind() != SpfTarget.Kind.NAME || target.name().labelCount() < 2) {
            tellProblem(term + " leads to no name of two labels or more that can be asked");
            return SpfOutcomes.only(SpfResult.PERMERROR, states); // [SPF-1]
        }
        DnsQuestion question = PublishedForm.SPF.questionAt(target.name());
        DnsAnswer answer = Answers.to(question, known);
        return switch (trace.note(question, answer)) {
            case YES ->
                below(
                        term,
                        target.name(),
                        Answers.data(DnsData.Spf.class, answer).record(),
                        states);
            case NO -> {
                tellProblem(target.name() + " publishes no SPF record");
                yield SpfOutcomes.only(SpfResult.NONE, states);
            }
            case MALFORMED -> {
                tellProblem(trace.malformation());
                yield SpfOutcomes.only(SpfResult.PERMERROR, states);
            }
            case FAILED, MISSING -> unknown(states); // [SPF-4]
        };
    }

    /** What the record comes to to which a term leads. */
    private SpfOutcomes below(SpfTerm term, DomainName domain, SpfRecord record, long states) {
        StandIn standIn = query.standIn();
        if (standIn == null) {
            return outcomes(domain, record, states);
        }
        standIn.enter(term);
        SpfOutcomes its = outcomes(domain, record, states);
        standIn.leave();
        return its;
    }

    /** Whether what a term asks differs between the clients or senders for which the query stands. */
    boolean cannotList(SpfTerm term, @Nullable MacroString target) {
        return query.standIn() != null && StandIn.differsBetweenClients(term, target);
    }

    /** What such a term comes to. */
    SpfMatch unlisted(SpfTerm.Mechanism term, @Nullable MacroString target, DomainName domain) {
        return standIn().match(term, target, domain, trace);
    }

    /** What the record comes to that such a term includes. */
    SpfOutcomes unlistedInclude(SpfTerm.Include term, DomainName domain, long states) {
        UnlistedWay way = standIn().leads(term, term.domain(), domain, INCLUDE_UNKNOWN, SpfResult.NEUTRAL, trace);
        return unlistedRecord(way, states);
    }

    /** What the record comes to to which such a term redirects. */
    SpfOutcomes unlistedRedirect(SpfTerm.Redirect term, DomainName domain, long states) {
        return unlistedRecord(standIn().leads(term, term.value(), domain, RECORD_UNKNOWN, null, trace), states);
    }

    private SpfOutcomes unlistedRecord(@Nullable UnlistedWay way, long states) {
        SpfResult word = way == null ? null : way.word();
        if (way == null || word == null) {
            return unknown(states);
        }
        problem("a record that differs between clients is not usable");
        if (way.countsAny()) {
            return SpfOutcomes.only(word, counts.withAnyNumber(states));
        }
        long reached = counts.withNumber(states, way.terms(), way.voids());
        // beyond a limit, the record itself is not usable ([SPF-3])
        return reached == SpfStates.NONE
                ? SpfOutcomes.only(SpfResult.PERMERROR, states)
                : SpfOutcomes.only(word, reached);
    }

    private StandIn standIn() {
        return Objects.requireNonNull(query.standIn(), "the query stands for itself");
    }

    /** [SPF-4] What a record comes to in these states. */
    private SpfOutcomes outcomes(DomainName domain, SpfRecord record, long states) {
        SpfWalk walk = new SpfWalk(this, domain, record);
        observer.opens(walk, domain, SpfRecord.VERSION, record.terms());
        SpfOutcomes outcomes = walk.outcomes(states);
        observer.comesTo(walk, outcomes);
        return outcomes;
    }

    private SpfOutcomes unknown(long states) {
        SpfOutcomes outcomes = new SpfOutcomes();
        long reached = counts.withAnyNumber(states);
        RECORD_UNKNOWN.forEach(result -> outcomes.add(result, reached));
        return outcomes;
    }

    /** Keeps the first reason for a permerror. */
    void problem(String reason) {
        problem = problem == null ? reason : problem;
    }

    /** As {@link #problem}, and the current term is sure to be it. */
    void tellProblem(String reason) {
        problem(reason);
        observer.note(reason);
    }

    Observer observer() {
        return observer;
    }

    /** What was expanded before in this evaluation. */
    private static final class Expanded {
        final Map<DomainName, Map<MacroString, SpfTarget>> targets = new HashMap<>();
        final MacroExpansion.Splits splits = new MacroExpansion.Splits();
    }

    private Expanded expanded() {
        if (expanded == null) {
            expanded = new Expanded();
        }
        return expanded;
    }

    MacroExpansion expansion(DomainName domain, @Nullable String confirmedName) {
        return new MacroExpansion(
                query,
                MacroExpansion.unescaped(subject),
                MacroExpansion.unescaped(domain),
                confirmedName,
                expanded().splits);
    }

    /**
     * The name that a text with macros asks about, which {@code walk} finds. A record can be visited many times, and
     * its macros can be many: each is expanded once for each domain on which it depends ([LIM-4]).
     */
    SpfTarget target(MacroString text, SpfWalk walk) {
        if (observer != Observer.NONE) {
            return walk.target(text, matcher()); // each time, so that the observer hears what each term asks
        }
        boolean dependsOnDomain = text.uses(MacroLetter.D) || text.uses(MacroLetter.P);
        return expanded()
                .targets
                .computeIfAbsent(dependsOnDomain ? walk.domain() : DomainName.ROOT, domain -> new IdentityHashMap<>())
                .computeIfAbsent(text, macros -> walk.target(macros, matcher()));
    }

    /** Whether the local part is outside ASCII, so that no name can hold it. */
    boolean hasForeignLocalPart() {
        return !MacroExpansion.localPart(query).chars().allMatch(c -> c < 0x80);
    }

    IpAddress client() {
        return query.client();
    }

    RmxLimits limits() {
        return limits;
    }

    SpfStates counts() {
        return counts;
    }

    SpfMatcher matcher() {
        if (matcher == null) {
            matcher = new SpfMatcher(query.client(), limits, known, trace);
        }
        return matcher;
    }
}
