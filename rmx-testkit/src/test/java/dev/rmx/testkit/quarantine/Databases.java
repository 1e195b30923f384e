package dev.rmx.testkit.quarantine;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;

/** Data sources for the tests, such as mail servers should have them. */
final class Databases {
    private static final String H2 = "jdbc:h2:";

    private Databases() {}

    /** The H2 database in a file of this directory. */
    static DataSource h2(Path directory) {
        return at(h2Url(directory));
    }

    /** The address of the H2 database in a file of this directory. */
    static String h2Url(Path directory) {
        return H2 + "file:" + directory.resolve("quarantine") + ";DB_CLOSE_DELAY=-1";
    }

    static DataSource h2(String address) {
        JdbcDataSource dataSource = new JdbcDataSource();
        dataSource.setURL(H2 + address);
        return dataSource;
    }

    /** The one at this address: H2's own data source, or a pool of connections to PostgreSQL. */
    static DataSource at(String url) {
        return url.startsWith(H2) ? h2(url.substring(H2.length())) : postgres(url);
    }

    /** Closes the pool, if it is one. */
    static void close(DataSource database) {
        if (database instanceof HikariDataSource pool) {
            pool.close();
        }
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
