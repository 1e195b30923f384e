package dev.rmx.testkit.bench;

import dev.rmx.PublishedForm;
import dev.rmx.RmxQuery;
import dev.rmx.receive.EnvelopeSender;
import dev.rmx.record.IpAddress;
import dev.rmx.resolver.RmxChecker;
import dev.rmx.resolver.RmxCheckerBuilder;
import dev.rmx.resolver.dnsjava.DnsjavaResolver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

/**
 * How long SPF checks of popular domains take, without {@code prefetch()} and with it, for the script
 * {@code peers/day}. Senders come at a fixed rate, in the order of a file with a domain a line; those from dead domains
 * are left out. A domain is popular if it comes at least once a second on average.
 *
 * <p>Arguments: the name server's address, the file, checks a second, and how many seconds do not count, since the
 * cache is empty at first. Prints how many checks of popular domains waited for DNS, and the percentiles of their
 * latency.
 */
public final class PopularSenders {
    private final List<RmxQuery> queries;
    private final boolean[] popular;
    private final int rate;
    private final int uncounted;

    private PopularSenders(List<String> domains, int rate, int seconds) {
        this.queries = domains.stream()
                .map(domain -> EnvelopeSender.parse("joe@" + domain).from(IpAddress.parse("192.0.2.1")))
                .toList();
        this.rate = rate;
        this.uncounted = rate * seconds;
        if (domains.size() < 2 * uncounted) {
            throw new IllegalArgumentException(domains.size() + " senders are too few: " + rate + " a second for "
                    + seconds + " s do not count, and as many must be left; give more, or fewer seconds");
        }
        Map<String, Integer> times = new HashMap<>();
        domains.forEach(domain -> times.merge(domain, 1, Integer::sum));
        int often = domains.size() / rate; // once a second
        this.popular = new boolean[domains.size()];
        for (int i = 0; i < popular.length; i++) {
            popular[i] = times.get(domains.get(i)) >= often;
        }
    }

    /** Measures. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        List<String> domains = Files.readAllLines(Path.of(arguments[1])).stream()
                .filter(domain -> !domain.endsWith(".dead.example"))
                .toList();
        PopularSenders senders =
                new PopularSenders(domains, Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3]));
        senders.measure("without prefetch", arguments[0], false);
        senders.measure("with prefetch", arguments[0], true);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the stage only notes the time
    private void measure(String label, String server, boolean prefetch) throws InterruptedException {
        long[] nanos = new long[queries.size()];
        boolean[] waited = new boolean[queries.size()];
        RmxCheckerBuilder builder = RmxChecker.builder(DnsjavaResolver.builder()
                        .servers(new InetSocketAddress(server, 53))
                        .build())
                .forms(PublishedForm.SPF)
                .callbacks(Runnable::run);
        CountDownLatch left = new CountDownLatch(nanos.length);
        try (RmxChecker checker = (prefetch ? builder.prefetch() : builder).build()) {
            Pace.keep(nanos.length, rate, (number, due) -> {
                long started = System.nanoTime();
                var verdict = checker.checkAsync(queries.get(number));
                waited[number] = !verdict.isDone();
                verdict.whenComplete((given, fault) -> {
                    nanos[number] = System.nanoTime() - started;
                    left.countDown();
                });
            });
            left.await();
        }
        int[] counted =
                IntStream.range(uncounted, nanos.length).filter(i -> popular[i]).toArray();
        long[] sorted = IntStream.of(counted).mapToLong(i -> nanos[i]).sorted().toArray();
        System.out.printf(
                Locale.ROOT,
                "%s: %.3f %% of %d checks waited, 99 %% took at most %.3f ms, 99.9 %% at most %.3f ms%n",
                label,
                100.0 * IntStream.of(counted).filter(i -> waited[i]).count() / counted.length,
                counted.length,
                sorted[(int) (counted.length * 99L / 100)] / 1e6,
                sorted[(int) (counted.length * 999L / 1_000)] / 1e6);
    }
}
