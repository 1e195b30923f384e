package dev.rmx.quarantine;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Prepares a new connection so that it loses no data: checks SQLite's version, sets options, reads them back, and
 * checks for damage. The connection stays in autocommit mode: with the driver's own transactions, it would not recover
 * from a full disk.
 */
final class SqliteSetUp {
    private final SqliteSession session;
    private final Path file;
    private final SqliteOptions options;

    private record Setting(String name, String value, String readBack) {}

    SqliteSetUp(SqliteSession session, Path file, SqliteOptions options) {
        this.session = session;
        this.file = file;
        this.options = options;
    }

    /** Prepares a new file: it becomes a database with its final options, without tables. */
    void ofNewFile() throws SQLException, QuarantineException {
        checkVersion();
        set(new Setting("auto_vacuum", "INCREMENTAL", "2"));
        set(new Setting("journal_mode", "WAL", "wal"));
    }

    /**
     * Prepares a connection for work. EXCLUSIVE keeps other processes out, and keeps the WAL index in memory instead of
     * a file. It must come before anything that reads the file, even a query for the version.
     */
    void ofConnection() throws SQLException, QuarantineException {
        set(new Setting("locking_mode", "EXCLUSIVE", "exclusive"));
        checkVersion();
        for (Setting setting : settings()) {
            set(setting);
        }
        session.begin(); // takes SQLite's lock, which the connection keeps
        session.commit();
        String damage = session.text("PRAGMA quick_check(1)");
        if (!damage.equals("ok")) {
            throw new QuarantineException(SqliteErrors.damaged(file, damage));
        }
    }

    /** The settings, in the order in which they must be made. */
    private List<Setting> settings() {
        List<Setting> settings = new ArrayList<>(List.of(
                new Setting("auto_vacuum", "INCREMENTAL", "2"),
                new Setting("journal_mode", "WAL", "wal"),
                new Setting("synchronous", options.synchronous(), number(options.synchronous())),
                new Setting("temp_store", "MEMORY", "2"), // a statement that changes many rows keeps its undo log there
                new Setting("wal_autocheckpoint", "1000", "1000"),
                new Setting("journal_size_limit", "16777216", "16777216")));
        if (System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("mac")) {
            settings.add(new Setting("fullfsync", "ON", "1")); // fsync does not flush the disk's cache
        }
        return settings;
    }

    private static String number(String synchronous) {
        return switch (synchronous) {
            case "OFF" -> "0";
            case "NORMAL" -> "1";
            case "FULL" -> "2";
            default -> throw new IllegalArgumentException(synchronous);
        };
    }

    private void set(Setting setting) throws SQLException, QuarantineException {
        session.execute("PRAGMA " + setting.name() + "=" + setting.value());
        String found = session.text("PRAGMA " + setting.name());
        if (!found.equalsIgnoreCase(setting.readBack())) {
            throw new QuarantineException("SQLite leaves " + setting.name() + " of " + file + " at " + found + ", not "
                    + setting.readBack() + "; use a file that the quarantine has created itself");
        }
    }

    private void checkVersion() throws SQLException, QuarantineException {
        String found = session.text("SELECT sqlite_version()");
        if (Arrays.compare(numbers(found), numbers(options.oldestVersion())) < 0) {
            throw new QuarantineException("SQLite " + options.oldestVersion() + " or later is needed, and " + found
                    + " was found; earlier ones can lose messages, so use a newer org.xerial:sqlite-jdbc");
        }
    }

    private static int[] numbers(String version) {
        return Stream.of(version.split("[.]")).mapToInt(Integer::parseInt).toArray();
    }
}
