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
 * Evaluates a subject's RMX record with the answers known so far ([EVAL-3], [EVAL-4], [EVAL-5], [EVAL-6]). One
 * instance does one evaluation, on one thread.
 */
final class RmxEvaluation {
    private static final List<PublishedForm> FULL_FORMS = List.of(PublishedForm.RMX, PublishedForm.RMX_TXT);
    private static final FormLookup.Questions<DomainName> AT_NAME =
            new FormLookup.Questions<>((name, form) -> form.questionAt(name), name -> null, false);

    private final RmxQuery query;
    private final DomainName subject;
    private final RmxLimits limits;
    private final Map<DnsQuestion, DnsAnswer> known;
    private final AnswerTrace trace;

    private boolean passPossible;
    private boolean failPossible;
    /** Whether the walk passed an entry that may match. */
    private boolean anyUnknown;
    /** Whether the walk passed a {@code full} entry: another one adds nothing. */
    private boolean fullPassed;
    /** The full address's record, if its entries were evaluated. */
    private @Nullable RmxRecord fullRecord;
    /** The record that holds the first matching entry; null if no entry is sure to match. */
    private @Nullable RmxRecord decidedIn;
    /** The index of that entry. */
    private int place;

    RmxEvaluation(
            RmxQuery query,
            DomainName subject,
            RmxLimits limits,
            Map<DnsQuestion, DnsAnswer> known,
            AnswerTrace trace) {
        this.query = query;
        this.subject = subject;
        this.limits = limits;
        this.known = known;
        this.trace = trace;
    }

    /** A verdict from the subject's record, or the questions still needed. */
    RmxStep of(PublishedForm form, RmxRecord record) {
        Entries entries = new Entries(record);
        Observer observer = opens(entries, subject);
        if (entries.isBeyondLimit && !isCertainWithoutAnswers(entries, true)) { // [LIM-1]
            if (!trace.open().isEmpty()) {
                return new RmxStep.Needs(trace.open()); // it is certain for some of the clients only
            }
            observer.isBeyondLimit(entries);
            return RmxVerdict.badData(query, form, beyondLimit("the record of " + subject), trace.evidence());
        }
        anyUnknown = entries.isBeyondLimit;
        if (Walk.through(entries, Walk.BEGIN, observer) != Walk.ENDED) {
            failPossible = true; // [EVAL-3] the end of the list adds fail
        }
        observer.comesTo(entries, passPossible, failPossible);
        if (passPossible != failPossible) { // [EVAL-3] one possible result is the verdict
            RmxDecision decision = new RmxDecision(record, fullRecord, decidedIn, place);
            return RmxVerdict.decided(query, form, decision, reason(), trace.evidence());
        }
        if (!trace.open().isEmpty()) {
            return new RmxStep.Needs(trace.open()); // [EVAL-4]
        }
        return trace.anyFailure() // [EVAL-5]
                ? RmxVerdict.tempFail(query, form, trace.failure())
                : RmxVerdict.badData(query, form, trace.malformation(), trace.evidence());
    }

    private Observer opens(Entries entries, DomainName at) {
        Observer observer = Observer.of(known);
        observer.opens(entries, at, "", entries.record.entries());
        observer.counts(entries, entries.index, entries.firstLiteral);
        return observer;
    }

    /**
     * Claims no more than is known, where an unknown entry may still match ([EVAL-6]); null where the outcome's words
     * do.
     */
    private @Nullable String reason() {
        return decidedIn == null && anyUnknown // [EVAL-6]
                ? "no entry of the record of " + subject + " grants " + query.client()
                : null;
    }

    /**
     * The entries of a record that can matter for the client: those that need DNS before the first literal match, and
     * that match. In a record over the limit, only the literal match: such a record is walked only if its other entries
     * cannot change the result ([LIM-1]).
     */
    private final class Entries implements Walk.Directives {
        final RmxRecord record;
        final GrantingMatch<IpAddress> index;
        final int firstLiteral;
        final boolean isBeyondLimit;

        Entries(RmxRecord record) {
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
                return decidedBy(record, at, index.grants(at));
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
                return decidedBy(record, at, entry.grants());
            }
            if (state != EntryState.NO) {
                possible(entry.grants()); // [EVAL-3] an unknown entry adds what it would give
                anyUnknown = true;
            }
            return states;
        }
    }

    /** [EVAL-3] The first matching entry adds its result and ends the walk. */
    private long decidedBy(RmxRecord record, int at, boolean grants) {
        decidedIn = record;
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
            return decidedBy(RmxRecord.of(new RmxEntry.Mx(!passes)), 0, passes); // stands for an entry of that record
        }
        if (name.isEmpty()) {
            observer.note(fullPassed ? "full: counts once" : "this sender can have no record of its own");
            return states;
        }
        fullPassed = true;
        FormLookup found = new FormLookup(known, its);
        EntryState state = found.among(FULL_FORMS, name.get(), AT_NAME);
        if (state == EntryState.YES) {
            Entries entries = new Entries(found.record());
            opens(entries, name.get());
            String problem = problem(entries);
            if (problem == null) {
                trace.add(EntryState.YES, its);
                fullRecord = entries.record;
                long left = Walk.through(entries, states, observer); // [ENT-full] its entries replace this one
                observer.isAsBelow();
                if (left == Walk.ENDED) {
                    isSure();
                }
                return left;
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
     * Why a full address's record is malformed ([ENT-full]): a {@code full} entry or too many lookups ([LIM-1]); null
     * if it is not.
     */
    private @Nullable String problem(Entries full) {
        if (full.record.entries().contains(new RmxEntry.Full())) { // [ENT-full]
            return "full: is not allowed in the record of a full address";
        }
        return full.isBeyondLimit && !isCertainWithoutAnswers(full, false) ? beyondLimit("it") : null;
    }

    private String beyondLimit(String what) {
        return what + " needs more than " + limits.lookups() + " lookups"; // [LIM-1]
    }

    /**
     * Whether a record has one result whatever DNS says ([LIM-1]). An entry that needs DNS counts as unknown, unless
     * the name to ask about is too long. Stops when both results are possible, since such a record can have thousands
     * of entries.
     *
     * @param endFails whether the end of the record means fail; after a full address's record, the walk goes on
     */
    private boolean isCertainWithoutAnswers(Entries entries, boolean endFails) {
        int sure = entries.firstLiteral;
        boolean ends = sure == entries.size();
        if (ends && !endFails) {
            return false;
        }
        boolean pass = !ends && entries.index.grants(sure);
        boolean fail = !pass;
        EntryMatcher matcher = matcher();
        int at = entries.index.nextThatNeedsDns(0);
        while (at < sure && !(pass && fail)) {
            RmxEntry entry = entries.record.entries().get(at);
            boolean full = entry.type() == RmxEntryType.FULL;
            if (isOpen(entry, matcher)) {
                pass |= full || entry.grants();
                fail |= full || !entry.grants();
            }
            at = entries.index.nextThatNeedsDns(at + 1);
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
