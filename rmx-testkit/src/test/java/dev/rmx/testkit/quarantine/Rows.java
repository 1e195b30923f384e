package dev.rmx.testkit.quarantine;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** The contents of the quarantine's tables. */
final class Rows {
    private Rows() {}

    /** All rows, as text. */
    static List<String> all(DataSource database) throws SQLException {
        List<String> all = new ArrayList<>();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            for (String table : List.of("rmx_held", "rmx_question", "rmx_clock")) {
                try (ResultSet rows = statement.executeQuery("SELECT t.* FROM " + table + " t ORDER BY 1")) {
                    while (rows.next()) {
                        all.add(table + " " + text(rows));
                    }
                }
            }
        }
        return all;
    }

    private static String text(ResultSet row) throws SQLException {
        StringBuilder text = new StringBuilder();
        for (int column = 1; column <= row.getMetaData().getColumnCount(); column++) {
            text.append(row.getMetaData().getColumnName(column))
                    .append('=')
                    .append(row.getString(column))
                    .append(' ');
        }
        return text.toString();
    }

    /** How many rows a table has. */
    static long count(DataSource database, String table) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM " + table)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
