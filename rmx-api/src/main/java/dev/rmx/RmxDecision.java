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
 * @param record the subject's record, or that of the full address
 * @param place the index of its first entry that is sure to match; -1 if there is none
 * @param full how the full address's record decided, if its entries were evaluated ([ENT-full])
 */
record RmxDecision(RmxRecord record, int place, @Nullable RmxDecision full) implements FormDecision {
    /** The decision by the record that holds the first matching entry, if any does. */
    private RmxDecision deciding() {
        return full != null && full.place >= 0 ? full : this;
    }

    @Override
    public RmxOutcome outcome() {
        RmxDecision by = deciding();
        if (by.place < 0) { // [EVAL-6]
            return RmxOutcome.NOT_IN_RMX;
        }
        GrantingMatch<IpAddress> index = GrantingMatch.of(by.record.entries());
        return index.grants(by.place) ? RmxOutcome.GRANTED : RmxOutcome.DENIED; // [EVAL-6]
    }

    @Override
    public Optional<String> mechanism() {
        return entry().map(RmxEntry::toString);
    }

    /** The entry that decided; empty if none did. */
    Optional<RmxEntry> entry() {
        RmxDecision by = deciding();
        return by.place < 0 ? Optional.empty() : Optional.of(by.record.entries().get(by.place));
    }

    /** How many addresses the literal prefixes of both records authorize ([RES-2]). */
    @Override
    public BigInteger authorizedAddresses() {
        int at = record.entries().indexOf(new RmxEntry.Full()); // a second one adds nothing
        if (full == null || at < 0) {
            return record.grantedByPrefixes().count();
        }
        RmxRecord before = new RmxRecord(record.entries().subList(0, at));
        RmxRecord after =
                new RmxRecord(record.entries().subList(at, record.entries().size()));
        return granted(before, granted(full.record, after.grantedByPrefixes())).count(); // [RES-2]
    }

    /** What a record grants, or leaves to what comes after it. */
    private static IpRanges granted(RmxRecord record, IpRanges after) {
        return after.minus(record.deniedWithoutDns()).union(record.grantedByPrefixes());
    }
}
