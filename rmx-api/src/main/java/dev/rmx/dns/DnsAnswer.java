package dev.rmx.dns;

import java.time.Instant;

/**
 * What became of a question. A failure is a value here, not an exception: an answer that could not be had
 * ({@link Failed}) is never the same as the answer that there is nothing ({@link Absent}) ([LOOK-2]).
 */
public sealed interface DnsAnswer {
    /**
     * The records exist and were decoded.
     *
     * @param data the records, of the question's {@link RecordType#dataType}
     * @param validUntil when the lowest time to live used runs out
     * @param authenticated whether DNSSEC validation succeeded for all of it
     */
    record Found(DnsData data, Instant validUntil, boolean authenticated) implements DnsAnswer {}

    /**
     * There is no such record: NXDOMAIN or NODATA, or a server too old to know the RMX type ([LOOK-2]).
     *
     * @param validUntil when the negative answer runs out (RFC 2308)
     * @param authenticated whether DNSSEC validation proved it
     */
    record Absent(Instant validUntil, boolean authenticated) implements DnsAnswer {}

    /**
     * DNS could not be asked, or did not answer the question ([LOOK-2]).
     *
     * @param reason what happened, in one line for people
     * @param retryAfter when asking again can make sense
     */
    record Failed(String reason, Instant retryAfter) implements DnsAnswer {}

    /**
     * Records exist, and one of them breaks its format ([TEXT-5], [WIRE-5]).
     *
     * @param reason what is wrong and where, in one line for people
     * @param validUntil when the lowest time to live used runs out
     * @param authenticated whether DNSSEC validation succeeded for all of it
     */
    record Malformed(String reason, Instant validUntil, boolean authenticated) implements DnsAnswer {}
}
