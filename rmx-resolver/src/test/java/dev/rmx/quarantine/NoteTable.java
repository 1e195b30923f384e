package dev.rmx.quarantine;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/** A table for tests of {@link SqliteFile}: notes by key. The text follows from the key. */
final class NoteTable {
    private NoteTable() {}

    static void create(SqliteFile database) throws QuarantineException {
        database.run("create a table", connection -> {
            try (Statement statement = connection.createStatement()) {
                return statement.execute("CREATE TABLE IF NOT EXISTS note ("
                        + "id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE NOT NULL, body TEXT NOT NULL)");
            }
        });
    }

    static void add(SqliteFile database, String name) throws QuarantineException {
        database.run("add a note", connection -> insert(connection, name));
    }

    static int insert(Connection connection, String name) throws SQLException {
        return Sql.update(connection, "INSERT INTO note (name, body) VALUES (?, ?)", name, body(name));
    }

    static void remove(SqliteFile database, String name) throws QuarantineException {
        database.run("remove a note", connection -> Sql.update(connection, "DELETE FROM note WHERE name = ?", name));
    }

    /** Some hundreds to some thousands of letters. */
    static String body(String name) {
        Random random = new Random(name.hashCode());
        return Integer.toHexString(random.nextInt()).repeat(20 + random.nextInt(300));
    }

    static Map<String, String> all(SqliteFile database) throws QuarantineException {
        return database.read("list notes", connection -> {
            Map<String, String> notes = new HashMap<>();
            try (PreparedStatement statement = connection.prepareStatement("SELECT name, body FROM note");
                    ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    notes.put(rows.getString(1), rows.getString(2));
                }
            }
            return notes;
        });
    }

    static String pragma(SqliteFile database, String name) throws QuarantineException {
        return database.read("read a pragma", connection -> new SqliteSession(connection).text("PRAGMA " + name));
    }
}
