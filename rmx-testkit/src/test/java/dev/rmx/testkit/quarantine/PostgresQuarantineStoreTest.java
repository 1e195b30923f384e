package dev.rmx.testkit.quarantine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.RmxOutcome;
import dev.rmx.RmxQuery;
import dev.rmx.quarantine.Decision;
import dev.rmx.quarantine.HeldMessage;
import dev.rmx.quarantine.JdbcQuarantineStore;
import dev.rmx.quarantine.MessageReference;
import dev.rmx.quarantine.QuarantineStore;
import dev.rmx.receive.Finding;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import dev.rmx.testkit.junit.SharedQuarantineStoreContract;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The store in PostgreSQL meets the contract of shared stores. */
class PostgresQuarantineStoreTest extends SharedQuarantineStoreContract {
    private static @Nullable PostgresServer server;
    private static @Nullable ShiftedPostgres database;

    @BeforeAll
    static void startServer() throws Exception {
        server = PostgresServer.start();
        database = ShiftedPostgres.in(server);
    }

    @AfterAll
    static void stopServer() throws Exception {
        if (database != null) {
            database.close();
        }
        if (server != null) {
            server.close();
        }
    }

    private static PostgresServer server() {
        return Objects.requireNonNull(server, "server");
    }

    private static ShiftedPostgres database() {
        return Objects.requireNonNull(database, "database");
    }

    @Override
    protected QuarantineStore newStore() throws Exception {
        database().clear();
        return JdbcQuarantineStore.postgresql(database().dataSource())
                .createSchema()
                .leaseTime(Duration.ofHours(1))
                .open();
    }

    @Override
    protected QuarantineStore another(Duration leaseTime) throws Exception {
        return JdbcQuarantineStore.postgresql(database().dataSource())
                .leaseTime(leaseTime)
                .open();
    }

    @Override
    protected void passTime(Duration time) throws Exception {
        database().passTime(time);
    }

    @Test
    void messages_survive_a_kill_of_the_server() throws Exception {
        QuarantineStore store = another(Duration.ofMinutes(1));
        RmxQuery query = new RmxQuery(
                IpAddress.parse("192.0.2.1"), Optional.of(DomainName.parse("a.example")), Optional.of("someone"));
        Decision decision = new Decision(Finding.of(RmxOutcome.NO_RMX, "no record"), Decision.Source.DNS);
        long kept = store.add(query, MessageReference.of("queue id"), decision, Duration.ZERO);
        server().kill();
        server().startAgain();

        assertThat(store.list(0, 10)).extracting(HeldMessage::id).containsExactly(kept);
    }
}
