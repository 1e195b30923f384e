package dev.rmx;

import dev.rmx.dns.DnsData;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.record.RmxRecord;
import org.jspecify.annotations.Nullable;

/**
 * The record of a name, as far as the answers known tell ([LOOK-1] to [LOOK-4]).
 *
 * @param status YES if there is a record, NO if there is none, otherwise why that is unknown
 * @param found the record, where the status is YES
 * @param source where the record, or the malformed data in its place, was found
 */
record RecordLookup(Match status, @Nullable RmxRecord found, RmxVerdict.Source source) {
    /**
     * Looks for RMX and TXT. Both are asked together; TXT counts only where RMX is known to be absent.
     *
     * @param rmxQuestion the question for RMX
     * @param txtQuestion the question for TXT; null if its name is too long ([LOOK-4])
     */
    static RecordLookup of(DnsQuestion rmxQuestion, @Nullable DnsQuestion txtQuestion, Lookups lookups) {
        RecordLookup rmx = of(rmxQuestion, RmxVerdict.Source.RMX, lookups);
        if (txtQuestion == null || (rmx.status != Match.NO && rmx.status != Match.MISSING)) {
            return rmx; // [LOOK-3]: failed stays failed, whatever TXT says
        }
        RecordLookup txt = of(txtQuestion, RmxVerdict.Source.TXT, lookups);
        return rmx.status == Match.MISSING ? rmx : txt;
    }

    private static RecordLookup of(DnsQuestion question, RmxVerdict.Source source, Lookups lookups) {
        RmxRecord[] record = new RmxRecord[1];
        Match status = lookups.ask(question, data -> {
            record[0] = ((DnsData.RmxRecords) data).concatenated(); // [REC-3]
            return Match.YES;
        });
        return new RecordLookup(status, record[0], source);
    }

    /** The record, where the status is YES. */
    RmxRecord record() {
        if (found == null) {
            throw new IllegalStateException("no record: " + status);
        }
        return found;
    }
}
