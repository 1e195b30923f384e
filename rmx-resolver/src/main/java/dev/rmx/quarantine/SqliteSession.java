package dev.rmx.quarantine;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The one connection of a {@link SqliteFile}, between two faults. Used by one thread.
 *
 * <p>After some errors the driver no longer runs statements that were made before, and says only {@code statement is not executing}. So
 * after every error all of them are made anew.
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

    /** The connection, for the work of callers. */
    Connection connection() {
        return statements.connection();
    }

    void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The first column of the first row. */
    String text(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            if (!rows.next()) {
                throw new SQLException("no row from " + sql);
            }
            return rows.getString(1);
        }
    }

    private long number(String sql) throws SQLException {
        return Long.parseLong(text(sql));
    }

    /** Starts a transaction that may write. */
    void begin() throws SQLException {
        execute("BEGIN IMMEDIATE");
    }

    void commit() throws SQLException {
        execute("COMMIT");
    }

    /**
     * Undoes what the transaction did, unless SQLite has done so itself.
     *
     * @return false if the connection is of no use any more
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
     * Gives a few pages that are free back to the file system, if many are.
     *
     * @return true if more are to give back
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
            // execute would free a single page
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

    /** Closes the connection; at a fault as well as it goes. */
    void close() {
        statements.drop();
        try {
            connection.close();
        } catch (SQLException | RuntimeException e) {
            // nothing depends on it: what was acknowledged is in the WAL
        }
    }
}
