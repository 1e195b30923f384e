package dev.rmx;

import dev.rmx.packed.GrantingMatch;
import dev.rmx.record.IpAddress;
import dev.rmx.record.IpRanges;
import dev.rmx.record.RmxEntry;
import dev.rmx.record.RmxRecord;
import java.math.BigInteger;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How an RMX record decided, once one possible result was left.
 *
 * @param record the subject's record
 * @param fullRecord the full address's record, if its entries were evaluated ([ENT-full])
 * @param decidedIn the record of these two that holds the first matching entry; null if no entry is sure to match
 * @param place the index of that entry, from 0
 */
record RmxDecision(
        RmxRecord record,
        @Nullable RmxRecord fullRecord,
        @Nullable RmxRecord decidedIn,
        int place) implements FormDecision {
    @Override
    public RmxOutcome outcome() {
        if (decidedIn == null) { // [EVAL-6]
            return RmxOutcome.NOT_IN_RMX;
        }
        return index(decidedIn).grants(place) ? RmxOutcome.GRANTED : RmxOutcome.DENIED; // [EVAL-6]
    }

    @Override
    public Optional<String> mechanism() {
        return entry().map(RmxEntry::toString);
    }

    /** The entry that decided; empty if none did. */
    Optional<RmxEntry> entry() {
        return Optional.ofNullable(decidedIn).map(record -> record.entries().get(place));
    }

    /** How many addresses the literal prefixes of both records authorize ([RES-2]). */
    @Override
    public BigInteger authorizedAddresses() {
        int full = record.entries().indexOf(new RmxEntry.Full()); // a second one adds nothing
        if (fullRecord == null || full < 0) {
            return record.grantedByPrefixes().count();
        }
        RmxRecord before = new RmxRecord(record.entries().subList(0, full));
        RmxRecord after =
                new RmxRecord(record.entries().subList(full, record.entries().size()));
        return granted(before, granted(fullRecord, after.grantedByPrefixes())).count(); // [RES-2]
    }

    /** What a record grants, or leaves to what comes after it. */
    private static IpRanges granted(RmxRecord record, IpRanges after) {
        return after.minus(record.deniedWithoutDns()).union(record.grantedByPrefixes());
    }

    private static GrantingMatch<IpAddress> index(RmxRecord record) {
        return GrantingMatch.of(record.entries());
    }
}
