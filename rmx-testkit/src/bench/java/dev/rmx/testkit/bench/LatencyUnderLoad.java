package dev.rmx.testkit.bench;

import dev.rmx.PublishedForm;
import dev.rmx.RmxQuery;
import dev.rmx.receive.EnvelopeSender;
import dev.rmx.record.IpAddress;
import dev.rmx.resolver.CacheLimits;
import dev.rmx.resolver.RmxChecker;
import dev.rmx.resolver.dnsjava.DnsjavaResolver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

/**
 * How long SPF checks take at half of the highest rate, for the script {@code peers/day}. The cache keeps nothing: it
 * only joins equal questions under way. Checks start at fixed times, however long earlier ones take.
 *
 * <p>Arguments: the name server's address, seconds. Prints the highest rate; then the median and the 99th percentile in
 * milliseconds of nine tenths of the checks, and microseconds of processor time a check, at half of it: with all name
 * servers up, and with the last tenth about dead domains. Before that, the latency of single checks at the moment when
 * ten thousand end that waited for one dead domain.
 */
public final class LatencyUnderLoad {
    private static final int DOMAINS = 100_000;
    private static final int MANY = 10_000;

    private final RmxChecker checker;
    private final AtomicInteger next = new AtomicInteger();

    private LatencyUnderLoad(RmxChecker checker) {
        this.checker = checker;
    }

    /** Measures. */
    public static void main(String[] arguments) throws InterruptedException, IOException {
        int seconds = Integer.parseInt(arguments[1]);
        try (RmxChecker checker = RmxChecker.builder(DnsjavaResolver.builder()
                        .servers(new InetSocketAddress(arguments[0], 53))
                        .build())
                .forms(PublishedForm.SPF)
                .cache(new CacheLimits(0, Duration.ZERO, Duration.ZERO)) // keeps nothing
                .callbacks(Runnable::run)
                .build()) {
            LatencyUnderLoad load = new LatencyUnderLoad(checker);
            load.highest(1_000_000); // until the JIT compilers are done, and the name server has all in its cache
            for (int round = 0; round < 8; round++) {
                System.out.println("while " + MANY + " checks of one dead domain end: " + load.besideMany(round));
            }
            IntFunction<RmxQuery> oneDead = number -> query("joe@x7.dead.example");
            IntFunction<RmxQuery> eachDead = number -> query("joe@x" + number + ".dead.example");
            load.at(5_000, seconds, eachDead);
            int rate = load.highest(500_000);
            System.out.printf(Locale.ROOT, "highest rate %d a second%n", rate);
            System.out.println("at half of it: " + load.at(rate / 2, seconds, LatencyUnderLoad::alive));
            System.out.println("with a tenth about one dead domain: " + load.at(rate / 2, seconds, oneDead));
            System.out.println(
                    "with a tenth about dead domains, no two the same: " + load.at(rate / 2, seconds, eachDead));
        }
    }

    private static RmxQuery alive(int number) {
        int domain = number % DOMAINS / 20 * 20; // the domains whose number is a multiple of 20 live
        return query("joe@d" + (domain + number % 7) + ".day.example");
    }

    private static RmxQuery query(String sender) {
        return EnvelopeSender.parse(sender).from(IpAddress.parse("192.0.2.1"));
    }

    private int highest(int checks) throws InterruptedException {
        CountDownLatch left = new CountDownLatch(checks);
        AtomicInteger started = new AtomicInteger();
        long begin = System.nanoTime();
        for (int i = 0; i < 256; i++) {
            checkAll(started, checks, left);
        }
        left.await();
        return (int) (checks * 1e9 / (System.nanoTime() - begin));
    }

    /** Checks one after the other. What ends at once is no new level of the stack. */
    @SuppressWarnings("FutureReturnValueIgnored") // the stage goes on by itself
    private void checkAll(AtomicInteger started, int checks, CountDownLatch left) {
        while (started.getAndIncrement() < checks) {
            var verdict = checker.checkAsync(alive(next.getAndIncrement()));
            if (!verdict.isDone()) {
                verdict.whenComplete((given, fault) -> {
                    left.countDown();
                    checkAll(started, checks, left);
                });
                return;
            }
            left.countDown();
        }
    }

    /** Has many checks wait for one dead domain. Tells the latency of other checks at the moment when those end. */
    @SuppressWarnings("FutureReturnValueIgnored") // the stages only note times
    private String besideMany(int round) throws InterruptedException {
        CountDownLatch dead = new CountDownLatch(MANY);
        LongAccumulator first = new LongAccumulator(Math::min, Long.MAX_VALUE);
        for (int i = 0; i < MANY; i++) {
            checker.checkAsync(query("joe@many" + round + ".dead.example")).whenComplete((verdict, fault) -> {
                first.accumulate(System.nanoTime());
                dead.countDown();
            });
        }
        Map<Long, Long> ends = new ConcurrentHashMap<>(); // of other checks, by their starts
        while (dead.getCount() > 0) {
            long start = System.nanoTime();
            checker.checkAsync(alive(next.getAndIncrement()))
                    .whenComplete((verdict, fault) -> ends.put(start, System.nanoTime()));
            LockSupport.parkNanos(500_000);
        }
        long last = System.nanoTime();
        Thread.sleep(1_000); // until the others have ended
        LongSummaryStatistics nanos = ends.entrySet().stream()
                .filter(one -> one.getValue() >= first.get() && one.getKey() <= last)
                .mapToLong(one -> one.getValue() - one.getKey())
                .summaryStatistics();
        return String.format(
                Locale.ROOT,
                "%d others, %.2f ms on average, %.2f ms at most",
                nanos.getCount(),
                nanos.getAverage() / 1e6,
                nanos.getMax() / 1e6);
    }

    /** Checks at a rate, a tenth of them given. Tells the latency of the others, and the processor time of all. */
    @SuppressWarnings("FutureReturnValueIgnored") // the stage only notes the time
    private String at(int rate, int seconds, IntFunction<RmxQuery> tenth) throws InterruptedException, IOException {
        int checks = rate * seconds;
        long[] nanos = new long[checks];
        CountDownLatch left = new CountDownLatch(checks);
        Use before = Use.now();
        Pace.keep(checks, rate, (number, due) -> {
            boolean isOfTenth = number % 10 == 0;
            IntFunction<RmxQuery> query = isOfTenth ? tenth : LatencyUnderLoad::alive;
            checker.checkAsync(query.apply(next.getAndIncrement())).whenComplete((verdict, fault) -> {
                nanos[number] = isOfTenth ? -1 : System.nanoTime() - due;
                left.countDown();
            });
        });
        left.await();
        long[] sorted = Arrays.stream(nanos).filter(time -> time >= 0).sorted().toArray();
        return String.format(
                Locale.ROOT,
                "%.2f and %.2f ms, %.1f µs",
                sorted[sorted.length / 2] / 1e6,
                sorted[(int) (sorted.length * 99L / 100)] / 1e6,
                Use.now().since(before).processorMicros() / checks);
    }
}
