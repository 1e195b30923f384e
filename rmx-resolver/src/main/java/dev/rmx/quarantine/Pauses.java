package dev.rmx.quarantine;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Computes the pause before a retry. It grows with each attempt, with jitter, so that messages that failed together are
 * not retried together. Safe to share between threads.
 *
 * @param first the pause after the first attempt; more than zero
 * @param longest the longest pause, without jitter; not shorter than {@code first}
 * @param random the source of jitter
 */
record Pauses(Duration first, Duration longest, RandomGenerator random) {
    /** The failure memory keeps a DNS failure no longer than this ([TEMP-1]). */
    static final Duration FAILURE_MEMORY = Duration.ofMinutes(5);
    /** Jitter adds up to a quarter. */
    private static final int JITTER = 4;
    /** Longer than anybody needs, short enough to add to any time without overflow. */
    private static final Duration LONGEST_TIME = Duration.ofDays(365L * 1_000);

    /**
     * The pause after this many attempts; not shorter than {@code atLeast}, of which at most {@link #FAILURE_MEMORY}
     * counts.
     */
    Duration next(int attempts, Duration atLeast) {
        Duration pause = first;
        for (int i = 0; i < attempts && pause.compareTo(longest) < 0; i++) {
            pause = pause.multipliedBy(2);
        }
        pause = shorter(pause, longest);
        Duration remembered = shorter(atLeast, FAILURE_MEMORY);
        Duration base = pause.compareTo(remembered) < 0 ? remembered : pause;
        synchronized (random) {
            return base.plusNanos(random.nextLong(pause.toNanos() / JITTER + 1));
        }
    }

    /**
     * Limits a duration to 0 to 1,000 years, so that it can be added to any time. It stands here, since {@link
     * HeldClock} needs the module java.sql, which a quarantine in memory does without.
     */
    static Duration bounded(Duration time) {
        return time.isNegative() ? Duration.ZERO : shorter(time, LONGEST_TIME);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
