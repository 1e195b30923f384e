package dev.rmx.testkit.junit;

import java.time.Duration;
import java.time.Instant;

/**
 * A moment known only to lie between two others, since the model does not hold the store's clock.
 *
 * @param from the earliest it can be
 * @param to the latest it can be
 */
record Span(Instant from, Instant to) {
    /** What a span tells about a condition. */
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

    /** This span, later by the time from {@code start} to {@code end}. */
    Span plus(Span start, Span end) {
        Duration least = Duration.between(start.to, end.from);
        return new Span(
                from.plus(least.isNegative() ? Duration.ZERO : least), to.plus(Duration.between(start.from, end.to)));
    }

    /** The earlier of the two. */
    Span atMost(Span other) {
        return new Span(from.isBefore(other.from) ? from : other.from, to.isBefore(other.to) ? to : other.to);
    }

    /** Whether the moment is within this span, to the microsecond. */
    boolean contains(Instant moment) {
        return !HeldMessages.isSeen(Duration.between(moment, from))
                && !HeldMessages.isSeen(Duration.between(to, moment));
    }

    /** Whether this moment has passed at {@code now}. */
    Answer isOver(Instant now) {
        if (!to.isAfter(now)) {
            return Answer.YES;
        }
        return from.isAfter(now) ? Answer.NO : Answer.PERHAPS;
    }
}
