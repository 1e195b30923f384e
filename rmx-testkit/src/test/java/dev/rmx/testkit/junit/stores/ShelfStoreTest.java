package dev.rmx.testkit.junit.stores;

import dev.rmx.quarantine.QuarantineStore;
import dev.rmx.testkit.junit.SharedQuarantineStoreContract;
import java.time.Duration;

/** The store on which the mutants are built is right. */
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
