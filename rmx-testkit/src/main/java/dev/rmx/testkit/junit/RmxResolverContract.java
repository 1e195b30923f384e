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
 * The contract of {@link RmxResolver}, as tests. Extend this class to test your resolver:
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
 * <p>The tests ask the test kit's DNS server on loopback, without faults and with each of its faults ([LOOK-1],
 * [LOOK-2]). JUnit finds a subclass like any other test class. A failure message begins with the server's fault and the
 * type of the question.
 *
 * <p>No test depends on the speed of the machine. Where the server answers, the resolver has a long time-out, which no
 * passing test waits for. Where the server is silent, the resolver has {@link #shortTimeout()}, and there is no right
 * answer to miss. Where the order of events matters, the server holds its responses. Only three tests use real time:
 *
 * <ul>
 *   <li>that {@code resolve} does not block, measured by the fastest of ten calls, which a busy machine hardly slows;
 *   <li>the question after a late response, asked again if the machine was too slow for the short time-out;
 *   <li>data with a TTL of one second, asked for until they have changed.
 * </ul>
 *
 * <p>The following cannot be seen from outside, or only by chance. It is up to the author:
 *
 * <ul>
 *   <li>an answer is {@code authenticated} exactly if DNSSEC proves it; the contract's zone is not signed, so no
 *       answer may be
 *   <li>stale data are used only while a server is unreachable ([TEMP-2]); the contract allows none
 *   <li>responses are hard to forge: random ids, ports and letter case (RFC 5452); a datagram that is not a
 *       response is dropped, and waiting goes on ([LOOK-5]); the contract accepts that the question fails
 *   <li>cancelling stops the queries, which is allowed and not required
 *   <li>reading a response is fast, and memory is bounded ([LIM-4])
 *   <li>no lock is held for long, and every interleaving of threads is right
 *   <li>leaks of virtual threads, and of sockets where there is no {@code /proc/self/fd}, that is, outside Linux
 *   <li>TTLs above 2<sup>31</sup>-1, which the test kit's server does not send
 * </ul>
 */
public abstract class RmxResolverContract {
    private final RmxDnsServer server = RmxDnsServer.start(ContractZone.ZONE);
    private Tried tried;

    /** For subclasses. */
    protected RmxResolverContract() {}

    /**
     * Creates the resolver under test. It must know nothing of earlier answers, keep no answer for longer than it is
     * valid, and use the system's clock.
     *
     * @param address the only name server to ask, by UDP and TCP
     * @param timeout how long to wait for one response; one attempt is enough, a few are allowed
     * @return a new resolver, which the contract closes
     */
    protected abstract RmxResolver resolver(InetSocketAddress address, Duration timeout);

    /**
     * How long a test waits for something that must happen, before it fails. A passing test does not wait for it. A
     * resolver whose server answers gets a quarter of it as time-out. Override it for a very slow machine.
     *
     * @return a minute, unless overridden
     */
    protected Duration patience() {
        return Duration.ofMinutes(1);
    }

    /**
     * The time-out of a resolver whose server is silent. Tests wait for it. Override it for a resolver that needs more,
     * for example one with a coarse timer.
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
        if (tried != null) { // null if creating it failed, which the test reports
            tried.close();
        }
        server.close();
    }

    /** Records of every type are found, all of them, and decoded. */
    @TestFactory
    final Stream<DynamicTest> LOOK_1_records_are_found() {
        return new ReadingPromises(tried).recordsAreFound();
    }

    /** Records that do not fit into a datagram are all found. */
    @Test
    final void LOOK_1_a_large_answer_is_complete() throws Exception {
        new ReadingPromises(tried).largeAnswersAreWhole();
    }

    /** A name that does not exist is absent, and so is a type that the name does not have. */
    @TestFactory
    final Stream<DynamicTest> LOOK_2_a_missing_name_or_type_is_absent() {
        return new ReadingPromises(tried).whatIsNotThereIsAbsent();
    }

    /** TXT that is not RMX is absent. */
    @Test
    final void TXT_2_txt_that_is_not_rmx_is_absent() throws Exception {
        new ReadingPromises(tried).textThatIsNotRmxIsAbsent();
    }

    /** RMX or TXT that breaks the format is malformed, even next to a valid record. */
    @TestFactory
    final Stream<DynamicTest> TEXT_5_records_that_break_the_format_are_malformed() {
        return new ReadingPromises(tried).badRecordsAreMalformed();
    }

    /** Sixteen aliases are followed, and no more, whether the server follows them or gives them one by one. */
    @TestFactory
    final Stream<DynamicTest> LOOK_2_sixteen_aliases_are_followed() {
        return new ReadingPromises(tried).aliasesAreFollowed();
    }

    /** Names of up to 255 octets can be asked about. */
    @TestFactory
    final Stream<DynamicTest> LOOK_1_long_names_are_asked_about() {
        return new ReadingPromises(tried).longNamesAreAsked();
    }

    /**
     * Names with any octets can be asked about. A resolver whose library cannot do that fails the question with kind
     * {@code OTHER}.
     */
    @TestFactory
    final Stream<DynamicTest> LOOK_2_names_with_escapes_are_asked_about_or_fail() {
        return new ReadingPromises(tried).escapedNamesAreAskedOrFail();
    }

    /** Every query sent counts, after an alias and over TCP too. When the budget is spent, the question fails. */
    @TestFactory
    final Stream<DynamicTest> LIM_5_no_more_queries_are_sent_than_the_budget_allows() {
        return new ReadingPromises(tried).noMoreQueriesAreSentThanTheBudgetHas();
    }

    /** Each fault is read as the rules say, for a question of each type; a failure has the right kind and a reason. */
    @TestFactory
    final Stream<DynamicTest> LOOK_2_each_fault_is_distinguished_from_absence() {
        return new FaultPromises(tried, shortTimeout()).eachFaultIsToldFromAbsence();
    }

    /** A response cut short at any length fails the question. */
    @Test
    final void LOOK_2_a_response_cut_short_at_any_length_is_a_failure() throws Exception {
        new FaultPromises(tried, shortTimeout()).aResponseCutShortIsAFailure();
    }

    /** A late response fails the question, and does not disturb the next one. */
    @Test
    final void LIM_3_a_late_response_is_a_failure() throws Exception {
        new FaultPromises(tried, shortTimeout()).aLateResponseIsAFailureAndDoesNoHarm();
    }

    /**
     * A failure gives its reason and when to ask again, at most five minutes later. The resolver notices a server that
     * recovers.
     */
    @Test
    final void TEMP_1_a_failure_says_when_to_ask_again_and_a_recovered_server_is_noticed() throws Exception {
        new FaultPromises(tried, shortTimeout()).aServerThatIsBackIsNoticed();
    }

    /** Found and malformed answers are valid for their TTL, absent ones as RFC 2308 says. */
    @TestFactory
    final Stream<DynamicTest> answers_are_valid_for_their_TTL() {
        return new TimePromises(tried).answersHoldForTheirTimeToLive();
    }

    /** The lowest TTL of all aliases and records counts. */
    @TestFactory
    final Stream<DynamicTest> the_lowest_TTL_counts() {
        return new TimePromises(tried).theLowestTimeToLiveCounts();
    }

    /** When an answer expires, the resolver asks again, and sees data that changed. */
    @Test
    final void an_expired_answer_is_asked_for_again() throws Exception {
        new TimePromises(tried).whatHasRunOutIsAskedAgain();
    }

    /** Many questions at once from many threads, with faults among them: each is answered once, with its own data. */
    @Test
    final void many_questions_at_once_are_each_answered_once_with_their_own_data() throws Exception {
        new CallPromises(tried).manyQuestionsGetTheirOwnData();
    }

    /** Cancelling a question leaves other callers' answers alone. */
    @Test
    final void cancelling_one_question_leaves_the_others_alone() throws Exception {
        new CallPromises(tried).cancellingOneLeavesTheOthersAlone();
    }

    /** A caller that completes its own future changes no other caller's answer. */
    @Test
    final void a_future_belongs_to_its_caller() throws Exception {
        new CallPromises(tried).aFutureBelongsToItsCaller();
    }

    /** {@code resolve} waits for nothing, neither the answer nor anything else. */
    @Test
    final void resolve_does_not_block() {
        new CallPromises(tried).resolveDoesNotBlock(shortTimeout());
    }

    /** {@code close} fails the open questions. A question asked later fails too, and is not sent. */
    @Test
    final void close_fails_open_questions() throws Exception {
        new ClosingPromises(tried).closingAnswersWhatIsOpen();
    }

    /** Closed resolvers leave no threads or sockets open. */
    @Test
    final void closed_resolvers_leave_nothing_open() throws Exception {
        new ClosingPromises(tried).closedResolversLeaveNothingOpen();
    }

    /** Answered questions leave no threads or sockets open. */
    @Test
    final void questions_leave_nothing_open() throws Exception {
        new ClosingPromises(tried).questionsLeaveNothingOpen();
    }
}
