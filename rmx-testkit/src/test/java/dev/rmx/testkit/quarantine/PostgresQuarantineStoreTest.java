package dev.rmx.testkit.quarantine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.quarantine.HeldMessage;
import dev.rmx.quarantine.QuarantineStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PostgresQuarantineStoreTest extends DatabaseContract {
    private static @Nullable PostgresServer server;

    @BeforeAll
    static void startServer() throws Exception {
        server = PostgresServer.start();
    }

    @AfterAll
    static void stopServer() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    private static PostgresServer server() {
        return Objects.requireNonNull(server, "server");
    }

    @Override
    DataSource newDatabase() throws Exception {
        return Databases.postgres(server().newSchemaUrl());
    }

    @Test
    void what_was_kept_is_there_when_the_server_was_killed_and_started_again() throws Exception {
        QuarantineStore store = another(Duration.ofMinutes(1));
        List<Long> kept = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            kept.add(add(store));
            server().kill();
            server().startAgain();

            assertThat(store.list(0, 10)).extracting(HeldMessage::id).containsExactlyElementsOf(kept);
        }
    }
}
