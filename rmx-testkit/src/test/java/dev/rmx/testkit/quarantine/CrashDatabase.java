package dev.rmx.testkit.quarantine;

import com.zaxxer.hikari.HikariDataSource;
import dev.rmx.quarantine.JdbcQuarantineStore;
import dev.rmx.quarantine.QuarantineException;
import dev.rmx.quarantine.QuarantineStore;
import java.nio.file.Path;
import java.time.Duration;

/** The store of a {@link CrashNode}, with the connections to close after it. */
record CrashDatabase(QuarantineStore store, AutoCloseable connections) implements AutoCloseable {
    private static final String SQLITE = "sqlite:";

    /** The address of an SQLite file. */
    static String address(Path file) {
        return SQLITE + file;
    }

    /** Opens the store at an address: of an SQLite file, or of a schema in PostgreSQL. */
    static CrashDatabase open(String address, Duration leaseTime) throws QuarantineException {
        if (address.startsWith(SQLITE)) {
            return new CrashDatabase(JdbcQuarantineStore.sqlite(Path.of(address.substring(SQLITE.length()))), () -> {});
        }
        HikariDataSource pool = Databases.postgres(address);
        return new CrashDatabase(Databases.store(pool, leaseTime), pool);
    }

    @Override
    public void close() {
        store.close();
        try {
            connections.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
