package dev.rmx.testkit.cli;

import dev.rmx.quarantine.JdbcQuarantineStore;
import dev.rmx.quarantine.QuarantineException;
import dev.rmx.quarantine.QuarantineStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** Opens the database of a quarantine at a JDBC URL. */
final class QuarantineDatabase {
    private static final String SQLITE = "jdbc:sqlite:";
    private static final String POSTGRESQL = "jdbc:postgresql:";
    /** Holds the password: other users can read a command line. */
    static final String PASSWORD = "RMX_JDBC_PASSWORD";

    private static final String SECONDS_TO_CONNECT = "20";
    private static final String SECONDS_TO_ANSWER = "60";

    private static final byte[] SQLITE_HEADER = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);

    private QuarantineDatabase() {}

    /** A store would create a missing file, and leave a lock beside any other. This process has none open so far. */
    private static void requireSqlite(Path file) throws QuarantineException {
        try {
            if (!Files.readAttributes(file, BasicFileAttributes.class).isRegularFile()) {
                throw new QuarantineException(file + " is not a file");
            }
            try (InputStream in = Files.newInputStream(file)) {
                if (!Arrays.equals(in.readNBytes(SQLITE_HEADER.length), SQLITE_HEADER)) {
                    throw new QuarantineException(file + " is not an SQLite database");
                }
            }
        } catch (IOException e) {
            throw Input.cannotRead(file, e);
        }
    }

    /**
     * Opens a store whose data exists.
     *
     * @throws IllegalArgumentException if the URL is of neither database
     * @throws BadInputException if there is no such SQLite file
     * @throws QuarantineException if the database cannot be opened
     */
    static QuarantineStore open(String url, @Nullable String user, Map<String, String> environment)
            throws QuarantineException {
        if (url.startsWith(SQLITE)) {
            Path file = Path.of(url.substring(SQLITE.length()));
            requireSqlite(file);
            return JdbcQuarantineStore.sqlite(file);
        }
        if (url.startsWith(POSTGRESQL)) {
            Properties properties = new Properties(); // a parameter in the URL goes before
            properties.setProperty("connectTimeout", SECONDS_TO_CONNECT);
            properties.setProperty("loginTimeout", SECONDS_TO_CONNECT);
            properties.setProperty("socketTimeout", SECONDS_TO_ANSWER);
            if (user != null) {
                properties.setProperty("user", user);
            }
            String password = environment.get(PASSWORD);
            if (password != null) {
                properties.setProperty("password", password);
            }
            return JdbcQuarantineStore.postgresql(new UrlDataSource(url, properties))
                    .open();
        }
        throw new IllegalArgumentException("--jdbc takes " + SQLITE + "FILE or " + POSTGRESQL + "//HOST/DATABASE");
    }
}
