package dev.rmx.testkit;

import dev.rmx.dns.RecordType;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A way in which {@link RmxDnsServer} can misbehave. {@link #parse} reads a fault from text, such as {@code servfail},
 * {@code late PT0.2S} or {@code cut-short 12}.
 */
public sealed interface DnsFault {
    /** How a resolver may read the response to a question that meets a fault. */
    enum Reading {
        /** As if there were no fault. */
        RIGHT,
        /** The record does not exist. */
        ABSENT,
        /** The lookup failed. */
        FAILED
    }

    /** The faults without parameters. */
    enum Plain implements DnsFault {
        /** No response; a TCP connection stays open. */
        NO_ANSWER,
        /** Response code {@code SERVFAIL}, no data. */
        SERVFAIL,
        /** Response code {@code REFUSED}, no data. */
        REFUSED,
        /** Response code {@code NOTIMP}, no data. */
        NOTIMP,
        /** Response code {@code FORMERR}, no data. */
        FORMERR,
        /** The server sends the query back. */
        ECHO,
        /** A referral, as from a server that does not serve the name: no data, only NS records. */
        REFERRAL,
        /** Over UDP an empty response with the TC flag; over TCP the right response. */
        TRUNCATED,
        /**
         * Over UDP the TC flag and all answer records but the last; a single record is kept. Over TCP the right
         * response. A client that takes the UDP response for complete misses a record.
         */
        TRUNCATED_PARTLY,
        /**
         * Over UDP an empty response with the TC flag; over TCP the server accepts the connection and never responds.
         */
        TCP_SILENT,
        /** Over UDP an empty response with the TC flag; over TCP the server closes the connection in mid-response. */
        TCP_CLOSED,
        /** Over UDP an empty response with the TC flag; over TCP one octet at a time. */
        TCP_DRIBBLE,
        /** The right response with another id than the query's. */
        WRONG_ID,
        /** Over UDP the right response from another port; over TCP no response. */
        WRONG_SOURCE,
        /** The right response with another question than the query's. */
        WRONG_QUESTION,
        /** The answer section holds records of another name and none of the name in the question. */
        OTHER_NAME_IN_ANSWER,
        /**
         * The right response; its additional section also holds forged data for the name in the question (draft
         * 11.1.4).
         */
        FORGED_ADDITIONAL,
        /** The right response; its answer section also holds forged data of class CH, which a client must ignore. */
        FORGED_CLASS,
        /** The right response; each letter in the owner names has the other case than in the query. */
        OTHER_CASE,
        /** For an alias, only the CNAME record, as from a server that does not serve the target. */
        ALIAS_ALONE,
        /** Octets that are not a DNS message. */
        GARBAGE,
        /** The name is an alias of a name that is an alias of it. */
        CNAME_LOOP,
        /** The right response, padded beyond the UDP payload size that the client announced. */
        OVERSIZED;

        /**
         * How a resolver may read the response to a question that meets this fault every time ([LOOK-2]).
         *
         * @param type the type asked for
         * @return one reading; several where a resolver is free to choose
         */
        public Set<Reading> readings(RecordType type) {
            return switch (this) {
                case TRUNCATED,
                        TRUNCATED_PARTLY,
                        TCP_DRIBBLE,
                        FORGED_ADDITIONAL,
                        FORGED_CLASS,
                        OTHER_CASE,
                        ALIAS_ALONE -> EnumSet.of(Reading.RIGHT);
                case OVERSIZED -> EnumSet.of(Reading.RIGHT, Reading.FAILED);
                // [LOOK-2]: for RMX, a server too old to know the type
                case NOTIMP, FORMERR -> EnumSet.of(type == RecordType.RMX ? Reading.ABSENT : Reading.FAILED);
                case NO_ANSWER,
                        SERVFAIL,
                        REFUSED,
                        ECHO,
                        REFERRAL,
                        TCP_SILENT,
                        TCP_CLOSED,
                        WRONG_ID,
                        WRONG_SOURCE,
                        WRONG_QUESTION,
                        OTHER_NAME_IN_ANSWER,
                        GARBAGE,
                        CNAME_LOOP -> EnumSet.of(Reading.FAILED);
            };
        }

        /** The name that {@link DnsFault#parse} takes, such as {@code no-answer}. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * The right response, sent late.
     *
     * @param delay how long the server waits before it responds
     */
    record Late(Duration delay) implements DnsFault {
        /**
         * Checks the delay.
         *
         * @param delay how long the server waits before it responds
         * @throws IllegalArgumentException if it is negative
         */
        public Late {
            if (delay.isNegative()) {
                throw new IllegalArgumentException("a delay must not be negative: " + delay);
            }
        }

        @Override
        public String toString() {
            return "late " + delay;
        }
    }

    /**
     * Only the first octets of the right response. Over TCP the length field announces more.
     *
     * @param octets how many; a response that is no longer stays whole
     */
    record CutShort(int octets) implements DnsFault {
        /**
         * Checks the number.
         *
         * @param octets how many
         * @throws IllegalArgumentException if it is negative
         */
        public CutShort {
            if (octets < 0) {
                throw new IllegalArgumentException("a number of octets must not be negative: " + octets);
            }
        }

        @Override
        public String toString() {
            return "cut-short " + octets;
        }
    }

    /**
     * Reads a fault from text.
     *
     * @param text the name of a {@link Plain} fault with dashes; {@code late} and an ISO 8601 duration; or
     *     {@code cut-short} and a number. Case does not matter
     * @return the fault
     * @throws IllegalArgumentException if there is no such fault; the message lists all faults
     */
    static DnsFault parse(String text) {
        String[] words = text.strip().split(" +", -1);
        String name = words[0].toLowerCase(Locale.ROOT);
        try {
            if (words.length == 2 && name.equals("late")) {
                return new Late(Duration.parse(words[1]));
            }
            if (words.length == 2 && name.equals("cut-short")) {
                return new CutShort(Integer.parseInt(words[1]));
            }
        } catch (DateTimeParseException | NumberFormatException e) {
            throw unknown(text, e);
        }
        if (words.length == 1) {
            for (Plain plain : Plain.values()) {
                if (plain.toString().equals(name)) {
                    return plain;
                }
            }
        }
        throw unknown(text, null);
    }

    private static IllegalArgumentException unknown(String text, @Nullable RuntimeException cause) {
        return new IllegalArgumentException(
                "no such fault: \"" + text + "\"; there are "
                        + Arrays.stream(Plain.values()).map(Plain::toString).collect(Collectors.joining(", "))
                        + ", late DURATION (as in PT0.2S), cut-short OCTETS",
                cause);
    }
}
