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
 * An empty PostgreSQL schema whose clock a test sets forward: the schema's own {@code clock_timestamp()} is found
 * before PostgreSQL's. Real time passes too.
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

    /** A new schema. */
    static ShiftedPostgres in(PostgresServer server) throws SQLException {
        String url = server.newSchemaUrl() + ",pg_catalog"; // named last, otherwise it is searched first
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE shift (micros BIGINT NOT NULL)");
            statement.execute("INSERT INTO shift VALUES (0)");
            statement.execute("CREATE FUNCTION clock_timestamp() RETURNS TIMESTAMPTZ LANGUAGE SQL VOLATILE AS $$"
                    + " SELECT pg_catalog.clock_timestamp() + micros * INTERVAL '1 microsecond' FROM shift $$");
        }
        return new ShiftedPostgres(url);
    }

    /** The database's URL, with the shifted clock. */
    String url() {
        return url;
    }

    /** A pool of connections as mail servers should configure it. */
    DataSource dataSource() {
        return pool;
    }

    /** Sets the clock forward for everyone who uses the schema. */
    void passTime(Duration time) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                PreparedStatement statement = connection.prepareStatement("UPDATE shift SET micros = micros + ?")) {
            statement.setLong(1, time.dividedBy(Duration.ofNanos(1_000)));
            statement.executeUpdate();
        }
    }

    /** Empties all tables, and sets the clock right: as good as a new schema, and faster. */
    void clear() throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("DO $$ DECLARE name TEXT; BEGIN"
                    + " FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = current_schema() LOOP"
                    + " EXECUTE 'TRUNCATE ' || quote_ident(name); END LOOP; END $$");
            statement.execute("INSERT INTO shift VALUES (0)");
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
