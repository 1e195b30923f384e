package dev.rmx.quarantine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database file on a disk of 4 MB, which becomes full or read-only. */
class SqliteFullDiskTest {
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

    private Path file() {
        return disk.resolve("notes.db");
    }

    @Test
    void TEMP_4_a_full_disk_is_reported_and_the_store_recovers() throws Exception {
        List<String> kept = new ArrayList<>();
        try (SqliteFile database = SqliteFile.open(file())) {
            NoteTable.create(database);
            for (int round = 0; round < 3; round++) {
                Path ballast = fillBut(400_000);
                addUntilFull(database, kept, "round " + round);
                addUntilFull(database, kept, "more of round " + round); // smaller ones may still fit
                assertThat(NoteTable.all(database)).containsKeys(kept.toArray(String[]::new));
                Files.delete(ballast);
                NoteTable.add(database, "after round " + round);
                kept.add("after round " + round);
            }
            assertThat(NoteTable.all(database)).containsOnlyKeys(kept);
        }
        try (SqliteFile database = SqliteFile.open(file())) {
            assertThat(NoteTable.all(database)).containsOnlyKeys(kept);
        }
    }

    @Test
    void TEMP_4_concurrent_callers_know_what_is_kept_on_a_full_disk() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (SqliteFile database = SqliteFile.open(file())) {
            NoteTable.create(database);
            Path ballast = fillBut(600_000);
            List<Future<List<String>>> calls = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                String name = "caller " + i;
                calls.add(threads.submit(() -> {
                    List<String> mine = new ArrayList<>();
                    addUntilFull(database, mine, name);
                    return mine;
                }));
            }
            List<String> kept = new ArrayList<>();
            for (Future<List<String>> call : calls) {
                kept.addAll(call.get());
            }
            assertThat(kept).isNotEmpty();
            assertThat(NoteTable.all(database)).containsOnlyKeys(kept);
            Files.delete(ballast);
            NoteTable.add(database, "after");
            assertThat(NoteTable.all(database)).hasSize(kept.size() + 1);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void a_failed_creation_on_a_full_disk_does_not_prevent_the_next() throws Exception {
        Path ballast = fillBut(0);
        assertThatThrownBy(() -> SqliteFile.open(file()))
                .isInstanceOf(QuarantineException.class)
                .hasMessageStartingWith("the quarantine cannot open " + file() + ": ")
                .hasMessageEndingWith("is full");
        Files.delete(ballast);
        SqliteFile.open(file()).close();
    }

    @Test
    void a_read_only_disk_is_refused() throws Exception {
        SqliteFile.open(file()).close();
        run("mount", "-o", "remount,ro", disk.toString());
        assertThatThrownBy(() -> SqliteFile.open(file()))
                .hasMessage("the quarantine cannot open " + file() + ": the file system refuses "
                        + disk.toRealPath().resolve("notes.db.lock") + ": Read-only file system");
    }

    @Test
    void a_read_only_file_is_refused() throws Exception {
        SqliteFile.open(file()).close();
        run("mount", "--bind", file().toString(), file().toString());
        try {
            run("mount", "-o", "remount,bind,ro", file().toString());
            assertThatThrownBy(() -> SqliteFile.open(file()))
                    .hasMessage("the quarantine cannot open " + file() + ": " + file().toRealPath()
                            + " is read-only: grant the right to write it");
        } finally {
            run("umount", "--lazy", file().toString());
        }
    }

    /** Fills the disk, except for this many octets. */
    private Path fillBut(long octets) throws IOException {
        Path ballast = disk.resolve("ballast");
        long room = Files.getFileStore(disk).getUsableSpace();
        try (OutputStream out = Files.newOutputStream(ballast)) {
            out.write(new byte[(int) Math.max(0, room - octets)]);
        }
        return ballast;
    }

    private static void addUntilFull(SqliteFile database, List<String> kept, String name) {
        for (int i = 0; ; i++) {
            String note = name + ", " + i;
            try {
                NoteTable.add(database, note);
            } catch (QuarantineException e) {
                assertThat(e).hasMessageContaining("is full");
                return;
            }
            kept.add(note);
        }
    }
}
