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
 * A way in which {@link RmxDnsServer} can misbehave. {@link #parse} reads faults from text, as in {@code servfail}, {@code
 * late PT0.2S} or {@code cut-short 12}.
 */
public sealed interface DnsFault {
    /** What becomes of a question that meets a fault. */
    enum Reading {
        /** It is answered as if there were no fault. */
        RIGHT,
        /** There is no such record. */
        ABSENT,
        /** It could not be answered. */
        FAILED
    }

    /** The faults that need nothing said about them. */
    enum Plain implements DnsFault {
        /** Nothing is sent; a TCP connection is held open. */
        NO_ANSWER,
        /** Response code {@code SERVFAIL}, no data. */
        SERVFAIL,
        /** Response code {@code REFUSED}, no data. */
        REFUSED,
        /** Response code {@code NOTIMP}, no data. */
        NOTIMP,
        /** Response code {@code FORMERR}, no data. */
        FORMERR,
        /** The query itself, sent back. */
        ECHO,
        /** No data, and the name servers that one should ask instead, as a server does that does not serve the name. */
        REFERRAL,
        /** Over UDP an empty response with the TC flag; TCP works. */
        TRUNCATED,
        /**
         * Over UDP the TC flag, and the records of the answer but for the last one; of a single record, that. TCP works. Whoever takes
         * what came over UDP for the whole misses a record.
         */
        TRUNCATED_PARTLY,
        /** Over UDP an empty response with the TC flag; a TCP connection is accepted, and then nothing is said. */
        TCP_SILENT,
        /** Over UDP an empty response with the TC flag; a TCP connection is closed in the middle of the response. */
        TCP_CLOSED,
        /** Over UDP an empty response with the TC flag; over TCP the response comes an octet at a time. */
        TCP_DRIBBLE,
        /** The right response, with an id that the query did not have. */
        WRONG_ID,
        /** Over UDP the right response, from a port that was not asked; over TCP none. */
        WRONG_SOURCE,
        /** The right response, to a question that was not asked. */
        WRONG_QUESTION,
        /** The answer section holds what another name has, and nothing of the name asked about. */
        OTHER_NAME_IN_ANSWER,
        /** The right response, and in its additional section forged data for the name asked about (draft 11.1.4). */
        FORGED_ADDITIONAL,
        /** The right response, and in its answer section forged data for the name asked about in class CH, which do not count. */
        FORGED_CLASS,
        /** The right response, in which the owners of the records have each letter in the other case than in the query. */
        OTHER_CASE,
        /** Of an alias the response says only what the next name is, as a server does that does not serve that name. */
        ALIAS_ALONE,
        /** Octets that are no DNS message. */
        GARBAGE,
        /** The name asked about is an alias of one that is an alias of it. */
        CNAME_LOOP,
        /** The right response, padded beyond what the client said it takes over UDP. */
        OVERSIZED;

        /**
         * What a resolver may make of a question that meets this fault each time it is asked ([LOOK-2]).
         *
         * @param type the type asked for
         * @return one reading; where a resolver is free to choose, more
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
                // to a question for RMX, the word of a server too old to know the type
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
     * The right response, too late.
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
                throw new IllegalArgumentException("a delay is not negative, unlike " + delay);
            }
        }

        @Override
        public String toString() {
            return "late " + delay;
        }
    }

    /**
     * The first octets of the right response, and no more. Over TCP the length says that more should come.
     *
     * @param octets how many; a response that is not longer stays as it is
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
                throw new IllegalArgumentException("a number of octets is not negative, unlike " + octets);
            }
        }

        @Override
        public String toString() {
            return "cut-short " + octets;
        }
    }

    /**
     * Reads a fault.
     *
     * @param text the name of a {@link Plain} fault with dashes; {@code late} and a duration (ISO 8601); {@code cut-short}
     *     and a number; case does not matter
     * @return the fault
     * @throws IllegalArgumentException if there is no such fault, naming those that there are
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
