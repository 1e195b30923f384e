package dev.rmx.resolver;

import static dev.rmx.resolver.FakeResolver.question;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rmx.RmxResult;
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
import dev.rmx.spf.MacroString;
import dev.rmx.spf.SpfQualifier;
import dev.rmx.spf.SpfRecord;
import dev.rmx.spf.SpfTerm;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CachingResolverTest {
    private static final DnsQuestion QUESTION = question("a.x", RecordType.A);
    private static final Instant UNTIL = HeldClock.START.plusSeconds(300);

    private final HeldClock clock = new HeldClock();
    private final FakeResolver dns = new FakeResolver().a("a.x", "192.0.2.1"); // valid for 300 seconds
    private final CachingResolver cache = cache(CacheLimits.DEFAULT);

    private CachingResolver cache(CacheLimits limits) {
        return new CachingResolver(dns, limits, clock);
    }

    private int askedAfter(CachingResolver resolver, Duration... pauses) {
        resolver.resolve(QUESTION).join();
        for (Duration pause : pauses) {
            clock.move(pause);
            resolver.resolve(QUESTION).join();
        }
        return dns.asked.size();
    }

    private CachingResolver prefetching(RmxResolver resolver) {
        return new CachingResolver(resolver, CacheLimits.DEFAULT, clock, RmxListener.NONE, true);
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
    void a_TTL_is_limited() {
        CacheLimits limits = new CacheLimits(1 << 20, Duration.ofSeconds(10), Duration.ofSeconds(60));
        assertThat(askedAfter(cache(limits), Duration.ofSeconds(59))).isEqualTo(1);
        assertThat(askedAfter(cache(limits), Duration.ofSeconds(60))).isEqualTo(3);

        dns.answer("a.x", RecordType.A, new DnsAnswer.Absent(HeldClock.START, false)); // expires at once
        dns.asked.clear();
        assertThat(askedAfter(cache(limits), Duration.ofSeconds(9))).isEqualTo(1);
    }

    @Test
    void an_answer_with_TTL_zero_is_not_kept() {
        dns.answer("a.x", RecordType.A, new DnsAnswer.Absent(HeldClock.START, false));

        assertThat(askedAfter(cache, Duration.ZERO)).isEqualTo(2);
    }

    @Test
    void an_answer_that_never_expires_is_kept_for_the_longest_time() {
        dns.answer("a.x", RecordType.A, new DnsAnswer.Absent(Instant.MAX, false));

        assertThat(askedAfter(cache, Duration.ofHours(23))).isEqualTo(1);
        assertThat(askedAfter(cache, Duration.ofHours(1))).isEqualTo(2);
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
    void types_and_names_are_kept_apart() {
        cache.resolve(QUESTION).join();

        assertThat(cache.resolve(question("a.x", RecordType.MX)).join()).isInstanceOf(DnsAnswer.Absent.class);
        assertThat(cache.resolve(question("b.x", RecordType.A)).join()).isInstanceOf(DnsAnswer.Absent.class);
        assertThat(dns.asked).hasSize(3);
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

    private static DnsData spf(SpfTerm term, int count) {
        return new DnsData.Spf(new SpfRecord(Collections.nCopies(count, term)));
    }

    private static MacroString text(String literal) {
        return new MacroString(List.of(new MacroString.Literal(literal)));
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

    @ParameterizedTest
    @MethodSource("largeAnswers")
    void an_answer_weighs_the_size_of_its_data(DnsData data) {
        CachingResolver small = cache(new CacheLimits(4_000, Duration.ZERO, Duration.ofDays(1)));
        assertThat(askedAfter(small, Duration.ZERO)).as("a small answer").isEqualTo(1);
        dns.asked.clear();
        clock.move(Duration.ofMinutes(5));

        dns.answer("a.x", RecordType.A, new DnsAnswer.Found(data, UNTIL.plusSeconds(300), false));

        assertThat(askedAfter(small, Duration.ZERO)).as("a large answer").isEqualTo(2);
        assertThat(askedAfter(cache(CacheLimits.DEFAULT), Duration.ZERO)).isEqualTo(3);
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
        CachingResolver above = new CachingResolver(broken, CacheLimits.DEFAULT, clock);

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
        CachingResolver small =
                new CachingResolver(slow, new CacheLimits(50_000, Duration.ZERO, Duration.ofDays(1)), clock);
        for (int i = 0; i < 100_000; i++) {
            assertThat(small.resolve(question(i + ".open.x", RecordType.A))).isNotDone();
        }
        for (int i = 0; i < 20_000; i++) {
            assertThat(small.resolve(question(i + ".x", RecordType.A))).isCompleted();
        }
    }

    @Test
    void an_answer_that_cannot_be_cached_is_still_given() {
        AtomicBoolean stopped = new AtomicBoolean(true);
        InstantSource stops = () -> {
            if (stopped.get()) {
                throw new IllegalStateException("the clock has stopped");
            }
            return HeldClock.START;
        };
        CachingResolver above = new CachingResolver(dns, CacheLimits.DEFAULT, stops);

        CompletableFuture<DnsAnswer> open = dns.open("a.x", RecordType.A);
        CompletableFuture<DnsAnswer> first = above.resolve(QUESTION);
        CompletableFuture<DnsAnswer> second = above.resolve(QUESTION);
        DnsAnswer answer = new DnsAnswer.Absent(UNTIL, false);
        open.complete(answer);
        assertThat(first).isCompletedWithValue(answer);
        assertThat(second).isCompletedWithValue(answer);

        stopped.set(false);
        assertThat(above.resolve(QUESTION)).isCompletedWithValue(answer);
        assertThat(dns.asked).hasSize(2);
    }

    @Test
    void times_at_the_end_of_time_do_no_harm() {
        CacheLimits forEver = new CacheLimits(1 << 20, Duration.ZERO, ChronoUnit.FOREVER.getDuration());
        dns.answer("a.x", RecordType.A, new DnsAnswer.Absent(Instant.MAX, false));
        CachingResolver cache = new CachingResolver(dns, forEver, clock);
        for (int i = 0; i < 2; i++) {
            assertThat(cache.resolve(question("a.x", RecordType.A)).join()).isInstanceOf(DnsAnswer.Absent.class);
        }
        assertThat(dns.asked).hasSize(1);
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

    @ParameterizedTest
    @ValueSource(strings = {"-1 PT0S PT1S", "1 PT-1S PT1S", "1 PT2S PT1S"})
    void limits_out_of_range_are_refused(String limits) {
        String[] words = limits.split(" ", -1);

        assertThatThrownBy(() ->
                        new CacheLimits(Long.parseLong(words[0]), Duration.parse(words[1]), Duration.parse(words[2])))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
