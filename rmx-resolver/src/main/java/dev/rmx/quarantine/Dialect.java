package dev.rmx.quarantine;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.stream.Collectors;

/** Where the SQL of the two databases differs. */
enum Dialect {
    /** One connection uses the file at a time, so no row is ever locked. */
    SQLITE("sqlite.sql", " IN (SELECT value FROM json_each(?))", "", "", "", "", "", " DO NOTHING") {
        @Override
        Object ids(Connection connection, Collection<Long> ids) {
            return ids.stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]"));
        }
    },

    POSTGRESQL(
            "postgresql.sql",
            " = ANY (CAST(? AS BIGINT[]))",
            " FOR NO KEY UPDATE",
            " FOR NO KEY UPDATE SKIP LOCKED",
            " FOR UPDATE SKIP LOCKED",
            " FOR KEY SHARE",
            " COLLATE \"C\"",
            " DO UPDATE SET attempts = rmx_question.attempts") {
        @Override
        Object ids(Connection connection, Collection<Long> ids) throws SQLException {
            return connection.createArrayOf("BIGINT", ids.toArray());
        }
    };

    /** The resource with the statements that make the tables. */
    final String schema;
    /** Says that the column before is one of the ids of a parameter. */
    final String isOneOf;
    /** Locks the rows of a SELECT: nobody else locks, changes or deletes them. */
    final String lock;
    /** The same, and passes over rows that somebody else has locked. */
    final String lockFree;
    /** The same, and passes over rows that somebody {@linkplain #keep keeps} too: these can be deleted. */
    final String lockToDelete;
    /** Keeps the rows of a SELECT from being deleted. Many can keep a row, whoever has locked it. */
    final String keep;
    /** Has text in the order of its octets, as Java has ASCII. */
    final String byOctets;
    /** Leaves a question as it is that is there, and keeps it from being deleted. */
    final String leave;

    Dialect(
            String schema,
            String isOneOf,
            String lock,
            String lockFree,
            String lockToDelete,
            String keep,
            String byOctets,
            String leave) {
        this.schema = schema;
        this.isOneOf = isOneOf;
        this.lock = lock;
        this.lockFree = lockFree;
        this.lockToDelete = lockToDelete;
        this.keep = keep;
        this.byOctets = byOctets;
        this.leave = leave;
    }

    /** The parameter for {@link #isOneOf}. */
    abstract Object ids(Connection connection, Collection<Long> ids) throws SQLException;
}
