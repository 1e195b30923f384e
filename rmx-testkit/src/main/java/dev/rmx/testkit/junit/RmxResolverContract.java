package dev.rmx.testkit.junit;

import static dev.rmx.testkit.junit.Answers.PATIENCE;
import static dev.rmx.testkit.junit.Answers.assertAbsent;
import static dev.rmx.testkit.junit.Answers.assertFailed;
import static dev.rmx.testkit.junit.Answers.assertFound;
import static dev.rmx.testkit.junit.Answers.assertOneOf;
import static dev.rmx.testkit.junit.Answers.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.record.DomainName;
import dev.rmx.resolver.RmxResolver;
import dev.rmx.testkit.DnsFault;
import dev.rmx.testkit.DnsFaultRule;
import dev.rmx.testkit.RmxDnsServer;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
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
 * this one is found by JUnit like any other test class.
 */
public abstract class RmxResolverContract {
    private static final Duration TIMEOUT = Duration.ofMillis(400);
    /** [TEMP-1]: 300 seconds, and a second for clocks. */
    private static final Duration LONGEST_MEMORY = Duration.ofSeconds(301);

    private static final int MANY = 400;

    private RmxDnsServer server = RmxDnsServer.start(ContractZone.ZONE);
    private RmxResolver resolver = (question, budget) -> {
        throw new IllegalStateException("not set up");
    };

    /** For those who extend it. */
    protected RmxResolverContract() {}

    /**
     * Makes the resolver that is tested.
     *
     * @param address the name server to ask, and no other; UDP and TCP
     * @param timeout how long to wait for one response of it. The contract gives a question 15 seconds in all, so some
     *     attempts are possible, but one is enough
     * @return a new resolver, which the contract closes; it knows nothing of what others were answered
     */
    protected abstract RmxResolver resolver(InetSocketAddress address, Duration timeout);

    @BeforeEach
    final void makeResolver() {
        resolver = resolver(server.address(), TIMEOUT);
    }

    @AfterEach
    final void closeAll() {
        resolver.close();
        server.close();
    }

    /** What the zone has is found, for every type, with the data decoded. */
    @TestFactory
    final Stream<DynamicTest> LOOK_1_records_are_found() {
        return Stream.of(RecordType.values())
                .map(type -> DynamicTest.dynamicTest(
                        type.toString(), () -> assertFound(ContractZone.data(type), answer("a.example", type))));
    }

    /** A name, or records of a type at it, that are not there are absent. */
    @TestFactory
    final Stream<DynamicTest> LOOK_2_what_is_not_there_is_absent() {
        return Stream.of("missing.example", "nothing.example", "dangling.example")
                .flatMap(name -> Stream.of(RecordType.values())
                        .map(type ->
                                DynamicTest.dynamicTest(name + " " + type, () -> assertAbsent(answer(name, type)))));
    }

    /** TXT that is not RMX is as good as none. */
    @Test
    final void TXT_2_txt_that_is_not_rmx_is_absent() throws Exception {
        assertAbsent(answer("spf.example", RecordType.TXT));
    }

    /** RMX in either form that breaks its format is malformed, also beside a record that is right. */
    @TestFactory
    final Stream<DynamicTest> TEXT_5_records_that_break_the_format_are_malformed() {
        return Stream.of(RecordType.RMX, RecordType.TXT)
                .map(type -> DynamicTest.dynamicTest(
                        type.toString(),
                        () -> assertInstanceOf(DnsAnswer.Malformed.class, answer("bad.example", type))));
    }

    /** Aliases are followed, sixteen of them and no more. */
    @Test
    final void LOOK_2_sixteen_aliases_are_followed() throws Exception {
        assertFound(ContractZone.data(RecordType.A), answer("alias.example", RecordType.A));
        assertFound(ContractZone.data(RecordType.RMX), answer("alias.example", RecordType.RMX));
        assertFound(ContractZone.data(RecordType.A), answer("c16.example", RecordType.A));
        assertFailed(answer("c17.example", RecordType.A));
        assertFailed(answer("loop.example", RecordType.A));
    }

    /** Each fault of the server comes to what the rules say, for a type that every server knows and for RMX. */
    @TestFactory
    final Stream<DynamicTest> LOOK_2_each_fault_is_told_from_absence() {
        List<DynamicTest> tests = new ArrayList<>();
        for (DnsFault.Plain fault : DnsFault.Plain.values()) {
            for (RecordType type : List.of(RecordType.A, RecordType.RMX)) {
                tests.add(DynamicTest.dynamicTest(fault + " " + type, () -> {
                    DnsFaultRule rule = DnsFaultRule.of(fault).type(type);
                    // a resolver may ask for what is at the other end of the loop
                    server.fault(fault == DnsFault.Plain.CNAME_LOOP ? rule : rule.at("a.example"));
                    try (RmxResolver fresh = resolver(server.address(), TIMEOUT)) {
                        DnsAnswer answer = get(fresh.resolve(question("a.example", type)));
                        assertOneOf(fault.readings(type), ContractZone.data(type), answer);
                    } finally {
                        server.clearFaults();
                    }
                }));
            }
        }
        return tests.stream();
    }

    /** A response cut short anywhere is no answer. */
    @Test
    final void LOOK_2_a_response_cut_short_at_any_length_is_a_failure() throws Exception {
        List<CompletableFuture<DnsAnswer>> answers = new ArrayList<>();
        for (int length = 0; length < ContractZone.SHORTEST_RESPONSE; length++) {
            server.fault(DnsFaultRule.of(new DnsFault.CutShort(length)).at("n" + length + ".example"));
            answers.add(resolver.resolve(question("n" + length + ".example", RecordType.A)));
        }
        for (CompletableFuture<DnsAnswer> answer : answers) {
            assertFailed(get(answer));
        }
    }

    /** A response in time counts, one that comes too late does not, and does not disturb the next question. */
    @Test
    final void LIM_3_a_late_response_is_a_failure() throws Exception {
        server.fault(DnsFaultRule.of(new DnsFault.Late(TIMEOUT.dividedBy(8))).at("n1.example"));
        server.fault(
                DnsFaultRule.of(new DnsFault.Late(PATIENCE.multipliedBy(2))).at("n2.example"));

        assertFound(ContractZone.numbered(1), answer("n1.example", RecordType.A));
        assertFailed(answer("n2.example", RecordType.A));
        assertFound(ContractZone.numbered(3), answer("n3.example", RecordType.A));
    }

    /** A failure says why, and when to ask again: in five minutes at the latest. A server that is back is noticed. */
    @Test
    final void TEMP_1_a_failure_says_when_to_ask_again_and_a_server_that_is_back_is_noticed() throws Exception {
        server.fault(DnsFaultRule.of(DnsFault.Plain.SERVFAIL).at("a.example"));
        DnsAnswer.Failed failed = assertFailed(answer("a.example", RecordType.A));
        assertFalse(failed.reason().isBlank(), "a failure has a reason for people");
        assertTrue(
                failed.retryAfter().isBefore(Instant.now().plus(LONGEST_MEMORY)),
                () -> "to be asked again only at " + failed.retryAfter());

        server.clearFaults();

        DnsAnswer answer = failed;
        long giveUp = System.nanoTime() + PATIENCE.toNanos();
        while (answer instanceof DnsAnswer.Failed && System.nanoTime() < giveUp) {
            answer = answer("a.example", RecordType.A);
        }
        assertFound(ContractZone.data(RecordType.A), answer);
    }

    /** Many questions at once from many threads: each is answered once, with its own data, faults among them or not. */
    @Test
    final void many_questions_at_once_are_each_answered_once_with_their_own_data() throws Exception {
        for (int i = 0; i < MANY; i += 4) {
            server.fault(DnsFaultRule.of(i % 8 == 0 ? DnsFault.Plain.SERVFAIL : DnsFault.Plain.TRUNCATED)
                    .at("n" + i + ".example"));
        }
        AtomicIntegerArray completions = new AtomicIntegerArray(MANY);
        List<CompletableFuture<DnsAnswer>> answers = IntStream.range(0, MANY)
                .parallel()
                .mapToObj(i -> resolver.resolve(question("n" + i + ".example", RecordType.A))
                        .whenComplete((answer, failure) -> completions.incrementAndGet(i)))
                .toList();
        for (int i = 0; i < MANY; i++) {
            DnsAnswer answer = get(answers.get(i));
            if (i % 8 == 0) {
                assertFailed(answer);
            } else {
                assertFound(ContractZone.numbered(i), answer);
            }
            assertEquals(1, completions.get(i), "completions of question " + i);
        }
    }

    /** Who gives up an answer takes it from nobody else. */
    @Test
    final void cancelling_one_question_leaves_the_others_alone() throws Exception {
        server.fault(DnsFaultRule.of(new DnsFault.Late(TIMEOUT.dividedBy(4))).at("n1.example"));
        CompletableFuture<DnsAnswer> cancelled = resolver.resolve(question("n1.example", RecordType.A));
        CompletableFuture<DnsAnswer> same = resolver.resolve(question("n1.example", RecordType.A));
        CompletableFuture<DnsAnswer> other = resolver.resolve(question("n2.example", RecordType.A));

        cancelled.cancel(true);

        assertFound(ContractZone.numbered(1), get(same));
        assertFound(ContractZone.numbered(2), get(other));
    }

    /** Asking does not wait for the answer. */
    @Test
    final void resolve_does_not_block() {
        server.fault(DnsFaultRule.of(DnsFault.Plain.NO_ANSWER).at("n1.example"));
        assertTimeoutPreemptively(Duration.ofSeconds(5), () -> {
            for (int i = 0; i < 64; i++) {
                CompletableFuture<DnsAnswer> future = resolver.resolve(question("n1.example", RecordType.A));
                assertNotNull(future);
            }
        });
    }

    /** Closing answers what is open with a failure, and a question asked afterwards too. */
    @Test
    final void close_answers_what_is_open() throws Exception {
        server.fault(DnsFaultRule.of(DnsFault.Plain.NO_ANSWER));
        List<CompletableFuture<DnsAnswer>> open = IntStream.range(0, 20)
                .mapToObj(i -> resolver.resolve(question("n" + i + ".example", RecordType.A)))
                .toList();

        resolver.close();

        for (CompletableFuture<DnsAnswer> answer : open) {
            assertFailed(get(answer));
        }
        assertFailed(get(resolver.resolve(question("n1.example", RecordType.A))));
        resolver.close(); // once more does no harm
    }

    /** Resolvers that come and go leave nothing behind. */
    @Test
    final void closed_resolvers_leave_no_threads() throws Exception {
        assertFound(ContractZone.numbered(1), answer("n1.example", RecordType.A));
        int before = Thread.activeCount();
        for (int i = 0; i < 20; i++) {
            try (RmxResolver another = resolver(server.address(), TIMEOUT)) {
                assertFound(ContractZone.numbered(1), get(another.resolve(question("n1.example", RecordType.A))));
            }
        }
        long giveUp = System.nanoTime() + PATIENCE.toNanos();
        while (Thread.activeCount() > before + 5 && System.nanoTime() < giveUp) {
            Thread.onSpinWait();
        }
        assertTrue(
                Thread.activeCount() <= before + 5,
                () -> before + " threads have become " + Thread.activeCount() + " after 20 resolvers were closed");
    }

    private DnsAnswer answer(String name, RecordType type) throws Exception {
        String asked = type == RecordType.TXT ? "_rmx." + name : name;
        return get(resolver.resolve(question(asked, type)));
    }

    private static DnsQuestion question(String name, RecordType type) {
        return new DnsQuestion(DomainName.parse(name), type);
    }
}
