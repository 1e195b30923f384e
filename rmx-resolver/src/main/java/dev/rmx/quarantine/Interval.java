package dev.rmx.quarantine;

import java.time.Duration;

/** When to do something: every so often, and whenever somebody asks for it. Used by one thread. */
final class Interval {
    private final long every;
    private boolean now = true;
    private long last;

    Interval(Duration every) {
        this.every = every.toNanos();
    }

    /** Makes it time at the next opportunity. */
    void now() {
        now = true;
    }

    boolean isTime() {
        return now || System.nanoTime() - last >= every;
    }

    /** Notes that it was done, and whether to do it again at once. */
    void done(boolean again) {
        now = again;
        last = System.nanoTime();
    }
}
