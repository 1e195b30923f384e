package dev.rmx.dns;

import dev.rmx.text.Printable;
import java.time.Instant;

/**
 * What became of a question. A failure is a value here, not an exception: an answer that could not be had
 * ({@link Failed}) is never the same as the answer that there is nothing ({@link Absent}) ([LOOK-2]).
 */
public sealed interface DnsAnswer {
    /** The most characters of a {@link Malformed#reason} or a {@link Failed#reason}. */
    int LONGEST_REASON = 300;

    /** DNS was asked, and this is what it says. */
    sealed interface Known extends DnsAnswer {
        /**
         * When the answer runs out.
         *
         * @return when the lowest time to live used runs out; of a negative answer as RFC 2308 says
         */
        Instant validUntil();

        /**
         * Whether DNSSEC proved it.
         *
         * @return whether validation succeeded for all of it; never for a stale answer
         */
        boolean authenticated();

        /**
         * Whether it had run out, and is used because it could not be learned anew ([TEMP-2], RFC 8767).
         *
         * @return whether it is stale
         */
        boolean stale();

        /**
         * This answer as one that has run out, and is used for a while longer ([TEMP-2]).
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
     * @param validUntil when the lowest time to live used runs out
     * @param authenticated whether DNSSEC validation succeeded for all of it
     * @param stale whether it had run out
     */
    record Found(DnsData data, Instant validUntil, boolean authenticated, boolean stale) implements Known {
        /**
         * A fresh answer.
         *
         * @param data the records, of the question's {@link RecordType#dataType}
         * @param validUntil when the lowest time to live used runs out
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
     * There is no such record: NXDOMAIN or NODATA, or a server too old to know the RMX type ([LOOK-2]).
     *
     * @param validUntil when the negative answer runs out (RFC 2308)
     * @param authenticated whether DNSSEC validation proved it
     * @param stale whether it had run out
     */
    record Absent(Instant validUntil, boolean authenticated, boolean stale) implements Known {
        /**
         * A fresh answer.
         *
         * @param validUntil when the negative answer runs out (RFC 2308)
         * @param authenticated whether DNSSEC validation proved it
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
     * Records exist, and one of them breaks its format ([TEXT-5], [WIRE-5]).
     *
     * @param reason what is wrong and where, in one line for people
     * @param validUntil when the lowest time to live used runs out
     * @param authenticated whether DNSSEC validation succeeded for all of it
     * @param stale whether it had run out
     */
    record Malformed(String reason, Instant validUntil, boolean authenticated, boolean stale) implements Known {
        /**
         * Makes the reason one short line of printable ASCII: parts of it can be the publisher's.
         *
         * @param reason what is wrong and where
         * @param validUntil when the lowest time to live used runs out
         * @param authenticated whether DNSSEC validation succeeded for all of it
         * @param stale whether it had run out
         */
        public Malformed {
            reason = Printable.of(reason, LONGEST_REASON);
        }

        /**
         * A fresh answer.
         *
         * @param reason what is wrong and where, in one line for people
         * @param validUntil when the lowest time to live used runs out
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
     * DNS could not be asked, or did not answer the question ([LOOK-2]).
     *
     * @param kind what happened, for programs
     * @param reason what happened, in one line for the people who run this: it may name servers, and is not for strangers ([HDR-6])
     * @param retryAfter when asking again can make sense; long past where nobody knows
     */
    record Failed(Kind kind, String reason, Instant retryAfter) implements DnsAnswer {
        /** The kinds of failure. */
        public enum Kind {
            /** No response in time. */
            TIMEOUT,
            /** The network said that the server cannot be reached, or broke the connection. */
            UNREACHABLE,
            /** Response code {@code SERVFAIL}: most often, the server could not reach those that it asks. */
            SERVFAIL,
            /** Response code {@code REFUSED}. */
            REFUSED,
            /** DNSSEC validation failed. */
            BOGUS,
            /** A response that does not answer the question: garbled, unrelated, a referral, another code, endless aliases. */
            UNUSABLE_RESPONSE,
            /** Too many questions are under way: this one was not asked. */
            OVERLOADED,
            /** The check has sent as many queries as it may ([LIM-5]). */
            BUDGET_SPENT,
            /** The question did not get as far as DNS, or the resolver does not say what happened. */
            OTHER
        }

        /**
         * Makes the reason one short line of printable ASCII: parts of it can be a name server's.
         *
         * @param kind what happened, for programs
         * @param reason what happened, for the people who run this
         * @param retryAfter when asking again can make sense
         */
        public Failed {
            reason = Printable.of(reason, LONGEST_REASON);
        }

        /**
         * A failure, as a resolver tells of it: when to ask again is for others to say, such as the failure memory of a checker.
         *
         * @param kind what happened, for programs
         * @param reason what happened, in one line for the people who run this
         */
        public Failed(Kind kind, String reason) {
            this(kind, reason, Instant.EPOCH);
        }
    }
}
