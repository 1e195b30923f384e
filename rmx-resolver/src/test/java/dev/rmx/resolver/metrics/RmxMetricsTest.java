package dev.rmx.resolver.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.RecordType;
import dev.rmx.quarantine.InMemoryQuarantineStore;
import dev.rmx.quarantine.MessageReference;
import dev.rmx.quarantine.Quarantine;
import dev.rmx.quarantine.QuarantineException;
import dev.rmx.quarantine.QuarantineStore;
import dev.rmx.resolver.FakeResolver;
import dev.rmx.resolver.HeldClock;
import dev.rmx.resolver.RmxChecker;
import dev.rmx.resolver.dnsjava.DnsjavaResolver;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class RmxMetricsTest {
    private final HeldClock clock = new HeldClock();
    private final FakeResolver dns = new FakeResolver();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    /** Readings of the store that wait; a test runs them. */
    private final List<Runnable> readings = new ArrayList<>();

    private final RmxMetrics metrics = new RmxMetrics(List.of(), readings::add, clock);
    private final RmxChecker checker = RmxChecker.builder(dns)
            .clock(clock)
            .listener(metrics)
            .questionsInFlight(1, 0)
            .build();

    @AfterEach
    void close() {
        checker.close();
        registry.close();
    }

    /** The value of a counter or gauge, or how often a timer recorded. */
    private double value(String name, String... tags) {
        Meter meter = registry.get(name).tags(tags).meter();
        return meter.measure().iterator().next().getValue();
    }

    private void down(String domain) {
        dns.answer(domain, RecordType.RMX, new DnsAnswer.Failed(DnsAnswer.Failed.Kind.SERVFAIL, "down", Instant.MIN));
    }

    @Test
    void checks_are_counted_by_form_and_result() {
        metrics.bindTo(registry);
        dns.rmx("a.x", "ipv4:192.0.2.1");
        down("b.x");

        checker.check("192.0.2.1", "joe@a.x");
        checker.check("192.0.2.1", "joe@a.x");
        checker.check("192.0.2.9", "joe@a.x");
        checker.check("192.0.2.1", "joe@b.x");
        checker.check("192.0.2.1", "joe@none.x");

        assertThat(value("rmx.checks", "form", "rmx", "result", "pass")).isEqualTo(2);
        assertThat(value("rmx.checks", "form", "rmx", "result", "fail")).isEqualTo(1);
        assertThat(value("rmx.checks", "form", "rmx", "result", "temperror")).isEqualTo(1);
        assertThat(value("rmx.checks", "form", "none", "result", "none")).isEqualTo(1);
        assertThat(value("rmx.checks", "form", "spf", "result", "pass")).isZero();
    }

    @Test
    void only_checks_that_asked_have_a_duration() {
        metrics.bindTo(registry);
        dns.rmx("a.x", "ipv4:192.0.2.1");

        checker.check("192.0.2.1", "joe@a.x");
        checker.check("192.0.2.1", "joe@a.x");

        assertThat(value("rmx.check.duration", "result", "pass")).isEqualTo(1);
        assertThat(registry.get("rmx.check.duration")
                        .tag("result", "pass")
                        .timer()
                        .totalTime(TimeUnit.NANOSECONDS))
                .isPositive();
    }

    @Test
    void questions_are_counted_by_the_source_of_their_answer() {
        metrics.bindTo(registry);
        dns.rmx("a.x", "ipv4:192.0.2.1");
        down("b.x");

        checker.check("192.0.2.1", "joe@a.x");
        assertThat(value("rmx.questions", "source", "dns")).isEqualTo(2); // RMX and TXT
        checker.check("192.0.2.1", "joe@a.x");
        assertThat(value("rmx.questions", "source", "cache")).isEqualTo(1);
        checker.check("192.0.2.1", "joe@b.x");
        checker.check("192.0.2.1", "joe@b.x");
        assertThat(value("rmx.questions", "source", "memory")).isEqualTo(1);
        assertThat(value("rmx.question.duration", "answer", "found")).isEqualTo(1);
        assertThat(value("rmx.question.duration", "answer", "servfail")).isEqualTo(1);
        assertThat(value("rmx.questions", "source", "refused")).isZero();

        CompletableFuture<DnsAnswer> open = dns.open("c.x", RecordType.RMX); // takes the only place
        var verdict = checker.checkAsync("192.0.2.1", "joe@c.x");
        assertThat(value("rmx.questions", "source", "refused")).isEqualTo(1); // TXT
        open.complete(new DnsAnswer.Absent(FakeResolver.UNTIL, false));
        verdict.join();
    }

    @Test
    void a_checker_shows_what_it_has_in_hand() {
        metrics.watch(checker).bindTo(registry);
        dns.rmx("a.x", "ipv4:192.0.2.1");
        down("b.x");
        checker.check("192.0.2.1", "joe@a.x");
        checker.check("192.0.2.1", "joe@b.x");
        CompletableFuture<DnsAnswer> open = dns.open("c.x", RecordType.RMX);
        var verdict = checker.checkAsync("192.0.2.1", "joe@c.x");

        assertThat(value("rmx.checks.active")).isEqualTo(1);
        assertThat(value("rmx.questions.active")).isEqualTo(1);
        assertThat(value("rmx.questions.waiting")).isZero();
        assertThat(value("rmx.cache.answers")).isPositive();
        assertThat(value("rmx.cache.size")).isGreaterThan(100);
        assertThat(value("rmx.failures.remembered")).isEqualTo(1);
        assertThat(value("rmx.dns.cutoff")).isZero();

        open.complete(new DnsAnswer.Absent(FakeResolver.UNTIL, false));
        verdict.join();
        assertThat(value("rmx.questions.active")).isZero();
    }

    private Quarantine quarantine(QuarantineStore store) {
        return Quarantine.builder(checker::checkAsync, store, (message, decision) -> {})
                .clock(clock)
                .build();
    }

    private void read() {
        List.copyOf(readings).forEach(Runnable::run);
        readings.clear();
    }

    @Test
    void a_reading_of_the_quarantine_asks_its_store_on_another_thread() throws QuarantineException {
        down("b.x");
        try (Quarantine held = quarantine(new InMemoryQuarantineStore(10, clock))) {
            metrics.watch(held).bindTo(registry);
            assertThat(value("rmx.quarantine.held")).isNaN();
            assertThat(readings).hasSize(1); // one at a time
            read();
            assertThat(value("rmx.quarantine.held")).isZero();
            assertThat(value("rmx.quarantine.oldest")).isZero();

            held.hold(checker.check("192.0.2.1", "joe@b.x"), MessageReference.of("1"));
            clock.move(HeldCounts.FRESH);
            assertThat(value("rmx.quarantine.held")).isZero(); // the last count
            read();
            assertThat(value("rmx.quarantine.held")).isEqualTo(1);
            assertThat(value("rmx.quarantine.oldest")).isEqualTo(10);
            assertThat(readings).isEmpty(); // the count is fresh

            clock.move(HeldCounts.USABLE);
            assertThat(value("rmx.quarantine.held")).isNaN(); // the store does not answer
            assertThat(value("rmx.quarantine.released", "outcome", "temp-fail")).isZero();
            assertThat(value("rmx.quarantine.failures", "of", "store")).isZero();
        }
    }

    /** The store's methods, of which one fails. */
    private static QuarantineStore failing(QuarantineStore store, String method) {
        return (QuarantineStore) Proxy.newProxyInstance(
                RmxMetricsTest.class.getClassLoader(),
                new Class<?>[] {QuarantineStore.class},
                (proxy, called, values) -> {
                    if (called.getName().equals(method)) {
                        throw new QuarantineException("the database is down");
                    }
                    return called.invoke(store, values);
                });
    }

    @Test
    void a_store_that_fails_leaves_the_gauges_without_a_number() {
        try (Quarantine held = quarantine(failing(new InMemoryQuarantineStore(10, clock), "held"))) {
            metrics.watch(held).bindTo(registry);
            read();

            assertThat(value("rmx.quarantine.held")).isNaN();
            assertThat(value("rmx.quarantine.oldest")).isNaN();
            assertThat(readings).hasSize(1); // it is read again
        }
    }

    @Test
    void a_registry_that_comes_late_gets_the_counts_and_not_the_durations() {
        dns.rmx("a.x", "ipv4:192.0.2.1");
        checker.check("192.0.2.1", "joe@a.x");

        metrics.bindTo(registry);
        metrics.bindTo(registry);
        metrics.watch(checker);

        assertThat(value("rmx.checks", "form", "rmx", "result", "pass")).isEqualTo(1);
        assertThat(value("rmx.check.duration", "result", "pass")).isZero();
        assertThat(value("rmx.cache.answers")).isPositive();
        checker.check("192.0.2.1", "joe@none.x");
        assertThat(value("rmx.check.duration", "result", "none")).isEqualTo(1); // in this registry once
    }

    @Test
    void two_checkers_are_told_apart_by_the_user_s_tags() {
        new RmxMetrics(Tags.of("checker", "inbound")).watch(checker).bindTo(registry);

        assertThat(registry.getMeters())
                .isNotEmpty()
                .allSatisfy(meter -> assertThat(meter.getId().getTag("checker")).isEqualTo("inbound"));
    }

    /** The table in the README has every meter, and no other. */
    @Test
    void the_README_lists_the_meters() throws Exception {
        List<String> stated = Files.readAllLines(Path.of("README.md")).stream()
                .filter(line -> line.startsWith("| `rmx."))
                .map(line -> line.substring(0, line.lastIndexOf(" | "))) // without what it means
                .toList();

        try (DnsjavaResolver resolver = DnsjavaResolver.builder()
                        .servers(new InetSocketAddress(InetAddress.getLoopbackAddress(), 9))
                        .build();
                Quarantine held = quarantine(new InMemoryQuarantineStore(1))) {
            metrics.watch(checker).watch(resolver).watch(held).bindTo(registry);
            assertThat(stated).containsExactlyInAnyOrderElementsOf(lines());
            assertThat(value("rmx.servers", "state", "responding")).isEqualTo(1);
            assertThat(value("rmx.servers", "state", "silent")).isZero();
        }
        assertThat(registry.getMeters())
                .as("time series, whatever mail comes")
                .hasSizeLessThan(100)
                .allSatisfy(meter -> assertThat(meter.getId().getDescription()).isNotBlank());
    }

    /** Prometheus writes an underscore for each dot, and adds the unit and more. */
    @Test
    void alerts_name_meters_that_exist() throws Exception {
        List<String> meters = Files.readAllLines(Path.of("README.md")).stream()
                .filter(line -> line.startsWith("| `rmx."))
                .map(line -> line.split("`", -1)[1].replace('.', '_'))
                .toList();
        List<String> named = Pattern.compile("\\brmx_[a-z_]+")
                .matcher(Files.readString(Path.of("IN-PRODUCTION.md")))
                .results()
                .map(MatchResult::group)
                .filter(name -> !List.of("rmx_held", "rmx_clock").contains(name)) // tables
                .toList();

        assertThat(named)
                .hasSizeGreaterThan(10)
                .allMatch(name -> meters.stream().anyMatch(name::startsWith));
    }

    private List<String> lines() {
        Map<String, TreeMap<String, TreeSet<String>>> tags = new TreeMap<>();
        for (Meter meter : registry.getMeters()) {
            Meter.Id id = meter.getId();
            String type = id.getType().name().toLowerCase(Locale.ROOT);
            String unit = id.getBaseUnit() == null ? "" : id.getBaseUnit();
            TreeMap<String, TreeSet<String>> values = tags.computeIfAbsent(
                    "| `" + id.getName() + "` | " + type + " | " + unit + " | ", line -> new TreeMap<>());
            for (Tag tag : id.getTags()) {
                values.computeIfAbsent(tag.getKey(), key -> new TreeSet<>()).add(tag.getValue());
            }
        }
        return tags.entrySet().stream()
                .map(line -> line.getKey()
                        + line.getValue().entrySet().stream()
                                .map(tag -> "`" + tag.getKey() + "`: " + String.join(", ", tag.getValue()))
                                .collect(Collectors.joining("; ")))
                .toList();
    }
}
