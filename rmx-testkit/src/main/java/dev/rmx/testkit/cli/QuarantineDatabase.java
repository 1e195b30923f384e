package dev.rmx.testkit.cli;

import dev.rmx.quarantine.JdbcQuarantineStore;
import dev.rmx.quarantine.QuarantineException;
import dev.rmx.quarantine.QuarantineStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** Opens the database of a quarantine at a JDBC URL. */
final class QuarantineDatabase {
    private static final String SQLITE = "jdbc:sqlite:";
    private static final String POSTGRESQL = "jdbc:postgresql:";
    /** Holds the password: other users can read a command line. */
    private static final String PASSWORD = "RMX_JDBC_PASSWORD";

    private QuarantineDatabase() {}

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
            if (!Files.isRegularFile(file)) { // opening it would create it
                throw new BadInputException(ExitCode.NO_INPUT, "there is no quarantine in " + file);
            }
            return JdbcQuarantineStore.sqlite(file);
        }
        if (url.startsWith(POSTGRESQL)) {
            Properties properties = new Properties();
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
