package dev.rmx;

import dev.rmx.dns.DnsData;
import dev.rmx.record.AplRecord;
import dev.rmx.record.RmxRecord;
import java.time.Duration;

/**
 * What a check may cost ([LIM-1] to [LIM-5]).
 *
 * @param lookups how many entries that need DNS may stand before the first that matches without ([LIM-1]); 1 or more
 * @param names how many names of an MX or a PTR answer are looked at ([LIM-2]); 1 to {@link DnsData#MOST_NAMES}
 * @param queries how many queries one check sends at most, those after aliases and retries included ([LIM-5]); 1 or more. As with the
 *     deadline, whoever drives the verifier keeps it
 * @param deadline how long a whole check may take ([LIM-3]); more than zero. The verifier itself has no clock: whoever
 *     drives it keeps the deadline, and answers every question still open with a failure
 */
public record RmxLimits(int lookups, int names, int queries, Duration deadline) {
    /** The most records of one response, in all its sections; one that has more is no answer ([LIM-4]). */
    public static final int RECORDS = 4_096;

    /** The most entries of one name's RMX records together; more are malformed ([LIM-4]). */
    public static final int ENTRIES = RmxRecord.MAX_ENTRIES;

    /** The most items of one name's APL records together; more are malformed ([LIM-4]). */
    public static final int APL_ITEMS = AplRecord.MAX_ITEMS;

    /** 10 lookups, 10 names, 250 queries, 20 seconds. */
    public static final RmxLimits DEFAULT = new RmxLimits(10, 10, 250, Duration.ofSeconds(20));

    /**
     * Checks the ranges.
     *
     * @param lookups how many entries that need DNS may stand before the first that matches without
     * @param names how many names of an MX or a PTR answer are looked at
     * @param queries how many queries one check sends at most
     * @param deadline how long a whole check may take
     * @throws IllegalArgumentException if a limit is out of range
     */
    public RmxLimits {
        if (lookups < 1 || queries < 1) {
            throw new IllegalArgumentException("lookups and queries are 1 or more, not " + lookups + " and " + queries);
        }
        if (names < 1 || names > DnsData.MOST_NAMES) {
            throw new IllegalArgumentException("names are 1 to " + DnsData.MOST_NAMES + ", not " + names);
        }
        if (deadline.isNegative() || deadline.isZero()) {
            throw new IllegalArgumentException("the deadline is more than zero, not " + deadline);
        }
    }

    /**
     * These limits with another deadline.
     *
     * @param other how long a whole check may take; more than zero
     * @return the limits
     * @throws IllegalArgumentException if it is zero or less
     */
    public RmxLimits withDeadline(Duration other) {
        return new RmxLimits(lookups, names, queries, other);
    }
}
