package dev.rmx.quarantine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which process has a file, by what Linux tells. */
class LockHolderTest {
    private static final List<String> LOCKS = List.of(
            "1: POSIX  ADVISORY  WRITE 4711 fe:00:262401 0 EOF",
            "2: FLOCK  ADVISORY  WRITE 4712 fe:00:262401 0 EOF",
            "3: POSIX  ADVISORY  READ  4713 fe:01:262401 0 EOF",
            "4: POSIX  ADVISORY  READ  -1 fe:00:262401 0 EOF",
            "4: -> POSIX  ADVISORY  READ  4714 fe:00:262401 0 EOF",
            "5: POSIX  ADVISORY  READ  4715 fe:00:2624010 0 EOF",
            "nonsense");

    @Test
    void a_lock_is_found_by_inode_or_by_device_and_inode() {
        assertThat(LockHolder.processIds(LOCKS, "262401")).containsExactly(4711L, 4713L);
        assertThat(LockHolder.processIds(LOCKS, LockHolder.device(0xfe01) + "262401"))
                .containsExactly(4713L);
        assertThat(LockHolder.processIds(LOCKS, "401")).isEmpty();
    }

    @Test
    void a_device_has_its_major_and_minor_number() {
        assertThat(LockHolder.device(0x0000_0801)).isEqualTo("08:01:");
        assertThat(LockHolder.device(0x0010_fe02)).isEqualTo("fe:102:");
    }

    @Test
    void a_process_that_only_has_the_file_open_is_found_by_any_name(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("a"), "x");
        Path link = Files.createLink(directory.resolve("b"), file);
        assertThat(LockHolder.of(file)).isEmpty();
        Process process = new ProcessBuilder("tail", "-f", link.toString()).start();
        try {
            assertThat(process.getInputStream().read()).isEqualTo('x'); // it has opened the file
            assertThat(LockHolder.of(file)).get().asString().startsWith("process " + process.pid() + " (");
        } finally {
            process.destroyForcibly().waitFor();
        }
    }
}
