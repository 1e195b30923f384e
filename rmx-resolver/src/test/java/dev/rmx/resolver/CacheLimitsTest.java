package dev.rmx.resolver;

import static dev.rmx.resolver.FakeResolver.question;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsData;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.record.AplItem;
import dev.rmx.record.AplRecord;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import dev.rmx.record.IpPrefix;
import dev.rmx.record.RmxEntry;
import dev.rmx.record.RmxRecord;
import dev.rmx.spf.SpfQualifier;
import dev.rmx.spf.SpfTerm;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How much a cache keeps, and for how long. */
class CacheLimitsTest extends CacheUnderTest {
    @Test
    void a_TTL_is_limited() {
        CacheLimits limits = new CacheLimits(1 << 20, Duration.ofSeconds(10), Duration.ofSeconds(60));
        assertThat(askedAfter(cache(limits), Duration.ofSeconds(59))).isEqualTo(1);
        assertThat(askedAfter(cache(limits), Duration.ofSeconds(60))).isEqualTo(3);

        dns.answer("a.x", RecordType.A, new DnsAnswer.Absent(HeldClock.START, false)); // expires at once
        dns.asked.clear();
        assertThat(askedAfter(cache(limits), Duration.ofSeconds(9))).isEqualTo(1);
    }

    @Test
    void an_answer_that_never_expires_is_kept_for_the_longest_time() {
        dns.answer("a.x", RecordType.A, new DnsAnswer.Absent(Instant.MAX, false));

        assertThat(askedAfter(cache, Duration.ofHours(23))).isEqualTo(1);
        assertThat(askedAfter(cache, Duration.ofHours(1))).isEqualTo(2);
    }

    @Test
    void the_cache_holds_no_more_than_its_limit() {
        CachingResolver small = cache(new CacheLimits(50_000, Duration.ZERO, Duration.ofDays(1)));
        for (int i = 0; i < 2_000; i++) {
            small.resolve(question("n" + i + ".x", RecordType.MX)).join();
        }
        dns.asked.clear();
        for (int i = 0; i < 2_000; i++) {
            small.resolve(question("n" + i + ".x", RecordType.MX)).join();
        }

        assertThat(dns.asked).hasSizeGreaterThan(1_800);
    }

    @Test
    void answers_in_demand_stay_where_others_have_to_make_room() {
        CachingResolver small = cache(new CacheLimits(50_000, Duration.ZERO, Duration.ofDays(1)));
        Random random = new Random(1);
        int questions = 40_000;
        for (int i = 0; i < questions; i++) {
            int name = (int) Math.pow(2_000, random.nextDouble()); // the first is asked for most, as in traffic
            small.resolve(question("n" + name + ".x", RecordType.MX)).join();
        }

        assertThat(dns.asked).hasSizeLessThan(15_000); // 16,122 if nobody notes what is used
    }

    @Test
    void a_cache_of_size_zero_keeps_nothing_and_still_shares_queries() {
        CachingResolver none = cache(new CacheLimits(0, Duration.ZERO, Duration.ofDays(1)));
        CompletableFuture<DnsAnswer> open = dns.open("a.x", RecordType.A);
        CompletableFuture<DnsAnswer> one = none.resolve(QUESTION);
        CompletableFuture<DnsAnswer> other = none.resolve(QUESTION);
        assertThat(dns.asked).hasSize(1);

        open.complete(new DnsAnswer.Absent(UNTIL, false));
        assertThat(one).isCompleted();
        assertThat(other).isCompleted();

        none.resolve(QUESTION).join();
        assertThat(dns.asked).hasSize(2);
    }

    static Stream<DnsData> largeAnswers() {
        int many = 100;
        DomainName name = DomainName.parse("some-host.x");
        List<DomainName> names = IntStream.range(0, many)
                .mapToObj(i -> DomainName.parse("some-host-" + i + ".x"))
                .toList();
        IpPrefix prefix = IpPrefix.parse("192.0.2.0/24");
        return Stream.of(
                new DnsData.Addresses(IntStream.range(0, many)
                        .mapToObj(i -> IpAddress.parse("192.0.2." + i))
                        .toList()),
                new DnsData.Names(names),
                new DnsData.Exchanges(names.stream()
                        .map(host -> new DnsData.Exchange(10, host))
                        .toList()),
                new DnsData.PrefixLists(List.of(new AplRecord(Collections.nCopies(many, new AplItem(false, prefix))))),
                new DnsData.RmxRecords(
                        List.of(new RmxRecord(Collections.nCopies(many, new RmxEntry.Ipv4(false, prefix))))),
                new DnsData.RmxRecords(
                        List.of(new RmxRecord(Collections.nCopies(many, new RmxEntry.Host(false, name))))),
                spf(new SpfTerm.Ip(SpfQualifier.PASS, prefix), many),
                spf(new SpfTerm.Include(SpfQualifier.PASS, text("some-host.x")), many),
                spf(new SpfTerm.A(SpfQualifier.PASS, Optional.of(text("some-host.x")), SpfTerm.DualCidr.ALL), many),
                spf(new SpfTerm.Unknown("note", text("x".repeat(5_000))), 1),
                new DnsData.SpfExplanation(text("x".repeat(5_000))));
    }

    @ParameterizedTest
    @MethodSource("largeAnswers")
    void an_answer_weighs_the_size_of_its_data(DnsData data) {
        CachingResolver small = cache(new CacheLimits(4_000, Duration.ZERO, Duration.ofDays(1)));
        assertThat(askedAfter(small, Duration.ZERO)).as("a small answer").isEqualTo(1);
        dns.asked.clear();
        clock.move(Duration.ofMinutes(5));

        RecordType type = Stream.of(RecordType.values())
                .filter(one -> one.dataType().isInstance(data))
                .findFirst()
                .orElseThrow();
        DnsQuestion question = question("a.x", type);
        dns.answer("a.x", type, new DnsAnswer.Found(data, UNTIL.plusSeconds(300), false));

        assertThat(askedAfter(small, question, Duration.ZERO))
                .as("a large answer")
                .isEqualTo(2);
        assertThat(askedAfter(cache(CacheLimits.DEFAULT), question, Duration.ZERO))
                .isEqualTo(3);
    }

    @Test
    void a_checker_uses_its_cache_limits() {
        dns.rmx("s.x", "ipv4:192.0.2.1");
        CacheLimits none = new CacheLimits(0, Duration.ZERO, Duration.ZERO);
        try (RmxChecker checker =
                RmxChecker.builder(dns).clock(clock).cache(none).build()) {
            checker.check("192.0.2.1", "joe@s.x");
            int asked = dns.asked.size();
            checker.check("192.0.2.1", "joe@s.x");

            assertThat(dns.asked).hasSize(2 * asked);
        }
    }

    /**
     * Ends within seconds. With the open questions in the cache, each eviction passes over all of them, and this takes
     * minutes.
     */
    @Test
    @Timeout(60)
    void a_hundred_thousand_questions_under_way_do_not_slow_the_cache() {
        RmxResolver slow = (asked, budget) -> asked.name().isAtOrBelow(DomainName.parse("open.x"))
                ? new CompletableFuture<>()
                : CompletableFuture.completedFuture(new DnsAnswer.Absent(UNTIL, false));
        CachingResolver small = new CachingResolver(
                slow,
                new CacheLimits(50_000, Duration.ZERO, Duration.ofDays(1)),
                clock,
                RmxListener.NONE,
                false,
                Runnable::run);
        for (int i = 0; i < 100_000; i++) {
            assertThat(small.resolve(question(i + ".open.x", RecordType.A))).isNotDone();
        }
        for (int i = 0; i < 20_000; i++) {
            assertThat(small.resolve(question(i + ".x", RecordType.A))).isCompleted();
        }
    }

    @Test
    void times_at_the_end_of_time_do_no_harm() {
        CacheLimits forEver = new CacheLimits(1 << 20, Duration.ZERO, ChronoUnit.FOREVER.getDuration());
        dns.answer("a.x", RecordType.A, new DnsAnswer.Absent(Instant.MAX, false));
        CachingResolver cache = new CachingResolver(dns, forEver, clock, RmxListener.NONE, false, Runnable::run);
        for (int i = 0; i < 2; i++) {
            assertThat(cache.resolve(question("a.x", RecordType.A)).join()).isInstanceOf(DnsAnswer.Absent.class);
        }
        assertThat(dns.asked).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1 PT0S PT1S", "1 PT-1S PT1S", "1 PT2S PT1S"})
    void limits_out_of_range_are_refused(String limits) {
        String[] words = limits.split(" ", -1);

        assertThatThrownBy(() ->
                        new CacheLimits(Long.parseLong(words[0]), Duration.parse(words[1]), Duration.parse(words[2])))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
