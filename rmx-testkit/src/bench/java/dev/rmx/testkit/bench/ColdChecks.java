package dev.rmx.testkit.bench;

import dev.rmx.PublishedForm;
import dev.rmx.RmxQuery;
import dev.rmx.RmxResult;
import dev.rmx.RmxVerdict;
import dev.rmx.receive.EnvelopeSender;
import dev.rmx.record.IpAddress;
import dev.rmx.resolver.RmxChecker;
import dev.rmx.resolver.dnsjava.DnsjavaResolver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/**
 * Checks over DNS with nothing cached, for the script {@code peers/cold}, which runs other libraries beside this one.
 *
 * <p>Arguments: the name server's address, {@code spf} or {@code rmx}, checks in flight, checks, domains. Prints checks
 * per second, microseconds of processor time per check without the JIT compilers', and context switches per check.
 */
public final class ColdChecks {
    private static final Path THREADS = Path.of("/proc/self/task");

    private final RmxChecker checker;
    private final int inFlight;
    private final int domains;
    private final AtomicReference<RmxVerdict> wrong = new AtomicReference<>();

    private ColdChecks(RmxChecker checker, int inFlight, int domains) {
        this.checker = checker;
        this.inFlight = inFlight;
        this.domains = domains;
    }

    /** Measures. */
    public static void main(String[] arguments) throws InterruptedException, IOException {
        InetSocketAddress server = new InetSocketAddress(arguments[0], 53);
        boolean spf = arguments[1].equals("spf");
        int inFlight = Integer.parseInt(arguments[2]);
        int checks = Integer.parseInt(arguments[3]);
        RmxChecker.Builder builder = RmxChecker.builder(
                        DnsjavaResolver.builder().servers(server).build())
                .withoutCache()
                .callbacks(Runnable::run);
        try (RmxChecker checker = (spf ? builder.forms(PublishedForm.SPF) : builder).build()) {
            ColdChecks bench = new ColdChecks(checker, inFlight, Integer.parseInt(arguments[4]));
            bench.run(Math.max(checks, 100_000)); // until the JIT compilers are done
            Use before = Use.now();
            bench.run(checks);
            System.out.println(Use.now().since(before, checks));
        }
    }

    private void run(int checks) throws InterruptedException {
        if (inFlight == 1) {
            for (int i = 0; i < checks; i++) {
                expectPass(checker.check(query(i)));
            }
        } else {
            CountDownLatch left = new CountDownLatch(checks);
            AtomicInteger next = new AtomicInteger();
            for (int i = 0; i < inFlight; i++) {
                checkAll(next, checks, left);
            }
            left.await();
        }
        if (wrong.get() != null) {
            throw new IllegalStateException("should pass: " + wrong.get());
        }
    }

    /** Checks one after the other without blocking, as a mail server with an event loop does. */
    @SuppressWarnings("FutureReturnValueIgnored") // the stage goes on by itself
    private void checkAll(AtomicInteger next, int checks, CountDownLatch left) {
        int number = next.getAndIncrement();
        if (number < checks) {
            checker.checkAsync(query(number)).whenComplete((verdict, fault) -> {
                expectPass(verdict);
                left.countDown();
                checkAll(next, checks, left);
            });
        }
    }

    private RmxQuery query(int number) {
        return EnvelopeSender.parse("joe@d" + number % domains + ".cold.example")
                .from(IpAddress.parse("192.0.2.1"));
    }

    private void expectPass(RmxVerdict verdict) {
        if (verdict.result() != RmxResult.PASS) {
            wrong.compareAndSet(null, verdict);
        }
    }

    /** What the process has used so far. */
    private record Use(long nanoTime, long cpuNanos, long switches) {
        static Use now() throws IOException {
            long cpu = processorTime();
            long switches = 0;
            try (DirectoryStream<Path> threads = Files.newDirectoryStream(THREADS)) {
                for (Path thread : threads) {
                    if (Files.readString(thread.resolve("comm")).contains("CompilerThre")) {
                        cpu -= Long.parseLong(
                                Files.readString(thread.resolve("schedstat")).split(" ", -1)[0]);
                    } else {
                        switches += switchesOf(thread);
                    }
                }
            }
            return new Use(System.nanoTime(), cpu, switches);
        }

        /** In steps of ten milliseconds. */
        private static long processorTime() throws IOException {
            String stat = Files.readString(Path.of("/proc/self/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * 10_000_000;
        }

        private static long switchesOf(Path thread) throws IOException {
            try (Stream<String> lines = Files.lines(thread.resolve("status"))) {
                return lines.filter(line -> line.contains("ctxt_switches"))
                        .mapToLong(line -> Long.parseLong(
                                line.substring(line.indexOf(':') + 1).strip()))
                        .sum();
            }
        }

        String since(Use before, int checks) {
            double seconds = (nanoTime - before.nanoTime) / 1e9;
            return "%.0f %.1f %.2f"
                    .formatted(
                            checks / seconds,
                            (cpuNanos - before.cpuNanos) / 1e3 / checks,
                            (double) (switches - before.switches) / checks);
        }
    }
}
