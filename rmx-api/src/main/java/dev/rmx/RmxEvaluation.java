package dev.rmx;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.packed.GrantingMatch;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import dev.rmx.record.RmxEntry;
import dev.rmx.record.RmxEntryType;
import dev.rmx.record.RmxRecord;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates an RMX record with the answers known so far ([EVAL-3], [EVAL-4], [EVAL-5], [EVAL-6]): the subject's, or in
 * place of a {@code full} entry that of the full address. One instance does one evaluation, on one thread.
 *
 * <p>As directives, it has the entries that can matter for the client: those that need DNS before the first literal
 * match, and that match. In a record over the limit, only the literal match: such a record is walked only if its other
 * entries cannot change the result ([LIM-1]).
 */
final class RmxEvaluation implements Walk.Directives {
    private static final List<PublishedForm> FULL_FORMS = List.of(PublishedForm.RMX, PublishedForm.RMX_TXT);
    private static final FormLookup.Questions<DomainName> AT_NAME =
            new FormLookup.Questions<>((name, form) -> form.questionAt(name), name -> null, false);

    private final RmxQuery query;
    private final DomainName subject;
    private final RmxLimits limits;
    private final Map<DnsQuestion, DnsAnswer> known;
    private final AnswerTrace trace;
    private final RmxRecord record;
    private final GrantingMatch<IpAddress> index;
    private final int firstLiteral;
    private final boolean isBeyondLimit;

    private boolean passPossible;
    private boolean failPossible;
    /** Whether the walk passed an entry that may match. */
    private boolean anyUnknown;
    /** Whether the walk passed a {@code full} entry: another one adds nothing. */
    private boolean fullPassed;
    /** What the full address's record comes to, if its entries were evaluated. */
    private @Nullable RmxDecision full;
    /** The index of the first entry that is sure to match; -1 if there is none. */
    private int place = -1;

    RmxEvaluation(
            RmxQuery query,
            DomainName subject,
            RmxLimits limits,
            Map<DnsQuestion, DnsAnswer> known,
            AnswerTrace trace,
            RmxRecord record) {
        this.query = query;
        this.subject = subject;
        this.limits = limits;
        this.known = known;
        this.trace = trace;
        this.record = record;
        this.index = GrantingMatch.of(record.entries());
        this.firstLiteral = index.firstLiteralMatch(query.client());
        this.isBeyondLimit = needsMoreLookupsThan(limits.lookups());
    }

    private boolean needsMoreLookupsThan(int most) {
        int at = index.nextThatNeedsDns(0);
        for (int count = 0; at < firstLiteral; count++) {
            if (count == most) { // [LIM-1]
                return true;
            }
            at = index.nextThatNeedsDns(at + 1);
        }
        return false;
    }

    /** A verdict from the subject's record, or the questions still needed. */
    RmxStep verdict(PublishedForm form) {
        Observer observer = opens(subject);
        if (isBeyondLimit && !isCertainWithoutAnswers(true)) { // [LIM-1]
            if (!trace.open().isEmpty()) {
                return new RmxStep.Needs(trace.open()); // it is certain for some of the clients only
            }
            observer.isBeyondLimit(this);
            return RmxVerdict.badData(query, form, beyondLimit("the record of " + subject), trace.evidence());
        }
        anyUnknown = isBeyondLimit;
        if (Walk.through(this, Walk.BEGIN, observer) != Walk.ENDED) {
            failPossible = true; // [EVAL-3] the end of the list adds fail
        }
        observer.comesTo(this, passPossible, failPossible);
        if (passPossible != failPossible) { // [EVAL-3] one possible result is the verdict
            RmxDecision decision = decision();
            return RmxVerdict.decided(query, form, decision, reason(decision), trace.evidence());
        }
        return trace.undecided(query, form); // [EVAL-4], [EVAL-5]
    }

    private RmxDecision decision() {
        return new RmxDecision(record, place, full);
    }

    private Observer opens(DomainName at) {
        Observer observer = Observer.of(known);
        observer.opens(this, at, "", record.entries());
        observer.counts(this, index, firstLiteral);
        return observer;
    }

    /**
     * Claims no more than is known, where an unknown entry may still match ([EVAL-6]); null where the outcome's words
     * do.
     */
    private @Nullable String reason(RmxDecision decision) {
        return anyUnknown && decision.outcome() == RmxOutcome.NOT_IN_RMX // [EVAL-6]
                ? "no entry of the record of " + subject + " grants " + query.client()
                : null;
    }

    @Override
    public int next(int from) {
        if (from > firstLiteral) {
            return size();
        }
        return isBeyondLimit ? firstLiteral : Math.min(index.nextThatNeedsDns(from), firstLiteral);
    }

    @Override
    public int size() {
        return index.size();
    }

    @Override
    public long take(int at, long states) {
        if (at == firstLiteral) {
            return decidedBy(at, index.grants(at));
        }
        RmxEntry entry = record.entries().get(at);
        if (entry.type() == RmxEntryType.FULL) {
            return full(states);
        }
        AnswerTrace its = new AnswerTrace();
        EntryState state = match(entry, its);
        trace.add(state, its);
        Observer.of(known).is(state);
        if (state == EntryState.YES) {
            return decidedBy(at, entry.grants());
        }
        if (state != EntryState.NO) {
            possible(entry.grants()); // [EVAL-3] an unknown entry adds what it would give
            anyUnknown = true;
        }
        return states;
    }

    /** [EVAL-3] The first matching entry adds its result and ends the walk. */
    private long decidedBy(int at, boolean grants) {
        place = at;
        isSure();
        possible(grants);
        return Walk.ENDED;
    }

    private void isSure() {
        Observer observer = Observer.of(known);
        observer.is(EntryState.YES);
        observer.isSure();
    }

    private void possible(boolean pass) {
        passPossible |= pass;
        failPossible |= !pass;
    }

    private EntryState match(RmxEntry entry, AnswerTrace its) {
        StandIn standIn = query.standIn();
        if (standIn == null || !StandIn.differsBetweenClients(entry)) {
            return matcher().match(entry, its);
        }
        UnlistedWay.Kind comesTo = standIn.comesTo(entry, its);
        return comesTo == null
                ? EntryState.MISSING
                : comesTo == UnlistedWay.Kind.MATCHES ? EntryState.YES : EntryState.NO;
    }

    private EntryMatcher matcher() {
        return new EntryMatcher(query.client(), subject, limits, known);
    }

    /** [ENT-full]: walks through the full address's record in place of the {@code full} entry. */
    private long full(long states) {
        Optional<DomainName> name = fullPassed ? Optional.empty() : fullAddress();
        Observer observer = Observer.of(known);
        observer.is(EntryState.NO);
        StandIn standIn = fullPassed ? null : query.standIn();
        AnswerTrace its = new AnswerTrace();
        UnlistedWay.Kind comesTo = standIn == null ? null : standIn.comesTo(new RmxEntry.Full(), its);
        if (standIn != null && comesTo == null) {
            fullPassed = true;
            return unknownFull(EntryState.MISSING, its, states);
        }
        if (comesTo == UnlistedWay.Kind.PASSES || comesTo == UnlistedWay.Kind.FAILS) {
            boolean passes = comesTo == UnlistedWay.Kind.PASSES;
            full = new RmxDecision(RmxRecord.of(new RmxEntry.Mx(!passes)), 0, null); // stands for that record
            isSure();
            possible(passes);
            return Walk.ENDED;
        }
        if (name.isEmpty()) {
            observer.note(fullPassed ? "full: counts once" : "this sender can have no record of its own");
            return states;
        }
        fullPassed = true;
        FormLookup found = new FormLookup(known, its);
        EntryState state = found.among(FULL_FORMS, name.get(), AT_NAME);
        if (state == EntryState.YES) {
            RmxEvaluation below = new RmxEvaluation(query, subject, limits, known, trace, found.record());
            below.opens(name.get());
            String problem = below.problemBelowFull();
            if (problem == null) {
                trace.add(EntryState.YES, its);
                return replacedBy(below, states);
            }
            observer.note(problem);
            its.malformed(name.get() + " " + found.form() + ": " + problem);
            return unknownFull(EntryState.MALFORMED, its, states);
        }
        if (state == EntryState.NO) {
            trace.add(EntryState.NO, its);
            return states;
        }
        return unknownFull(state, its, states);
    }

    /** [ENT-full] The entries of the full address's record replace the {@code full} entry. */
    private long replacedBy(RmxEvaluation below, long states) {
        Observer observer = Observer.of(known);
        long left = Walk.through(below, states, observer);
        observer.isAsBelow();
        full = below.decision();
        passPossible |= below.passPossible;
        failPossible |= below.failPossible;
        anyUnknown |= below.anyUnknown;
        if (left == Walk.ENDED) {
            isSure();
        }
        return left;
    }

    /** [EVAL-3] An unknown {@code full} adds both results. */
    private long unknownFull(EntryState state, AnswerTrace its, long states) {
        trace.add(state, its);
        Observer.of(known).is(state);
        anyUnknown = true;
        possible(true);
        possible(false);
        return states;
    }

    /**
     * Why this record, as a full address's, is malformed ([ENT-full]): a {@code full} entry or too many lookups
     * ([LIM-1]); null if it is not.
     */
    private @Nullable String problemBelowFull() {
        if (record.entries().contains(new RmxEntry.Full())) { // [ENT-full]
            return "full: is not allowed in the record of a full address";
        }
        return isBeyondLimit && !isCertainWithoutAnswers(false) ? beyondLimit("it") : null;
    }

    private String beyondLimit(String what) {
        return what + " needs more than " + limits.lookups() + " lookups"; // [LIM-1]
    }

    /**
     * Whether the record has one result whatever DNS says ([LIM-1]). An entry that needs DNS counts as unknown, unless
     * the name to ask about is too long. Stops when both results are possible, since such a record can have thousands
     * of entries.
     *
     * @param endFails whether the end of the record means fail; after a full address's record, the walk goes on
     */
    private boolean isCertainWithoutAnswers(boolean endFails) {
        boolean ends = firstLiteral == size();
        if (ends && !endFails) {
            return false;
        }
        boolean pass = !ends && index.grants(firstLiteral);
        boolean fail = !pass;
        EntryMatcher matcher = matcher();
        int at = index.nextThatNeedsDns(0);
        while (at < firstLiteral && !(pass && fail)) {
            RmxEntry entry = record.entries().get(at);
            boolean both = entry.type() == RmxEntryType.FULL;
            if (isOpen(entry, matcher)) {
                pass |= both || entry.grants();
                fail |= both || !entry.grants();
            }
            at = index.nextThatNeedsDns(at + 1);
        }
        return pass != fail;
    }

    /** Whether DNS decides if an entry matches. */
    private boolean isOpen(RmxEntry entry, EntryMatcher matcher) {
        StandIn standIn = query.standIn();
        if (standIn != null && standIn.isAskedForSomeOnly(entry)) {
            return standIn.isAsked(entry, trace);
        }
        return entry.type() == RmxEntryType.FULL ? fullAddress().isPresent() : matcher.isOpen(entry);
    }

    /** The name of the full address's record; empty if there is none ([ENT-full-name]). */
    private Optional<DomainName> fullAddress() {
        return query.localPart().flatMap(local -> QuestionNames.fullAddress(local, subject));
    }
}
