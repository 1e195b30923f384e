package dev.rmx.quarantine;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before something is tried again: longer each time, with jitter, so that what failed together does not come back
 * together. Safe to share between threads.
 *
 * @param first after the first attempt; more than zero
 * @param longest at most, jitter aside; not shorter than {@code first}
 * @param random where the jitter comes from
 */
record Pauses(Duration first, Duration longest, RandomGenerator random) {
    /** A failure of DNS is remembered for no longer ([TEMP-1]). */
    static final Duration FAILURE_MEMORY = Duration.ofMinutes(5);
    /** A pause grows by up to a quarter. */
    private static final int JITTER = 4;

    /** The pause after so many attempts; not shorter than some time, as far as a failure can be remembered. */
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

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
