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
     * first that is so without DNS only those matter that need DNS: other literals are <i>no</i>.
     */
    private boolean pass(RmxRecord record) {
        int sure = record.firstLiteralMatch(query.client());
        for (int at = record.nextThatNeedsDns(0); at < sure; at = record.nextThatNeedsDns(at + 1)) {
            RmxEntry entry = record.entries().get(at);
            if (entry.type() == RmxEntryType.FULL) {
                if (passFull()) {
                    return true;
                }
                continue;
            }
            Lookups its = new Lookups(known);
            Match match = matcher.match(entry, its);
            lookups.add(match, its);
            if (match == Match.YES) {
                decide(record, at);
                return true;
            }
            if (match != Match.NO) {
                possible(entry.grants());
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
        Optional<DomainName> name = query.localPart().flatMap(local -> QuestionNames.fullAddress(local, subject));
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
            possible(true);
            possible(false);
        }
        return false;
    }

    /** What makes a full address's record malformed as such ([ENT-full]), or beyond the limit by itself ([LIM-1]). */
    private @Nullable String problem(RmxRecord full) {
        if (full.entries().stream().anyMatch(entry -> entry.type() == RmxEntryType.FULL)) {
            return "full: stands in the record of a full address";
        }
        boolean beyondLimit = lookupsBeforeSureMatch(full) > limits.lookups() && !isSureWithoutAnswers(full);
        return beyondLimit ? "needs more than " + limits.lookups() + " lookups" : null;
    }

    /**
     * Whether a full address's record grants, or denies, whatever DNS says. Unlike the end of the subject's record, its end
     * decides nothing, so only a record with a sure match can be sure.
     */
    private boolean isSureWithoutAnswers(RmxRecord full) {
        Evaluation withoutAnswers = new Evaluation(query, subject, limits, Map.of());
        return withoutAnswers.pass(full) && withoutAnswers.isCertain();
    }

    /** Whether a subject's record is over the limit, and its result not certain with no answer at all ([LIM-1]). */
    boolean isBeyondLimit(RmxRecord record) {
        return lookupsBeforeSureMatch(record) > limits.lookups()
                && !new Evaluation(query, subject, limits, Map.of()).run(record).isCertain();
    }

    private int lookupsBeforeSureMatch(RmxRecord record) {
        int sure = record.firstLiteralMatch(query.client());
        int count = 0;
        for (int at = record.nextThatNeedsDns(0); at < sure; at = record.nextThatNeedsDns(at + 1)) {
            count++;
        }
        return count;
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
