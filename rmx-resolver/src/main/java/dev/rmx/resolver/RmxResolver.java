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
 *   <li>NOTIMP or FORMERR to a question for RMX is {@code Absent}: the server is too old to know the type ([LOOK-2]).
 *   <li>TXT that is not RMX is {@code Absent}; RMX in either form that breaks its format is {@link DnsAnswer.Malformed}.
 *   <li>{@link #resolve} does not block, and is safe to call from any thread.
 * </ul>
 */
public interface RmxResolver extends AutoCloseable {
    /**
     * Asks a question.
     *
     * @param question the question
     * @return the answer, when it is there. Who cancels it does not wait for it any more, so that the resolver can leave off asking;
     *     others who asked the same get their answer all the same
     */
    CompletableFuture<DnsAnswer> resolve(DnsQuestion question);

    /** Ends what the resolver holds open, if anything; questions still open are answered with a failure. */
    @Override
    default void close() {}
}
