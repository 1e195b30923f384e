package dev.rmx.quarantine;

import java.time.Duration;

/**
 * The settings of a {@link Quarantine}. Start from {@link #DEFAULT}, and change what you need.
 *
 * @param longestHold the longest time to hold a message; more than zero
 * @param firstPause the first pause before a failed question is asked again; more than zero. Each further pause is
 *     twice as long; up to a quarter is added at random
 * @param longestPause the longest pause, without the random part; {@code firstPause} to one day
 * @param handlers how many handlers run at once; 1 or more. A handler that ignores its interrupt occupies a place until
 *     it returns; when all places are occupied so, messages are left to other processes
 * @param handlerLimit the time limit of one handler call; more than zero
 * @param mostInFlight how many messages may be in flight at once, from the store through a check to the handler; 1 or
 *     more
 * @param pollEvery how often to poll the store and renew leases; more than zero. The store's {@linkplain
 *     QuarantineStore#leaseTime leases} must last several times as long
 */
public record QuarantineSettings(
        Duration longestHold,
        Duration firstPause,
        Duration longestPause,
        int handlers,
        Duration handlerLimit,
        int mostInFlight,
        Duration pollEvery) {
    private static final Duration MOST_PAUSE = Duration.ofDays(1); // must precede DEFAULT, whose constructor reads it

    /**
     * 4 days ([TEMP-3]); pauses from 30 seconds to 10 minutes; 4 handlers with 1 minute each; 500 in flight; a poll
     * each second.
     */
    public static final QuarantineSettings DEFAULT = new QuarantineSettings(
            Duration.ofDays(4), // [TEMP-3]
            Duration.ofSeconds(30),
            Duration.ofMinutes(10),
            4,
            Duration.ofMinutes(1),
            500,
            Duration.ofSeconds(1));

    /**
     * Checks the values.
     *
     * @param longestHold the longest time to hold a message
     * @param firstPause the first pause
     * @param longestPause the longest pause
     * @param handlers how many handlers run at once
     * @param handlerLimit the time limit of one handler call
     * @param mostInFlight how many messages may be in flight at once
     * @param pollEvery how often to poll the store
     * @throws IllegalArgumentException if a value is out of range
     */
    public QuarantineSettings {
        positive(longestHold, "time to hold a message");
        positive(firstPause, "first pause");
        positive(handlerLimit, "time for a handler");
        positive(pollEvery, "interval");
        if (longestPause.compareTo(firstPause) < 0 || longestPause.compareTo(MOST_PAUSE) > 0) {
            throw new IllegalArgumentException(
                    "the longest pause must be from " + firstPause + ", the first one, to a day, not " + longestPause);
        }
        if (handlers < 1) {
            throw new IllegalArgumentException("1 handler or more must run at once, not " + handlers);
        }
        if (mostInFlight < 1) {
            throw new IllegalArgumentException("1 message or more must be in flight, not " + mostInFlight);
        }
    }

    private static void positive(Duration duration, String what) {
        if (duration.isZero() || duration.isNegative()) {
            throw new IllegalArgumentException("the " + what + " must be more than zero, not " + duration);
        }
    }

    /**
     * Changes the longest hold.
     *
     * @param longest the longest time to hold a message; more than zero
     * @return the changed settings
     * @throws IllegalArgumentException if it is zero or less
     */
    public QuarantineSettings withLongestHold(Duration longest) {
        return new QuarantineSettings(
                longest, firstPause, longestPause, handlers, handlerLimit, mostInFlight, pollEvery);
    }

    /**
     * Changes the pauses.
     *
     * @param first the first pause; more than zero
     * @param longest the longest pause; {@code first} to one day
     * @return the changed settings
     * @throws IllegalArgumentException if a pause is out of range
     */
    public QuarantineSettings withPauses(Duration first, Duration longest) {
        return new QuarantineSettings(longestHold, first, longest, handlers, handlerLimit, mostInFlight, pollEvery);
    }

    /**
     * Changes the handlers' limits.
     *
     * @param most how many handlers run at once; 1 or more
     * @param limit the time limit of one handler call; more than zero
     * @return the changed settings
     * @throws IllegalArgumentException if a value is out of range
     */
    public QuarantineSettings withHandlers(int most, Duration limit) {
        return new QuarantineSettings(longestHold, firstPause, longestPause, most, limit, mostInFlight, pollEvery);
    }

    /**
     * Changes how many messages may be in flight.
     *
     * @param most how many messages; 1 or more
     * @return the changed settings
     * @throws IllegalArgumentException if it is less than 1
     */
    public QuarantineSettings withMostInFlight(int most) {
        return new QuarantineSettings(longestHold, firstPause, longestPause, handlers, handlerLimit, most, pollEvery);
    }

    /**
     * Changes the poll interval.
     *
     * @param interval how often to poll the store; more than zero
     * @return the changed settings
     * @throws IllegalArgumentException if it is zero or less
     */
    public QuarantineSettings withPollEvery(Duration interval) {
        return new QuarantineSettings(
                longestHold, firstPause, longestPause, handlers, handlerLimit, mostInFlight, interval);
    }
}
