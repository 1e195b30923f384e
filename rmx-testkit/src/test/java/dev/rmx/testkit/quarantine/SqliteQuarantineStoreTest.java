package dev.rmx.testkit.quarantine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.quarantine.HeldMessage;
import dev.rmx.quarantine.JdbcQuarantineStore;
import dev.rmx.quarantine.QuarantineStore;
import dev.rmx.testkit.VirtualTime;
import dev.rmx.testkit.junit.QuarantineStoreContract;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store in an SQLite file meets the contract. */
class SqliteQuarantineStoreTest extends QuarantineStoreContract {
    @TempDir
    Path directory = Path.of("");

    private final VirtualTime time = new VirtualTime();
    private @Nullable QuarantineStore opened;

    @Override
    protected QuarantineStore newStore() throws Exception {
        opened = JdbcQuarantineStore.sqlite(directory.resolve("quarantine.db"), time);
        return opened;
    }

    private QuarantineStore opened() {
        return Objects.requireNonNull(opened, "the contract opens a store before each test");
    }

    @Override
    protected void passTime(Duration passing) {
        time.pass(passing);
    }

    /** A claim is in doubt if its commit takes longer than its caller waits: nobody knows what it has leased. */
    @Test
    void TEMP_4_what_a_claim_in_doubt_has_leased_is_claimed_again() throws Exception {
        long id = Samples.add(opened());
        opened().claim(10);
        passTime(Duration.ofHours(1));
        assertThat(opened().claim(10).messages()).extracting(HeldMessage::id).containsExactly(id);
    }
}
