package dev.rmx.testkit.quarantine;

import static dev.rmx.testkit.quarantine.Samples.QUERY;
import static dev.rmx.testkit.quarantine.Samples.QUESTION;
import static dev.rmx.testkit.quarantine.Samples.REFERENCE;
import static dev.rmx.testkit.quarantine.Samples.ids;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.rmx.quarantine.HeldMessage;
import dev.rmx.quarantine.JdbcQuarantineStore;
import dev.rmx.quarantine.QuarantineStore;
import dev.rmx.quarantine.QuarantineStore.Wait;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A message comes back when its longest hold is over, in the databases too. */
class LongestHoldTest {
    private static final Wait FAR = new Wait(QUESTION, Duration.ofHours(1));

    @RegisterExtension
    static final SharedPostgres postgres = new SharedPostgres();

    @Test
    void TEMP_3_a_message_comes_back_when_its_time_is_up_in_PostgreSQL() throws Exception {
        try (HikariDataSource pool = Databases.postgres(postgres.newSchemaUrl())) {
            comesInTime(Databases.store(pool));
        }
    }

    @Test
    void TEMP_3_a_message_comes_back_when_its_time_is_up_in_SQLite(@TempDir Path directory) throws Exception {
        try (QuarantineStore store = JdbcQuarantineStore.sqlite(directory.resolve("q.db"))) {
            comesInTime(store);
        }
    }

    private static void comesInTime(QuarantineStore store) throws Exception {
        long id = store.add(QUERY, REFERENCE, FAR, Duration.ofDays(4));
        HeldMessage message = store.find(id).orElseThrow();
        assertThat(message.until()).isEqualTo(message.since().plus(Duration.ofDays(4)));
        assertThat(ids(store.claim(10))).isEmpty();

        long expired = store.add(QUERY, REFERENCE, FAR, Duration.ZERO);
        assertThat(ids(store.claim(10))).containsExactly(expired);
    }
}
