package dev.rmx.quarantine;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.stream.Collectors;

/** SQL fragments that differ between the two databases. */
enum Dialect {
    /** Only one connection uses the file, so rows need no locks. */
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

    /** The resource that creates the tables. */
    final String schema;
    /** Condition: the preceding column is one of the ids in the parameter. */
    final String isOneOf;
    /** Locks the rows of a SELECT: no other transaction can lock, change or delete them. */
    final String lock;
    /** Same as {@link #lock}, but skips rows that another transaction has locked. */
    final String lockFree;
    /**
     * Same as {@link #lockFree}, but also skips rows that a transaction {@linkplain #keep keeps}; the rest can be
     * deleted.
     */
    final String lockToDelete;
    /**
     * Protects the rows of a SELECT from deletion. Many transactions can keep a row, even while another has locked it.
     */
    final String keep;
    /** Sorts text by its octets, as Java sorts ASCII. */
    final String byOctets;
    /** On conflict: leaves an existing question unchanged, and protects it from deletion. */
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
