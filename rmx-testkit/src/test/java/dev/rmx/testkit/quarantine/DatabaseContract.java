package dev.rmx.testkit.quarantine;

import com.zaxxer.hikari.HikariDataSource;
import dev.rmx.quarantine.JdbcQuarantineStore;
import dev.rmx.quarantine.QuarantineStore;
import dev.rmx.testkit.junit.SharedQuarantineStoreContract;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** The contract of shared stores for a database. */
abstract class DatabaseContract extends SharedQuarantineStoreContract {
    private @Nullable HikariDataSource pool;

    /** The address of an empty database. */
    abstract String newUrl() throws Exception;

    @Override
    protected QuarantineStore newStore() throws Exception {
        pool = Pools.of(newUrl());
        return JdbcQuarantineStore.builder(pool).createSchema().open();
    }

    @Override
    protected QuarantineStore another(Duration leaseTime) throws Exception {
        if (pool == null) {
            throw new IllegalStateException("no store was made");
        }
        return JdbcQuarantineStore.builder(pool).leaseTime(leaseTime).open();
    }

    @AfterEach
    void closePool() {
        if (pool != null) {
            pool.close();
        }
    }
}
