package dev.rmx.testkit.junit;

import dev.rmx.resolver.RmxResolver;
import dev.rmx.testkit.RmxDnsServer;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What every {@link RmxResolver} has to do, as tests that its author extends:
 *
 * <pre>{@code
 * class MyResolverTest extends RmxResolverContract {
 *     @Override
 *     protected RmxResolver resolver(InetSocketAddress server, Duration timeout) {
 *         return new MyResolver(server, timeout);
 *     }
 * }
 * }</pre>
 *
 * <p>They ask the kit's DNS server on loopback, right and with each of its faults ([LOOK-1], [LOOK-2]). A class that extends
 * this one is found by JUnit like any other test class. A test that fails says first which fault of the server met a question of
 * which type.
 *
 * <p>No test depends on the speed of the machine. Where the server answers, the resolver has a long time-out, which nothing waits
 * for. Where the server stays silent, it has {@link #shortTimeout()}, and no right answer that it could miss. What comes first is
 * decided by the server, which holds its responses back. Three tests need real time. That {@code resolve} does not block is told by
 * the fastest of ten calls, which a busy machine does not slow down as it does the slowest. The question after a late response is
 * asked again where the machine was too slow for the short time-out. Data with a time to live of a second are asked for until they
 * have changed.
 *
 * <p>What cannot be seen from outside, or only by chance, is not tested, and is up to the author:
 *
 * <ul>
 *   <li>that an answer is {@code authenticated} exactly if DNSSEC proves it: the kit's zone is not signed, so no answer may be
 *   <li>that stale data are used only while a server is unreachable ([TEMP-2]): here none are expected, and none may come
 *   <li>how hard it is to forge a response: ids, ports, and letters at random (RFC 5452), and that each datagram that is no response
 *       is dropped while waiting goes on ([LOOK-5]); the contract is content if the question fails
 *   <li>that cancelling ends the asking, which is allowed and not required
 *   <li>that reading a response is fast, and that what is kept in memory is bounded ([LIM-4])
 *   <li>that a lock is never held for long; that it is right on every interleaving of threads
 *   <li>threads that are virtual, and sockets where there is no {@code /proc/self/fd}, as outside Linux: leaks of them go unseen
 *   <li>a time to live above 2<sup>31</sup>-1, which the kit's server does not send
 * </ul>
 */
public abstract class RmxResolverContract {
    private final RmxDnsServer server = RmxDnsServer.start(ContractZone.ZONE);
    private Tried tried;

    /** For those who extend it. */
    protected RmxResolverContract() {}

    /**
     * Makes the resolver that is tested.
     *
     * @param address the name server to ask, and no other; UDP and TCP
     * @param timeout how long to wait for one response of it. Some attempts are possible, but one is enough
     * @return a new resolver, which the contract closes; it knows nothing of what others were answered, and keeps no answer for longer
     *     than it is valid. It reckons by the system's clock
     */
    protected abstract RmxResolver resolver(InetSocketAddress address, Duration timeout);

    /**
     * How long a test waits for what has to happen; then it fails. A test that passes does not wait for it. Resolvers that have an answer
     * to wait for get a quarter of it as time-out. Give more on a machine that is very slow.
     *
     * @return a minute, unless overridden
     */
    protected Duration patience() {
        return Duration.ofMinutes(1);
    }

    /**
     * The time-out of resolvers that a server does not answer. Tests wait for it. Give more to a resolver that needs more, one with a
     * coarse timer for example.
     *
     * @return 200 ms, unless overridden
     */
    protected Duration shortTimeout() {
        return Duration.ofMillis(200);
    }

    @BeforeEach
    final void makeResolver() {
        tried = Tried.patient(server, timeout -> resolver(server.address(), timeout), patience());
    }

    @AfterEach
    final void closeAll() {
        if (tried != null) { // else it could not be made, which is what the test says
            tried.close();
        }
        server.close();
    }

    /** What the zone has is found, for every type, with all records, and all of each decoded. */
    @TestFactory
    final Stream<DynamicTest> LOOK_1_records_are_found() {
        return new ReadingPromises(tried).recordsAreFound();
    }

    /** Records that do not fit into a datagram are found as well, every one. */
    @Test
    final void LOOK_1_a_large_answer_is_whole() throws Exception {
        new ReadingPromises(tried).largeAnswersAreWhole();
    }

    /** A name, or records of a type at it, that are not there are absent. */
    @TestFactory
    final Stream<DynamicTest> LOOK_2_what_is_not_there_is_absent() {
        return new ReadingPromises(tried).whatIsNotThereIsAbsent();
    }

    /** TXT that is not RMX is as good as none. */
    @Test
    final void TXT_2_txt_that_is_not_rmx_is_absent() throws Exception {
        new ReadingPromises(tried).textThatIsNotRmxIsAbsent();
    }

    /** RMX in either form that breaks its format is malformed, also beside a record that is right. */
    @TestFactory
    final Stream<DynamicTest> TEXT_5_records_that_break_the_format_are_malformed() {
        return new ReadingPromises(tried).badRecordsAreMalformed();
    }

    /** Aliases are followed, sixteen of them and no more, whether the server follows them too or gives them one by one. */
    @TestFactory
    final Stream<DynamicTest> LOOK_2_sixteen_aliases_are_followed() {
        return new ReadingPromises(tried).aliasesAreFollowed();
    }

    /** Names of up to 255 octets are asked about. */
    @TestFactory
    final Stream<DynamicTest> LOOK_1_long_names_are_asked_about() {
        return new ReadingPromises(tried).longNamesAreAsked();
    }

    /** Names with any octets are asked about. A resolver whose library cannot do that says so: a failure of kind {@code OTHER}. */
    @TestFactory
    final Stream<DynamicTest> LOOK_2_names_with_escapes_are_asked_about_or_fail() {
        return new ReadingPromises(tried).escapedNamesAreAskedOrFail();
    }

    /** Each query that is sent is paid for, those after aliases and over TCP too; where the budget is spent, the question has failed. */
    @TestFactory
    final Stream<DynamicTest> LIM_5_no_more_queries_are_sent_than_the_budget_has() {
        return new ReadingPromises(tried).noMoreQueriesAreSentThanTheBudgetHas();
    }

    /** Each fault of the server comes to what the rules say, for a question of each type; a failure has its kind and its reason. */
    @TestFactory
    final Stream<DynamicTest> LOOK_2_each_fault_is_told_from_absence() {
        return new FaultPromises(tried, shortTimeout()).eachFaultIsToldFromAbsence();
    }

    /** A response cut short anywhere is no answer. */
    @Test
    final void LOOK_2_a_response_cut_short_at_any_length_is_a_failure() throws Exception {
        new FaultPromises(tried, shortTimeout()).aResponseCutShortIsAFailure();
    }

    /** A response that comes too late does not count, and does not disturb the next question. */
    @Test
    final void LIM_3_a_late_response_is_a_failure() throws Exception {
        new FaultPromises(tried, shortTimeout()).aLateResponseIsAFailureAndDoesNoHarm();
    }

    /** A failure says why, and when to ask again: in five minutes at the latest. A server that is back is noticed. */
    @Test
    final void TEMP_1_a_failure_says_when_to_ask_again_and_a_server_that_is_back_is_noticed() throws Exception {
        new FaultPromises(tried, shortTimeout()).aServerThatIsBackIsNoticed();
    }

    /** Found and malformed answers say that they hold for their time to live, absent ones as RFC 2308 says. */
    @TestFactory
    final Stream<DynamicTest> answers_hold_for_their_time_to_live() {
        return new TimePromises(tried).answersHoldForTheirTimeToLive();
    }

    /** Of aliases and records with several times to live, the lowest counts. */
    @TestFactory
    final Stream<DynamicTest> the_lowest_time_to_live_counts() {
        return new TimePromises(tried).theLowestTimeToLiveCounts();
    }

    /** What has run out is asked for again: data that change are noticed. */
    @Test
    final void what_has_run_out_is_asked_for_again() throws Exception {
        new TimePromises(tried).whatHasRunOutIsAskedAgain();
    }

    /** Many questions at once from many threads: each is answered once, with its own data, faults among them or not. */
    @Test
    final void many_questions_at_once_are_each_answered_once_with_their_own_data() throws Exception {
        new CallPromises(tried).manyQuestionsGetTheirOwnData();
    }

    /** Who gives up an answer takes it from nobody else. */
    @Test
    final void cancelling_one_question_leaves_the_others_alone() throws Exception {
        new CallPromises(tried).cancellingOneLeavesTheOthersAlone();
    }

    /** Who completes the future it was given does not answer anybody else's question. */
    @Test
    final void a_future_belongs_to_its_caller() throws Exception {
        new CallPromises(tried).aFutureBelongsToItsCaller();
    }

    /** Asking does not wait for the answer, nor for anything else. */
    @Test
    final void resolve_does_not_block() {
        new CallPromises(tried).resolveDoesNotBlock(shortTimeout());
    }

    /** Closing answers what is open with a failure, and a question asked afterwards too, which is not sent. */
    @Test
    final void close_answers_what_is_open() throws Exception {
        new ClosingPromises(tried).closingAnswersWhatIsOpen();
    }

    /** Resolvers that come and go leave no threads and no sockets behind. */
    @Test
    final void closed_resolvers_leave_nothing_open() throws Exception {
        new ClosingPromises(tried).closedResolversLeaveNothingOpen();
    }

    /** Questions that come and go leave no threads and no sockets behind. */
    @Test
    final void questions_leave_nothing_open() throws Exception {
        new ClosingPromises(tried).questionsLeaveNothingOpen();
    }
}
