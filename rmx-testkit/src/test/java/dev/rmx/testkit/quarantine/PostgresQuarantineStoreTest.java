package dev.rmx.testkit.quarantine;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

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

    @Override
    String newUrl() throws Exception {
        return Objects.requireNonNull(server, "server").newSchemaUrl();
    }
}
