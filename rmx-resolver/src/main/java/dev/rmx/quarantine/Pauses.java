package dev.rmx.quarantine;

import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/**
 * How long to wait before a message is looked at again: longer each time, with some jitter, so that messages held together do not
 * all come back together.
 *
 * @param first after the first attempt; more than zero
 * @param longest at most, jitter aside; not shorter than {@code first}
 * @param random where the jitter comes from
 */
record Pauses(Duration first, Duration longest, RandomGenerator random) {
    /** A failure of DNS is remembered for no longer ([TEMP-1]). */
    private static final Duration FAILURE_MEMORY = Duration.ofMinutes(5);
    /** A pause grows by up to a quarter. */
    private static final int JITTER = 4;

    /** The next attempt after so many, and not before a moment. */
    Instant next(Instant now, int attempts, Instant notBefore) {
        Duration pause = first;
        for (int i = 0; i < attempts && pause.compareTo(longest) < 0; i++) {
            pause = pause.multipliedBy(2);
        }
        if (pause.compareTo(longest) > 0) {
            pause = longest;
        }
        Instant base = latest(now.plus(pause), earliest(notBefore, now.plus(furthest())));
        synchronized (random) {
            return base.plusNanos(random.nextLong(pause.toNanos() / JITTER + 1));
        }
    }

    private static Instant latest(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static Instant earliest(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    /** No attempt is further away; what is was put there before the clock was set back. */
    Instant horizon(Instant now) {
        return now.plus(furthest()).plus(longest.dividedBy(JITTER));
    }

    private Duration furthest() {
        return longest.compareTo(FAILURE_MEMORY) > 0 ? longest : FAILURE_MEMORY;
    }
}
