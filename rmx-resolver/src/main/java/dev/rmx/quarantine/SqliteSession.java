package dev.rmx.quarantine;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The connection of a {@link SqliteFile}, until a fault breaks it. Used by one thread.
 *
 * <p>After some errors the driver refuses to run earlier statements, and says only {@code statement is not executing}.
 * So after every error all statements are prepared again.
 */
final class SqliteSession {
    private static final long PAGES_LEFT_FREE = 1024; // 4 MB
    private static final int PAGES_AT_ONCE = 512;

    private final Connection connection;
    private final SqliteStatements statements;

    SqliteSession(Connection connection) {
        this.connection = connection;
        this.statements = new SqliteStatements(connection);
    }

    /** The connection for callers' work. */
    Connection connection() {
        return statements.connection();
    }

    void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Returns the first column of the first row. */
    String text(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            if (!rows.next()) {
                throw new SQLException("no row from " + sql);
            }
            return rows.getString(1);
        }
    }

    /** Like {@link #text}, for what is asked often: the statement is kept. */
    private long number(String sql) throws SQLException {
        return Sql.ids(connection(), sql).get(0);
    }

    void begin() throws SQLException {
        execute("BEGIN IMMEDIATE");
    }

    void commit() throws SQLException {
        execute("COMMIT");
    }

    /**
     * Rolls the transaction back, unless SQLite has done so itself.
     *
     * @return false if the connection is unusable
     */
    boolean rollBack() {
        statements.drop();
        try {
            execute("ROLLBACK");
        } catch (SQLException | RuntimeException e) {
            if (!String.valueOf(e.getMessage()).contains("no transaction is active")) {
                return false;
            }
        }
        return true;
    }

    /**
     * Returns some free pages to the file system, if there are many.
     *
     * @return true if there are more to return
     */
    boolean shrink() throws SQLException {
        try {
            return hasMuchFree() && freeSome();
        } catch (SQLException | RuntimeException e) {
            statements.drop();
            throw e;
        }
    }

    private boolean freeSome() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            // execute() would free only one page
            statement.executeUpdate("PRAGMA incremental_vacuum(" + PAGES_AT_ONCE + ")");
        }
        if (hasMuchFree()) {
            return true;
        }
        execute("PRAGMA wal_checkpoint(PASSIVE)"); // this is what makes the file smaller
        return false;
    }

    private boolean hasMuchFree() throws SQLException {
        long free = number("PRAGMA freelist_count");
        return free > PAGES_LEFT_FREE && free > number("PRAGMA page_count") / 4;
    }

    /** Closes the connection, and ignores errors. */
    void close() {
        statements.drop();
        try {
            connection.close();
        } catch (SQLException | RuntimeException e) {
            // nothing depends on it: acknowledged work is in the WAL
        }
    }
}
