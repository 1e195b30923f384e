package dev.rmx.testkit.bench;

import dev.rmx.PublishedForm;
import dev.rmx.RmxResult;
import dev.rmx.RmxVerdict;
import dev.rmx.receive.EnvelopeSender;
import dev.rmx.record.IpAddress;
import dev.rmx.resolver.RmxChecker;
import dev.rmx.resolver.RmxCheckerBuilder;
import dev.rmx.resolver.RmxCounters;
import dev.rmx.resolver.dnsjava.DnsjavaResolver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.james.jspf.impl.DNSServiceXBillImpl;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.Lookup;

/**
 * A mail server's day, for the script {@code peers/day}: SPF checks of senders in a file, a domain a line, in the order
 * of the file, so many in flight.
 *
 * <p>Arguments: {@code here}, {@code here-prefetch} or {@code jspf}; the name server's address, checks in flight, the
 * file, and a file for the latencies. Prints checks a second, microseconds of processor time a check, percent of
 * passes, percent of questions answered from the cache, median and 99th percentile of the latency in milliseconds, and
 * MB of heap.
 */
public final class MailServerDay {
    private static final String CLIENT = "192.0.2.1";

    private final List<String> domains;
    private final int inFlight;
    private final long[] nanos;
    private final LongAdder passed = new LongAdder();

    private MailServerDay(List<String> domains, int inFlight) {
        this.domains = domains;
        this.inFlight = inFlight;
        this.nanos = new long[domains.size()];
    }

    /** Measures. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        MailServerDay day =
                new MailServerDay(Files.readAllLines(Path.of(arguments[3])), Integer.parseInt(arguments[2]));
        if (arguments[0].equals("jspf")) {
            day.jspf(arguments[1]);
        } else {
            day.here(arguments[1], arguments[0].equals("here-prefetch"));
        }
        Files.writeString(Path.of(arguments[4]), day.latencies());
    }

    private void here(String server, boolean prefetch) throws IOException, InterruptedException {
        RmxCounters counters = new RmxCounters();
        RmxCheckerBuilder builder = RmxChecker.builder(DnsjavaResolver.builder()
                        .servers(new InetSocketAddress(server, 53))
                        .build())
                .forms(PublishedForm.SPF)
                .listener(counters)
                .callbacks(Runnable::run);
        try (RmxChecker checker = (prefetch ? builder.prefetch() : builder).build()) {
            Use before = Use.now();
            CountDownLatch left = new CountDownLatch(domains.size());
            AtomicInteger next = new AtomicInteger();
            for (int i = 0; i < inFlight; i++) {
                checkAll(checker, next, left);
            }
            left.await();
            double all = counters.hits() + counters.questions();
            print(Use.now().since(before), "%.1f".formatted(100 * counters.hits() / all));
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the stage goes on by itself
    private void checkAll(RmxChecker checker, AtomicInteger next, CountDownLatch left) {
        for (int number = next.getAndIncrement(); number < domains.size(); number = next.getAndIncrement()) {
            int mine = number;
            long begin = System.nanoTime();
            var verdict = checker.checkAsync(
                    EnvelopeSender.parse("joe@" + domains.get(mine)).from(IpAddress.parse(CLIENT)));
            if (!verdict.isDone()) {
                verdict.whenComplete((given, fault) -> {
                    note(mine, begin, given, left);
                    checkAll(checker, next, left);
                });
                return;
            }
            note(mine, begin, verdict.join(), left);
        }
    }

    private void note(int number, long begin, RmxVerdict verdict, CountDownLatch left) {
        nanos[number] = System.nanoTime() - begin;
        if (verdict.result() == RmxResult.PASS) {
            passed.increment();
        }
        left.countDown();
    }

    /** With its default cache, that of dnsjava, and a thread for each check in flight. */
    private void jspf(String server) throws IOException, InterruptedException {
        Lookup.setDefaultResolver(new ExtendedResolver(new String[] {server}));
        Jspf jspf = new Jspf(new DNSServiceXBillImpl());
        Use before = Use.now();
        AtomicInteger next = new AtomicInteger();
        List<Thread> threads = IntStream.range(0, inFlight)
                .mapToObj(i -> new Thread(() -> {
                    for (int number = next.getAndIncrement();
                            number < domains.size();
                            number = next.getAndIncrement()) {
                        long begin = System.nanoTime();
                        String result =
                                jspf.check(CLIENT, "joe@" + domains.get(number)).getResult();
                        nanos[number] = System.nanoTime() - begin;
                        if (result.equals("pass")) {
                            passed.increment();
                        }
                    }
                }))
                .toList();
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        print(Use.now().since(before), "-");
    }

    private void print(Use used, String hits) {
        int checks = domains.size();
        System.gc();
        long heap = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
        System.out.printf(
                Locale.ROOT,
                "%.0f %.1f %.2f %s %.3f %.1f %d%n",
                checks / used.seconds(),
                used.processorMicros() / checks,
                100.0 * passed.sum() / checks,
                hits,
                quantile(0.5),
                quantile(0.99),
                heap >> 20);
    }

    private double quantile(double share) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.min(sorted.length - 1L, Math.round(share * sorted.length))] / 1e6;
    }

    /** Lines of percent and milliseconds. */
    private String latencies() {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return IntStream.rangeClosed(1, 999)
                .mapToObj(i ->
                        "%.1f %.4f\n".formatted(i / 10.0, sorted[(int) ((long) sorted.length * i / 1_000)] / 1e6))
                .collect(Collectors.joining());
    }
}
