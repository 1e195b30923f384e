package dev.rmx.quarantine;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** SQL fragments that differ between the two databases. */
enum Dialect {
    /** Only one connection uses the file, so rows need no locks. */
    SQLITE(
            "sqlite.sql",
            " IN (SELECT value FROM json_each(?))",
            " IN (SELECT value FROM json_each(?))",
            "",
            "",
            "",
            "",
            "",
            " DO NOTHING") {
        @Override
        Object ids(Connection connection, Collection<Long> ids) {
            return ids.stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]"));
        }

        @Override
        Object texts(Connection connection, Collection<String> texts) {
            return texts.stream()
                    .map(text -> '"' + text.replaceAll("[\\\\\"]", "\\\\$0").replaceAll("\\p{Cntrl}", "?") + '"')
                    .collect(Collectors.joining(",", "[", "]"));
        }

        @Override
        List<Long> first(
                Connection connection,
                String select,
                String limit,
                List<Object> values,
                List<Map.Entry<String, Integer>> texts)
                throws SQLException {
            List<Long> ids = new ArrayList<>();
            for (Map.Entry<String, Integer> text : texts) {
                List<Object> all = new ArrayList<>(List.of(text.getKey()));
                all.addAll(values);
                all.add(text.getValue());
                ids.addAll(Sql.ids(connection, select + "?" + limit + "?", all.toArray()));
            }
            return ids;
        }

        @Override
        String isOneOfThose(String select) {
            return " IN (" + select + ")";
        }
    },

    POSTGRESQL(
            "postgresql.sql",
            " = ANY (CAST(? AS BIGINT[]))",
            " = ANY (CAST(? AS TEXT[]))",
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

        @Override
        Object texts(Connection connection, Collection<String> texts) throws SQLException {
            return connection.createArrayOf("TEXT", texts.toArray());
        }

        /** One statement: each costs a round trip. */
        @Override
        List<Long> first(
                Connection connection,
                String select,
                String limit,
                List<Object> values,
                List<Map.Entry<String, Integer>> texts)
                throws SQLException {
            List<Object> all = new ArrayList<>();
            all.add(texts(connection, texts.stream().map(Map.Entry::getKey).toList()));
            all.add(connection.createArrayOf(
                    "INTEGER", texts.stream().map(Map.Entry::getValue).toArray()));
            all.addAll(values);
            return Sql.ids(
                    connection,
                    "SELECT first.id FROM unnest(CAST(? AS TEXT[]), CAST(? AS INTEGER[])) AS each (one, most)"
                            + " CROSS JOIN LATERAL (" + select + "each.one" + limit + "each.most" + lockFree
                            + ") AS first",
                    all.toArray());
        }

        @Override
        String isOneOfThose(String select) {
            return " = ANY (ARRAY(" + select + "))"; // IN could run it for each row, and lock more than LIMIT says
        }
    };

    /** The resource that creates the tables. */
    final String schema;
    /** Condition: the preceding column is one of the ids in the parameter. */
    final String isOneOf;
    /** Condition: the preceding column is one of the texts in the parameter. */
    final String isOneText;
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
            String isOneText,
            String lock,
            String lockFree,
            String lockToDelete,
            String keep,
            String byOctets,
            String leave) {
        this.schema = schema;
        this.isOneOf = isOneOf;
        this.isOneText = isOneText;
        this.lock = lock;
        this.lockFree = lockFree;
        this.lockToDelete = lockToDelete;
        this.keep = keep;
        this.byOctets = byOctets;
        this.leave = leave;
    }

    /** The parameter for {@link #isOneOf}. */
    abstract Object ids(Connection connection, Collection<Long> ids) throws SQLException;

    /** The parameter for {@link #isOneText}. */
    abstract Object texts(Connection connection, Collection<String> texts) throws SQLException;

    /**
     * Finds ids for each of several texts, at most so many for each.
     *
     * @param select a query that goes on with the text
     * @param limit how it goes on after the text, with these parameters; the number ends it
     */
    abstract List<Long> first(
            Connection connection,
            String select,
            String limit,
            List<Object> values,
            List<Map.Entry<String, Integer>> texts)
            throws SQLException;

    /** Condition: the preceding column is one of those that this query finds. The query runs once. */
    abstract String isOneOfThose(String select);
}
