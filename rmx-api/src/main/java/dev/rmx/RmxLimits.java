package dev.rmx;

import java.time.Duration;

/**
 * What a check may cost (LIM).
 *
 * @param lookups how many entries that need DNS may stand before the first that matches without ([LIM-1]); 1 or more
 * @param names how many names of an MX or a PTR answer are looked at ([LIM-2]); 1 or more
 * @param deadline how long a whole check may take ([LIM-3]); more than zero. The verifier itself has no clock: whoever
 *     drives it keeps the deadline, and answers every question still open with a failure
 */
public record RmxLimits(int lookups, int names, Duration deadline) {
    /** 10 lookups, 10 names, 20 seconds. */
    public static final RmxLimits DEFAULT = new RmxLimits(10, 10, Duration.ofSeconds(20));

    /**
     * Checks the ranges.
     *
     * @param lookups how many entries that need DNS may stand before the first that matches without
     * @param names how many names of an MX or a PTR answer are looked at
     * @param deadline how long a whole check may take
     * @throws IllegalArgumentException if a limit is not positive
     */
    public RmxLimits {
        if (lookups < 1 || names < 1) {
            throw new IllegalArgumentException("lookups and names are 1 or more, not " + lookups + " and " + names);
        }
        if (deadline.isNegative() || deadline.isZero()) {
            throw new IllegalArgumentException("the deadline is more than zero, not " + deadline);
        }
    }
}
