package dev.rmx;

import dev.rmx.packed.FirstMatch;
import dev.rmx.record.IpAddress;
import dev.rmx.record.RmxEntry;
import dev.rmx.record.RmxRecord;
import java.math.BigInteger;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an RMX record came to, once one result was left.
 *
 * @param record the subject's record
 * @param fullRecord the full address's record, if its entries were evaluated ([ENT-full])
 * @param decidedIn the one of the two in which the first entry stands that matches; null if no entry is sure to
 * @param place where that entry stands, from 0
 */
record RmxDecision(
        RmxRecord record,
        @Nullable RmxRecord fullRecord,
        @Nullable RmxRecord decidedIn,
        int place) {
    /** [EVAL-6] */
    RmxOutcome outcome() {
        if (decidedIn == null) {
            return RmxOutcome.NOT_IN_RMX;
        }
        return index(decidedIn).grants(place) ? RmxOutcome.GRANTED : RmxOutcome.DENIED;
    }

    /** The entry that decided; empty if none did. */
    Optional<RmxEntry> mechanism() {
        return Optional.ofNullable(decidedIn).map(record -> record.entries().get(place));
    }

    /** How many addresses the literal prefixes of both records authorize ([RES-2]). */
    BigInteger authorizedAddresses() {
        int full = fullRecord == null ? -1 : record.entries().indexOf(new RmxEntry.Full());
        return fullRecord == null || full < 0
                ? index(record).granted()
                : index(record).grantedWith(index(fullRecord), full); // in place of the first full: a second adds none
    }

    private static FirstMatch<IpAddress> index(RmxRecord record) {
        return FirstMatch.of(record.entries());
    }
}
