package dev.rmx.quarantine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Opening a database file, and reasons to refuse it. */
class SqliteOpeningTest {
    @TempDir
    Path directory = Path.of(".");

    private Path file() {
        return directory.resolve("notes.db");
    }

    private static void refused(Path file, String reason) {
        assertThatThrownBy(() -> SqliteFile.open(file))
                .isInstanceOf(QuarantineException.class)
                .hasMessage("the quarantine cannot open " + file + ": " + reason);
    }

    /** File names that this process's locale can encode. */
    static Stream<String> names() {
        CharsetEncoder locale =
                Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8")).newEncoder();
        return Stream.of("with blank.db", "#hash&=;.db", "ünï-código.db", "100%.db", ":memory:", "file:x", "'q\".db")
                .filter(locale::canEncode);
    }

    @ParameterizedTest
    @MethodSource("names")
    void any_file_name_works(String name) throws Exception {
        Path file = directory.resolve(name);
        try (SqliteFile database = SqliteFile.open(file)) {
            NoteTable.create(database);
            NoteTable.add(database, "a");
        }
        assertThat(file).exists();
        try (var files = Files.list(directory)) {
            assertThat(files).containsExactlyInAnyOrder(file, Path.of(file + ".lock"));
        }
        try (SqliteFile database = SqliteFile.open(file)) {
            assertThat(NoteTable.all(database)).containsOnlyKeys("a");
        }
    }

    @Test
    void a_path_without_a_directory_is_relative() throws Exception {
        Path file = Path.of("target-sqlite-opening-test.db");
        try (SqliteFile database = SqliteFile.open(file)) {
            NoteTable.create(database);
            assertThat(file).exists();
        } finally {
            Files.deleteIfExists(file);
            Files.deleteIfExists(Path.of(file + ".lock"));
        }
    }

    @Test
    void a_question_mark_is_refused() {
        Path file = directory.resolve("notes.db?journal_mode=OFF");
        refused(file, "the path " + real(file) + " has a question mark, which SQLite's driver misreads: use another");
        assertThat(directory).isEmptyDirectory();
    }

    private Path real(Path file) {
        try {
            return directory.toRealPath().resolve(directory.relativize(file));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void impossible_places_for_a_file_are_refused() throws Exception {
        Path missing = directory.resolve("missing");
        refused(missing.resolve("notes.db"), "the directory " + missing + " is missing: create it first");
        refused(directory, directory + " is a directory: name a file");
        Path link = Files.createSymbolicLink(directory.resolve("link.db"), missing);
        refused(link, link + " is a link to a file that is missing: remove the link");
        Path zip = directory.resolve("a.zip");
        try (FileSystem inside = FileSystems.newFileSystem(zip, Map.of("create", "true"))) {
            refused(inside.getPath("/notes.db"), "/notes.db cannot be a database: name a file of the operating system");
        }
    }

    @Test
    void a_file_that_is_no_database_is_refused_and_left_alone() throws Exception {
        Files.writeString(file(), "no database\n".repeat(1000));
        refused(file(), real(file()) + " is not an SQLite database; name another file");
        assertThat(file()).hasContent("no database\n".repeat(1000));
    }

    @Test
    void a_database_of_another_program_is_refused() throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE a (b)");
        }
        refused(
                file(),
                "SQLite leaves auto_vacuum of " + real(file())
                        + " at 0, not 2; use a file that the quarantine has created itself");
    }

    @Test
    void an_emptied_file_is_not_taken_for_a_new_database() throws Exception {
        SqliteFile.open(file()).close();
        Files.write(file(), new byte[0]);
        refused(
                file(),
                real(file()) + " is empty: somebody has emptied it; restore a backup, or remove it to start anew");
    }

    @Test
    void the_log_of_a_missing_file_is_not_used_for_a_new_file() throws Exception {
        Path wal = Files.writeString(Path.of(file() + "-wal"), "rows");
        refused(
                file(),
                real(file()) + " is missing, and " + real(wal)
                        + " is there: put it back, or remove that too to start anew");
        assertThat(wal).hasContent("rows");
    }

    @Test
    void a_damaged_file_is_refused() throws Exception {
        try (SqliteFile database = SqliteFile.open(file())) {
            NoteTable.create(database);
            for (int i = 0; i < 100; i++) {
                NoteTable.add(database, "n" + i);
            }
        }
        byte[] octets = Files.readAllBytes(file());
        for (int i = 5000; i < octets.length - 5000; i += 50) {
            octets[i] ^= 0x55;
        }
        Files.write(file(), octets);
        assertThatThrownBy(() -> SqliteFile.open(file()))
                .isInstanceOf(QuarantineException.class)
                .hasMessageStartingWith("the quarantine cannot open " + file() + ": " + real(file()) + " is damaged (")
                .hasMessageEndingWith(
                        "; restore a backup, or save what is left with sqlite3's command .recover into a new file");
    }

    @Test
    void an_older_SQLite_is_refused() throws Exception {
        String found = versionOfSqlite();
        assertThatThrownBy(() -> SqliteFile.open(file(), SqliteOptions.DEFAULTS.withOldestVersion("3.1000.0")))
                .hasMessage("the quarantine cannot open " + file() + ": SQLite 3.1000.0 or later is needed, and "
                        + found + " was found; earlier ones can lose messages, so use a newer org.xerial:sqlite-jdbc");
        assertThat(file()).doesNotExist();
        SqliteFile.open(file(), SqliteOptions.DEFAULTS.withOldestVersion(found)).close();
    }

    private static String versionOfSqlite() throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:")) {
            return new SqliteSession(connection).text("SELECT sqlite_version()");
        }
    }

    @Test
    void a_missing_driver_is_named() {
        assertThatThrownBy(() -> SqliteDriver.find(ClassLoader.getPlatformClassLoader()))
                .isInstanceOf(QuarantineException.class)
                .hasMessage("SQLite's driver is missing: add the artifact org.xerial:sqlite-jdbc to the application");
    }

    @Test
    void a_missing_directory_for_the_native_library_is_named() throws Exception {
        try (ChildJvm child = ChildJvm.start(
                directory, List.of("-Dorg.sqlite.tmpdir=/proc/none"), SqliteHolder.class, file().toString())) {
            assertThat(child.output())
                    .contains("the quarantine cannot open " + file()
                            + ": sqlite-jdbc cannot unpack and load its native library; name a directory that may hold"
                            + " programs with -Dorg.sqlite.tmpdir=DIRECTORY");
        }
    }

    @Test
    void a_file_is_opened_once_in_a_process() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("link.db"), file());
        SqliteFile database = openNew(link);
        for (int i = 0; i < 2; i++) {
            refused(file(), "this process has " + real(file()) + " open already; open it once and share it");
            refused(link, "this process has " + real(file()) + " open already; open it once and share it");
        }
        assertRefusedInAnotherProcess(file()); // the refusals have not released the lock
        database.close();
        SqliteFile.open(file()).close();
    }

    private SqliteFile openNew(Path link) throws QuarantineException, IOException {
        SqliteFile.open(file()).close();
        assertThat(link).exists();
        return SqliteFile.open(link);
    }

    private void assertRefusedInAnotherProcess(Path file) throws Exception {
        try (ChildJvm child = ChildJvm.start(directory, List.of(), SqliteHolder.class, file.toString())) {
            assertThat(child.output())
                    .contains("process " + ProcessHandle.current().pid() + " (")
                    .contains(") has " + real(file) + " open; each process needs a file of its own");
        }
    }

    @Test
    void a_hard_link_does_not_bypass_the_lock() throws Exception {
        try (SqliteFile database = SqliteFile.open(file())) {
            NoteTable.create(database);
            NoteTable.add(database, "a");
            Path other = Files.createLink(directory.resolve("other.db"), file());
            assertThatThrownBy(() -> SqliteFile.open(other))
                    .hasMessageContaining("this process (")
                    .hasMessageEndingWith(") has " + real(other) + " open; only one may have it");
            assertThat(NoteTable.all(database)).hasSize(1);
        }
    }

    @Test
    void a_killed_process_leaves_the_file_to_the_next() throws Exception {
        try (ChildJvm child = ChildJvm.start(directory, List.of(), SqliteHolder.class, file().toString(), "stay")) {
            child.awaitOutput("open");
            assertThatThrownBy(() -> SqliteFile.open(file()))
                    .hasMessageMatching(
                            ".*: process [0-9]+ [(].*[)] has .* open; each process needs a file of its own");
            Path other = Files.createLink(
                    directory.resolve("other.db"), file()); // SQLite's lock, not ours, as of any program
            assertThatThrownBy(() -> SqliteFile.open(other))
                    .hasMessageMatching(
                            ".*: process [0-9]+ [(].*[)] has " + real(other) + " open; only one may have it");
            Files.delete(other);
            child.kill();
        }
        SqliteFile.open(file()).close();
    }
}
