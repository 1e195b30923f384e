package dev.rmx.testkit.quarantine;

import java.util.UUID;
import javax.sql.DataSource;

class H2MemoryQuarantineStoreTest extends DatabaseContract {
    @Override
    DataSource newDatabase() {
        return Databases.h2("mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
    }
}
