package dev.rmx.resolver;

import dev.rmx.RmxVerdict;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import java.time.Duration;

/**
 * Receives events of checks, for metrics and logs; {@link RmxCounters} counts them. Methods do nothing by default.
 *
 * <p>Methods are called concurrently, on the threads that run checks; a slow method slows checks. An exception goes to
 * the thread's {@linkplain Thread#getUncaughtExceptionHandler handler of uncaught exceptions}, and changes no verdict.
 */
public interface RmxListener {
    /** Does nothing. */
    RmxListener NONE = new RmxListener() {};

    /**
     * A question goes to DNS: neither the cache nor the failure memory has an answer.
     *
     * @param question the question
     */
    default void asked(DnsQuestion question) {}

    /**
     * A question that went to DNS has ended.
     *
     * @param question the question
     * @param answer its answer
     * @param time how long it took
     */
    default void answered(DnsQuestion question, DnsAnswer answer, Duration time) {}

    /**
     * A question was answered from the cache, or shares the answer of an equal question under way.
     *
     * @param question the question
     */
    default void hit(DnsQuestion question) {}

    /**
     * A question was not asked, because its last failure is still remembered ([TEMP-1]).
     *
     * @param question the question
     * @param failure the failure, with the time when the question may be asked again
     */
    default void failureRemembered(DnsQuestion question, DnsAnswer.Failed failure) {}

    /**
     * A question was not asked, because too many were under way and waited.
     *
     * @param question the question
     * @param failure the failure, of kind {@link DnsAnswer.Failed.Kind#OVERLOADED}
     */
    default void refused(DnsQuestion question, DnsAnswer.Failed failure) {}

    /**
     * A question failed, and was answered with stale data ([TEMP-2]).
     *
     * @param question the question
     * @param answer the stale answer
     * @param failure why there is no fresh answer
     */
    default void staleUsed(DnsQuestion question, DnsAnswer.Known answer, DnsAnswer.Failed failure) {}

    /**
     * A check has ended.
     *
     * @param verdict the verdict
     * @param time how long the check took; zero if the cache had all answers
     * @param timedOut whether its deadline ended it ([LIM-3])
     */
    default void checked(RmxVerdict verdict, Duration time, boolean timedOut) {}

    /**
     * Says that every method is short and never blocks, as counting does. If all listeners of a checker say so, it
     * calls them on the threads that read responses, which saves a change of threads for each response.
     *
     * @return false unless overridden
     */
    default boolean neverBlocks() {
        return false;
    }
}
