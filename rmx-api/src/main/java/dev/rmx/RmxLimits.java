package dev.rmx;

import dev.rmx.dns.DnsData;
import dev.rmx.record.AplRecord;
import dev.rmx.record.RmxRecord;

/**
 * Limits of an evaluation ([LIM-1], [LIM-2], [LIM-4], [SPF-3]). The driver of the verifier limits the time and the
 * queries of a check.
 *
 * @param lookups how many entries that need DNS may come before the first that matches without DNS ([LIM-1]); 1 or more
 * @param names how many names of an MX or PTR answer are used ([LIM-2]), and how many MX records SPF accepts ([SPF-3]);
 *     1 to {@link DnsData#MOST_NAMES}
 * @param terms how many terms of an SPF record may ask DNS ([SPF-3]); 0 to {@link #MOST_TERMS}
 * @param voids how many of them may find nothing ([SPF-3]); 0 to {@link #MOST_VOIDS}
 */
public record RmxLimits(int lookups, int names, int terms, int voids) {
    /** The most that {@link #terms} can be: an evaluation can cost twice as much with every second one ([LIM-4]). */
    public static final int MOST_TERMS = 15;

    /** The most that {@link #voids} can be. */
    public static final int MOST_VOIDS = 3;

    /** The most records in all sections of one response; a response with more is a failure or malformed ([LIM-4]). */
    public static final int RECORDS = 4_096;

    /** The most entries of one name's RMX records together; more are malformed ([LIM-4]). */
    public static final int ENTRIES = RmxRecord.MAX_ENTRIES;

    /** The most items of one name's APL records together; more are malformed ([LIM-4]). */
    public static final int APL_ITEMS = AplRecord.MAX_ITEMS;

    /** The most ranges of an expansion; what would take more is left out ([LIM-4]). */
    public static final int RANGES = 65_536;

    /** The most answers that an expansion looks up; what would take more is left out ([LIM-4]). */
    public static final int RANGE_ANSWERS = 500_000;

    /** 10 lookups, 10 names, 10 terms, 2 voids. */
    public static final RmxLimits DEFAULT = new RmxLimits(10, 10); // [LIM-1], [LIM-2]

    /**
     * Limits with RFC 7208's own for SPF: 10 terms, 2 voids (§4.6.4).
     *
     * @param lookups how many entries that need DNS may come before the first that matches without DNS
     * @param names how many names of an MX or PTR answer are used
     * @throws IllegalArgumentException if a limit is out of range
     */
    public RmxLimits(int lookups, int names) {
        this(lookups, names, 10, 2); // [SPF-3]
    }

    /**
     * Checks the ranges.
     *
     * @param lookups how many entries that need DNS may come before the first that matches without DNS
     * @param names how many names of an MX or PTR answer are used
     * @param terms how many terms of an SPF record may ask DNS
     * @param voids how many of them may find nothing
     * @throws IllegalArgumentException if a limit is out of range
     */
    public RmxLimits {
        if (lookups < 1) {
            throw new IllegalArgumentException("lookups are 1 or more, not " + lookups);
        }
        if (names < 1 || names > DnsData.MOST_NAMES) {
            throw new IllegalArgumentException("names are 1 to " + DnsData.MOST_NAMES + ", not " + names);
        }
        if (terms < 0 || terms > MOST_TERMS || voids < 0 || voids > MOST_VOIDS) {
            throw new IllegalArgumentException("terms are 0 to " + MOST_TERMS + " and voids 0 to " + MOST_VOIDS
                    + ", not " + terms + " and " + voids);
        }
    }
}
