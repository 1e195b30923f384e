package dev.rmx.testkit.quarantine;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;

/** Data sources for the tests, such as mail servers should have them. */
final class Databases {
    private Databases() {}

    /** The H2 database in a file of this directory. */
    static DataSource h2(Path directory) {
        return h2("file:" + directory.resolve("quarantine") + ";DB_CLOSE_DELAY=-1");
    }

    static DataSource h2(String address) {
        JdbcDataSource dataSource = new JdbcDataSource();
        dataSource.setURL("jdbc:h2:" + address);
        return dataSource;
    }

    /** A pool of connections to PostgreSQL. */
    static HikariDataSource postgres(String url) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(12);
        config.setMinimumIdle(0);
        return new HikariDataSource(config);
    }
}
