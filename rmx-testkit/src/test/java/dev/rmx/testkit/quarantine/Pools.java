package dev.rmx.testkit.quarantine;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;

/** Connections to databases for the tests. */
final class Pools {
    private Pools() {}

    /** The database in a file of this directory, which stays open while nobody is connected. */
    static String h2(Path directory) {
        return "jdbc:h2:file:" + directory.resolve("quarantine") + ";DB_CLOSE_DELAY=-1";
    }

    static HikariDataSource of(String url) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(12);
        config.setMinimumIdle(0);
        return new HikariDataSource(config);
    }
}
