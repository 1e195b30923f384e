package dev.rmx.testkit.quarantine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rmx.quarantine.HeldMessage;
import dev.rmx.quarantine.JdbcQuarantineStore;
import dev.rmx.quarantine.QuarantineException;
import dev.rmx.quarantine.QuarantineStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class H2FileQuarantineStoreTest extends DatabaseContract {
    @TempDir
    Path directory = Path.of(".");

    @Override
    DataSource newDatabase() {
        return Databases.h2(directory);
    }

    /** As if the process had died: nobody tells the database that a copy of its file is made. */
    private List<HeldMessage> onDisk() throws Exception {
        Path copy = Files.createTempDirectory(directory, "copy");
        Files.copy(directory.resolve("quarantine.mv.db"), copy.resolve("quarantine.mv.db"));
        DataSource dataSource = Databases.h2(copy);
        List<HeldMessage> messages =
                JdbcQuarantineStore.builder(dataSource).alone().open().list(0, 100);
        shutDown(dataSource);
        return messages;
    }

    private static void shutDown(DataSource dataSource) throws Exception {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SHUTDOWN");
        }
    }

    @Test
    void what_was_said_to_be_kept_is_on_the_disk_when_the_call_returns() throws Exception {
        QuarantineStore store = another(Duration.ofMinutes(1));
        for (int i = 0; i < 5; i++) {
            long id = add(store);
            assertThat(onDisk()).isEqualTo(store.list(0, 100)).hasSize(1);
            store.claim(NOW, NOW, 10);
            store.decide(Map.of(id, DECISION));
            assertThat(onDisk()).isEqualTo(store.list(0, 100));
            store.done(List.of(id));
            assertThat(onDisk()).isEmpty();

            id = add(store);
            store.release(id, DECISION, NOW.plusSeconds(i));
            assertThat(onDisk()).isEqualTo(store.list(0, 100)).hasSize(1);
            store.remove(id);
            assertThat(onDisk()).isEmpty();
        }
    }

    @Test
    void no_id_is_given_twice_after_the_database_was_opened_again() throws Exception {
        List<Long> ids = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            QuarantineStore store = another(Duration.ofMinutes(1));
            long id = add(store);
            ids.add(id);
            assertThat(store.remove(id)).isTrue();
            shutDown(database());
        }
        assertThat(ids).doesNotHaveDuplicates();
    }

    @Test
    void an_H2_that_loses_data_is_refused() {
        FaultyDataSource dataSource = new FaultyDataSource(database());
        dataSource.pretend("getDatabaseMinorVersion", 5);
        dataSource.pretend("getDatabaseProductVersion", "2.5.252 (2026-07-11)");

        assertThatThrownBy(() -> JdbcQuarantineStore.builder(dataSource).open())
                .isInstanceOf(QuarantineException.class)
                .hasMessageContaining("2.5.252 (2026-07-11)")
                .hasMessageContaining("Use H2 2.4.240");
    }

    @Test
    void nothing_is_written_in_the_background_where_a_checkpoint_would_not_wait_for_it() throws Exception {
        for (int i = 0; i < 2; i++) {
            add(another(Duration.ofMinutes(1)));
            assertThat(writeDelays()).containsOnly("0");
            shutDown(database()); // which forgets it
        }
        assertThat(writeDelays()).isNotEmpty().contains("500");
    }

    /** What was set, and what counts. */
    private List<String> writeDelays() throws Exception {
        List<String> delays = new ArrayList<>();
        try (Connection connection = database().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT SETTING_VALUE FROM INFORMATION_SCHEMA.SETTINGS"
                        + " WHERE SETTING_NAME = 'WRITE_DELAY'")) {
            while (rows.next()) {
                delays.add(rows.getString(1));
            }
        }
        return delays;
    }
}
