package dev.rmx.resolver;

import static dev.rmx.resolver.FakeResolver.found;
import static dev.rmx.resolver.FakeResolver.question;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.RmxLimits;
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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every check ends: by its deadline, when its caller gives up, or with the checker. */
@Timeout(30)
@SuppressWarnings("FutureReturnValueIgnored") // many tests are about checks that do not end by themselves
class ChecksUnderWayTest {
    private static final Duration SHORT = Duration.ofMillis(30);
    private static final Duration NEVER = Duration.ofMinutes(10);
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final FakeResolver dns = new FakeResolver();

    private static RmxChecker checker(RmxResolver resolver, Duration deadline) {
        return RmxChecker.builder(resolver)
                .limits(RmxLimits.DEFAULT.withDeadline(deadline))
                .clock(() -> NOW)
                .build();
    }

    private static RmxQuery query(String client) {
        return EnvelopeSender.parse("joe@example.org").from(IpAddress.parse(client));
    }

    @Test
    void LIM_3_deadline_makes_open_questions_failed() {
        dns.rmx("example.org", "host:dead.example").open("dead.example", RecordType.A);
        try (RmxChecker checker = checker(dns, SHORT)) {
            RmxVerdict verdict = checker.check(query("192.0.2.1"));

            assertThat(verdict.outcome()).isEqualTo(RmxOutcome.TEMP_FAIL);
            assertThat(verdict.reason()).isEqualTo("dead.example A: no response in time");
            assertThat(verdict.failure().orElseThrow().reason()).contains("30 ms");
            assertThat(verdict.retryAfter())
                    .hasValueSatisfying(retry -> assertThat(retry).isAfter(NOW));
        }
    }

    @Test
    void LIM_3_deadline_asks_nothing_more() {
        CompletableFuture<DnsAnswer> late = dns.open("example.org", RecordType.RMX);
        try (RmxChecker checker = checker(dns, SHORT)) {
            assertThat(checker.check(query("192.0.2.1")).outcome()).isEqualTo(RmxOutcome.TEMP_FAIL);
            dns.asked.clear();

            late.complete(new DnsAnswer.Absent(FakeResolver.UNTIL, false));

            assertThat(dns.asked).isEmpty();
        }
    }

    @Test
    void LIM_3_thousand_checks_end_by_their_deadline() {
        Duration deadline = Duration.ofMillis(500);
        try (RmxChecker checker = checker((question, budget) -> new CompletableFuture<>(), deadline)) {
            for (int round = 0; round < 2; round++) { // the first one warms up
                List<CompletableFuture<Duration>> times = new ArrayList<>();
                for (int i = 0; i < 1000; i++) {
                    times.add(timed(checker, "joe@n" + i + "." + round + ".x"));
                }
                Duration most = round == 0 ? NEVER : deadline.plusMillis(250);
                assertThat(times).allSatisfy(time -> assertThat(time.join()).isBetween(deadline, most));
            }
        }
    }

    private static CompletableFuture<Duration> timed(RmxChecker checker, String sender) {
        RmxQuery query = EnvelopeSender.parse(sender).from(IpAddress.parse("192.0.2.1"));
        long begin = System.nanoTime();
        return checker.checkAsync(query).thenApply(verdict -> {
            assertThat(verdict.outcome()).isEqualTo(RmxOutcome.TEMP_FAIL);
            return Duration.ofNanos(System.nanoTime() - begin);
        });
    }

    @Test
    void LIM_3_resolver_that_blocks_a_thread_of_its_own_does_not_keep_the_deadline_from_ending_the_check()
            throws Exception {
        CountDownLatch released = new CountDownLatch(1);
        CompletableFuture<DnsAnswer> rmx = new CompletableFuture<>();
        RmxResolver blocking = (question, budget) -> {
            if (question.type() == RecordType.A) {
                await(released);
            }
            return question.type() == RecordType.RMX ? rmx : new CompletableFuture<>();
        };
        try (RmxChecker checker = checker(blocking, Duration.ofMillis(200))) {
            CompletableFuture<RmxVerdict> verdict = checker.checkAsync(query("192.0.2.1"));
            Thread itsOwn = new Thread(() -> rmx.complete(found(new DnsData.RmxRecords(
                    List.of(RmxRecord.of(new RmxEntry.Host(false, DomainName.parse("a.example"))))))));
            itsOwn.start();

            assertThat(verdict.get(10, TimeUnit.SECONDS).outcome()).isEqualTo(RmxOutcome.TEMP_FAIL);
            assertThat(itsOwn.isAlive()).isTrue();
            released.countDown();
            itsOwn.join();
        }
    }

    @Test
    void interrupted_caller_gets_temperror_and_stays_interrupted() {
        dns.open("example.org", RecordType.RMX);
        try (RmxChecker checker = checker(dns, NEVER)) {
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
        try (RmxChecker checker = checker(dns, NEVER)) {
            CompletableFuture<RmxVerdict> verdict = checker.checkAsync(query("192.0.2.1"));
            verdict.cancel(false);
            dns.asked.clear();

            rmx.complete(found(new DnsData.RmxRecords(List.of(RmxRecord.of(new RmxEntry.Mx(false))))));

            assertThat(dns.asked).isEmpty();
        }
    }

    @Test
    void stages_of_a_caller_that_block_do_not_delay_other_checks() throws Exception {
        CompletableFuture<DnsAnswer> rmx = dns.open("example.org", RecordType.RMX);
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch reached = new CountDownLatch(1);
        try (RmxChecker checker = checker(dns, SHORT)) {
            CompletableFuture<Void> stage = checker.checkAsync(query("192.0.2.1"))
                    .thenAccept(verdict -> {
                        reached.countDown();
                        await(blocked);
                    });
            assertThat(reached.await(10, TimeUnit.SECONDS)).isTrue();

            assertThat(checker.check(query("192.0.2.2")).outcome()).isEqualTo(RmxOutcome.TEMP_FAIL);
            assertThat(checker.checkAsync(query("192.0.2.3"))
                            .get(10, TimeUnit.SECONDS)
                            .outcome())
                    .isEqualTo(RmxOutcome.TEMP_FAIL);
            blocked.countDown();
            stage.get(10, TimeUnit.SECONDS);
        }
        assertThat(rmx.isDone() && !rmx.isCancelled()).isFalse();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void close_ends_checks_under_way_with_temperror() throws Exception {
        dns.open("example.org", RecordType.RMX);
        RmxChecker checker = checker(dns, NEVER);
        CompletableFuture<RmxVerdict> verdict = checker.checkAsync(query("192.0.2.1"));

        checker.close();

        assertThat(verdict.get(10, TimeUnit.SECONDS).toString()).contains("closed");
        assertThat(checker.check(query("192.0.2.1")).outcome()).isEqualTo(RmxOutcome.TEMP_FAIL);
    }

    @Test
    void close_ends_the_threads_of_callbacks() throws Exception {
        CompletableFuture<DnsAnswer> open = dns.open("example.org", RecordType.RMX);
        CompletableFuture<Thread> callback = new CompletableFuture<>();
        try (RmxChecker checker = checker(dns, NEVER)) {
            checker.checkAsync(query("192.0.2.1")).thenAccept(verdict -> callback.complete(Thread.currentThread()));
            open.complete(new DnsAnswer.Failed("down", NOW));
            assertThat(callback.get().getName()).startsWith("rmx-callback");
        }

        callback.get().join(10_000);
        assertThat(callback.get().isAlive()).isFalse();
    }
}
