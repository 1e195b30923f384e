package dev.rmx.quarantine;

import java.time.Duration;

/**
 * How a {@link Quarantine} works. Start from {@link #DEFAULT}, and change what has to be.
 *
 * @param longestHold for how long a message is held at most; more than zero
 * @param firstPause how long to wait before a question that failed is asked again; twice as long each time. Up to a quarter is added at
 *     random. More than zero
 * @param longestPause the longest of these pauses; from {@code firstPause} to a day
 * @param handlers how many messages are handed back at once; 1 or more. A handler that ignores being interrupted keeps its place until it
 *     returns; when all places are taken so, messages are left to other processes
 * @param handlerLimit how long handing one back may take; more than zero
 * @param mostInFlight how many messages are on their way at once, from the store through a check to the handler; 1 or more
 * @param pollEvery how often the store is asked what is due, and leases are renewed; more than zero. The store's {@linkplain
 *     QuarantineStore#leaseTime leases} have to last for several times as long
 */
public record QuarantineSettings(
        Duration longestHold,
        Duration firstPause,
        Duration longestPause,
        int handlers,
        Duration handlerLimit,
        int mostInFlight,
        Duration pollEvery) {
    private static final Duration MOST_PAUSE = Duration.ofDays(1); // before what is checked against it

    /** Four days ([TEMP-3]); pauses from 30 seconds to 10 minutes; 4 handlers, for a minute each; 500 in flight; each second. */
    public static final QuarantineSettings DEFAULT = new QuarantineSettings(
            Duration.ofDays(4),
            Duration.ofSeconds(30),
            Duration.ofMinutes(10),
            4,
            Duration.ofMinutes(1),
            500,
            Duration.ofSeconds(1));

    /**
     * Checks the values.
     *
     * @param longestHold for how long a message is held at most
     * @param firstPause how long to wait before a question that failed is asked again
     * @param longestPause the longest of these pauses
     * @param handlers how many messages are handed back at once
     * @param handlerLimit how long handing one back may take
     * @param mostInFlight how many messages are on their way at once
     * @param pollEvery how often the store is asked what is due
     * @throws IllegalArgumentException if one is out of range
     */
    public QuarantineSettings {
        positive(longestHold, "time to hold a message");
        positive(firstPause, "first pause");
        positive(handlerLimit, "time for a handler");
        positive(pollEvery, "interval");
        if (longestPause.compareTo(firstPause) < 0 || longestPause.compareTo(MOST_PAUSE) > 0) {
            throw new IllegalArgumentException(
                    "the longest pause is from the first one, " + firstPause + ", to a day, and not " + longestPause);
        }
        if (handlers < 1) {
            throw new IllegalArgumentException("1 message or more is handed back at once, not " + handlers);
        }
        if (mostInFlight < 1) {
            throw new IllegalArgumentException("1 message or more is in flight, not " + mostInFlight);
        }
    }

    private static void positive(Duration duration, String what) {
        if (duration.isZero() || duration.isNegative()) {
            throw new IllegalArgumentException("the " + what + " is more than zero, not " + duration);
        }
    }

    /**
     * These settings with another longest hold.
     *
     * @param longest for how long a message is held at most; more than zero
     * @return the changed settings
     * @throws IllegalArgumentException if it is zero or less
     */
    public QuarantineSettings withLongestHold(Duration longest) {
        return new QuarantineSettings(
                longest, firstPause, longestPause, handlers, handlerLimit, mostInFlight, pollEvery);
    }

    /**
     * These settings with other pauses.
     *
     * @param first the first pause; more than zero
     * @param longest the longest pause; from {@code first} to a day
     * @return the changed settings
     * @throws IllegalArgumentException if a pause is out of range
     */
    public QuarantineSettings withPauses(Duration first, Duration longest) {
        return new QuarantineSettings(longestHold, first, longest, handlers, handlerLimit, mostInFlight, pollEvery);
    }

    /**
     * These settings with other handlers.
     *
     * @param most how many messages are handed back at once; 1 or more
     * @param limit how long one may take; more than zero
     * @return the changed settings
     * @throws IllegalArgumentException if a value is out of range
     */
    public QuarantineSettings withHandlers(int most, Duration limit) {
        return new QuarantineSettings(longestHold, firstPause, longestPause, most, limit, mostInFlight, pollEvery);
    }

    /**
     * These settings with another bound of what is in flight.
     *
     * @param most how many messages; 1 or more
     * @return the changed settings
     * @throws IllegalArgumentException if it is less than 1
     */
    public QuarantineSettings withMostInFlight(int most) {
        return new QuarantineSettings(longestHold, firstPause, longestPause, handlers, handlerLimit, most, pollEvery);
    }

    /**
     * These settings with another interval.
     *
     * @param interval how often the store is asked; more than zero
     * @return the changed settings
     * @throws IllegalArgumentException if it is zero or less
     */
    public QuarantineSettings withPollEvery(Duration interval) {
        return new QuarantineSettings(
                longestHold, firstPause, longestPause, handlers, handlerLimit, mostInFlight, interval);
    }
}
