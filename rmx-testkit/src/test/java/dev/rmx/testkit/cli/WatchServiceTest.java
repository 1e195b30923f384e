package dev.rmx.testkit.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rmx.RmxVerifier;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsData;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpPrefix;
import dev.rmx.record.RmxEntry;
import dev.rmx.record.RmxRecord;
import dev.rmx.resolver.QueryBudget;
import dev.rmx.resolver.RmxChecker;
import dev.rmx.resolver.RmxResolver;
import dev.rmx.testkit.ChildJava;
import dev.rmx.testkit.DnsFault;
import dev.rmx.testkit.DnsFaultRule;
import dev.rmx.testkit.RmxDnsServer;
import dev.rmx.testkit.RmxZone;
import dev.rmx.testkit.VirtualTime;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code rmx watch --every}: when it asks, and how it ends. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
@SuppressWarnings("FutureReturnValueIgnored") // the watch ends with the test
class WatchServiceTest {
    private static final DomainName DOMAIN = DomainName.parse("example.org");
    private static final Duration TTL = Duration.ofMinutes(60);

    @TempDir
    private Path directory;

    private final VirtualTime time = new VirtualTime();
    private final AtomicInteger asked = new AtomicInteger();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final RmxChecker checker =
            RmxChecker.builder(new Dns()).clock(time).scheduler(time).build();
    private RmxRecord record = granting("192.0.2.1");
    private boolean killedBeforeTheState;
    private boolean closed;

    private static RmxRecord granting(String address) {
        return RmxRecord.of(new RmxEntry.Ipv4(false, IpPrefix.parse(address)));
    }

    private final class Dns implements RmxResolver {
        @Override
        public CompletableFuture<DnsAnswer> resolve(DnsQuestion question, QueryBudget budget) {
            asked.incrementAndGet();
            return CompletableFuture.completedFuture(
                    question.type() == RecordType.RMX
                            ? new DnsAnswer.Found(
                                    new DnsData.RmxRecords(List.of(record)),
                                    time.instant().plus(TTL),
                                    false)
                            : new DnsAnswer.Absent(time.instant().plus(TTL), false));
        }
    }

    /** What a kill is here. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    private final class Disk implements WholeFile.Disk {
        @Override
        public void fill(Path file, byte[] octets) throws IOException {
            if (killedBeforeTheState) {
                throw new Killed();
            }
            WholeFile.Disk.super.fill(file, octets);
        }
    }

    /** Standard output, which its reader may close. */
    private final class Closable extends OutputStream {
        @Override
        public void write(int octet) throws IOException {
            if (closed) {
                throw new IOException("Broken pipe");
            }
            out.write(octet);
        }
    }

    @AfterEach
    void close() {
        checker.close();
    }

    private Watch watch() {
        RmxCommand.Streams streams = new RmxCommand.Streams(
                new ByteArrayInputStream(new byte[0]),
                new PrintStream(new Closable(), false, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        return new Watch(
                List.of(DOMAIN),
                new RmxVerifier(),
                checker.resolver(),
                time,
                WatchState.open(directory.resolve("state"), new Disk()),
                new WatchPrinter(streams, false, false));
    }

    private Future<?> start(Watch watch) {
        Service service = new Service(
                new RmxCommand.Streams(
                        new ByteArrayInputStream(new byte[0]), new PrintStream(out), new PrintStream(err)),
                "rmx watch");
        return new WatchService(watch, Duration.ofMinutes(1), time, service).start();
    }

    private List<String> said() {
        List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        out.reset();
        return lines;
    }

    @Test
    void DNS_is_asked_again_only_when_its_answers_have_run_out() {
        try (Watch watch = watch()) {
            start(watch);
            time.pass(Duration.ZERO);
            assertThat(said()).containsExactly("example.org: recorded: 1 addresses authorized");
            int once = asked.get();

            record = granting("192.0.2.2");
            time.pass(TTL.minusMinutes(1));
            assertThat(asked).hasValue(once);
            assertThat(said()).isEmpty();

            time.pass(Duration.ofMinutes(2));
            assertThat(asked.get()).isBetween(once + 1, 2 * once);
            assertThat(said()).hasSize(2).allMatch(line -> line.matches("example.org: (gains|loses) 192.0.2.[12]: .*"));
        }
    }

    @Test
    void a_kill_between_output_and_state_has_the_change_said_again() {
        try (Watch watch = watch()) {
            watch.pass();
        }
        said();
        record = granting("192.0.2.2");
        time.pass(TTL.plusMinutes(1));
        killedBeforeTheState = true;
        try (Watch watch = watch()) {
            assertThatThrownBy(watch::pass).isInstanceOf(Killed.class);
        }
        List<String> first = said();
        assertThat(first).hasSize(2);

        killedBeforeTheState = false;
        try (Watch watch = watch()) {
            assertThat(watch.pass()).isEqualTo(1);
            assertThat(said()).isEqualTo(first);
            assertThat(watch.pass()).isZero();
        }
    }

    @Test
    void what_nobody_reads_is_not_kept_and_ends_the_process() {
        closed = true;
        try (Watch watch = watch()) {
            Future<?> ended = start(watch);
            time.pass(Duration.ZERO);
            assertThat(ended.isDone()).isTrue();
            assertThatThrownBy(ended::get).hasCauseInstanceOf(WatchPrinter.ClosedException.class);
            assertThat(directory.resolve("state")).doesNotExist();
        }
    }

    @Test
    void SIGTERM_ends_it_with_0_in_the_middle_of_a_look() throws Exception {
        RmxZone zone = RmxZone.parse("example.org. IN RMX ipv4:192.0.2.1\nexample.com. IN RMX ipv4:192.0.2.2\n");
        try (RmxDnsServer dns = RmxDnsServer.start(zone)) {
            dns.fault(DnsFaultRule.of(DnsFault.Plain.NO_ANSWER).at("example.com"));
            List<String> command = ChildJava.command(
                    "-cp",
                    ChildJava.classPath(),
                    RmxCommand.class.getName(),
                    "watch",
                    "--every",
                    "1s",
                    "--state",
                    directory.resolve("state").toString(),
                    "--server",
                    "127.0.0.1:" + dns.address().getPort(),
                    "example.org",
                    "example.com");
            Process process = new ProcessBuilder(command)
                    .redirectError(directory.resolve("err").toFile())
                    .start();
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                assertThat(lines.readLine()).isEqualTo("example.org: recorded: 1 addresses authorized");
                process.toHandle().destroy();

                assertThat(process.waitFor()).isZero();
                assertThat(lines.readLine()).isNull();
            }
        }
        try (WatchState state = WatchState.open(directory.resolve("state"), WholeFile.Disk.REAL)) {
            assertThat(state.of(DOMAIN)).as("what was said is kept").isPresent();
        }
    }
}
