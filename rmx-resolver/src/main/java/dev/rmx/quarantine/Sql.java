package dev.rmx.quarantine;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs SQL statements with their parameters in one call. */
final class Sql {
    private Sql() {}

    static int update(Connection connection, String sql, @Nullable Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            set(statement, values);
            return statement.executeUpdate();
        }
    }

    /** Gives the parameters for one run of a batched statement. */
    interface Values<T> {
        List<Object> of(T one) throws SQLException;
    }

    /** Runs a statement for each element, as one batch. */
    static <T> void each(Connection connection, String sql, Collection<T> all, Values<T> values) throws SQLException {
        if (all.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (T one : all) {
                set(statement, values.of(one).toArray());
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    /** Returns the first column of all rows. */
    static List<Long> ids(Connection connection, String sql, @Nullable Object... values) throws SQLException {
        return rows(connection, sql, row -> row.getLong(1), values);
    }

    /** Reads something from a row. */
    interface Reader<T> {
        T read(ResultSet row) throws SQLException;
    }

    static <T> List<T> rows(Connection connection, String sql, Reader<T> reader, @Nullable Object... values)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            set(statement, values);
            try (ResultSet rows = statement.executeQuery()) {
                List<T> read = new ArrayList<>();
                while (rows.next()) {
                    read.add(reader.read(rows));
                }
                return read;
            }
        }
    }

    /** Reads a number; null for SQL NULL. */
    static @Nullable Long number(ResultSet row, int column) throws SQLException {
        long number = row.getLong(column);
        return row.wasNull() ? null : number; // wasNull() is about the last column read
    }

    static void set(PreparedStatement statement, @Nullable Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
    }
}
