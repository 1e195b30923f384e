package dev.rmx.testkit.quarantine;

import java.util.Objects;
import javax.sql.DataSource;
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
    DataSource newDatabase() throws Exception {
        return Databases.postgres(Objects.requireNonNull(server, "server").newSchemaUrl());
    }
}
