package dev.rmx.testkit.quarantine;

import dev.rmx.quarantine.InMemoryQuarantineStore;
import dev.rmx.quarantine.QuarantineStore;
import dev.rmx.testkit.VirtualTime;
import dev.rmx.testkit.junit.QuarantineStoreContract;
import java.time.Duration;

class InMemoryQuarantineStoreTest extends QuarantineStoreContract {
    private final VirtualTime time = new VirtualTime();

    @Override
    protected QuarantineStore newStore() {
        return new InMemoryQuarantineStore(10_000, time);
    }

    @Override
    protected void passTime(Duration passing) {
        time.pass(passing);
    }
}
