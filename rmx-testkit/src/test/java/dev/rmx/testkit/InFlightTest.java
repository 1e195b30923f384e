package dev.rmx.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.PublishedForm;
import dev.rmx.RmxQuery;
import dev.rmx.RmxResult;
import dev.rmx.RmxVerdict;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.receive.EnvelopeSender;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import dev.rmx.resolver.RmxChecker;
import dev.rmx.resolver.RmxResolver;
import dev.rmx.resolver.dnsjava.DnsjavaResolver;
import java.io.File;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A thousand questions or checks in flight: none is lost, none blocks another, each ends by its deadline ([LIM-3]). */
@Timeout(120)
class InFlightTest {
    private static final int MANY = 1_000;
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final VirtualTime time = new VirtualTime();
    private final RmxDnsServer server = RmxDnsServer.start(RmxZone.parse("*.example. RMX ipv4:192.0.2.1\n"));

    @AfterEach
    void close() {
        server.close();
    }

    private DnsjavaResolver resolver(int attempts) {
        return DnsjavaResolver.builder()
                .servers(server.address())
                .timeout(TIMEOUT)
                .attempts(attempts)
                .scheduler(time)
                .build();
    }

    private static CompletableFuture<RmxVerdict> check(RmxChecker checker, int i) {
        return checker.checkAsync(EnvelopeSender.parse("joe@n" + i + ".example").from(IpAddress.parse("192.0.2.1")));
    }

    /**
     * dnsjava's issue 211: with many lookups in parallel, all timed out. Its issue 95: lookups stopped after one went
     * over TCP.
     */
    @Test
    void a_thousand_questions_are_answered_some_over_TCP() throws Exception {
        for (int i = 0; i < MANY; i += 5) {
            server.fault(DnsFaultRule.of(DnsFault.Plain.TRUNCATED).at("n" + i + ".example"));
        }
        try (RmxResolver resolver = resolver(200)) {
            for (int round = 0; round < 2; round++) {
                List<CompletableFuture<DnsAnswer>> answers = IntStream.range(0, MANY)
                        .mapToObj(i -> resolver.resolve(
                                new DnsQuestion(DomainName.parse("n" + i + ".example"), RecordType.RMX)))
                        .toList();
                joinInSpiteOfLoss(answers);

                assertThat(answers)
                        .allSatisfy(answer -> assertThat(answer.join()).isInstanceOf(DnsAnswer.Found.class));
            }
        }
        assertThat(server.asked().stream()
                        .filter(RmxDnsServer.Asked::tcp)
                        .map(RmxDnsServer.Asked::name)
                        .distinct())
                .hasSize(MANY / 5);
    }

    /** Each takes memory, and none a descriptor of its own. */
    @Test
    void twenty_thousand_checks_at_once_all_pass() throws Exception {
        try (RmxChecker checker = RmxChecker.builder(resolver(200))
                .forms(PublishedForm.RMX)
                .scheduler(time)
                .build()) {
            check(checker, 0).join();
            int before = descriptors();
            List<CompletableFuture<RmxVerdict>> verdicts =
                    IntStream.range(0, 20_000).mapToObj(i -> check(checker, i)).toList();
            // a socket takes 100 queries; other tests of this process have some, too
            assertThat(descriptors() - before).as("descriptors").isLessThan(20_000 / 100 + 100);
            joinInSpiteOfLoss(verdicts);

            assertThat(verdicts)
                    .allSatisfy(verdict -> assertThat(verdict.join().result()).isEqualTo(RmxResult.PASS));
        }
    }

    /** The descriptors of this process, or 0 if the system does not say. */
    private static int descriptors() {
        String[] descriptors = new File("/proc/self/fd").list();
        return descriptors == null ? 0 : descriptors.length;
    }

    /** As many callers as a server with a thread for each message has: virtual ones where there are any. */
    @Test
    void blocking_callers_all_get_their_verdict() throws Exception {
        boolean virtual = Runtime.version().feature() >= 21;
        int callers = virtual ? 10_000 : 300;
        try (RmxChecker checker = RmxChecker.builder(DnsjavaResolver.builder()
                        .servers(server.address())
                        .attempts(200)
                        .build())
                .deadline(Duration.ofMinutes(2)) // lost datagrams are sent again in real time
                .build()) {
            CountDownLatch left = new CountDownLatch(callers);
            AtomicInteger passed = new AtomicInteger();
            for (int i = 0; i < callers; i++) {
                RmxQuery query = EnvelopeSender.parse("joe@n" + i + ".example").from(IpAddress.parse("192.0.2.1"));
                Runnable call = () -> {
                    if (checker.check(query).result() == RmxResult.PASS) {
                        passed.incrementAndGet();
                    }
                    left.countDown();
                };
                if (virtual) {
                    Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, call);
                } else {
                    new Thread(call).start();
                }
            }
            left.await();
            assertThat(passed).hasValue(callers);
        }
    }

    /** Waits for all answers. So many datagrams overrun sockets; lost ones are sent again after their time-out. */
    private <T> void joinInSpiteOfLoss(List<CompletableFuture<T>> answers) throws Exception {
        CompletableFuture<Void> all = CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new));
        long open = answers.size();
        while (!all.isDone()) {
            try {
                all.get(100, TimeUnit.MILLISECONDS);
            } catch (TimeoutException stalled) {
                long before = open;
                open = answers.stream().filter(answer -> !answer.isDone()).count();
                if (open == before) {
                    time.pass(TIMEOUT);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = DnsFault.Plain.class,
            names = {"NO_ANSWER", "TCP_SILENT", "WRONG_ID", "GARBAGE"})
    void LIM_3_a_thousand_checks_end_by_their_deadline_without_a_useful_response(DnsFault.Plain fault)
            throws Exception {
        server.fault(DnsFaultRule.of(fault));
        Duration deadline = RmxChecker.DEFAULT_DEADLINE;
        try (RmxChecker checker =
                RmxChecker.builder(resolver(10)).scheduler(time).build()) {
            List<CompletableFuture<RmxVerdict>> verdicts =
                    IntStream.range(0, MANY).mapToObj(i -> check(checker, i)).toList();

            time.pass(deadline.dividedBy(2)); // the other half is for a slow machine to start the checks
            assertThat(verdicts).noneMatch(CompletableFuture::isDone);
            time.pass(deadline.dividedBy(2));

            assertThat(verdicts)
                    .allSatisfy(verdict -> assertThat(verdict.join().result()).isEqualTo(RmxResult.TEMPERROR));
            server.clearFaults();
            RmxResult after = RmxResult.TEMPERROR;
            for (int i = MANY; after == RmxResult.TEMPERROR; i++) { // the server may still be busy with earlier queries
                CompletableFuture<RmxVerdict> verdict = check(checker, i);
                joinInSpiteOfLoss(List.of(verdict));
                after = verdict.join().result();
            }
            assertThat(after).isEqualTo(RmxResult.PASS);
        }
    }
}
