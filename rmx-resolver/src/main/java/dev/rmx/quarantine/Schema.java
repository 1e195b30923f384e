package dev.rmx.quarantine;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/** Creates the tables, and checks that their version is the one that {@link HeldTables} expects. */
final class Schema {
    static final int VERSION = 2;

    private static final int MOST_ATTEMPTS = 10;

    private Schema() {}

    /**
     * Creates missing tables. If another process does so at the same moment, one of the two fails; it then checks
     * again.
     */
    static void create(HeldDatabase database, Dialect dialect) throws QuarantineException {
        List<String> statements = statements(dialect.schema);
        int attempts = 1;
        while (version(database).isEmpty()) {
            try {
                database.run("create its tables", connection -> {
                    try (Statement statement = connection.createStatement()) {
                        for (String sql : statements) {
                            statement.execute(sql);
                        }
                    }
                    return statements.size();
                });
            } catch (QuarantineException e) {
                if (hasState(e, "42501")) {
                    throw new QuarantineException(
                            "the quarantine's user may not create its tables: grant the right, or let a user with it"
                                    + " run dev/rmx/quarantine/" + dialect.schema + ", which is in the jar",
                            e);
                }
                if (attempts == MOST_ATTEMPTS) {
                    throw e;
                }
                attempts++;
            }
        }
    }

    /**
     * Checks that the tables exist, in this version.
     *
     * @throws QuarantineException if not; the message says what to do
     */
    static void check(HeldDatabase database, Dialect dialect) throws QuarantineException {
        OptionalLong version = version(database);
        if (version.isEmpty()) {
            throw new QuarantineException("the database has no quarantine yet: open the store with createSchema(),"
                    + " or run dev/rmx/quarantine/" + dialect.schema + ", which is in the jar");
        }
        if (version.getAsLong() != VERSION) {
            throw new QuarantineException("the quarantine's tables are of version " + version.getAsLong()
                    + ", but this program needs version " + VERSION + ": use a release that knows them,"
                    + " or another database");
        }
    }

    /** Reads the version; empty if the tables are missing or incomplete. */
    private static OptionalLong version(HeldDatabase database) throws QuarantineException {
        try {
            return database.read(
                    "read the version of its tables",
                    connection ->
                            Sql.ids(connection, "SELECT version FROM rmx_clock ORDER BY version DESC LIMIT 1").stream()
                                    .mapToLong(version -> version)
                                    .findFirst());
        } catch (QuarantineException e) {
            if (isNoSuchTable(e)) {
                return OptionalLong.empty();
            }
            throw e;
        }
    }

    /** PostgreSQL reports a code, SQLite only a message. */
    private static boolean isNoSuchTable(QuarantineException fault) {
        return hasState(fault, "42P01") || String.valueOf(fault.getMessage()).contains("no such table");
    }

    private static boolean hasState(QuarantineException fault, String state) {
        return fault.getCause() instanceof SQLException cause && Transactions.hasState(cause, Set.of(state));
    }

    private static List<String> statements(String file) {
        try (InputStream stream = Objects.requireNonNull(Schema.class.getResourceAsStream(file), file)) {
            String sql = new String(stream.readAllBytes(), StandardCharsets.UTF_8).replaceAll("(?m)^\\s*--.*$", "");
            return Stream.of(sql.split(";")).filter(one -> !one.isBlank()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
