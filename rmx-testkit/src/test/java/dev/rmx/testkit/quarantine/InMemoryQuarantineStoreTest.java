package dev.rmx.testkit.quarantine;

import dev.rmx.quarantine.InMemoryQuarantineStore;
import dev.rmx.quarantine.QuarantineStore;
import dev.rmx.testkit.junit.QuarantineStoreContract;

class InMemoryQuarantineStoreTest extends QuarantineStoreContract {
    @Override
    protected QuarantineStore newStore() {
        return new InMemoryQuarantineStore(10_000);
    }
}
