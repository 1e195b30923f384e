package dev.rmx.testkit.cli;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Lines per second of {@code rmx check --zone FILE --batch FILE}, from reading the zone to the last line: a million
 * lines, with senders at a thousand domains of ten prefixes each. Output is discarded.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 4)
@Measurement(iterations = 5, time = 4)
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // JMH has them set
public class BatchLines {
    private static final int LINES = 1_000_000;
    private static final int DOMAINS = 1000;
    private static final int PREFIXES = 10;

    private Path zone;
    private Path lines;

    @Setup
    public void setUp() throws IOException {
        zone = Files.createTempFile("rmx-bench", ".zone");
        lines = Files.createTempFile("rmx-bench", ".lines");
        write(zone, lines, LINES);
    }

    /** A line of the batch; half of the clients are in one of their domain's prefixes. */
    static void write(Path zone, Path lines, int count) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(zone)) {
            for (int domain = 0; domain < DOMAINS; domain++) {
                out.write("d" + domain + ".example.org. IN RMX");
                for (int i = 0; i < PREFIXES; i++) {
                    out.write(" ipv4:" + network(domain, i) + ".0/24");
                }
                out.newLine();
            }
        }
        Random random = new Random(1);
        try (BufferedWriter out = Files.newBufferedWriter(lines)) {
            for (int i = 0; i < count; i++) {
                int domain = random.nextInt(DOMAINS);
                out.write(network(domain, random.nextInt(2 * PREFIXES)) + "." + random.nextInt(256) + " user" + i % 1000
                        + "@d" + domain + ".example.org");
                out.newLine();
            }
        }
    }

    private static String network(int domain, int index) {
        return 10 + index + "." + (domain >> 8) + "." + (domain & 0xff);
    }

    @TearDown
    public void tearDown() throws IOException {
        Files.delete(zone);
        Files.delete(lines);
    }

    @Benchmark
    @OperationsPerInvocation(LINES)
    public int check() {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        RmxCommand.Streams streams = new RmxCommand.Streams(InputStream.nullInputStream(), nowhere, nowhere);
        int status = RmxCommand.run(streams, "check", "--zone", zone.toString(), "--batch", lines.toString());
        if (status != 0) {
            throw new IllegalStateException("the command ended with " + status);
        }
        return status;
    }
}
