package dev.rmx.testkit.quarantine;

import dev.rmx.quarantine.JdbcQuarantineStore;
import dev.rmx.quarantine.QuarantineStore;
import dev.rmx.testkit.VirtualTime;
import dev.rmx.testkit.junit.QuarantineStoreContract;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;

/** The store in an SQLite file meets the contract. */
class SqliteQuarantineStoreTest extends QuarantineStoreContract {
    @TempDir
    Path directory = Path.of("");

    private final VirtualTime time = new VirtualTime();

    @Override
    protected QuarantineStore newStore() throws Exception {
        return JdbcQuarantineStore.sqlite(directory.resolve("quarantine.db"), time);
    }

    @Override
    protected void passTime(Duration passing) {
        time.pass(passing);
    }
}
