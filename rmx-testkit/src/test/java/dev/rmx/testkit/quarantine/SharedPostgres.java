package dev.rmx.testkit.quarantine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * One PostgreSQL for all test classes of a run that do not harm it. Starts for the first of them, and stops after the
 * last.
 */
final class SharedPostgres implements BeforeAllCallback {
    private @Nullable PostgresServer server;

    private record Closing(PostgresServer server) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            server.close();
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        Closing shared = context.getRoot()
                .getStore(Namespace.create(SharedPostgres.class))
                .getOrComputeIfAbsent(SharedPostgres.class, key -> new Closing(start()), Closing.class);
        server = shared.server();
    }

    private static PostgresServer start() {
        try {
            return PostgresServer.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The database's URL, with a new empty schema. */
    String newSchemaUrl() throws SQLException {
        return server().newSchemaUrl();
    }

    int port() {
        return server().port();
    }

    private PostgresServer server() {
        return Objects.requireNonNull(server, "server");
    }
}
