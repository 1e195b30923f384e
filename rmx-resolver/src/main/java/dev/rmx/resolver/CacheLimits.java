package dev.rmx.resolver;

import java.time.Duration;

/**
 * What the cache of a {@link RmxChecker} may keep.
 *
 * @param octets how much memory the answers may take, by estimate; 0 keeps none, and still asks equal questions once
 * @param shortest the least time for which an answer is kept, also if its time to live is shorter; not negative
 * @param longest the most time for which an answer is kept; not shorter than {@code shortest}
 */
public record CacheLimits(long octets, Duration shortest, Duration longest) {
    /** 64 MiB; every answer for its time to live, and at most for a day. */
    public static final CacheLimits DEFAULT = new CacheLimits(64L << 20, Duration.ZERO, Duration.ofDays(1));

    /**
     * Checks the limits.
     *
     * @param octets how much memory the answers may take
     * @param shortest the least time for which an answer is kept
     * @param longest the most time for which an answer is kept
     * @throws IllegalArgumentException if a value is out of range
     */
    public CacheLimits {
        if (octets < 0 || shortest.isNegative() || longest.compareTo(shortest) < 0) {
            throw new IllegalArgumentException("octets and the shortest time are not negative, and the longest time is"
                    + " not shorter than that, unlike " + octets + ", " + shortest + ", " + longest);
        }
    }
}
