package dev.rmx.quarantine;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/** The tables in the database: makes them, and knows whether they are those that {@link HeldTable} works on. */
final class Schema {
    static final int VERSION = 1;

    private static final String FILE = "schema.sql";
    private static final int MOST_ATTEMPTS = 10;
    /** No such table: PostgreSQL's code, and H2's three. */
    private static final Set<String> NO_TABLE = Set.of("42P01", "42S02", "42S03", "42S04");

    private Schema() {}

    /** Makes what is missing. Another node may do that at the same moment, and one of the two be refused: it looks again. */
    static void create(Transactions transactions) throws QuarantineException {
        List<String> statements = statements();
        int attempts = 1;
        while (version(transactions).isEmpty()) {
            try {
                transactions.runDurably("create its tables", connection -> {
                    try (Statement statement = connection.createStatement()) {
                        for (String sql : statements) {
                            statement.execute(sql);
                        }
                    }
                    return statements.size();
                });
            } catch (QuarantineException e) {
                if (attempts == MOST_ATTEMPTS) {
                    throw e;
                }
                attempts++;
            }
        }
    }

    /**
     * Makes sure that the tables are there, and of this version.
     *
     * @throws QuarantineException if not, saying what to do
     */
    static void check(Transactions transactions) throws QuarantineException {
        OptionalInt version = version(transactions);
        if (version.isEmpty()) {
            throw new QuarantineException("the database has no quarantine yet: open the store with createSchema(),"
                    + " or run dev/rmx/quarantine/schema.sql, which is in the jar");
        }
        if (version.getAsInt() != VERSION) {
            throw new QuarantineException("the quarantine in the database is of version " + version.getAsInt()
                    + ", and this program works with version " + VERSION + ": use one of a release that knows it,"
                    + " or another database");
        }
    }

    /** The version that is there; empty if there is none, or it is not complete. */
    private static OptionalInt version(Transactions transactions) throws QuarantineException {
        try {
            return transactions.run("read the version of its tables", connection -> {
                try (Statement statement = connection.createStatement();
                        ResultSet rows =
                                statement.executeQuery("SELECT version FROM rmx_schema ORDER BY version DESC")) {
                    return rows.next() ? OptionalInt.of(rows.getInt(1)) : OptionalInt.empty();
                }
            });
        } catch (QuarantineException e) {
            if (e.getCause() instanceof SQLException cause && Transactions.hasState(cause, NO_TABLE)) {
                return OptionalInt.empty();
            }
            throw e;
        }
    }

    private static List<String> statements() {
        try (InputStream file = Objects.requireNonNull(Schema.class.getResourceAsStream(FILE), FILE)) {
            String sql = new String(file.readAllBytes(), StandardCharsets.UTF_8).replaceAll("(?m)^\\s*--.*$", "");
            return Stream.of(sql.split(";")).filter(one -> !one.isBlank()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
