package dev.rmx.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.SoftAssertions.assertSoftly;

import dev.rmx.RmxLimits;
import dev.rmx.RmxResult;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.resolver.RmxChecker;
import dev.rmx.resolver.RmxCounters;
import dev.rmx.resolver.dnsjava.DnsjavaResolver;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * 256 checks in flight against a server that misbehaves at random. Each ends by its deadline, with a result that the
 * reference allows, and nothing grows. Every build runs a few seconds; the README has the command for longer runs.
 *
 * <p>It runs in real time, as its point is what the whole library does over a span of it. {@link SoakClock} measures
 * how late the machine is, and a check may be later by as much.
 */
class SoakTest {
    private static final Duration LENGTH =
            Duration.ofMillis((long) (60_000 * Double.parseDouble(System.getProperty("soak.minutes", "0.1"))));
    private static final long SEED = Long.getLong("soak.seed", System.nanoTime());

    private static final int IN_FLIGHT = 256;
    private static final Duration DEADLINE = Duration.ofSeconds(3);
    private static final Duration GRACE = Duration.ofMillis(250);
    private static final Duration INTERVAL = Duration.ofSeconds(LENGTH.toMinutes() == 0 ? 1 : 10);
    /** Shorter runs cannot tell growth from warming up or from changes of the server's faults. */
    private static final Duration LONG = Duration.ofMinutes(5);

    private final Set<Thread> threadsBefore = SoakSample.rmxThreads();
    private final int socketsBefore = SoakSample.openSockets();
    private final SoakWorld world = new SoakWorld(RmxLimits.DEFAULT);
    private final RmxCounters counters = new RmxCounters();
    private final RmxDnsServer server = RmxDnsServer.start(world.zone());
    private final RmxChecker checker = RmxChecker.builder(DnsjavaResolver.builder()
                    .servers(server.address())
                    .timeout(Duration.ofMillis(500))
                    .attempts(8) // longer than the deadline
                    .build())
            .deadline(DEADLINE)
            .staleData()
            .listener(counters)
            .build();
    private final SoakClock clock = new SoakClock();
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(task -> SoakClock.daemon(task, "soak-timer"));
    private final Random faults = new Random(SEED);
    private final SoakClients clients = new SoakClients(checker, world, new Random(SEED), timer, DEADLINE.plus(GRACE));

    @AfterEach
    void stop() {
        clients.stop();
        timer.shutdownNow();
        clock.close();
    }

    @Test
    @SuppressWarnings("FutureReturnValueIgnored") // ends with the timer
    void LIM_3_nothing_is_late_wrong_or_left_behind() throws InterruptedException {
        System.out.println("soak of " + LENGTH + ", soak.seed=" + SEED);
        SoakSamples samples = new SoakSamples();
        try (server;
                checker) {
            server.fault(DnsFaultRule.of(new DnsFault.Late(Duration.ofMillis(100))));
            clients.start(IN_FLIGHT);
            timer.schedule(this::misbehave, 2, TimeUnit.SECONDS); // after the code has warmed up
            sample(samples);
            clients.stop();
            assertThat(within(DEADLINE.multipliedBy(2), () -> clients.open() == 0))
                    .as("all of %s open checks end", clients.open())
                    .isTrue();
            timer.shutdownNow();
            server.clearFaults();
            assertThat(world.unasked())
                    .allSatisfy(ask -> assertThat(checker.check(ask.query()).result())
                            .as("after the faults, %s", ask)
                            .isEqualTo(ask.right()));
        }
        System.out.println(table(samples));

        boolean clean = within(Duration.ofSeconds(10), this::nothingIsLeft);
        assertSoftly(softly -> {
            softly.assertThat(clients.complaints()).isEmpty();
            softly.assertThat(clients.late())
                    .as("checks after their deadline, later than the machine makes them")
                    .allSatisfy(check -> assertThat(Duration.ofNanos(check.end() - check.begin()))
                            .isLessThanOrEqualTo(DEADLINE.plus(GRACE).plus(lateness(check))));
            softly.assertThat(clean)
                    .as("threads %s and %s sockets end", newThreads(), SoakSample.openSockets() - socketsBefore)
                    .isTrue();
            if (LENGTH.compareTo(LONG) >= 0) {
                assertNoGrowth(softly, "MiB of heap", samples, SoakSample::heap, 8);
                assertNoGrowth(softly, "threads", samples, SoakSample::threads, 32);
                assertNoGrowth(softly, "sockets", samples, SoakSample::sockets, 64);
            }
        });
    }

    private Duration lateness(SoakClients.Late check) {
        return clock.lateness(check.begin(), check.end() + GRACE.toNanos());
    }

    /** Changes the faults, again and again. Right responses take a while too, as in real DNS. */
    @SuppressWarnings("FutureReturnValueIgnored") // ends with the timer
    private void misbehave() {
        server.clearFaults();
        server.forgetAsked();
        int millis = 50 + faults.nextInt(450);
        int phase = faults.nextInt(40);
        if (phase < 4) { // a blackout
            server.fault(DnsFaultRule.of(DnsFault.Plain.NO_ANSWER));
            millis = phase == 0 ? faults.nextInt(4000) : millis;
        } else if (phase < 30) {
            for (int i = faults.nextInt(50); i >= 0; i--) {
                server.fault(world.anyFault(faults));
            }
        }
        server.fault(DnsFaultRule.of(new DnsFault.Late(Duration.ofMillis(50 + faults.nextInt(200)))));
        timer.schedule(this::misbehave, millis, TimeUnit.MILLISECONDS);
    }

    private void sample(SoakSamples samples) throws InterruptedException {
        long begin = System.nanoTime();
        SoakSample last = SoakSample.take(begin, clients, clock, Duration.ZERO);
        while (last.at().compareTo(LENGTH) < 0) {
            Thread.sleep(INTERVAL.toMillis());
            SoakSample next = SoakSample.take(begin, clients, clock, INTERVAL);
            System.out.println(next.since(last) + "; " + counters);
            samples.add(next);
            last = next;
        }
    }

    /** Waits for a state; the time does not count in which the machine was late. */
    private boolean within(Duration time, BooleanSupplier what) throws InterruptedException {
        long begin = System.nanoTime();
        while (!what.getAsBoolean()) {
            long now = System.nanoTime();
            if (now - begin > time.plus(clock.lateness(begin, now)).toNanos()) {
                return false;
            }
            Thread.sleep(10); // no event tells that a thread or socket of the library has gone
        }
        return true;
    }

    /** Whether only dnsjava's selector is left, which has no socket. */
    private boolean nothingIsLeft() {
        return newThreads().isEmpty() && SoakSample.openSockets() <= socketsBefore;
    }

    private Set<Thread> newThreads() {
        Set<Thread> threads = new HashSet<>(SoakSample.rmxThreads());
        threads.removeAll(threadsBefore);
        return threads;
    }

    private static void assertNoGrowth(
            SoftAssertions softly,
            String what,
            SoakSamples samples,
            ToDoubleFunction<SoakSample> figure,
            double slack) {
        double first = samples.firstQuarter(figure);

        softly.assertThat(samples.lastQuarter(figure))
                .as(what)
                .isLessThanOrEqualTo(first + Math.max(first / 10, slack));
    }

    private String table(SoakSamples samples) {
        double seconds = samples.last().at().toMillis() / 1e3;
        long failed = Arrays.stream(DnsAnswer.Failed.Kind.values())
                .mapToLong(counters::failures)
                .sum();
        Duration cpu = samples.last().cpu().minus(samples.first().cpu());
        StringBuilder table = new StringBuilder();
        row(table, "figure", "in %.1f minutes", seconds / 60);
        table.append("|---|---|\n");
        row(table, "checks", "%,d, %.0f a second", clients.ended(), clients.ended() / seconds);
        row(
                table,
                "results",
                "%s",
                Arrays.stream(RmxResult.values())
                        .map(result -> String.format(Locale.ROOT, "%s %,d", result, counters.checks(result)))
                        .collect(Collectors.joining(", ")));
        row(table, "given up", "%,d cancelled, %,d interrupted", clients.cancelled(), clients.interrupted());
        row(table, "ended by the deadline of 3 s", "%,d", counters.timeOuts());
        row(table, "longest check", "%,d ms", samples.most(SoakSample::longest).toMillis());
        row(
                table,
                "a timer without a check was late by",
                "%,d ms at most",
                samples.most(SoakSample::late).toMillis());
        row(table, "questions to DNS", "%,d, of which %,d failed", counters.questions(), failed);
        row(table, "answers from the cache", "%,d", counters.hits());
        row(table, "failures remembered", "%,d", counters.failuresRemembered());
        row(table, "uses of stale data", "%,d", counters.staleUses());
        row(table, "processor time", "%,d s, with the server's", cpu.toSeconds());
        table.append("\n| at the samples | first quarter, after warming up | last quarter |\n|---|---|---|\n");
        quarters(table, "checks in flight", "%.0f", samples, SoakSample::open);
        quarters(table, "heap after a collection, MiB", "%.1f", samples, SoakSample::heap);
        quarters(table, "threads", "%.0f", samples, SoakSample::threads);
        quarters(table, "sockets", "%.0f", samples, SoakSample::sockets);
        return table.toString();
    }

    private static void row(StringBuilder table, String figure, String format, Object... values) {
        table.append("| ").append(figure).append(" | ");
        table.append(String.format(Locale.ROOT, format, values)).append(" |\n");
    }

    private static void quarters(
            StringBuilder table,
            String figure,
            String format,
            SoakSamples samples,
            ToDoubleFunction<SoakSample> value) {
        row(table, figure, format + " | " + format, samples.firstQuarter(value), samples.lastQuarter(value));
    }
}
