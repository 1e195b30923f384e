package dev.rmx.resolver;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import java.util.concurrent.CompletableFuture;

/**
 * Answers DNS questions. Implement it to put another DNS library under the checks.
 *
 * <p>An implementation keeps these promises:
 *
 * <ul>
 *   <li>A future completes, and with a value: what could not be learned is {@link DnsAnswer.Failed}, never an exception and
 *       never {@link DnsAnswer.Absent} ([LOOK-2]).
 *   <li>CNAMEs are followed, 16 at most ([LOOK-1], [LOOK-2]).
 *   <li>Records of another class than IN do not count ([LOOK-5]).
 *   <li>NOTIMP or FORMERR to a question for RMX is {@code Absent}: the server is too old to know the type ([LOOK-2]).
 *   <li>TXT that is not RMX is {@code Absent}; RMX in either form that breaks its format is {@link DnsAnswer.Malformed}.
 *   <li>{@link #resolve(DnsQuestion, QueryBudget)} does not block, and is safe to call from any thread.
 * </ul>
 */
public interface RmxResolver extends AutoCloseable {
    /**
     * Asks a question.
     *
     * @param question the question
     * @param budget pays for each query that is sent; where it is spent, the question has failed ([LIM-5])
     * @return the answer, when it is there. Cancelling it tells the resolver that this caller no longer waits; it may stop asking. Others
     *     who asked the same still get their answer
     */
    CompletableFuture<DnsAnswer> resolve(DnsQuestion question, QueryBudget budget);

    /**
     * Asks a question outside of a check, with {@link QueryBudget#DEFAULT_QUERIES}.
     *
     * @param question the question
     * @return as {@link #resolve(DnsQuestion, QueryBudget)}
     */
    default CompletableFuture<DnsAnswer> resolve(DnsQuestion question) {
        return resolve(question, new QueryBudget(QueryBudget.DEFAULT_QUERIES));
    }

    /** Ends what the resolver holds open, if anything; questions still open are answered with a failure. */
    @Override
    default void close() {}
}
