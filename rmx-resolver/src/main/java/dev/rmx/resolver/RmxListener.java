package dev.rmx.resolver;

import dev.rmx.RmxVerdict;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import java.time.Duration;

/**
 * Is told what happens, for metrics and logs; {@link RmxCounters} counts it. Every method does nothing unless implemented.
 *
 * <p>It is called on whatever thread gets there, several at a time, and whoever asked waits for it: be quick, and do not block.
 * What it throws goes to the thread's {@linkplain Thread#getUncaughtExceptionHandler handler of uncaught exceptions}, and changes
 * no verdict.
 */
public interface RmxListener {
    /** Does nothing. */
    RmxListener NONE = new RmxListener() {};

    /**
     * A question goes to DNS: it was not in the cache, nor remembered as failed.
     *
     * @param question the question
     */
    default void asked(DnsQuestion question) {}

    /**
     * A question that went to DNS has come to an end.
     *
     * @param question the question
     * @param answer what became of it
     * @param time how long it took
     */
    default void answered(DnsQuestion question, DnsAnswer answer, Duration time) {}

    /**
     * A question was answered from the cache, or shares the answer of an equal question that is under way.
     *
     * @param question the question
     */
    default void hit(DnsQuestion question) {}

    /**
     * A question was not asked, because it failed a moment ago ([TEMP-1]).
     *
     * @param question the question
     * @param failure the failure, with the time before which the question is not asked again
     */
    default void failureRemembered(DnsQuestion question, DnsAnswer.Failed failure) {}

    /**
     * A question failed, and was answered with data that had run out ([TEMP-2]).
     *
     * @param question the question
     * @param answer the stale answer
     * @param failure why it could not be learned anew
     */
    default void staleUsed(DnsQuestion question, DnsAnswer.Known answer, DnsAnswer.Failed failure) {}

    /**
     * A check has come to its verdict.
     *
     * @param verdict the verdict
     * @param time how long the check took
     * @param timedOut whether its deadline ended it ([LIM-3])
     */
    default void checked(RmxVerdict verdict, Duration time, boolean timedOut) {}
}
