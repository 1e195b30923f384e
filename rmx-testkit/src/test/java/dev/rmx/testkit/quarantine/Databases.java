package dev.rmx.testkit.quarantine;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.rmx.quarantine.JdbcQuarantineStore;
import dev.rmx.quarantine.QuarantineException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Data sources for the tests: as mail servers should configure them, and others. */
final class Databases {
    private Databases() {}

    /** A pool of connections to PostgreSQL. */
    static HikariDataSource postgres(String url) {
        return new HikariDataSource(poolAt(url));
    }

    /** The configuration of a pool. */
    static HikariConfig poolAt(String url) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(12);
        config.setMinimumIdle(0);
        return config;
    }

    /** A new connection for each call, without a pool. */
    static DataSource unpooled(String url) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(url);
        return dataSource;
    }

    /** A store in PostgreSQL that creates its tables. */
    static JdbcQuarantineStore store(DataSource dataSource) throws QuarantineException {
        return JdbcQuarantineStore.postgresql(dataSource).createSchema().open();
    }

    /** A store in PostgreSQL that creates its tables, with this lease time. */
    static JdbcQuarantineStore store(DataSource dataSource, Duration leaseTime) throws QuarantineException {
        return JdbcQuarantineStore.postgresql(dataSource)
                .createSchema()
                .leaseTime(leaseTime)
                .open();
    }

    static void execute(DataSource dataSource, String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
