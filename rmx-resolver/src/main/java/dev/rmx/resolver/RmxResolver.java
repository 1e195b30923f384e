package dev.rmx.resolver;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import java.util.concurrent.CompletableFuture;

/**
 * Answers DNS questions. Implement it to use another DNS library for checks.
 *
 * <p>An implementation keeps these promises:
 *
 * <ul>
 *   <li>Every future completes with a value. A lookup that fails is {@link DnsAnswer.Failed}, never an exception and
 *       never {@link DnsAnswer.Absent} ([LOOK-2]).
 *   <li>It follows CNAMEs, at most 16 ([LOOK-1], [LOOK-2]).
 *   <li>It ignores records of classes other than IN ([LOOK-5]).
 *   <li>NOTIMP or FORMERR to a query for RMX is {@code Absent}: the server is too old to know the type ([LOOK-2]).
 *   <li>TXT without a record of the form asked for (RMX in TXT, SPF, DMP) is {@code Absent}; a malformed record of RMX,
 *       SPF or APL is {@link DnsAnswer.Malformed}. {@link dev.rmx.codec.RdataDecoder} does both.
 *   <li>{@link #resolve(DnsQuestion, QueryBudget)} does not block, and is safe to call from any thread.
 * </ul>
 */
public interface RmxResolver extends AutoCloseable {
    /**
     * Asks a question.
     *
     * @param question the question
     * @param budget pays for each query sent; when it is spent, the question fails ([LIM-5])
     * @return the answer. Cancelling tells the resolver that this caller no longer waits; it may stop asking. Other
     *     callers with the same question still get their answer. A dependent stage may run on a thread that other
     *     answers need, so it must not block: use the methods whose names end in {@code Async}
     */
    CompletableFuture<DnsAnswer> resolve(DnsQuestion question, QueryBudget budget);

    /**
     * Asks a question outside a check, with {@link QueryBudget#DEFAULT_QUERIES}.
     *
     * @param question the question
     * @return as {@link #resolve(DnsQuestion, QueryBudget)}
     */
    default CompletableFuture<DnsAnswer> resolve(DnsQuestion question) {
        return resolve(question, new QueryBudget(QueryBudget.DEFAULT_QUERIES));
    }

    /** Releases the resolver's resources; questions still open fail. */
    @Override
    default void close() {}
}
