package dev.rmx.testkit.quarantine;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** A table with only the text and the reference of messages. */
final class BareTable {
    private static final String CONTENT = "1 client=192.0.2.1 subject=d0.example local=joe";

    private BareTable() {}

    static String create(String id, String octets) {
        return "CREATE TABLE bare (id " + id + ", content TEXT NOT NULL, reference " + octets + " NOT NULL)";
    }

    static PreparedStatement prepareInsert(Connection connection) throws SQLException {
        return connection.prepareStatement("INSERT INTO bare (content, reference) VALUES (?, ?)");
    }

    /** Inserts a row, without a commit. */
    static void insert(PreparedStatement insert, int number) throws SQLException {
        insert.setString(1, CONTENT);
        insert.setBytes(2, ("queue id of message " + number).getBytes(StandardCharsets.UTF_8));
        insert.executeUpdate();
    }

    /** Removes all rows, this many in each transaction. */
    static int deleteAll(Connection connection, int together, String lock) throws SQLException {
        int all = 0;
        int page;
        do {
            page = 0;
            try (PreparedStatement delete = connection.prepareStatement("DELETE FROM bare WHERE id IN"
                            + " (SELECT id FROM bare ORDER BY id LIMIT " + together + lock + ") RETURNING content");
                    ResultSet rows = delete.executeQuery()) {
                while (rows.next()) {
                    page++;
                }
            }
            connection.commit();
            all += page;
        } while (page > 0);
        return all;
    }
}
