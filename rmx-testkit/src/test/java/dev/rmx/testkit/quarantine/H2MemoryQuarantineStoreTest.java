package dev.rmx.testkit.quarantine;

import java.util.UUID;

class H2MemoryQuarantineStoreTest extends DatabaseContract {
    @Override
    String newUrl() {
        return "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
    }
}
