package dev.rmx.quarantine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rmx.quarantine.WatchedConnection.Watcher;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Errors that callers get when the file, the disk or the connection fails, and the recovery afterwards. */
class SqliteFaultTest {
    private static final int IO_ERROR = 10;

    @TempDir
    Path directory = Path.of(".");

    private final AtomicLong now = new AtomicLong();

    private Path file() {
        return directory.resolve("notes.db");
    }

    /** Fails the statements that a test names. */
    private static final class Faults implements Watcher {
        volatile String before = "";
        volatile String after = "";
        final AtomicInteger connections = new AtomicInteger();

        @Override
        public void before(String sql) throws SQLException {
            if (sql.contains("locking_mode=")) {
                connections.incrementAndGet();
            }
            fail(before, sql);
        }

        @Override
        public void after(String sql) throws SQLException {
            fail(after, sql);
        }

        private static void fail(String failing, String sql) throws SQLException {
            if (!failing.isEmpty() && sql.startsWith(failing)) {
                throw new SQLException("the disk is on fire", null, IO_ERROR);
            }
        }
    }

    private SqliteFile open(Faults faults) throws QuarantineException {
        SqliteFile database = SqliteFile.open(
                file(),
                SqliteOptions.DEFAULTS
                        .withNanoTime(now::get)
                        .withWrapper(connection -> WatchedConnection.around(connection, faults)));
        NoteTable.create(database);
        return database;
    }

    private QuarantineException failure(SqliteFile database, String name) {
        try {
            NoteTable.add(database, name);
        } catch (QuarantineException e) {
            return e;
        }
        throw new AssertionError(name + " was added");
    }

    @Test
    void TEMP_4_a_commit_that_fails_is_in_doubt() throws Exception {
        Faults faults = new Faults();
        try (SqliteFile database = open(faults)) {
            faults.before = "COMMIT";
            QuarantineException failure = failure(database, "a");
            assertThat(failure)
                    .hasMessage("the quarantine cannot add a note: the disk failed under " + file().toRealPath()
                            + ": the disk is on fire; whether it was done is in doubt");
            assertThat(failure.inDoubt()).isTrue();
            faults.before = "";
            NoteTable.add(database, "b");
            assertThat(NoteTable.all(database)).containsOnlyKeys("b");
        }
    }

    @Test
    void TEMP_4_a_commit_that_took_effect_and_failed_is_in_doubt() throws Exception {
        Faults faults = new Faults();
        try (SqliteFile database = open(faults)) {
            faults.after = "COMMIT";
            assertThat(failure(database, "a").inDoubt()).isTrue();
            faults.after = "";
            assertThat(NoteTable.all(database)).containsOnlyKeys("a");
        }
    }

    @Test
    void TEMP_4_uncommitted_work_has_no_effect() throws Exception {
        Faults faults = new Faults();
        try (SqliteFile database = open(faults)) {
            faults.before = "BEGIN";
            assertThat(failure(database, "a").inDoubt()).isFalse();
            faults.before = "";
            assertThat(NoteTable.all(database)).isEmpty();
        }
    }

    @Test
    void reading_is_never_in_doubt() throws Exception {
        Faults faults = new Faults();
        try (SqliteFile database = open(faults)) {
            faults.before = "COMMIT";
            assertThatThrownBy(() -> NoteTable.all(database))
                    .isInstanceOfSatisfying(
                            QuarantineException.class,
                            e -> assertThat(e.inDoubt()).isFalse());
        }
    }

    @Test
    void TEMP_4_a_broken_connection_is_replaced_at_once_and_then_after_growing_pauses() throws Exception {
        Faults faults = new Faults();
        try (SqliteFile database = open(faults)) {
            NoteTable.add(database, "a");
            faults.before = "BEGIN";
            failure(database, "b");
            assertThat(faults.connections).hasValue(1);
            failure(database, "b"); // reopens at once, which fails
            assertThat(faults.connections).hasValue(2);
            assertThat(failure(database, "b"))
                    .hasMessage("the quarantine cannot add a note: the disk failed under " + file().toRealPath()
                            + ": the disk is on fire; the next attempt is due in 100 ms");
            assertThat(faults.connections).hasValue(2);
            now.addAndGet(TimeUnit.MILLISECONDS.toNanos(100));
            failure(database, "b");
            assertThat(faults.connections).hasValue(3);
            now.addAndGet(TimeUnit.MILLISECONDS.toNanos(100));
            assertThat(failure(database, "b")).hasMessageContaining("due in 100 ms");
            faults.before = "";
            now.addAndGet(TimeUnit.MILLISECONDS.toNanos(100));
            NoteTable.add(database, "c");
            assertThat(NoteTable.all(database)).containsOnlyKeys("a", "c");
        }
    }

    @Test
    void an_error_in_the_work_keeps_the_connection() throws Exception {
        Faults faults = new Faults();
        try (SqliteFile database = open(faults)) {
            NoteTable.add(database, "a");
            assertThat(failure(database, "a")).hasMessageContaining("UNIQUE constraint failed");
            NoteTable.add(database, "b");
            assertThat(faults.connections).hasValue(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"removed", "replaced", "emptied"})
    void TEMP_4_nothing_is_acknowledged_after_the_file_is_gone(String how) throws Exception {
        try (SqliteFile database = open(new Faults())) {
            NoteTable.add(database, "a");
            Path real = file().toRealPath();
            spoil(file(), how);
            String lost = "the quarantine cannot add a note: " + real + " was " + how + " while it was open: what was"
                    + " held in it is lost, unless it comes back; close the quarantine, restore the file or a backup,"
                    + " and open it again";
            QuarantineException first = failure(database, "b");
            assertThat(first).hasMessage(lost + "; whether it was done is in doubt");
            assertThat(first.inDoubt()).isTrue();
            QuarantineException second = failure(database, "c");
            assertThat(second).hasMessage(lost);
            assertThat(second.inDoubt()).isFalse();
            assertThatThrownBy(() -> NoteTable.all(database)).hasMessageContaining(" was " + how);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"removed", "replaced"})
    void TEMP_4_the_log_is_a_part_of_the_file(String how) throws Exception {
        try (SqliteFile database = open(new Faults())) {
            NoteTable.add(database, "a");
            spoil(SqliteIdentity.wal(file()), how);
            assertThat(failure(database, "b"))
                    .hasMessageContaining("-wal was " + how + " while it was open")
                    .isInstanceOfSatisfying(
                            QuarantineException.class,
                            e -> assertThat(e.inDoubt()).isTrue());
        }
        if (how.equals("removed")) { // the log was still open; closing has saved it
            try (SqliteFile database = SqliteFile.open(file())) {
                assertThat(NoteTable.all(database)).containsKey("a");
            }
        }
    }

    private static void spoil(Path file, String how) throws Exception {
        switch (how) {
            case "removed" -> Files.delete(file);
            case "replaced" -> {
                Path other = Files.write(file.resolveSibling("other"), new byte[100_000]);
                Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
            }
            case "emptied" ->
                new ProcessBuilder("sh", "-c", ": > \"$0\"", file.toString())
                        .start()
                        .waitFor();
            default -> throw new IllegalArgumentException(how);
        }
    }

    @Test
    void TEMP_4_a_replaced_file_is_left_to_its_owner() throws Exception {
        Path moved = directory.resolve("moved.db");
        try (SqliteFile database = open(new Faults())) {
            NoteTable.add(database, "a");
            Files.move(file(), moved);
            Files.write(file(), new byte[100]);
            failure(database, "b");
        }
        assertThat(Files.readAllBytes(file())).isEqualTo(new byte[100]);
    }
}
