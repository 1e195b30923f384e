package dev.rmx;

import dev.rmx.dns.DnsData;
import dev.rmx.record.AplRecord;
import dev.rmx.record.RmxRecord;

/**
 * Limits of an evaluation ([LIM-1] to [LIM-4]). The driver of the verifier limits the time and the queries of a check.
 *
 * @param lookups how many entries that need DNS may come before the first that matches without DNS ([LIM-1]); 1 or more
 * @param names how many names of an MX or PTR answer are used ([LIM-2]); 1 to {@link DnsData#MOST_NAMES}
 */
public record RmxLimits(int lookups, int names) {
    /** The most records in all sections of one response; a response with more is a failure or malformed ([LIM-4]). */
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
     * @param lookups how many entries that need DNS may come before the first that matches without DNS
     * @param names how many names of an MX or PTR answer are used
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
