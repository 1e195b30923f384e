package dev.rmx.dns;

import dev.rmx.text.Printable;
import java.time.Instant;

/**
 * The answer to a question. A failure is a value, not an exception. A question that failed ({@link Failed}) is never
 * the same as a record that does not exist ({@link Absent}) ([LOOK-2]).
 */
public sealed interface DnsAnswer {
    /** The most characters of a {@link Malformed#reason} or a {@link Failed#reason}. */
    int LONGEST_REASON = 300;

    /** An answer that DNS gave. */
    sealed interface Known extends DnsAnswer {
        /**
         * When the answer expires.
         *
         * @return when the lowest TTL used expires; for a negative answer, as in RFC 2308
         */
        Instant validUntil();

        /**
         * Whether DNSSEC authenticated the answer.
         *
         * @return true if validation succeeded for all of it; false for a stale answer
         */
        boolean authenticated();

        /**
         * Whether the answer has expired and is used because it could not be refreshed ([TEMP-2], RFC 8767).
         *
         * @return true if it is stale
         */
        boolean stale();

        /**
         * This answer as an expired one that is used for a while longer ([TEMP-2]).
         *
         * @param until until when it is used
         * @return the answer, stale and not authenticated
         */
        Known staleUntil(Instant until);
    }

    /**
     * The records exist and were decoded.
     *
     * @param data the records, of the question's {@link RecordType#dataType}
     * @param validUntil when the lowest TTL used expires
     * @param authenticated whether DNSSEC validation succeeded for all of it
     * @param stale whether it has expired
     */
    record Found(DnsData data, Instant validUntil, boolean authenticated, boolean stale) implements Known {
        /**
         * A fresh answer.
         *
         * @param data the records, of the question's {@link RecordType#dataType}
         * @param validUntil when the lowest TTL used expires
         * @param authenticated whether DNSSEC validation succeeded for all of it
         */
        public Found(DnsData data, Instant validUntil, boolean authenticated) {
            this(data, validUntil, authenticated, false);
        }

        @Override
        public Found staleUntil(Instant until) {
            return new Found(data, until, false, true);
        }
    }

    /**
     * There is no such record: NXDOMAIN, NODATA, or a server too old to know the RMX type ([LOOK-2]).
     *
     * @param validUntil when the negative answer expires (RFC 2308)
     * @param authenticated whether DNSSEC validation proved the absence
     * @param stale whether it has expired
     */
    record Absent(Instant validUntil, boolean authenticated, boolean stale) implements Known {
        /**
         * A fresh answer.
         *
         * @param validUntil when the negative answer expires (RFC 2308)
         * @param authenticated whether DNSSEC validation proved the absence
         */
        public Absent(Instant validUntil, boolean authenticated) {
            this(validUntil, authenticated, false);
        }

        @Override
        public Absent staleUntil(Instant until) {
            return new Absent(until, false, true);
        }
    }

    /**
     * The records exist, and one of them is malformed ([TEXT-5], [WIRE-5]).
     *
     * @param reason what is wrong and where, as one line for people
     * @param validUntil when the lowest TTL used expires
     * @param authenticated whether DNSSEC validation succeeded for all of it
     * @param stale whether it has expired
     */
    record Malformed(String reason, Instant validUntil, boolean authenticated, boolean stale) implements Known {
        /**
         * Makes the reason one short line of printable ASCII, since parts of it may come from the publisher.
         *
         * @param reason what is wrong and where
         * @param validUntil when the lowest TTL used expires
         * @param authenticated whether DNSSEC validation succeeded for all of it
         * @param stale whether it has expired
         */
        public Malformed {
            reason = Printable.of(reason, LONGEST_REASON);
        }

        /**
         * A fresh answer.
         *
         * @param reason what is wrong and where, as one line for people
         * @param validUntil when the lowest TTL used expires
         * @param authenticated whether DNSSEC validation succeeded for all of it
         */
        public Malformed(String reason, Instant validUntil, boolean authenticated) {
            this(reason, validUntil, authenticated, false);
        }

        @Override
        public Malformed staleUntil(Instant until) {
            return new Malformed(reason, until, false, true);
        }
    }

    /**
     * DNS could not be asked or did not answer the question ([LOOK-2]).
     *
     * @param kind what happened, for programs
     * @param reason what happened, as one line for operators; it may name servers, so do not show it to strangers
     *     ([HDR-6])
     * @param retryAfter the earliest moment to ask again; long past if unknown
     */
    record Failed(Kind kind, String reason, Instant retryAfter) implements DnsAnswer {
        /** The kinds of failure. */
        public enum Kind {
            /** No response in time. */
            TIMEOUT,
            /** The network reported that the server cannot be reached, or the connection broke. */
            UNREACHABLE,
            /** Response code {@code SERVFAIL}: most often, the server could not reach other servers. */
            SERVFAIL,
            /** Response code {@code REFUSED}. */
            REFUSED,
            /** DNSSEC validation failed. */
            BOGUS,
            /**
             * The response does not answer the question: it is garbled, unrelated, a referral, another code, or has too
             * many aliases.
             */
            UNUSABLE_RESPONSE,
            /** The question was not asked, because too many others are in progress. */
            OVERLOADED,
            /** The check has sent as many queries as it may ([LIM-5]). */
            BUDGET_SPENT,
            /** The question did not reach DNS, or the resolver does not tell what happened. */
            OTHER
        }

        /**
         * Makes the reason one short line of printable ASCII, since parts of it may come from a name server.
         *
         * @param kind what happened, for programs
         * @param reason what happened, as one line for operators
         * @param retryAfter the earliest moment to ask again
         */
        public Failed {
            reason = Printable.of(reason, LONGEST_REASON);
        }

        /**
         * A failure from a resolver. Another component, such as the checker's failure memory, sets when to ask again.
         *
         * @param kind what happened, for programs
         * @param reason what happened, as one line for operators
         */
        public Failed(Kind kind, String reason) {
            this(kind, reason, Instant.EPOCH);
        }
    }
}
