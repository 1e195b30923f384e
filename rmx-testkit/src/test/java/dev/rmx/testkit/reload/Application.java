package dev.rmx.testkit.reload;

import dev.rmx.RmxResult;
import dev.rmx.RmxVerdict;
import dev.rmx.receive.EnvelopeSender;
import dev.rmx.record.IpAddress;
import dev.rmx.resolver.RmxChecker;
import dev.rmx.resolver.RmxCounters;
import dev.rmx.resolver.dnsjava.DnsjavaResolver;
import dev.rmx.testkit.DnsFault;
import dev.rmx.testkit.DnsFaultRule;
import dev.rmx.testkit.RmxDnsServer;
import dev.rmx.testkit.RmxZone;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Uses the library in many ways, and closes everything. {@link Container} loads it. */
public final class Application implements Runnable {
    private static final Duration SHORT = Duration.ofMillis(100);

    /** Called by reflection. */
    public Application() {}

    @Override
    public void run() {
        timesOut(SHORT);
        isClosedWhileItWaits();
        asksOverTcp();
    }

    private static void timesOut(Duration timeout) {
        try (DatagramSocket silent = silent();
                RmxChecker checker = checker(address(silent), timeout, new RmxCounters())) {
            expect(RmxResult.TEMPERROR, checker.check("192.0.2.1", "joe@example.org"));
        }
    }

    private static void isClosedWhileItWaits() {
        CompletableFuture<RmxVerdict> verdict;
        try (DatagramSocket silent = silent();
                RmxChecker checker = checker(address(silent), Duration.ofHours(1), new RmxCounters())) {
            verdict = checker.checkAsync(EnvelopeSender.parse("joe@example.org").from(IpAddress.parse("192.0.2.1")));
        }
        expect(RmxResult.TEMPERROR, verdict.join());
    }

    private static void asksOverTcp() {
        RmxCounters counters = new RmxCounters();
        RmxZone zone = RmxZone.parse("example.org. IN RMX ipv4:192.0.2.1");
        try (RmxDnsServer server = RmxDnsServer.start(zone)) {
            server.fault(DnsFaultRule.of(DnsFault.Plain.TRUNCATED));
            try (RmxChecker checker = checker(server.address(), Duration.ofHours(1), counters)) {
                expect(RmxResult.PASS, checker.check("192.0.2.1", "joe@example.org"));
            }
        }
        if (counters.questions() == 0) {
            throw new IllegalStateException("the listener was told of no question");
        }
    }

    private static RmxChecker checker(InetSocketAddress server, Duration timeout, RmxCounters counters) {
        return RmxChecker.builder(DnsjavaResolver.builder()
                        .servers(server)
                        .timeout(timeout)
                        .attempts(1)
                        .build())
                .deadline(Duration.ofHours(1))
                .listener(counters)
                .build();
    }

    private static DatagramSocket silent() {
        try {
            return new DatagramSocket(0, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static InetSocketAddress address(DatagramSocket socket) {
        return new InetSocketAddress(socket.getLocalAddress(), socket.getLocalPort());
    }

    private static void expect(RmxResult result, RmxVerdict verdict) {
        if (verdict.result() != result) {
            throw new IllegalStateException("not " + result + ": " + verdict);
        }
    }
}
