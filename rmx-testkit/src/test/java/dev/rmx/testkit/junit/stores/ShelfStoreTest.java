package dev.rmx.testkit.junit.stores;

import dev.rmx.quarantine.QuarantineStore;
import dev.rmx.testkit.junit.SharedQuarantineStoreContract;
import java.time.Duration;

/** The store that the mutants are made of is right. */
class ShelfStoreTest extends SharedQuarantineStoreContract {
    private Shelf shelf = new Shelf();

    @Override
    protected QuarantineStore newStore() {
        shelf = new Shelf();
        return another(Duration.ofHours(2));
    }

    @Override
    protected QuarantineStore another(Duration leaseTime) {
        return new ShelfStore(shelf, leaseTime);
    }

    @Override
    protected void passTime(Duration time) {
        shelf.passTime(time);
    }
}
