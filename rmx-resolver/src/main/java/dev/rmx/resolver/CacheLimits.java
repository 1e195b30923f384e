package dev.rmx.resolver;

import java.time.Duration;

/**
 * Limits of a {@link RmxChecker}'s cache.
 *
 * @param octets memory for the answers, estimated; with 0 nothing is kept, but equal questions under way still share
 *     one query
 * @param shortest an answer is kept at least this long, even if its TTL is shorter; not negative
 * @param longest an answer is kept at most this long; not shorter than {@code shortest}
 */
public record CacheLimits(long octets, Duration shortest, Duration longest) {
    /** 64 MiB; an answer is kept for its TTL, at most one day. */
    public static final CacheLimits DEFAULT = new CacheLimits(64L << 20, Duration.ZERO, Duration.ofDays(1));

    /**
     * Checks the limits.
     *
     * @param octets memory for the answers
     * @param shortest the shortest time to keep an answer
     * @param longest the longest time to keep an answer
     * @throws IllegalArgumentException if a value is out of range
     */
    public CacheLimits {
        if (octets < 0 || shortest.isNegative() || longest.compareTo(shortest) < 0) {
            throw new IllegalArgumentException("octets and the shortest time must not be negative, nor the longest time"
                    + " less than the shortest, unlike " + octets + ", " + shortest + ", " + longest);
        }
    }
}
