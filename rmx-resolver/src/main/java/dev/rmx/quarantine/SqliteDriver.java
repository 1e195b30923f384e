package dev.rmx.quarantine;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** Xerial's JDBC driver for SQLite, which the user puts on the class path or the module path. */
final class SqliteDriver {
    private static final String CLASS = "org.sqlite.JDBC";

    private final Driver driver;

    private SqliteDriver(Driver driver) {
        this.driver = driver;
    }

    /** Looks for the driver in this library's class loader, then in the application's. */
    static SqliteDriver find() throws QuarantineException {
        return find(SqliteDriver.class.getClassLoader(), Thread.currentThread().getContextClassLoader());
    }

    /**
     * Does not use {@code DriverManager}: it looks for drivers once in a process, and would miss one in a web
     * application.
     */
    static SqliteDriver find(@Nullable ClassLoader... loaders) throws QuarantineException {
        for (ClassLoader loader : loaders) {
            try {
                Class<?> type = Class.forName(CLASS, true, loader);
                return new SqliteDriver(
                        type.asSubclass(Driver.class).getDeclaredConstructor().newInstance());
            } catch (ClassNotFoundException e) {
                // the next one may have it
            } catch (ReflectiveOperationException | LinkageError e) {
                throw new QuarantineException("SQLite's driver does not start: " + e, e);
            }
        }
        throw new QuarantineException(
                "SQLite's driver is missing: add the artifact org.xerial:sqlite-jdbc to the" + " application");
    }

    /** Connects to a file. The JDBC URL has no parameters: the driver takes unknown ones as part of the file name. */
    Connection connect(Path file) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("jdbc.get_generated_keys", "false"); // otherwise each INSERT is followed by a SELECT
        Connection connection = driver.connect("jdbc:sqlite:" + file, properties);
        if (connection == null) {
            throw new SQLException("the driver " + driver.getClass().getName() + " does not accept its own URLs");
        }
        return connection;
    }
}
