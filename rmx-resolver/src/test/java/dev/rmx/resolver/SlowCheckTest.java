package dev.rmx.resolver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.RecordType;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import jdk.jfr.EventType;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The event of Java Flight Recorder for slow checks. */
@Timeout(120)
class SlowCheckTest {
    private final FakeResolver dns = new FakeResolver();

    @TempDir
    private Path directory;

    /** Checks two senders, one of them twice, and gives the events that were recorded. */
    private List<RecordedEvent> recorded(Duration threshold) throws IOException {
        dns.rmx("a.x", "ipv4:192.0.2.1");
        dns.answer(
                "b.x", RecordType.RMX, new DnsAnswer.Failed(DnsAnswer.Failed.Kind.SERVFAIL, "SERVFAIL", Instant.MIN));
        Path file = directory.resolve("checks.jfr");
        try (Recording recording = new Recording();
                RmxChecker checker =
                        RmxChecker.builder(dns).clock(new HeldClock()).build()) {
            recording.enable("dev.rmx.SlowCheck").withThreshold(threshold);
            recording.start();
            checker.check("192.0.2.1", "joe@a.x");
            checker.check("192.0.2.1", "joe@a.x");
            checker.check("192.0.2.1", "joe@b.x");
            recording.stop();
            recording.dump(file);
        }
        return RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().equals("dev.rmx.SlowCheck"))
                .sorted(Comparator.comparing(RecordedEvent::getStartTime)) // a file has those of a thread together
                .toList();
    }

    @Test
    void a_check_longer_than_the_threshold_is_recorded() throws IOException {
        List<RecordedEvent> events = recorded(Duration.ZERO);

        assertThat(events).hasSize(2); // the second check took its answers from the cache
        RecordedEvent pass = events.get(0);
        assertThat(pass.getString("domain")).isEqualTo("a.x");
        assertThat(pass.getString("form")).isEqualTo("RMX");
        assertThat(pass.getString("outcome")).isEqualTo("Granted");
        assertThat(pass.getString("failedQuestion")).isNull();
        assertThat(pass.getInt("questions")).isPositive();
        assertThat(pass.getBoolean("timedOut")).isFalse();
        assertThat(pass.getDuration()).isPositive();
        RecordedEvent down = events.get(1);
        assertThat(down.getString("outcome")).isEqualTo("TempFail");
        assertThat(down.getString("failedQuestion")).contains("b.x");
        assertThat(events.toString()).doesNotContain("192.0.2.1", "joe");
    }

    @Test
    void a_check_below_the_threshold_is_not_recorded() throws IOException {
        assertThat(recorded(Duration.ofDays(1))).isEmpty();
    }

    @Test
    void the_threshold_is_one_second_unless_told_otherwise() {
        assertThat(EventType.getEventType(SlowCheck.class).getSettingDescriptors())
                .filteredOn(setting -> setting.getName().equals("threshold"))
                .singleElement()
                .satisfies(setting -> assertThat(setting.getDefaultValue()).isEqualTo("1 s"));
    }
}
