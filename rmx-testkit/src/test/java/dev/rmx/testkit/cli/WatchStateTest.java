package dev.rmx.testkit.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rmx.RmxVerifier;
import dev.rmx.record.DomainName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The file of a watch: what a kill leaves, and what is refused. */
class WatchStateTest {
    private static final DomainName DOMAIN = DomainName.parse("example.org");
    private static final Instant OLD = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant NEW = Instant.parse("2026-01-02T00:00:00Z");

    @TempDir
    private Path directory;

    private Path file = Path.of("");

    /** Where a process is killed. */
    enum Kill {
        BEFORE_THE_FIRST_OCTET,
        IN_MID_FILE,
        BEFORE_THE_RENAME,
        AFTER_THE_RENAME
    }

    /** What a kill is here. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    /** A disk on which the process is killed, or which is full. */
    private record Ending(Kill at, boolean full) implements WholeFile.Disk {
        @Override
        public void fill(Path beside, byte[] octets) throws IOException {
            if (at == Kill.IN_MID_FILE) {
                Files.write(beside, Arrays.copyOf(octets, octets.length / 2));
            }
            endAt(Kill.BEFORE_THE_FIRST_OCTET);
            endAt(Kill.IN_MID_FILE);
            Files.write(beside, octets);
        }

        @Override
        public void rename(Path beside, Path to) throws IOException {
            endAt(Kill.BEFORE_THE_RENAME);
            WholeFile.Disk.super.rename(beside, to);
        }

        @Override
        public void sync(Path folder) throws IOException {
            endAt(Kill.AFTER_THE_RENAME);
        }

        private void endAt(Kill here) throws IOException {
            if (at == here) {
                if (full) {
                    throw new IOException("No space left on device");
                }
                throw new Killed();
            }
        }
    }

    @BeforeEach
    void writeOld() {
        file = directory.resolve("state");
        write(WholeFile.Disk.REAL, OLD);
    }

    private void write(WholeFile.Disk disk, Instant at) {
        try (WatchState state = WatchState.open(file, disk)) {
            state.put(DOMAIN, at, new Snapshot(DOMAIN, new RmxVerifier(), at, Map.of()).text());
            state.write();
        }
    }

    private Instant read() {
        try (WatchState state = WatchState.open(file, WholeFile.Disk.REAL)) {
            return state.of(DOMAIN).orElseThrow().at();
        }
    }

    private String refusal() throws IOException {
        byte[] before = Files.readAllBytes(file);
        BadInputException refused = catchThrowableOfType(BadInputException.class, this::read);
        assertThat(refused).isNotNull();
        assertThat(refused.exitCode()).isEqualTo(65);
        assertThat(file).hasBinaryContent(before);
        return String.valueOf(refused.getMessage()).replace(file.toString(), "FILE");
    }

    @ParameterizedTest
    @EnumSource
    void a_kill_at_any_step_leaves_the_old_state_or_the_new_one(Kill kill) throws IOException {
        assertThatThrownBy(() -> write(new Ending(kill, false), NEW)).isInstanceOf(Killed.class);

        assertThat(read()).isEqualTo(kill == Kill.AFTER_THE_RENAME ? NEW : OLD);
        write(WholeFile.Disk.REAL, NEW);
        assertThat(read()).isEqualTo(NEW);
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left).containsExactlyInAnyOrder(file, directory.resolve("state.lock"));
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AFTER_THE_RENAME")
    void a_full_disk_leaves_the_old_state_and_nothing_else(Kill step) {
        assertThatThrownBy(() -> write(new Ending(step, true), NEW))
                .isInstanceOf(BadInputException.class)
                .hasMessage("cannot write " + file + ": No space left on device");

        assertThat(read()).isEqualTo(OLD);
        assertThat(directory.resolve("state.new")).doesNotExist();
    }

    /** Every octet of our own lines, and some of the snapshot between them. */
    private static int step(int at, byte[] whole) {
        return at > 70 && at < whole.length - 40 ? 17 : 1;
    }

    @Test
    void a_file_that_ends_early_anywhere_is_refused_and_stays() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length; length += step(length, whole)) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThat(refusal()).matches("FILE (is empty|is no state|is damaged at octet \\d+, and stays)[ -~]*");
        }
    }

    @Test
    void a_file_with_another_octet_anywhere_is_refused_and_stays() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        for (int at = 0; at < whole.length; at += step(at, whole)) {
            byte[] damaged = whole.clone();
            damaged[at] ^= 1;
            Files.write(file, damaged);
            assertThat(refusal()).matches("FILE is (no state|of version|damaged at octet \\d+)[ -~]*");
        }
        Files.write(file, Arrays.copyOf(whole, whole.length + 1));
        assertThat(refusal()).contains("something follows the end");
    }

    @Test
    void a_file_of_a_newer_version_is_refused_and_stays() throws IOException {
        Files.writeString(file, Files.readString(file).replaceFirst("state 1", "state 2"));

        assertThat(refusal()).isEqualTo("FILE is of version 2, and this rmx reads version 1: a newer rmx reads it");
    }

    @ParameterizedTest
    @ValueSource(strings = {"root:x:0:0:\n", "rmx watch state\n", "rmx watch state 01\n", "{}"})
    void a_file_of_something_else_is_refused_and_stays(String text) throws IOException {
        Files.writeString(file, text);

        assertThat(refusal()).isEqualTo("FILE is no state of rmx watch, and stays as it is; name another file");
    }

    @Test
    void a_second_watch_names_the_first() throws IOException {
        try (WatchState first = WatchState.open(file, WholeFile.Disk.REAL)) {
            first.write();
            BadInputException refused = catchThrowableOfType(BadInputException.class, this::read);
            assertThat(refused.exitCode()).isEqualTo(75);
            assertThat(refused)
                    .hasMessage("process " + ProcessHandle.current().pid() + " watches with " + file.toRealPath());
        }
        assertThat(read()).isEqualTo(OLD);
    }

    @Test
    void a_link_stays_and_the_file_that_it_names_is_replaced() throws IOException {
        Path target = Files.move(file, directory.resolve("target"));
        Files.createSymbolicLink(file, target);
        write(WholeFile.Disk.REAL, NEW);

        assertThat(file).isSymbolicLink();
        assertThat(read()).isEqualTo(NEW);
        assertThat(Files.readString(target, StandardCharsets.US_ASCII)).startsWith("rmx watch state 1\n");
    }

    @Test
    void only_the_owner_can_read_it() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }
}
