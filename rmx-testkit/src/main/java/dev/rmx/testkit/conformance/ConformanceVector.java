package dev.rmx.testkit.conformance;

import dev.rmx.PublishedForm;
import dev.rmx.RmxVerifier;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A test case for any implementation: an input, and the expected result. {@link RmxConformance} reads and runs them.
 */
public sealed interface ConformanceVector {
    /**
     * The vector's name.
     *
     * @return the rule that it tests, a dot and a number
     */
    String id();

    /**
     * What the vector shows.
     *
     * @return a short description
     */
    String says();

    /**
     * A record to parse.
     *
     * @param id the rule, a dot and a number
     * @param says what the vector shows
     * @param format the format of the input
     * @param input one text; for {@link Format#TXT} the character-strings, one character per octet
     * @param expect the expected result
     */
    record Codec(String id, String says, Format format, List<String> input, Decoded expect)
            implements ConformanceVector {
        /**
         * Checks the input.
         *
         * @param id the rule, a dot and a number
         * @param says what the vector shows
         * @param format the format of the input
         * @param input the texts
         * @param expect the expected result
         * @throws IllegalArgumentException if there is no input, or more than one text in a format other than
         *     {@link Format#TXT}
         */
        public Codec {
            if (input.isEmpty() || (format != Format.TXT && input.size() > 1)) {
                throw new IllegalArgumentException(
                        "input must be one text, or for txt one or more character-strings, not " + input.size()
                                + " texts");
            }
        }
    }

    /** The format of a record. */
    enum Format {
        /** Presentation format. */
        TEXT,
        /** RDATA in hexadecimal. */
        WIRE,
        /** The character-strings of a TXT record. */
        TXT,
        /** The generic form of RFC 3597. */
        GENERIC
    }

    /**
     * The result of parsing a record: canonical text and RDATA, or the place of an error, or a TXT record that is not
     * RMX.
     *
     * @param canonical the canonical text; null unless valid
     * @param rdata the RDATA as an encoder writes it, in hexadecimal; null unless valid
     * @param error the offset of the bad entry, from 0, in characters of the joined text or octets of RDATA; null
     *     without error
     * @param ignored whether the TXT record is not RMX
     */
    record Decoded(
            @Nullable String canonical,
            @Nullable String rdata,
            @Nullable Integer error,
            boolean ignored) {}

    /** The response code of a failing lookup (RFC 1035 §4.1.1). */
    enum ResponseCode {
        /** 1: the server cannot interpret the query. */
        FORMERR,
        /** 2: the server failed. */
        SERVFAIL,
        /** 4: the server does not support this kind of query. */
        NOTIMP,
        /** 5: the server refuses to answer. */
        REFUSED
    }

    /**
     * An envelope sender to parse.
     *
     * @param id the rule, a dot and a number
     * @param says what the vector shows
     * @param mailFrom the argument of MAIL FROM
     * @param helo the HELO name; empty if not given
     * @param expect the expected result
     */
    record Sender(String id, String says, String mailFrom, String helo, Subject expect) implements ConformanceVector {
        /**
         * Replaces a missing HELO name by an empty one.
         *
         * @param id the rule, a dot and a number
         * @param says what the vector shows
         * @param mailFrom the argument of MAIL FROM
         * @param helo the HELO name, or null
         * @param expect the expected result
         */
        public Sender {
            helo = Objects.requireNonNullElse(helo, "");
        }
    }

    /**
     * What a check of this sender looks up.
     *
     * @param subject the domain; null if no domain can be checked
     * @param localPart the local part without quotes; null for the null sender or without a subject
     */
    record Subject(@Nullable String subject, @Nullable String localPart) {}

    /**
     * A whole check.
     *
     * @param id the rule, a dot and a number
     * @param says what the vector shows
     * @param client the client's address
     * @param mailFrom the argument of MAIL FROM
     * @param helo the HELO name; empty if not given
     * @param host the name of the host that checks; null if not given
     * @param time the time of the check in seconds since 1970; null if not given
     * @param forms the forms to look for, in order
     * @param explain whether the explanation of an SPF fail is fetched
     * @param trustedRelays prefixes of clients that are not checked
     * @param zone the data in DNS: for each {@code name TYPE} the RDATA of its records, as in a master file
     * @param fails the questions that fail, each with the server's response code
     * @param expect the expected verdict
     */
    record Evaluation(
            String id,
            String says,
            String client,
            String mailFrom,
            String helo,
            @Nullable String host,
            @Nullable Long time,
            List<PublishedForm> forms,
            boolean explain,
            List<String> trustedRelays,
            Map<String, List<String>> zone,
            Map<String, ResponseCode> fails,
            Verdict expect)
            implements ConformanceVector {
        private static final Pattern QUESTION = Pattern.compile("[^ ]+ (A|AAAA|APL|MX|PTR|RMX|TXT)");
        private static final Pattern ZONE_KEY = Pattern.compile(QUESTION.pattern() + "|[^ ]+ CNAME");

        private static void require(Pattern form, String key) {
            if (!form.matcher(key).matches()) {
                throw new IllegalArgumentException("a key must be a name, a blank and a type, not \"" + key + "\"");
            }
        }

        /**
         * Replaces missing values by empty ones.
         *
         * @param id the rule, a dot and a number
         * @param says what the vector shows
         * @param client the client's address
         * @param mailFrom the argument of MAIL FROM
         * @param helo the HELO name, or null
         * @param host the name of the host that checks, or null
         * @param time the time of the check, or null
         * @param forms the forms to look for; null means {@link RmxVerifier#DEFAULT_FORMS}
         * @param explain whether the explanation of an SPF fail is fetched
         * @param trustedRelays prefixes of clients that are not checked, or null
         * @param zone the data in DNS
         * @param fails the questions that fail, or null
         * @param expect the expected verdict
         * @throws IllegalArgumentException if a key of {@code zone} or {@code fails} is not a name and a type, or if
         *     {@code forms} is empty or has a form twice
         */
        public Evaluation {
            helo = Objects.requireNonNullElse(helo, "");
            forms = Objects.requireNonNullElse(forms, RmxVerifier.DEFAULT_FORMS);
            if (forms.isEmpty() || Set.copyOf(forms).size() < forms.size()) {
                throw new IllegalArgumentException("forms must be one form or more, each once, not " + forms);
            }
            trustedRelays = Objects.requireNonNullElse(trustedRelays, List.of());
            fails = Objects.requireNonNullElse(fails, Map.of());
            zone.keySet().forEach(set -> require(ZONE_KEY, set));
            fails.keySet().forEach(question -> require(QUESTION, question));
        }
    }

    /**
     * The verdict of a check.
     *
     * @param result {@code pass}, {@code fail}, {@code none} or {@code temperror}
     * @param outcome the outcome, such as {@code NotInRMX}
     * @param mechanism the deciding entry, or the subject's own deciding term, in canonical text; null without one
     * @param form the form that decided, that has malformed data, or whose lookup failed, such as {@code RMX-TXT}; null
     *     if none is published or nothing was asked
     * @param spf the word of SPF, {@code none} also where no form is published and SPF is one of those looked for; null
     *     if SPF says nothing, or several words are possible
     * @param terms how many terms of SPF were counted ([SPF-3]); null unless an SPF record has a result other than
     *     {@code temperror}
     * @param voids how many of them were void; null as for {@code terms}
     * @param explanation the domain's explanation; null without one
     * @param asks the questions as {@code name TYPE}, in rounds; all questions of a round are answered before the
     *     next evaluation
     * @param refused true if the client is not an address literal; then nothing else is given
     */
    record Verdict(
            @Nullable String result,
            @Nullable String outcome,
            @Nullable String mechanism,
            @Nullable String form,
            @Nullable String spf,
            @Nullable Integer terms,
            @Nullable Integer voids,
            @Nullable String explanation,
            List<Set<String>> asks,
            boolean refused) {
        /** The verdict for a client that is not an address literal. */
        public static final Verdict REFUSED =
                new Verdict(null, null, null, null, null, null, null, null, List.of(), true);

        /**
         * Replaces missing questions by none.
         *
         * @param result the result
         * @param outcome the outcome
         * @param mechanism the deciding entry
         * @param form the form of the record
         * @param spf the word of SPF
         * @param terms how many terms were counted
         * @param voids how many of them were void
         * @param explanation the domain's explanation
         * @param asks the questions in rounds, or null
         * @param refused whether the client is not an address literal
         */
        public Verdict {
            asks = Objects.requireNonNullElse(asks, List.of());
        }
    }
}
