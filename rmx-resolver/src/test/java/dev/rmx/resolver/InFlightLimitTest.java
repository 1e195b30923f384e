package dev.rmx.resolver;

import static dev.rmx.resolver.FakeResolver.question;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rmx.RmxOutcome;
import dev.rmx.RmxQuery;
import dev.rmx.RmxVerdict;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.RecordType;
import dev.rmx.receive.EnvelopeSender;
import dev.rmx.record.IpAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class InFlightLimitTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final DnsAnswer GONE = new DnsAnswer.Absent(FakeResolver.UNTIL, false);

    private final AtomicLong nanoTime = new AtomicLong();
    private final HeldClock clock = new HeldClock();
    private final FakeResolver dns = new FakeResolver();

    private RmxResolver limit(int most, int waiting) {
        return new InFlightLimit(dns, most, waiting, PATIENCE, clock, nanoTime::get, RmxListener.NONE, Runnable::run);
    }

    private static CompletableFuture<DnsAnswer> ask(RmxResolver resolver, String name) {
        return resolver.resolve(question(name, RecordType.A));
    }

    @Test
    void questions_beyond_the_limit_wait_until_one_has_ended() {
        CompletableFuture<DnsAnswer> first = dns.open("a.x", RecordType.A);
        CompletableFuture<DnsAnswer> second = dns.open("b.x", RecordType.A);
        RmxResolver resolver = limit(1, 2);
        CompletableFuture<DnsAnswer> a = ask(resolver, "a.x");
        CompletableFuture<DnsAnswer> b = ask(resolver, "b.x");
        CompletableFuture<DnsAnswer> c = ask(resolver, "c.x");
        assertThat(dns.asked).containsExactly(question("a.x", RecordType.A));

        first.complete(GONE);

        assertThat(a).isCompletedWithValue(GONE);
        assertThat(b).isNotDone();
        assertThat(dns.asked).hasSize(2);
        second.completeExceptionally(new IllegalStateException("boom"));
        assertThat(b.join()).isInstanceOf(DnsAnswer.Failed.class);
        assertThat(c).isCompletedWithValue(GONE);
    }

    @Test
    void a_question_fails_at_once_when_the_queue_is_full() {
        CompletableFuture<DnsAnswer> open = dns.open("a.x", RecordType.A);
        RmxResolver resolver = limit(1, 0);
        CompletableFuture<DnsAnswer> first = ask(resolver, "a.x");

        assertThat(ask(resolver, "b.x"))
                .isCompletedWithValue(new DnsAnswer.Failed(
                        DnsAnswer.Failed.Kind.OVERLOADED,
                        "0 questions wait already",
                        HeldClock.START.plus(FailureMemory.SHORTEST)));
        open.complete(GONE);
        assertThat(first).isCompletedWithValue(GONE);
        assertThat(ask(resolver, "b.x")).isCompletedWithValue(GONE);
    }

    @Test
    void LIM_3_a_question_that_waited_too_long_is_not_asked() {
        CompletableFuture<DnsAnswer> first = dns.open("a.x", RecordType.A);
        RmxResolver resolver = limit(1, 2);
        CompletableFuture<DnsAnswer> asked = ask(resolver, "a.x");
        CompletableFuture<DnsAnswer> tooLong = ask(resolver, "b.x");
        nanoTime.addAndGet(PATIENCE.toNanos());
        CompletableFuture<DnsAnswer> notTooLong = ask(resolver, "c.x");
        nanoTime.addAndGet(1);

        first.complete(GONE);

        assertThat(asked).isCompletedWithValue(GONE);
        assertThat(tooLong.join()).isInstanceOf(DnsAnswer.Failed.class);
        assertThat(notTooLong).isCompletedWithValue(GONE);
        assertThat(dns.asked).containsExactly(question("a.x", RecordType.A), question("c.x", RecordType.A));
    }

    @Test
    void a_long_queue_with_immediate_answers_needs_no_deep_recursion() {
        CompletableFuture<DnsAnswer> first = dns.open("a.x", RecordType.A);
        RmxResolver resolver = limit(1, 100_000);
        List<CompletableFuture<DnsAnswer>> answers = new ArrayList<>(List.of(ask(resolver, "a.x")));
        IntStream.range(0, 100_000).forEach(i -> answers.add(ask(resolver, "n" + i + ".x")));

        first.complete(GONE);

        assertThat(answers).allMatch(CompletableFuture::isDone);
        assertThat(ask(resolver, "b.x")).isCompletedWithValue(GONE);
    }

    @Test
    void LIM_4_a_long_queue_with_immediate_answers_holds_up_no_other_check() {
        List<Runnable> elsewhere = new ArrayList<>();
        RmxResolver resolver =
                new InFlightLimit(dns, 1, 1_000, PATIENCE, clock, nanoTime::get, RmxListener.NONE, elsewhere::add);
        CompletableFuture<DnsAnswer> first = dns.open("a.x", RecordType.A);
        CompletableFuture<DnsAnswer> asked = ask(resolver, "a.x");
        List<CompletableFuture<DnsAnswer>> queued = IntStream.range(0, 1_000)
                .mapToObj(i -> ask(resolver, "n" + i + ".x"))
                .toList();
        first.complete(GONE);

        assertThat(asked).isCompletedWithValue(GONE);
        assertThat(queued.stream().filter(CompletableFuture::isDone)).hasSizeBetween(1, 100);
        elsewhere.remove(0).run();
        assertThat(queued).allMatch(CompletableFuture::isDone);
        assertThat(elsewhere).isEmpty();
    }

    /** A thread pool below has a full queue: the resolver breaks its promise and throws. */
    @Test
    void a_resolver_that_rejects_a_question_gives_its_place_back() {
        RmxResolver full = (question, budget) -> {
            throw new RejectedExecutionException("queue full");
        };
        RmxResolver resolver =
                new InFlightLimit(full, 1, 0, PATIENCE, clock, nanoTime::get, RmxListener.NONE, Runnable::run);
        for (int i = 0; i < 3; i++) {
            assertThat(ask(resolver, "a.x").join()).isInstanceOf(DnsAnswer.Failed.class);
        }
    }

    @Test
    void LIM_3_a_checker_with_a_full_queue_gives_temperror_at_once_and_recovers() {
        CompletableFuture<DnsAnswer> rmx = dns.open("a.x", RecordType.RMX);
        try (RmxChecker checker =
                RmxChecker.builder(dns).clock(clock).questionsInFlight(1, 1).build()) {
            CompletableFuture<RmxVerdict> first = checker.checkAsync(query("joe@a.x")); // RMX under way, TXT queued

            RmxVerdict refused = checker.check(query("joe@b.x"));

            assertThat(refused.outcome()).isEqualTo(RmxOutcome.TEMP_FAIL);
            assertThat(refused.toString()).contains("1 questions wait already");
            rmx.complete(GONE);
            assertThat(first.join().outcome()).isEqualTo(RmxOutcome.NO_RMX);
            assertThat(checker.check(query("joe@b.x")).outcome()).isEqualTo(RmxOutcome.NO_RMX);
        }
    }

    private static RmxQuery query(String sender) {
        return EnvelopeSender.parse(sender).from(IpAddress.parse("192.0.2.1"));
    }

    /** A full queue is not the fault of the question's servers: the question is asked as soon as there is room. */
    @Test
    void TEMP_1_a_question_that_was_not_asked_is_not_remembered_as_failed() {
        CompletableFuture<DnsAnswer> open = dns.open("a.x", RecordType.A);
        RmxResolver resolver = new FailureMemory(limit(1, 0), clock, RmxListener.NONE, Runnable::run);
        CompletableFuture<DnsAnswer> first = ask(resolver, "a.x");
        assertThat(ask(resolver, "b.x").join()).isInstanceOf(DnsAnswer.Failed.class);

        open.complete(GONE);

        assertThat(first).isCompletedWithValue(GONE);
        assertThat(ask(resolver, "b.x")).isCompletedWithValue(GONE);
    }

    /** Immediate answers drain the queue within the call that brought them: no lock may be held then. */
    @Test
    void LIM_3_many_threads_with_few_places_and_immediate_answers_all_end() throws Exception {
        RmxResolver atOnce = (question, budget) -> CompletableFuture.completedFuture(
                question.type() == RecordType.RMX
                        ? FakeResolver.rmx("host:a.x host:b.x host:c.x host:d.x")
                        : new DnsAnswer.Failed(DnsAnswer.Failed.Kind.OTHER, "down", Instant.MIN));
        int threads = 16;
        ExecutorService callers = Executors.newFixedThreadPool(threads);
        try (RmxChecker checker = RmxChecker.builder(atOnce)
                .questionsInFlight(3, 10_000)
                .withoutFailureMemory()
                .build()) {
            List<Future<Long>> ended = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int thread = i;
                ended.add(callers.submit(() -> IntStream.range(0, 500)
                        .mapToObj(n -> checker.check(query("joe@n" + n + "." + thread + ".x")))
                        .filter(verdict -> verdict.outcome() == RmxOutcome.TEMP_FAIL)
                        .filter(verdict -> verdict.toString().endsWith("[down]"))
                        .count()));
            }
            for (Future<Long> end : ended) {
                assertThat(end.get(100, TimeUnit.SECONDS)).isEqualTo(500);
            }
        } finally {
            callers.shutdownNow();
        }
    }

    /** For example, a thread cannot be started. */
    @Test
    void an_error_in_the_resolver_fails_its_question_and_gives_its_place_back() {
        AtomicLong calls = new AtomicLong();
        RmxResolver broken = (question, budget) -> {
            if (calls.incrementAndGet() <= 10) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            return CompletableFuture.completedFuture(GONE);
        };
        try (RmxChecker checker = RmxChecker.builder(broken)
                .questionsInFlight(2, 2)
                .withoutFailureMemory()
                .build()) {
            for (int i = 0; i < 5; i++) {
                assertThat(checker.check(query("joe@n" + i + ".x")).outcome()).isEqualTo(RmxOutcome.TEMP_FAIL);
            }
            assertThat(checker.check(query("joe@a.x")).outcome()).isEqualTo(RmxOutcome.NO_RMX);
        }
    }

    @Test
    void invalid_limits_are_refused() {
        RmxCheckerBuilder builder = RmxChecker.builder(dns);
        assertThatThrownBy(() -> builder.questionsInFlight(0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.questionsInFlight(1, -1)).isInstanceOf(IllegalArgumentException.class);
    }
}
