package dev.rmx;

import dev.rmx.dns.DnsData;
import dev.rmx.record.AplRecord;
import dev.rmx.record.RmxRecord;

/**
 * What an evaluation may cost ([LIM-1] to [LIM-4]). How long a check may take and how many queries it may send is for whoever drives the
 * verifier to say.
 *
 * @param lookups how many entries that need DNS may stand before the first that matches without ([LIM-1]); 1 or more
 * @param names how many names of an MX or a PTR answer are looked at ([LIM-2]); 1 to {@link DnsData#MOST_NAMES}
 */
public record RmxLimits(int lookups, int names) {
    /** The most records of one response, in all its sections; one that has more is no answer ([LIM-4]). */
    public static final int RECORDS = 4_096;

    /** The most entries of one name's RMX records together; more are malformed ([LIM-4]). */
    public static final int ENTRIES = RmxRecord.MAX_ENTRIES;

    /** The most items of one name's APL records together; more are malformed ([LIM-4]). */
    public static final int APL_ITEMS = AplRecord.MAX_ITEMS;

    /** 10 lookups, 10 names. */
    public static final RmxLimits DEFAULT = new RmxLimits(10, 10);

    /**
     * Checks the ranges.
     *
     * @param lookups how many entries that need DNS may stand before the first that matches without
     * @param names how many names of an MX or a PTR answer are looked at
     * @throws IllegalArgumentException if a limit is out of range
     */
    public RmxLimits {
        if (lookups < 1) {
            throw new IllegalArgumentException("lookups are 1 or more, not " + lookups);
        }
        if (names < 1 || names > DnsData.MOST_NAMES) {
            throw new IllegalArgumentException("names are 1 to " + DnsData.MOST_NAMES + ", not " + names);
        }
    }
}
