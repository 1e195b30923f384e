package dev.rmx.testkit.junit;

import java.time.Duration;
import java.time.Instant;

/**
 * When something was, as far as one can tell who does not hold the clock: between these two moments.
 *
 * @param from not before
 * @param to not after
 */
record Span(Instant from, Instant to) {
    /** Whether something is so. */
    enum Answer {
        YES,
        PERHAPS,
        NO
    }

    static Span at(Instant moment) {
        return new Span(moment, moment);
    }

    Span plus(Duration time) {
        return new Span(from.plus(time), to.plus(time));
    }

    /** Later by the time from one moment to another. */
    Span plus(Span start, Span end) {
        Duration least = Duration.between(start.to, end.from);
        return new Span(
                from.plus(least.isNegative() ? Duration.ZERO : least), to.plus(Duration.between(start.from, end.to)));
    }

    /** The earlier one of the two. */
    Span atMost(Span other) {
        return new Span(from.isBefore(other.from) ? from : other.from, to.isBefore(other.to) ? to : other.to);
    }

    /** Whether a moment is here, as far as a store can tell that counts microseconds. */
    boolean contains(Instant moment) {
        return !HeldMessages.isSeen(Duration.between(moment, from))
                && !HeldMessages.isSeen(Duration.between(to, moment));
    }

    /** Whether this is over at a moment. */
    Answer isOver(Instant now) {
        if (!to.isAfter(now)) {
            return Answer.YES;
        }
        return from.isAfter(now) ? Answer.NO : Answer.PERHAPS;
    }
}
