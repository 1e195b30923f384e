package dev.rmx.resolver;

import static dev.rmx.resolver.FakeResolver.question;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsData;
import dev.rmx.dns.RecordType;
import dev.rmx.record.IpAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Answers in demand are asked for again before they expire. */
class PrefetchTest extends CacheUnderTest {
    private CachingResolver prefetching(RmxResolver resolver) {
        return new CachingResolver(resolver, CacheLimits.DEFAULT, clock, RmxListener.NONE, true, Runnable::run);
    }

    @Test
    void an_answer_in_demand_is_asked_for_again_once_before_it_expires() {
        CachingResolver ahead = prefetching(dns);
        assertThat(askedAfter(ahead, Duration.ofSeconds(295))).isEqualTo(1);
        CompletableFuture<DnsAnswer> next = dns.open("a.x", RecordType.A);
        assertThat(askedAfter(ahead, Duration.ofMillis(1), Duration.ofMillis(1)))
                .isEqualTo(2);
        DnsAnswer later = new DnsAnswer.Found(
                new DnsData.Addresses(List.of(IpAddress.parse("192.0.2.2"))), UNTIL.plusSeconds(300), false);
        next.complete(later);
        assertThat(askedAfter(ahead, Duration.ofSeconds(60))).isEqualTo(2);
        assertThat(ahead.resolve(QUESTION).join()).isEqualTo(later);
    }

    @Test
    void an_answer_that_expires_no_later_is_asked_for_again_after_a_second() {
        CachingResolver ahead = prefetching(dns);
        ahead.resolve(QUESTION).join();
        dns.answer("a.x", RecordType.A, new DnsAnswer.Absent(UNTIL.plusMillis(999), false)); // what is left of the TTL
        assertThat(askedAfter(ahead, Duration.ofMillis(295_001))).isEqualTo(2);
        assertThat(askedAfter(ahead, Duration.ofMillis(999))).isEqualTo(2);
        DnsAnswer later = new DnsAnswer.Absent(UNTIL.plusSeconds(300), false);
        dns.answer("a.x", RecordType.A, later);
        assertThat(askedAfter(ahead, Duration.ofMillis(1))).isEqualTo(3);
        assertThat(askedAfter(ahead, Duration.ofSeconds(60))).isEqualTo(3);
        assertThat(ahead.resolve(QUESTION).join()).isEqualTo(later);
    }

    @Test
    void an_answer_that_is_renewed_every_five_seconds_is_asked_for_ahead_once_each_time() {
        CachingResolver ahead = prefetching((question, budget) -> {
            dns.asked.add(question);
            return CompletableFuture.completedFuture(
                    new DnsAnswer.Absent(clock.instant().plusSeconds(5), false));
        });
        for (int i = 0; i < 100; i++) { // ten seconds
            ahead.resolve(QUESTION).join();
            clock.move(Duration.ofMillis(100));
        }
        assertThat(dns.asked).hasSizeBetween(2, 4);
    }

    @Test
    void an_answer_that_is_kept_for_longer_than_its_TTL_is_not_asked_for_before_its_last_seconds() {
        CacheLimits kept = new CacheLimits(100_000, Duration.ofSeconds(60), Duration.ofDays(1));
        CachingResolver ahead = new CachingResolver(dns, kept, clock, RmxListener.NONE, true, Runnable::run);
        dns.answer("a.x", RecordType.A, new DnsAnswer.Absent(HeldClock.START.plusSeconds(2), false));

        assertThat(askedAfter(ahead, Duration.ofSeconds(10), Duration.ofSeconds(40)))
                .isEqualTo(1);
        assertThat(askedAfter(ahead, Duration.ofSeconds(6))).isEqualTo(2);
    }

    @Test
    void an_answer_that_expires_sooner_does_not_replace_the_cached_one() {
        CachingResolver ahead = prefetching(dns);
        DnsAnswer first = ahead.resolve(QUESTION).join();
        clock.move(Duration.ofSeconds(298));
        dns.answer("a.x", RecordType.A, new DnsAnswer.Absent(UNTIL.minusSeconds(1), false));
        ahead.resolve(QUESTION).join();
        clock.move(Duration.ofMillis(1_500));

        assertThat(ahead.cached(QUESTION)).isEqualTo(first);
    }

    @Test
    void LIM_5_a_question_under_way_takes_the_room_of_one() {
        DnsAnswer soon = new DnsAnswer.Absent(HeldClock.START.plusSeconds(5), false);
        List<CompletableFuture<DnsAnswer>> open = new ArrayList<>();
        CachingResolver ahead = prefetching((question, budget) -> {
            open.add(new CompletableFuture<>());
            return open.get(open.size() - 1);
        });
        for (int second = 0; second < 4; second++) {
            for (int i = 0; i < Prefetch.MOST - 1; i++) {
                ahead.used(question("n" + i + ".x", RecordType.A), soon);
            }
            clock.move(Duration.ofSeconds(1));
        }
        assertThat(open).hasSize(Prefetch.MOST - 1);
        ahead.used(QUESTION, soon);
        assertThat(open).hasSize(Prefetch.MOST);
    }

    @Test
    void TEMP_1_a_question_that_fails_is_not_asked_ahead_again() {
        CachingResolver ahead = prefetching(dns);
        ahead.resolve(QUESTION).join();
        dns.answer("a.x", RecordType.A, new DnsAnswer.Failed(DnsAnswer.Failed.Kind.SERVFAIL, "down"));
        assertThat(askedAfter(ahead, Duration.ofMillis(295_001), Duration.ofSeconds(2), Duration.ofSeconds(2)))
                .isEqualTo(2);
    }

    @Test
    void what_nobody_uses_is_not_asked_for_again() {
        CachingResolver ahead = prefetching(dns);
        assertThat(askedAfter(ahead, Duration.ofSeconds(10))).isEqualTo(1);
        clock.move(Duration.ofSeconds(289));
        assertThat(dns.asked).hasSize(1);
    }

    @Test
    void an_answer_asked_for_ahead_that_fails_or_is_stale_replaces_nothing() {
        DnsAnswer.Known first = (DnsAnswer.Known) dns.resolve(QUESTION).join();
        Queue<DnsAnswer> answers = new ArrayDeque<>(List.of(
                first,
                new DnsAnswer.Failed(DnsAnswer.Failed.Kind.SERVFAIL, "down"),
                first.staleUntil(UNTIL.plusSeconds(30))));
        CachingResolver ahead = prefetching((question, budget) -> CompletableFuture.completedFuture(answers.remove()));
        ahead.resolve(QUESTION).join();
        clock.move(Duration.ofMillis(295_001));
        assertThat(ahead.resolve(QUESTION).join()).isEqualTo(first);
        assertThat(ahead.resolve(QUESTION).join()).as("after the failure").isEqualTo(first);
        assertThat(answers).hasSize(1);
        ahead.used(question("b.x", RecordType.A), first); // a name of its own, as the first was asked for just now
        assertThat(answers).isEmpty();
        assertThat(ahead.cached(question("b.x", RecordType.A))).isNull();
    }

    @Test
    void LIM_5_only_so_many_questions_are_asked_ahead_at_a_time() {
        DnsAnswer soon = new DnsAnswer.Found(
                new DnsData.Addresses(List.of(IpAddress.parse("192.0.2.2"))), HeldClock.START.plusSeconds(1), false);
        List<CompletableFuture<DnsAnswer>> open = new ArrayList<>();
        CachingResolver ahead = prefetching((question, budget) -> {
            open.add(new CompletableFuture<>());
            return open.get(open.size() - 1);
        });
        for (int i = 0; i < 1_000; i++) {
            ahead.used(question("n" + i + ".x", RecordType.A), soon);
        }
        assertThat(open).hasSize(Prefetch.MOST);
        open.get(0).complete(soon);
        ahead.used(question("n999.x", RecordType.A), soon); // there was no room for it before
        assertThat(open).hasSize(Prefetch.MOST + 1);
    }

    @Test
    void a_check_from_the_cache_asks_ahead_too() {
        FakeResolver zone = new FakeResolver().rmx("sub.x", "ipv4:192.0.2.1");
        try (RmxChecker checker =
                RmxChecker.builder(zone).clock(clock).prefetch().build()) {
            checker.check("192.0.2.1", "joe@sub.x");
            int first = zone.asked.size();
            checker.check("192.0.2.1", "joe@sub.x");
            assertThat(zone.asked).hasSize(first);
            clock.move(Duration.ofSeconds(296));
            checker.check("192.0.2.1", "joe@sub.x");
            assertThat(zone.asked).hasSizeGreaterThan(first);
        }
    }
}
