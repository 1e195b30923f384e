package dev.rmx.testkit.quarantine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rmx.RmxVerdict;
import dev.rmx.quarantine.Decision;
import dev.rmx.quarantine.HeldMessage;
import dev.rmx.quarantine.JdbcQuarantineStore;
import dev.rmx.quarantine.MessageReference;
import dev.rmx.quarantine.Quarantine;
import dev.rmx.quarantine.QuarantineException;
import dev.rmx.quarantine.QuarantineSettings;
import dev.rmx.quarantine.QuarantineStore;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A quarantine in an SQLite file on a disk of four megabytes that becomes full. */
@Timeout(300)
class FullDiskTest {
    @TempDir
    Path disk = Path.of(".");

    private final Random random = new Random();
    private final Set<MessageReference> back = ConcurrentHashMap.newKeySet();

    @BeforeEach
    void mount() throws Exception {
        if (System.getenv("RMX_REQUIRE_SERVERS") == null) {
            assumeTrue("root".equals(System.getProperty("user.name")), "root can mount a small disk");
        }
        run("mount", "-t", "tmpfs", "-o", "size=4m", "rmx-full-disk", disk.toString());
    }

    @AfterEach
    void unmount() throws Exception {
        run("umount", "--lazy", disk.toString());
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor())
                .as(String.join(" ", command) + ": " + output)
                .isZero();
    }

    private void take(HeldMessage message, Decision decision) {
        back.add(message.reference());
    }

    @Test
    void TEMP_4_a_full_disk_is_reported_and_all_come_back_when_there_is_room() throws Exception {
        Set<MessageReference> held = new HashSet<>();
        RmxVerdict verdict = Samples.undecided("a.example");
        AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-05T06:07:08Z"));
        try (QuarantineStore store = JdbcQuarantineStore.sqlite(disk.resolve("q.db"), now::get);
                Quarantine quarantine = Quarantine.builder(Samples::decided, store, this::take)
                        .clock(now::get)
                        .settings(QuarantineSettings.DEFAULT
                                .withPollEvery(Duration.ofMillis(5))
                                .withPauses(Duration.ofMillis(1), Duration.ofMillis(1)))
                        .build()) {
            for (int round = 0; round < 3; round++) {
                Path ballast = fillBut(800_000);
                assertThatThrownBy(() -> holdUntilFull(quarantine, verdict, held))
                        .isInstanceOf(QuarantineException.class)
                        .hasMessageContaining("the quarantine cannot keep a message")
                        .hasMessageContaining("is full");
                Files.delete(ballast);
                while (quarantine.held().count() > 0) {
                    now.updateAndGet(time -> time.plusSeconds(60)); // otherwise questions just asked are not due
                    Thread.sleep(1);
                }
            }
        }
        assertThat(held).isNotEmpty();
        assertThat(back).containsAll(held);
        try (QuarantineStore again = JdbcQuarantineStore.sqlite(disk.resolve("q.db"))) {
            assertThat(again.held().count()).isZero();
        }
    }

    /** Fills the disk, except for these octets. */
    private Path fillBut(long octets) throws IOException {
        Path ballast = disk.resolve("ballast");
        long room = Files.getFileStore(disk).getUsableSpace();
        try (OutputStream out = Files.newOutputStream(ballast)) {
            out.write(new byte[(int) Math.max(0, room - octets)]);
        }
        return ballast;
    }

    private void holdUntilFull(Quarantine quarantine, RmxVerdict verdict, Set<MessageReference> held)
            throws QuarantineException {
        while (true) {
            byte[] octets = new byte[MessageReference.MOST_OCTETS];
            random.nextBytes(octets);
            MessageReference reference = MessageReference.of(octets);
            quarantine.hold(verdict, reference);
            held.add(reference);
        }
    }
}
