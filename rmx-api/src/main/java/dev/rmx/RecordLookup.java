package dev.rmx;

import dev.rmx.dns.DnsData;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.record.DomainName;
import dev.rmx.record.RmxRecord;
import java.util.Optional;
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
     * Looks for RMX at {@code name} and TXT at {@code txtName}. Both are asked together; TXT counts only where RMX is known
     * to be absent.
     */
    static RecordLookup of(DomainName name, Optional<DomainName> txtName, Lookups lookups) {
        RecordLookup rmx = of(new DnsQuestion(name, RecordType.RMX), RmxVerdict.Source.RMX, lookups);
        if (txtName.isEmpty() || (rmx.status != Match.NO && rmx.status != Match.MISSING)) {
            return rmx; // [LOOK-3]: failed stays failed, whatever TXT says; [LOOK-4]
        }
        RecordLookup txt = of(new DnsQuestion(txtName.get(), RecordType.TXT), RmxVerdict.Source.TXT, lookups);
        return rmx.status == Match.MISSING ? rmx : txt;
    }

    private static RecordLookup of(DnsQuestion question, RmxVerdict.Source source, Lookups lookups) {
        RmxRecord[] record = new RmxRecord[1];
        Match status = lookups.ask(question, data -> {
            record[0] = RmxRecord.concatenate(((DnsData.RmxRecords) data).records()); // [REC-3]
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
