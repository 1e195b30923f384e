package dev.rmx;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.record.DomainName;
import dev.rmx.record.RmxEntry;
import dev.rmx.record.RmxEntryType;
import dev.rmx.record.RmxRecord;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One pass over the entries of a record with the answers known so far ([EVAL-3]): which results are still possible, and
 * what would narrow them down. Made for one pass, and used by one thread.
 */
final class Evaluation {
    private final RmxQuery query;
    private final DomainName subject;
    private final RmxLimits limits;
    private final Map<DnsQuestion, DnsAnswer> known;
    private final EntryMatcher matcher;

    private boolean passPossible;
    private boolean failPossible;
    /** Whether an entry was passed that may match, or may not. */
    private boolean anyUnknown;
    /** Whether a {@code full} entry was passed: another one would add nothing. */
    private boolean fullPassed;
    /** The record in which the first entry stands that matches; null while, or if, there is none. */
    @Nullable
    RmxRecord decidedIn;

    /** Where it stands there. */
    int place;
    /** The full address's record, if its entries were evaluated. */
    @Nullable
    RmxRecord fullRecord;

    /** What the entries passed so far used, lack, or are unknown for. */
    final Lookups lookups;

    Evaluation(RmxQuery query, DomainName subject, RmxLimits limits, Map<DnsQuestion, DnsAnswer> known) {
        this.query = query;
        this.subject = subject;
        this.limits = limits;
        this.known = known;
        this.matcher = new EntryMatcher(query.client(), subject, limits);
        this.lookups = new Lookups(known);
    }

    /** Evaluates a subject's record; its end, if reached, adds "fail" ([EVAL-3]). */
    Evaluation run(RmxRecord record) {
        if (!pass(record)) {
            failPossible = true;
        }
        return this;
    }

    /** Whether one result is left: that of the entry that matches, or "fail" where no entry matches. */
    boolean isCertain() {
        return passPossible != failPossible;
    }

    /**
     * Goes through the entries of a record in order; true if one of them is <i>yes</i>, which ends the whole evaluation. Before the
     * first literal match, only entries that need DNS matter. Of a record over the limit not even these: it comes here only if its
     * result is certain whatever they are ([LIM-1]), and there can be thousands of them.
     */
    private boolean pass(RmxRecord record) {
        int sure = record.firstLiteralMatch(query.client());
        int first = record.nextThatNeedsDns(0);
        if (needsTooManyLookups(record)) {
            anyUnknown = true;
            first = sure;
        }
        for (int at = first; at < sure; at = record.nextThatNeedsDns(at + 1)) {
            RmxEntry entry = record.entries().get(at);
            if (entry.type() == RmxEntryType.FULL) {
                if (!fullPassed && passFull()) {
                    return true;
                }
                continue;
            }
            Lookups its = new Lookups(known);
            Match match = matcher.match(entry, its);
            lookups.add(match, its);
            if (match == Match.YES) {
                decide(record, at); // [EVAL-3] the first yes ends the walk
                return true;
            }
            if (match != Match.NO) {
                anyUnknown = true;
                possible(entry.grants()); // [EVAL-3] an unknown entry adds what it would give
            }
        }
        if (sure < record.entries().size()) {
            decide(record, sure);
            return true;
        }
        return false;
    }

    /** [ENT-full]: the entries of the full address's record, in place of the {@code full} entry. */
    private boolean passFull() {
        fullPassed = true;
        Optional<DomainName> name = fullAddress();
        if (name.isEmpty()) {
            return false;
        }
        Lookups its = new Lookups(known);
        RecordLookup found = RecordLookup.of(
                new DnsQuestion(name.get(), RecordType.RMX), new DnsQuestion(name.get(), RecordType.TXT), its);
        Match match = found.status();
        if (match == Match.YES) {
            String problem = problem(found.record());
            if (problem != null) {
                its.malformation = name.get() + " " + found.source() + ": " + problem;
                match = Match.MALFORMED;
            }
        }
        lookups.add(match, its);
        if (match == Match.YES) {
            fullRecord = found.record();
            return pass(fullRecord);
        }
        if (match != Match.NO) {
            anyUnknown = true; // [EVAL-3] an unknown full adds both
            possible(true);
            possible(false);
        }
        return false;
    }

    /** What makes a full address's record malformed ([ENT-full]): a {@code full} entry, or too many lookups ([LIM-1]). */
    private @Nullable String problem(RmxRecord full) {
        if (full.entries().contains(new RmxEntry.Full())) {
            return "full: stands in the record of a full address";
        }
        boolean beyondLimit = needsTooManyLookups(full) && !isCertainWithoutAnswers(full, false);
        return beyondLimit ? "needs more than " + limits.lookups() + " lookups" : null;
    }

    /** Whether a subject's record is over the limit, and its result not certain with no answer at all ([LIM-1]). */
    boolean isBeyondLimit(RmxRecord record) {
        return needsTooManyLookups(record) && !isCertainWithoutAnswers(record, true);
    }

    private boolean needsTooManyLookups(RmxRecord record) {
        int sure = record.firstLiteralMatch(query.client());
        int count = 0;
        int at = record.nextThatNeedsDns(0);
        while (at < sure && count <= limits.lookups()) {
            count++;
            at = record.nextThatNeedsDns(at + 1);
        }
        return count > limits.lookups();
    }

    /**
     * Whether a record has one result whatever DNS says: every entry that needs DNS is unknown, unless its name gets too long to be
     * asked. Stops as soon as both results are possible, since such a record can have thousands of entries.
     *
     * @param endFails whether the end of the record decides: a full address's record goes on behind it
     */
    private boolean isCertainWithoutAnswers(RmxRecord record, boolean endFails) {
        int sure = record.firstLiteralMatch(query.client());
        boolean ends = sure == record.entries().size();
        if (ends && !endFails) {
            return false;
        }
        boolean pass = !ends && record.grants(sure);
        boolean fail = !pass;
        for (int at = record.nextThatNeedsDns(0); at < sure && !(pass && fail); at = record.nextThatNeedsDns(at + 1)) {
            RmxEntry entry = record.entries().get(at);
            boolean full = entry.type() == RmxEntryType.FULL;
            if (full ? fullAddress().isPresent() : matcher.isOpen(entry)) {
                pass |= full || entry.grants();
                fail |= full || !entry.grants();
            }
        }
        return pass != fail;
    }

    /** Where the full address's record stands; empty if there is no such name ([ENT-full-name]). */
    private Optional<DomainName> fullAddress() {
        return query.localPart().flatMap(local -> QuestionNames.fullAddress(local, subject));
    }

    /** Whether the result is certain although no entry matches and one still may ([EVAL-6]). */
    boolean isByElimination() {
        return decidedIn == null && anyUnknown;
    }

    private void decide(RmxRecord record, int at) {
        decidedIn = record;
        place = at;
        possible(record.grants(at));
    }

    private void possible(boolean pass) {
        if (pass) {
            passPossible = true;
        } else {
            failPossible = true;
        }
    }
}
