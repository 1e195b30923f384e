package dev.rmx.testkit.conformance;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One case: what goes in, and what has to come out. */
public sealed interface ConformanceVector {
    /**
     * What the vector is called.
     *
     * @return the rule that it shows, a dot and a number
     */
    String id();

    /**
     * What the vector shows.
     *
     * @return a few words for people
     */
    String says();

    /**
     * A record in one of its formats.
     *
     * @param id the rule and a number
     * @param says what is shown
     * @param form the format of the input
     * @param input one text; of {@link Form#TXT} the character-strings, a character for each octet
     * @param expect what has to come out
     */
    record Codec(String id, String says, Form form, List<String> input, Decoded expect) implements ConformanceVector {
        /**
         * Checks the input.
         *
         * @param id the rule and a number
         * @param says what is shown
         * @param form the format of the input
         * @param input one text
         * @param expect what has to come out
         * @throws IllegalArgumentException if there is no input, or more than one text of a form other than {@link Form#TXT}
         */
        public Codec {
            if (input.isEmpty() || (form != Form.TXT && input.size() > 1)) {
                throw new IllegalArgumentException(
                        "input is one text, or the character-strings of a txt, not " + input.size() + " texts");
            }
        }
    }

    /** The formats of a record. */
    enum Form {
        /** Presentation format. */
        TEXT,
        /** RDATA in hexadecimal. */
        WIRE,
        /** The character-strings of a TXT record. */
        TXT,
        /** RFC 3597's form. */
        GENERIC
    }

    /**
     * What a record is read as: canonical text and RDATA, or the place of an error, or a TXT record that is not RMX.
     *
     * @param canonical the canonical text
     * @param rdata the RDATA as an encoder writes it, in hexadecimal
     * @param error the offset of the bad entry, from 0: in characters of the joined text, or octets of RDATA
     * @param ignored whether the TXT record is not RMX
     */
    record Decoded(
            @Nullable String canonical,
            @Nullable String rdata,
            @Nullable Integer error,
            boolean ignored) {}

    /** The response codes with which a lookup can fail (RFC 1035 §4.1.1). */
    enum ResponseCode {
        /** 1: the server does not understand the query. */
        FORMERR,
        /** 2: the server failed. */
        SERVFAIL,
        /** 4: the server does not support such queries. */
        NOTIMP,
        /** 5: the server does not want to answer. */
        REFUSED
    }

    /**
     * An envelope sender.
     *
     * @param id the rule and a number
     * @param says what is shown
     * @param mailFrom the argument of MAIL FROM
     * @param helo the HELO name; empty if not given
     * @param expect what has to come out
     */
    record Sender(String id, String says, String mailFrom, String helo, Subject expect) implements ConformanceVector {
        /**
         * Puts an empty HELO name in the place of none.
         *
         * @param id the rule and a number
         * @param says what is shown
         * @param mailFrom the argument of MAIL FROM
         * @param helo the HELO name
         * @param expect what has to come out
         */
        public Sender {
            helo = Objects.requireNonNullElse(helo, "");
        }
    }

    /**
     * What is checked for a sender.
     *
     * @param subject the domain; absent if there is none that can be checked
     * @param localPart the local part without its quotes; absent for the null sender, and where there is no subject
     */
    record Subject(@Nullable String subject, @Nullable String localPart) {}

    /**
     * A whole check.
     *
     * @param id the rule and a number
     * @param says what is shown
     * @param client the client's address
     * @param mailFrom the argument of MAIL FROM
     * @param helo the HELO name; empty if not given
     * @param trustedRelays prefixes of clients that are not checked
     * @param zone what DNS has: to each {@code name TYPE} the RDATA of the records, as in a master file
     * @param fails the questions that fail, each with the response code that the server gives
     * @param expect what has to come out
     */
    record Evaluation(
            String id,
            String says,
            String client,
            String mailFrom,
            String helo,
            List<String> trustedRelays,
            Map<String, List<String>> zone,
            Map<String, ResponseCode> fails,
            Verdict expect)
            implements ConformanceVector {
        private static final Pattern QUESTION = Pattern.compile("[^ ]+ (A|AAAA|APL|MX|PTR|RMX|TXT)");
        private static final Pattern ZONE_KEY = Pattern.compile(QUESTION.pattern() + "|[^ ]+ CNAME");

        private static void require(Pattern form, String key) {
            if (!form.matcher(key).matches()) {
                throw new IllegalArgumentException(
                        "a name, a blank and a type should stand where \"" + key + "\" stands");
            }
        }

        /**
         * Puts what is empty in the place of what is not given.
         *
         * @param id the rule and a number
         * @param says what is shown
         * @param client the client's address
         * @param mailFrom the argument of MAIL FROM
         * @param helo the HELO name
         * @param trustedRelays prefixes of clients that are not checked
         * @param zone what DNS has
         * @param fails the questions that fail
         * @param expect what has to come out
         * @throws IllegalArgumentException if a key of {@code zone} or {@code fails} is no name and type
         */
        public Evaluation {
            helo = Objects.requireNonNullElse(helo, "");
            trustedRelays = Objects.requireNonNullElse(trustedRelays, List.of());
            fails = Objects.requireNonNullElse(fails, Map.of());
            zone.keySet().forEach(set -> require(ZONE_KEY, set));
            fails.keySet().forEach(question -> require(QUESTION, question));
        }
    }

    /**
     * What a check comes to.
     *
     * @param result {@code pass}, {@code fail}, {@code none} or {@code temperror}
     * @param outcome the outcome, such as {@code NotInRMX}
     * @param mechanism the deciding entry in canonical text, if there is one
     * @param form {@code RMX} or {@code RMX-TXT}, if a record was found
     * @param asks the questions as {@code name TYPE}, in rounds: a round is asked whole, then it is evaluated again
     * @param refused true if the client is no address literal, and nothing else is given
     */
    record Verdict(
            @Nullable String result,
            @Nullable String outcome,
            @Nullable String mechanism,
            @Nullable String form,
            List<Set<String>> asks,
            boolean refused) {
        /** What becomes of a client that is no address literal. */
        public static final Verdict REFUSED = new Verdict(null, null, null, null, List.of(), true);

        /**
         * Puts no questions in the place of none given.
         *
         * @param result the result
         * @param outcome the outcome
         * @param mechanism the deciding entry
         * @param form the form that decided
         * @param asks the questions in rounds
         * @param refused whether the client is no address literal
         */
        public Verdict {
            asks = Objects.requireNonNullElse(asks, List.of());
        }
    }
}
