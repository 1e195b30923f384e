package dev.rmx.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.RmxOutcome;
import dev.rmx.RmxResult;
import dev.rmx.RmxVerdict;
import dev.rmx.quarantine.Decision;
import dev.rmx.quarantine.InMemoryQuarantineStore;
import dev.rmx.quarantine.MessageReference;
import dev.rmx.quarantine.Quarantine;
import dev.rmx.quarantine.QuarantineSettings;
import dev.rmx.receive.EnvelopeSender;
import dev.rmx.record.IpAddress;
import dev.rmx.resolver.DnsHealth;
import dev.rmx.resolver.RmxChecker;
import dev.rmx.resolver.dnsjava.DnsjavaResolver;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The only name server is silent for an hour while mail keeps coming in, and then answers again ([TEMP-7]). */
@Timeout(300)
class CutOffTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration STEP = Duration.ofSeconds(10);
    private static final int ANSWERED = 200;
    private static final int SILENT = 2;
    private static final Duration A_SECOND = Duration.ofSeconds(1);
    private static final Duration A_MOMENT = Duration.ofMillis(500);

    private final VirtualTime time = new VirtualTime();
    private final RmxDnsServer server = RmxDnsServer.start(RmxZone.parse("*.example. 1 RMX ipv4:192.0.2.1\n"));
    private final RmxChecker checker = RmxChecker.builder(DnsjavaResolver.builder()
                    .servers(server.address())
                    .clock(time)
                    .scheduler(time)
                    .build())
            .clock(time)
            .scheduler(time)
            .build();
    private final BlockingQueue<Decision> back = new LinkedBlockingQueue<>();
    private final Quarantine quarantine = Quarantine.builder(
                    checker::checkAsync,
                    new InMemoryQuarantineStore(10_000, time),
                    (message, decision) -> back.add(decision))
            .settings(QuarantineSettings.DEFAULT
                    .withLongestHold(HOUR.dividedBy(2))
                    .withPollEvery(Duration.ofMillis(1)))
            .cutOff(checker.health()::isCutOff)
            .clock(time)
            .build();

    private final Lines lines = new Lines();
    private final Logger log = Logger.getLogger(DnsHealth.class.getName());
    private int held;

    /** Collects log messages. */
    private static final class Lines extends Handler {
        private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();

        @Override
        public void publish(LogRecord line) {
            messages.add(line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    CutOffTest() {
        log.addHandler(lines);
    }

    @AfterEach
    void close() {
        log.removeHandler(lines);
        quarantine.close();
        checker.close();
        server.close();
    }

    /**
     * Checks a sender of a new domain, and lets time pass until there is a verdict.
     *
     * @param patience how many milliseconds to wait for a response before time passes
     */
    private RmxVerdict check(String domain, int patience) throws ExecutionException, InterruptedException {
        CompletableFuture<RmxVerdict> verdict =
                checker.checkAsync(EnvelopeSender.parse("joe@" + domain).from(IpAddress.parse("192.0.2.1")));
        while (true) {
            try {
                return verdict.get(patience, TimeUnit.MILLISECONDS);
            } catch (TimeoutException open) {
                time.pass(A_MOMENT);
            }
        }
    }

    /** Takes the next element, and lets time pass whenever none comes within the given milliseconds. */
    private <T> T next(BlockingQueue<T> queue, int milliseconds, Duration step) throws InterruptedException {
        while (true) {
            T next = queue.poll(milliseconds, TimeUnit.MILLISECONDS);
            if (next != null) {
                return next;
            }
            time.pass(step);
        }
    }

    @Test
    void TEMP_7_an_hour_without_DNS_ends_no_hold_and_is_over_within_seconds() throws Exception {
        assertThat(check("before.example", ANSWERED).result()).isEqualTo(RmxResult.PASS);
        server.fault(DnsFaultRule.of(DnsFault.Plain.NO_ANSWER));

        Instant end = time.instant().plus(HOUR);
        while (time.instant().isBefore(end)) {
            RmxVerdict verdict = check("n" + held + ".example", SILENT);
            assertThat(verdict.result()).isEqualTo(RmxResult.TEMPERROR);
            quarantine.hold(verdict, MessageReference.of("m" + held));
            held++;
            time.pass(STEP);
        }
        assertThat(checker.health().isCutOff()).isTrue();
        assertThat(back).isEmpty();
        assertThat(lines.messages).hasSize(1);
        assertThat(lines.messages.remove()).contains("cut off");

        server.clearFaults();
        Instant returned = time.instant();
        assertThat(next(lines.messages, 10, A_MOMENT)).contains("answers again");
        assertThat(Duration.between(returned, time.instant())).isLessThan(Duration.ofMinutes(5));
        assertThat(checker.health().isCutOff()).isFalse();
        assertThat(check("after.example", ANSWERED).result()).isEqualTo(RmxResult.PASS);
        for (int i = 0; i < held; i++) { // a check that began before the end still waits for its time-outs
            assertThat(next(back, 10, A_SECOND).outcome()).isEqualTo(RmxOutcome.GRANTED);
        }
    }
}
