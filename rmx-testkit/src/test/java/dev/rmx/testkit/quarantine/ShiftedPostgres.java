package dev.rmx.testkit.quarantine;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;

/**
 * An empty schema of a PostgreSQL server, whose clock a test sets forward: the schema has a function
 * {@code clock_timestamp()} that is found before PostgreSQL's own one. Real time passes as well.
 */
final class ShiftedPostgres implements AutoCloseable {
    private final String url;
    private final HikariDataSource pool;

    private ShiftedPostgres(String url) {
        this.url = url;
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(12);
        config.setMinimumIdle(0);
        this.pool = new HikariDataSource(config);
    }

    /** A new schema, which nobody else uses. */
    static ShiftedPostgres in(PostgresServer server) throws SQLException {
        String url = server.newSchemaUrl() + ",pg_catalog"; // named last, it is not searched first
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE shift (micros BIGINT NOT NULL)");
            statement.execute("INSERT INTO shift VALUES (0)");
            statement.execute("CREATE FUNCTION clock_timestamp() RETURNS TIMESTAMPTZ LANGUAGE SQL VOLATILE AS $$"
                    + " SELECT pg_catalog.clock_timestamp() + micros * INTERVAL '1 microsecond' FROM shift $$");
        }
        return new ShiftedPostgres(url);
    }

    /** The address of the database, by which its clock is the shifted one. */
    String url() {
        return url;
    }

    /** A pool of connections, such as mail servers should have. */
    DataSource dataSource() {
        return pool;
    }

    /** Sets the clock forward, for all who use the schema. */
    void passTime(Duration time) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                PreparedStatement statement = connection.prepareStatement("UPDATE shift SET micros = micros + ?")) {
            statement.setLong(1, time.dividedBy(Duration.ofNanos(1_000)));
            statement.executeUpdate();
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
