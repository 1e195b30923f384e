package dev.rmx.resolver;

import static dev.rmx.resolver.FakeResolver.found;
import static dev.rmx.resolver.FakeResolver.question;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.RmxOutcome;
import dev.rmx.RmxQuery;
import dev.rmx.RmxVerdict;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsData;
import dev.rmx.dns.RecordType;
import dev.rmx.receive.EnvelopeSender;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import dev.rmx.record.RmxEntry;
import dev.rmx.record.RmxRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every check ends: at its deadline, when its caller cancels it, or when the checker closes. */
@Timeout(120)
@SuppressWarnings("FutureReturnValueIgnored") // many tests start checks that do not end by themselves
class ChecksUnderWayTest {
    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final FakeResolver dns = new FakeResolver();
    private final HeldTimer timer = new HeldTimer();

    /** A checker whose deadlines pass only when the test says so. */
    private RmxChecker checker(RmxResolver resolver) {
        return RmxChecker.builder(resolver)
                .deadline(DEADLINE)
                .clock(() -> NOW)
                .scheduler(timer)
                .build();
    }

    /** Returns a check's verdict at its deadline. */
    private RmxVerdict late(RmxChecker checker, String client) {
        CompletableFuture<RmxVerdict> verdict = checker.checkAsync(query(client));
        timer.pass(DEADLINE);
        return verdict.join();
    }

    private static RmxQuery query(String client) {
        return EnvelopeSender.parse("joe@example.org").from(IpAddress.parse(client));
    }

    @Test
    void LIM_3_deadline_makes_open_questions_failed() {
        dns.rmx("example.org", "host:dead.example").open("dead.example", RecordType.A);
        try (RmxChecker checker = checker(dns)) {
            RmxVerdict verdict = late(checker, "192.0.2.1");

            assertThat(verdict.outcome()).isEqualTo(RmxOutcome.TEMP_FAIL);
            assertThat(verdict.reason()).isEqualTo("dead.example A: no response in time");
            assertThat(verdict.failure().orElseThrow().reason()).contains("20000 ms");
            assertThat(verdict.retryAfter())
                    .hasValueSatisfying(retry -> assertThat(retry).isAfter(NOW));
        }
    }

    @Test
    void LIM_3_deadline_asks_nothing_more() {
        CompletableFuture<DnsAnswer> late = dns.open("example.org", RecordType.RMX);
        try (RmxChecker checker = checker(dns)) {
            assertThat(late(checker, "192.0.2.1").outcome()).isEqualTo(RmxOutcome.TEMP_FAIL);
            dns.asked.clear();

            late.complete(new DnsAnswer.Absent(FakeResolver.UNTIL, false));

            assertThat(dns.asked).isEmpty();
        }
    }

    @Test
    void LIM_3_thousand_checks_end_at_their_deadline_and_not_before() {
        try (RmxChecker checker = checker((question, budget) -> new CompletableFuture<>())) {
            List<CompletableFuture<RmxVerdict>> verdicts = IntStream.range(0, 1_000)
                    .mapToObj(i -> checker.checkAsync(query("192.0.2." + i % 256)))
                    .toList();

            timer.pass(DEADLINE.dividedBy(2)); // the other half is slack for slow machines
            assertThat(verdicts).noneMatch(CompletableFuture::isDone);
            timer.pass(DEADLINE.dividedBy(2));

            assertThat(verdicts)
                    .allSatisfy(verdict -> assertThat(verdict.join().outcome()).isEqualTo(RmxOutcome.TEMP_FAIL));
        }
    }

    @Test
    void LIM_3_resolver_that_blocks_its_own_thread_does_not_prolong_the_check() throws Exception {
        CountDownLatch asking = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        CompletableFuture<DnsAnswer> rmx = new CompletableFuture<>();
        RmxResolver blocking = (question, budget) -> {
            if (question.type() == RecordType.A) {
                asking.countDown();
                await(released);
            }
            return question.type() == RecordType.RMX ? rmx : new CompletableFuture<>();
        };
        try (RmxChecker checker = checker(blocking)) {
            CompletableFuture<RmxVerdict> verdict = checker.checkAsync(query("192.0.2.1"));
            Thread itsOwn = new Thread(() -> rmx.complete(found(new DnsData.RmxRecords(
                    List.of(RmxRecord.of(new RmxEntry.Host(false, DomainName.parse("a.example"))))))));
            itsOwn.start();
            await(asking);
            timer.pass(DEADLINE);

            assertThat(verdict.join().outcome()).isEqualTo(RmxOutcome.TEMP_FAIL);
            assertThat(itsOwn.isAlive()).isTrue();
            released.countDown();
            itsOwn.join();
        }
    }

    @Test
    void interrupted_caller_gets_temperror_and_stays_interrupted() {
        dns.open("example.org", RecordType.RMX);
        try (RmxChecker checker = checker(dns)) {
            Thread.currentThread().interrupt();

            RmxVerdict verdict = checker.check(query("192.0.2.1"));

            assertThat(verdict.outcome()).isEqualTo(RmxOutcome.TEMP_FAIL);
            assertThat(verdict.toString()).contains("interrupted");
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void cancelled_check_asks_nothing_more() {
        CompletableFuture<DnsAnswer> rmx = dns.open("example.org", RecordType.RMX);
        try (RmxChecker checker = checker(dns)) {
            CompletableFuture<RmxVerdict> verdict = checker.checkAsync(query("192.0.2.1"));
            verdict.cancel(false);
            dns.asked.clear();

            rmx.complete(found(new DnsData.RmxRecords(List.of(RmxRecord.of(new RmxEntry.Mx(false))))));

            assertThat(dns.asked).isEmpty();
        }
    }

    @Test
    void blocking_stages_of_a_caller_do_not_delay_other_checks() throws Exception {
        CompletableFuture<DnsAnswer> rmx = dns.open("example.org", RecordType.RMX);
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch reached = new CountDownLatch(1);
        try (RmxChecker checker = checker(dns)) {
            CompletableFuture<Void> stage = checker.checkAsync(query("192.0.2.1"))
                    .thenAccept(verdict -> {
                        reached.countDown();
                        await(blocked);
                    });
            timer.pass(DEADLINE);
            await(reached);

            assertThat(late(checker, "192.0.2.2").outcome()).isEqualTo(RmxOutcome.TEMP_FAIL);
            assertThat(late(checker, "192.0.2.3").outcome()).isEqualTo(RmxOutcome.TEMP_FAIL);
            blocked.countDown();
            stage.join();
        }
        assertThat(rmx.isDone() && !rmx.isCancelled()).isFalse();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void close_ends_checks_under_way_with_temperror() throws Exception {
        dns.open("example.org", RecordType.RMX);
        RmxChecker checker = checker(dns);
        CompletableFuture<RmxVerdict> verdict = checker.checkAsync(query("192.0.2.1"));

        checker.close();

        assertThat(verdict.join().toString()).contains("closed");
        assertThat(checker.check(query("192.0.2.1")).outcome()).isEqualTo(RmxOutcome.TEMP_FAIL);
    }

    @Test
    void close_leaves_the_scheduler_of_its_user_open() {
        checker(dns).close();

        assertThat(timer.isShutdown()).isFalse();
    }

    @Test
    void close_ends_the_threads_of_callbacks() throws Exception {
        CompletableFuture<DnsAnswer> open = dns.open("example.org", RecordType.RMX);
        CompletableFuture<Thread> callback = new CompletableFuture<>();
        try (RmxChecker checker = checker(dns)) {
            checker.checkAsync(query("192.0.2.1")).thenAccept(verdict -> callback.complete(Thread.currentThread()));
            open.complete(new DnsAnswer.Failed(DnsAnswer.Failed.Kind.OTHER, "down", NOW));
            assertThat(callback.get().getName()).startsWith("rmx-callback");
        }

        callback.get().join();
    }
}
