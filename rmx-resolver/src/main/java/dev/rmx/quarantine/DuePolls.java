package dev.rmx.quarantine;

import java.time.Duration;

/**
 * When to ask the store for messages that are due: again and again while it has many, otherwise every so often. Used by
 * one thread.
 */
final class DuePolls {
    private final long every;
    private boolean now = true;
    private long last;

    DuePolls(Duration every) {
        this.every = every.toNanos();
    }

    /** Asks at the next opportunity. */
    void now() {
        now = true;
    }

    boolean isTime() {
        return now || System.nanoTime() - last >= every;
    }

    /** Notes that the store was asked for at most so many messages, and what it gave. */
    void polled(int most, int claimed) {
        if (most > 0) {
            now = claimed * 2 >= most; // fewer can mean that questions without free messages took up the room
            last = System.nanoTime();
        }
    }
}
