package dev.rmx.resolver;

import static dev.rmx.resolver.FakeResolver.question;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.RmxResult;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsData;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.record.RmxRecord;
import dev.rmx.spf.SpfQualifier;
import dev.rmx.spf.SpfTerm;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a cache keeps, and which queries it saves. */
class CachingResolverTest extends CacheUnderTest {
    @Test
    void an_answer_is_kept_for_its_TTL() {
        assertThat(askedAfter(cache, Duration.ofSeconds(299), Duration.ofMillis(999)))
                .isEqualTo(1);
        assertThat(askedAfter(cache, Duration.ofMillis(1))).isEqualTo(2);
    }

    @Test
    void absent_and_malformed_answers_are_kept_for_their_TTL_too() {
        dns.answer("a.x", RecordType.A, new DnsAnswer.Absent(UNTIL, false));
        assertThat(askedAfter(cache, Duration.ofSeconds(299))).isEqualTo(1);

        dns.answer("a.x", RecordType.A, new DnsAnswer.Malformed("bad", UNTIL.plusSeconds(600), false));
        assertThat(askedAfter(cache, Duration.ofSeconds(2), Duration.ofSeconds(300)))
                .isEqualTo(2);
    }

    @Test
    void LOOK_2_a_failure_is_never_kept_and_never_becomes_an_answer() {
        dns.answer("a.x", RecordType.A, new DnsAnswer.Failed(DnsAnswer.Failed.Kind.OTHER, "down", UNTIL));
        assertThat(cache.resolve(QUESTION).join()).isInstanceOf(DnsAnswer.Failed.class);

        dns.a("a.x", "192.0.2.1");
        assertThat(cache.resolve(QUESTION).join()).isInstanceOf(DnsAnswer.Found.class);
    }

    @Test
    void an_answer_with_TTL_zero_is_not_kept() {
        dns.answer("a.x", RecordType.A, new DnsAnswer.Absent(HeldClock.START, false));

        assertThat(askedAfter(cache, Duration.ZERO)).isEqualTo(2);
    }

    @Test
    void equal_questions_under_way_share_one_query_and_its_answer() {
        CompletableFuture<DnsAnswer> open = dns.open("a.x", RecordType.A);
        List<CompletableFuture<DnsAnswer>> all = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            all.add(cache.resolve(QUESTION));
        }
        all.get(0).cancel(true);
        assertThat(dns.asked).hasSize(1);

        DnsAnswer answer = new DnsAnswer.Absent(UNTIL, false);
        open.complete(answer);

        assertThat(all.subList(1, 10)).allSatisfy(future -> assertThat(future).isCompletedWithValue(answer));
    }

    @Test
    void LIM_4_an_answer_that_many_wait_for_reaches_them_on_another_thread() {
        List<Runnable> elsewhere = new ArrayList<>();
        CachingResolver above =
                new CachingResolver(dns, CacheLimits.DEFAULT, clock, RmxListener.NONE, false, elsewhere::add);
        CompletableFuture<DnsAnswer> open = dns.open("a.x", RecordType.A);
        List<CompletableFuture<DnsAnswer>> many = ask(above, QUESTION, 100);
        open.complete(new DnsAnswer.Absent(UNTIL, false));

        assertThat(many).noneMatch(CompletableFuture::isDone);
        elsewhere.remove(0).run();
        assertThat(many).allMatch(CompletableFuture::isDone);

        CompletableFuture<DnsAnswer> other = dns.open("b.x", RecordType.A);
        List<CompletableFuture<DnsAnswer>> few = ask(above, question("b.x", RecordType.A), 3);
        other.complete(new DnsAnswer.Absent(UNTIL, false));
        assertThat(few).allMatch(CompletableFuture::isDone);
        assertThat(elsewhere).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void LIM_4_many_checks_that_wait_for_one_answer_go_on_on_another_thread(boolean cached) {
        RmxCheckerBuilder builder = RmxChecker.builder(dns).clock(clock).callbacks(Runnable::run);
        try (RmxChecker checker = (cached ? builder : builder.withoutCache()).build()) {
            dns.answer("s.x", RecordType.RMX, new DnsAnswer.Failed(DnsAnswer.Failed.Kind.SERVFAIL, "down"));
            checker.check("192.0.2.1", "joe@s.x"); // without a cache, all wait for the query after the pause
            clock.move(FailureMemory.SHORTEST);
            CompletableFuture<DnsAnswer> open = dns.open("s.x", RecordType.RMX);
            List<CompletableFuture<Thread>> threads = Stream.generate(() ->
                            checker.checkAsync("192.0.2.1", "joe@s.x").thenApply(verdict -> Thread.currentThread()))
                    .limit(100)
                    .toList();
            open.complete(new DnsAnswer.Absent(UNTIL, false));

            assertThat(threads).extracting(CompletableFuture::join).doesNotContain(Thread.currentThread());
        }
    }

    private static List<CompletableFuture<DnsAnswer>> ask(RmxResolver resolver, DnsQuestion question, int times) {
        return Stream.generate(() -> resolver.resolve(question)).limit(times).toList();
    }

    @Test
    void types_and_names_are_kept_apart() {
        cache.resolve(QUESTION).join();

        assertThat(cache.resolve(question("a.x", RecordType.MX)).join()).isInstanceOf(DnsAnswer.Absent.class);
        assertThat(cache.resolve(question("b.x", RecordType.A)).join()).isInstanceOf(DnsAnswer.Absent.class);
        assertThat(dns.asked).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RMX", "RMX_TXT", "SPF", "SPF_EXPLANATION", "DMP"})
    void an_answer_of_every_kind_of_published_data_is_kept(RecordType type) {
        DnsData data = switch (type) {
            case SPF -> spf(new SpfTerm.All(SpfQualifier.FAIL), 1);
            case SPF_EXPLANATION -> new DnsData.SpfExplanation(text("Go away"));
            case DMP -> new DnsData.Dmp(true, false, false);
            default -> new DnsData.RmxRecords(List.of(new RmxRecord(List.of())));
        };
        dns.answer("a.x", type, new DnsAnswer.Found(data, UNTIL, false));
        CachingResolver cache = cache(CacheLimits.DEFAULT);
        for (int i = 0; i < 2; i++) {
            assertThat(cache.resolve(question("a.x", type)).join()).isInstanceOf(DnsAnswer.Found.class);
        }
        assertThat(dns.asked).hasSize(1);
    }

    /** A broken promise: the cache keeps nothing, and a check counts it as a failure. */
    @Test
    void a_broken_resolver_is_asked_again() {
        Queue<DnsQuestion> asked = new ArrayDeque<>();
        RmxResolver broken = (question, budget) -> {
            asked.add(question);
            if (asked.size() % 2 == 1) {
                throw new IllegalStateException("broken");
            }
            return CompletableFuture.failedFuture(new IllegalStateException("broken"));
        };
        CachingResolver above =
                new CachingResolver(broken, CacheLimits.DEFAULT, clock, RmxListener.NONE, false, Runnable::run);

        for (int i = 1; i <= 4; i++) {
            assertThat(above.resolve(QUESTION).join())
                    .asString()
                    .startsWith("Failed")
                    .contains("broken");
            assertThat(asked).hasSize(i);
        }
        try (RmxChecker checker =
                RmxChecker.builder(broken).clock(clock).withoutFailureMemory().build()) {
            assertThat(checker.check("192.0.2.1", "joe@s.x").result()).isEqualTo(RmxResult.TEMPERROR);
        }
    }

    @Test
    void an_answer_that_cannot_be_cached_is_still_given() {
        AtomicBoolean stopped = new AtomicBoolean();
        InstantSource stops = () -> {
            if (stopped.get()) {
                throw new IllegalStateException("the clock has stopped");
            }
            return HeldClock.START;
        };
        CachingResolver above =
                new CachingResolver(dns, CacheLimits.DEFAULT, stops, RmxListener.NONE, false, Runnable::run);

        CompletableFuture<DnsAnswer> open = dns.open("a.x", RecordType.A);
        CompletableFuture<DnsAnswer> first = above.resolve(QUESTION);
        CompletableFuture<DnsAnswer> second = above.resolve(QUESTION);
        DnsAnswer answer = new DnsAnswer.Absent(UNTIL, false);
        stopped.set(true);
        open.complete(answer);
        assertThat(first).isCompletedWithValue(answer);
        assertThat(second).isCompletedWithValue(answer);

        stopped.set(false);
        assertThat(above.resolve(QUESTION)).isCompletedWithValue(answer);
        assertThat(dns.asked).hasSize(2);
    }

    @Test
    void an_answer_that_came_late_is_kept_from_then_on() {
        CompletableFuture<DnsAnswer> open = dns.open("a.x", RecordType.A);
        CachingResolver above =
                new CachingResolver(dns, CacheLimits.DEFAULT, clock, RmxListener.NONE, false, Runnable::run);
        assertThat(above.resolve(QUESTION)).isNotDone();
        clock.move(Duration.ofSeconds(200));
        open.complete(new DnsAnswer.Absent(HeldClock.START.plusSeconds(300), false));

        clock.move(Duration.ofSeconds(99));
        above.resolve(QUESTION).join();
        assertThat(dns.asked).hasSize(1);
    }

    @Test
    void a_check_uses_no_answer_that_has_expired() {
        dns.rmx("s.x", "ipv4:192.0.2.1");
        try (RmxChecker checker = RmxChecker.builder(dns).clock(clock).build()) {
            checker.check("192.0.2.1", "joe@s.x");
            int asked = dns.asked.size();
            clock.move(Duration.ofSeconds(299));
            checker.check("192.0.2.1", "joe@s.x");
            assertThat(dns.asked).hasSize(asked);

            clock.move(Duration.ofSeconds(2));
            checker.check("192.0.2.1", "joe@s.x");
            assertThat(dns.asked).hasSize(2 * asked);
        }
    }

    @Test
    void a_cached_check_asks_nothing() {
        dns.rmx("s.x", "host:a.x");
        try (RmxChecker checker = RmxChecker.builder(dns).clock(clock).build()) {
            assertThat(checker.check("192.0.2.1", "joe@s.x").result()).isEqualTo(RmxResult.PASS);
            int asked = dns.asked.size();

            assertThat(checker.check("192.0.2.1", "ann@s.x").result()).isEqualTo(RmxResult.PASS);
            assertThat(dns.asked).hasSize(asked);
        }
    }
}
