package dev.rmx.resolver;

import static dev.rmx.resolver.FakeResolver.question;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.RmxOutcome;
import dev.rmx.RmxVerdict;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FailureMemoryTest {
    private static final DnsQuestion QUESTION = question("a.x", RecordType.A);

    private final HeldClock clock = new HeldClock();
    private final FakeResolver dns = new FakeResolver();
    private final FailureMemory memory = new FailureMemory(dns, clock, RmxListener.NONE, Runnable::run);

    @BeforeEach
    void fail() {
        dns.answer(
                "a.x",
                RecordType.A,
                new DnsAnswer.Failed(DnsAnswer.Failed.Kind.OTHER, "down", HeldClock.START.plusSeconds(5)));
    }

    private DnsAnswer ask() {
        return memory.resolve(QUESTION).join();
    }

    private Duration pause() {
        return Duration.between(clock.instant(), ((DnsAnswer.Failed) ask()).retryAfter());
    }

    @Test
    void TEMP_1_a_failed_question_is_not_asked_again_for_a_second() {
        assertThat(pause()).isEqualTo(FailureMemory.SHORTEST);
        clock.move(Duration.ofMillis(999));
        assertThat(ask()).isInstanceOfSatisfying(DnsAnswer.Failed.class, failed -> {
            assertThat(failed.reason()).isEqualTo("down");
            assertThat(failed.retryAfter()).isEqualTo(HeldClock.START.plusSeconds(1));
        });
        assertThat(dns.asked).hasSize(1);

        clock.move(Duration.ofMillis(1));
        ask();
        assertThat(dns.asked).hasSize(2);
    }

    @Test
    void TEMP_1_the_pause_grows_with_each_failure_up_to_300_seconds() {
        List<Long> pauses = Stream.generate(() -> {
                    Duration pause = pause();
                    clock.move(pause);
                    return pause.toSeconds();
                })
                .limit(11)
                .toList();

        assertThat(pauses).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 64L, 128L, 256L, 300L, 300L);
        assertThat(dns.asked).hasSize(11);
    }

    @Test
    void TEMP_1_an_answer_resets_the_pause() {
        ask();
        clock.move(Duration.ofSeconds(1));
        ask();
        clock.move(Duration.ofSeconds(2));
        dns.a("a.x", "192.0.2.1");
        assertThat(ask()).isInstanceOf(DnsAnswer.Found.class);

        fail();

        assertThat(pause()).isEqualTo(FailureMemory.SHORTEST);
    }

    @Test
    void TEMP_1_failures_are_remembered_per_name_and_type() {
        ask();

        assertThat(memory.resolve(question("a.x", RecordType.MX)).join()).isInstanceOf(DnsAnswer.Absent.class);
        assertThat(memory.resolve(question("b.x", RecordType.A)).join()).isInstanceOf(DnsAnswer.Absent.class);
    }

    @Test
    void TEMP_1_after_the_pause_one_query_is_sent_and_the_others_share_its_answer() {
        ask();
        clock.move(Duration.ofSeconds(1));
        CompletableFuture<DnsAnswer> open = dns.open("a.x", RecordType.A);
        List<CompletableFuture<DnsAnswer>> all =
                Stream.generate(() -> memory.resolve(QUESTION)).limit(10).toList();
        assertThat(dns.asked).hasSize(2);
        all.get(0).cancel(true);

        DnsAnswer answer = new DnsAnswer.Absent(Instant.MAX, false);
        open.complete(answer);

        assertThat(all.subList(1, 10)).allSatisfy(future -> assertThat(future).isCompletedWithValue(answer));
        assertThat(dns.asked).hasSize(2);
    }

    @Test
    void TEMP_1_concurrent_failures_count_as_one() {
        CompletableFuture<DnsAnswer> open = dns.open("a.x", RecordType.A);
        List<CompletableFuture<DnsAnswer>> all =
                Stream.generate(() -> memory.resolve(QUESTION)).limit(5).toList();

        open.complete(new DnsAnswer.Failed(DnsAnswer.Failed.Kind.OTHER, "down", Instant.MAX));

        assertThat(all)
                .allSatisfy(future -> assertThat(((DnsAnswer.Failed) future.join()).retryAfter())
                        .isEqualTo(HeldClock.START.plus(FailureMemory.SHORTEST)));
    }

    @Test
    void TEMP_1_a_failure_is_remembered_although_the_caller_has_cancelled() {
        CompletableFuture<DnsAnswer> open = dns.open("a.x", RecordType.A);
        memory.resolve(QUESTION).cancel(true);

        open.complete(new DnsAnswer.Failed(DnsAnswer.Failed.Kind.OTHER, "down", Instant.MAX));
        ask();

        assertThat(dns.asked).hasSize(1);
    }

    @Test
    void a_clock_set_back_does_not_lengthen_the_pause() {
        ask();
        clock.move(Duration.ofHours(-1));
        ask();

        assertThat(dns.asked).hasSize(2);
    }

    @Test
    void a_resolver_that_breaks_its_promises_fails_the_question() {
        FailureMemory above = new FailureMemory(
                (question, budget) -> {
                    throw new IllegalStateException("broken");
                },
                clock,
                RmxListener.NONE,
                Runnable::run);

        assertThat(above.resolve(QUESTION).join())
                .isInstanceOfSatisfying(
                        DnsAnswer.Failed.class,
                        failed -> assertThat(failed.reason()).contains("broken"));
    }

    @Test
    void the_verdict_says_when_to_try_again_and_then_a_recovered_server_is_noticed() {
        dns.rmx("s.x", "host:a.x");
        try (RmxChecker checker = RmxChecker.builder(dns).clock(clock).build()) {
            RmxVerdict verdict = checker.check("192.0.2.1", "joe@s.x");
            assertThat(verdict.outcome()).isEqualTo(RmxOutcome.TEMP_FAIL);
            assertThat(verdict.retryAfter()).contains(HeldClock.START.plusSeconds(1));
            int asked = dns.asked.size();

            dns.a("a.x", "192.0.2.1");
            assertThat(checker.check("192.0.2.1", "joe@s.x").outcome()).isEqualTo(RmxOutcome.TEMP_FAIL);
            assertThat(dns.asked).hasSize(asked);

            clock.move(Duration.ofSeconds(1));
            assertThat(checker.check("192.0.2.1", "joe@s.x").outcome()).isEqualTo(RmxOutcome.GRANTED);
        }
    }

    @Test
    void failure_memory_and_cache_can_be_turned_off() {
        dns.rmx("s.x", "host:a.x");
        try (RmxChecker checker = RmxChecker.builder(dns)
                .clock(clock)
                .withoutCache()
                .withoutFailureMemory()
                .build()) {
            checker.check("192.0.2.1", "joe@s.x");
            int asked = dns.asked.size();

            RmxVerdict verdict = checker.check("192.0.2.1", "joe@s.x");

            assertThat(dns.asked).hasSize(2 * asked);
            assertThat(verdict.retryAfter()).contains(HeldClock.START.plusSeconds(5));
        }
    }

    /** Otherwise the question would never be asked again. */
    @Test
    void TEMP_1_a_probe_that_never_completes_is_replaced() {
        dns.answer("a.x", RecordType.A, new DnsAnswer.Failed(DnsAnswer.Failed.Kind.OTHER, "down", Instant.MIN));
        assertThat(memory.resolve(QUESTION)).isDone();
        CompletableFuture<DnsAnswer> lost = dns.open("a.x", RecordType.A);
        clock.move(FailureMemory.SHORTEST);
        assertThat(memory.resolve(QUESTION)).isNotDone();
        dns.answer("a.x", RecordType.A, new DnsAnswer.Absent(FakeResolver.UNTIL, false));
        clock.move(FailureMemory.LONGEST);
        assertThat(memory.resolve(QUESTION)).isNotDone();

        clock.move(Duration.ofMillis(1));

        assertThat(memory.resolve(QUESTION).join()).isInstanceOf(DnsAnswer.Absent.class);
        assertThat(lost).isNotDone();
    }

    /** Stale data may be used for one kind, but not for the other. */
    @Test
    void TEMP_1_of_concurrent_failures_a_bogus_one_counts() {
        CompletableFuture<DnsAnswer> first = dns.open("a.x", RecordType.A);
        CompletableFuture<DnsAnswer> one = memory.resolve(QUESTION);
        CompletableFuture<DnsAnswer> second = dns.open("a.x", RecordType.A);
        CompletableFuture<DnsAnswer> other = memory.resolve(QUESTION);
        first.complete(new DnsAnswer.Failed(DnsAnswer.Failed.Kind.TIMEOUT, "down", Instant.MIN));
        second.complete(new DnsAnswer.Failed(DnsAnswer.Failed.Kind.BOGUS, "bogus", Instant.MIN));

        assertThat(((DnsAnswer.Failed) one.join()).kind()).isEqualTo(DnsAnswer.Failed.Kind.TIMEOUT);
        DnsAnswer.Failed bogus = new DnsAnswer.Failed(
                DnsAnswer.Failed.Kind.BOGUS, "bogus", HeldClock.START.plus(FailureMemory.SHORTEST));
        assertThat(other.join()).isEqualTo(bogus);
        assertThat(memory.resolve(QUESTION).join()).isEqualTo(bogus);
    }

    @Test
    void LIM_4_an_answer_that_many_wait_for_reaches_them_on_another_thread() {
        List<Runnable> elsewhere = new ArrayList<>();
        FailureMemory above = new FailureMemory(dns, clock, RmxListener.NONE, elsewhere::add);
        above.resolve(QUESTION).join();
        clock.move(FailureMemory.SHORTEST);
        CompletableFuture<DnsAnswer> open = dns.open("a.x", RecordType.A);
        List<CompletableFuture<DnsAnswer>> many =
                Stream.generate(() -> above.resolve(QUESTION)).limit(100).toList();
        open.complete(new DnsAnswer.Absent(FakeResolver.UNTIL, false));

        assertThat(many).noneMatch(CompletableFuture::isDone);
        elsewhere.remove(0).run();
        assertThat(many).allMatch(CompletableFuture::isDone);
    }
}
