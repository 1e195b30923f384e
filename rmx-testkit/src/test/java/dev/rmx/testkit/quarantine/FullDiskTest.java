package dev.rmx.testkit.quarantine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rmx.RmxQuery;
import dev.rmx.quarantine.HeldMessage;
import dev.rmx.quarantine.JdbcQuarantineStore;
import dev.rmx.quarantine.MessageReference;
import dev.rmx.quarantine.QuarantineException;
import dev.rmx.quarantine.QuarantineStore;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An H2 file on a disk of four megabytes. */
class FullDiskTest {
    private static final Instant NOW = Instant.parse("2026-11-05T06:07:08Z");
    private static final RmxQuery QUERY =
            new RmxQuery(IpAddress.parse("192.0.2.1"), Optional.of(DomainName.parse("a.example")), Optional.empty());

    @TempDir
    Path disk = Path.of(".");

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

    @Test
    void TEMP_3_a_full_disk_is_told_and_loses_nothing() throws Exception {
        List<Long> kept = new ArrayList<>();
        DataSource dataSource = Databases.h2(disk);
        QuarantineStore store =
                JdbcQuarantineStore.builder(dataSource).createSchema().alone().open();
        Path ballast = fillBut(1_500_000);

        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> addUntilFull(store, kept))
                    .isInstanceOf(QuarantineException.class)
                    .hasMessageContaining("the quarantine cannot keep a message");
        }
        assertThat(kept).isNotEmpty();

        Files.delete(ballast);
        assertThat(store.list(0, 100_000)).extracting(HeldMessage::id).containsAll(kept);
        kept.add(add(store));
        shutDown(dataSource);
        QuarantineStore again = JdbcQuarantineStore.builder(dataSource).alone().open();
        assertThat(again.list(0, 100_000)).extracting(HeldMessage::id).containsAll(kept);
        assertThat(again.claim(NOW, NOW, 100_000)).extracting(HeldMessage::id).containsAll(kept);
        shutDown(dataSource);
    }

    private static void shutDown(DataSource dataSource) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SHUTDOWN");
        }
    }

    /** Takes all room but this. */
    private Path fillBut(long octets) throws IOException {
        Path ballast = disk.resolve("ballast");
        long room = Files.getFileStore(disk).getUsableSpace();
        try (OutputStream out = Files.newOutputStream(ballast)) {
            out.write(new byte[(int) (room - octets)]);
        }
        return ballast;
    }

    private static void addUntilFull(QuarantineStore store, List<Long> kept) throws QuarantineException {
        while (true) {
            kept.add(add(store));
        }
    }

    private static long add(QuarantineStore store) throws QuarantineException {
        byte[] reference = new byte[MessageReference.MOST_OCTETS];
        new Random().nextBytes(reference);
        return store.add(QUERY, MessageReference.of(reference), NOW, NOW.plusSeconds(60), NOW);
    }
}
