package dev.rmx.testkit.quarantine;

import static dev.rmx.testkit.quarantine.Samples.DECISION;
import static dev.rmx.testkit.quarantine.Samples.LONGEST;
import static dev.rmx.testkit.quarantine.Samples.QUERY;
import static dev.rmx.testkit.quarantine.Samples.QUESTION;
import static dev.rmx.testkit.quarantine.Samples.REFERENCE;
import static dev.rmx.testkit.quarantine.Samples.WAIT;
import static dev.rmx.testkit.quarantine.Samples.add;
import static dev.rmx.testkit.quarantine.Samples.ids;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.rmx.RmxVerdict;
import dev.rmx.quarantine.InMemoryQuarantineStore;
import dev.rmx.quarantine.JdbcQuarantineStore;
import dev.rmx.quarantine.MessageReference;
import dev.rmx.quarantine.Quarantine;
import dev.rmx.quarantine.QuarantineException;
import dev.rmx.quarantine.QuarantineSettings;
import dev.rmx.quarantine.QuarantineStore;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The store with all kinds of data sources: pools of any size, connections in any state, and the caller's transactions.
 */
class PooledConnectionTest {
    @RegisterExtension
    static final SharedPostgres postgres = new SharedPostgres();

    @Test
    void connections_are_returned_in_their_original_state() throws Exception {
        try (HikariDataSource pool = Databases.postgres(postgres.newSchemaUrl())) {
            FaultyDataSource dataSource = new FaultyDataSource(pool);
            QuarantineStore store = Databases.store(dataSource);
            dataSource.handOut(false, Connection.TRANSACTION_SERIALIZABLE);

            long id = add(store);

            assertThat(dataSource.asGivenBack()).isEqualTo("false " + Connection.TRANSACTION_SERIALIZABLE + " 60000");
            assertThat(store.find(id)).isPresent();
            assertThat(dataSource.open()).isZero();
        }
    }

    @Test
    void a_transaction_rolled_back_because_of_others_is_repeated() throws Exception {
        try (HikariDataSource pool = Databases.postgres(postgres.newSchemaUrl())) {
            FaultyDataSource dataSource = new FaultyDataSource(pool);
            QuarantineStore store = Databases.store(dataSource);

            dataSource.fail(12, 3, "40001");
            long id = add(store);
            assertThat(dataSource.lastFailed()).isNotEmpty();
            dataSource.fail(12, 1_000, "40P01");
            assertThatThrownBy(() -> add(store)).isInstanceOf(QuarantineException.class);
            dataSource.fail(12, 1, "40003"); // may be committed
            assertThatThrownBy(() -> add(store)).isInstanceOf(QuarantineException.class);

            dataSource.fail(1, 0, "");
            assertThat(ids(store.list(0, 10))).containsExactly(id);
            assertThat(dataSource.open()).isZero();
        }
    }

    /** Eight threads and the quarantine's own share the pool. */
    private static void holdAndTakeBack(HikariDataSource pool) throws Exception {
        int callers = 8;
        int each = 20;
        AtomicInteger taken = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(callers);
        try (Quarantine quarantine = Quarantine.builder(
                        Samples::decided, Databases.store(pool), (message, decision) -> taken.incrementAndGet())
                .settings(QuarantineSettings.DEFAULT
                        .withPollEvery(Duration.ofMillis(5))
                        .withPauses(Duration.ofMillis(1), Duration.ofMillis(1)))
                .build()) {
            List<Future<?>> calls = new ArrayList<>();
            for (int i = 0; i < callers; i++) {
                String domain = "d" + i % 3 + ".example";
                calls.add(threads.submit(() -> {
                    for (int number = 0; number < each; number++) {
                        quarantine.hold(Samples.undecided(domain), MessageReference.of("m"));
                    }
                    return null;
                }));
            }
            for (Future<?> call : calls) {
                call.get();
            }
            while (taken.get() < callers * each) {
                Thread.sleep(1); // the awaited event always comes
            }
            assertThat(quarantine.work().storeFailures()).isZero();
        } finally {
            threads.shutdownNow();
        }
        assertThat(taken).hasValue(callers * each);
    }

    @Test
    void TEMP_4_a_pool_of_one_connection_is_enough_for_all() throws Exception {
        HikariConfig config = Databases.poolAt(postgres.newSchemaUrl());
        config.setMaximumPoolSize(1);
        config.setConnectionTimeout(300_000);
        try (HikariDataSource pool = new HikariDataSource(config)) {
            holdAndTakeBack(pool);
        }
    }

    @Test
    void TEMP_4_a_serializable_pool_without_autocommit_works() throws Exception {
        HikariConfig config = Databases.poolAt(postgres.newSchemaUrl());
        config.setAutoCommit(false);
        config.setTransactionIsolation("TRANSACTION_SERIALIZABLE");
        try (HikariDataSource pool = new HikariDataSource(config)) {
            holdAndTakeBack(pool);
        }
    }

    @Test
    void TEMP_4_a_database_that_is_serializable_by_default_works() throws Exception {
        String url = postgres.newSchemaUrl() + "&options=-c%20default_transaction_isolation=serializable";
        try (HikariDataSource pool = Databases.postgres(url)) {
            holdAndTakeBack(pool);
        }
    }

    @Test
    void TEMP_4_a_message_is_held_if_and_only_if_the_caller_commits() throws Exception {
        try (HikariDataSource pool = Databases.postgres(postgres.newSchemaUrl());
                JdbcQuarantineStore store = Databases.store(pool);
                Quarantine quarantine = Quarantine.builder(Samples::decided, store, (message, decision) -> {})
                        .settings(QuarantineSettings.DEFAULT.withPollEvery(Duration.ofHours(1)))
                        .build();
                Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            long rolledBack = quarantine.hold(connection, Samples.undecided("a.example"), REFERENCE);
            connection.rollback();
            assertThat(store.find(rolledBack)).isEmpty();
            assertThat(Rows.count(pool, "rmx_question")).isZero();

            long committed = quarantine.hold(connection, Samples.undecided("a.example"), REFERENCE);
            assertThat(store.find(committed)).isEmpty();
            assertThat(ids(store.claim(QUESTION, 10))).isEmpty();
            connection.commit();
            assertThat(ids(store.claim(QUESTION, 10))).containsExactly(committed);
            assertThat(connection.getAutoCommit()).isFalse();
        }
    }

    @Test
    void TEMP_4_TEMP_6_a_decided_message_is_held_if_and_only_if_the_caller_commits() throws Exception {
        try (HikariDataSource pool = Databases.postgres(postgres.newSchemaUrl());
                JdbcQuarantineStore store = Databases.store(pool);
                Quarantine quarantine = Quarantine.builder(Samples::decided, store, (message, decision) -> {})
                        .settings(QuarantineSettings.DEFAULT.withPollEvery(Duration.ofHours(1)))
                        .build();
                Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            RmxVerdict decided = Samples.decided(QUERY).join();
            long rolledBack = quarantine.hold(connection, decided, REFERENCE);
            connection.rollback();
            assertThat(store.find(rolledBack)).isEmpty();

            long committed = quarantine.hold(connection, decided, REFERENCE);
            assertThat(store.find(committed)).isEmpty();
            connection.commit();
            assertThat(store.find(committed)
                            .orElseThrow()
                            .decision()
                            .orElseThrow()
                            .outcome())
                    .isEqualTo(decided.outcome());
        }
    }

    @Test
    void a_failure_in_the_callers_transaction_is_reported_and_not_in_doubt() throws Exception {
        try (HikariDataSource pool = Databases.postgres(postgres.newSchemaUrl());
                JdbcQuarantineStore store = Databases.store(pool)) {
            Connection closed = pool.getConnection();
            closed.close();
            assertThatThrownBy(() -> store.add(closed, QUERY, REFERENCE, WAIT, LONGEST))
                    .isInstanceOfSatisfying(
                            QuarantineException.class,
                            e -> assertThat(e.inDoubt()).isFalse())
                    .hasMessageContaining("cannot keep a message");
        }
    }

    @Test
    void only_PostgreSQL_joins_the_callers_transaction(@TempDir Path directory) throws Exception {
        try (HikariDataSource pool = Databases.postgres(postgres.newSchemaUrl());
                Connection connection = pool.getConnection();
                QuarantineStore sqlite = JdbcQuarantineStore.sqlite(directory.resolve("q.db"));
                QuarantineStore memory = new InMemoryQuarantineStore(10)) {
            for (QuarantineStore store : List.of(sqlite, memory)) {
                assertThatThrownBy(() -> store.add(connection, QUERY, REFERENCE, WAIT, LONGEST))
                        .isInstanceOf(QuarantineException.class)
                        .hasMessage("a message can be held within the caller's transaction in PostgreSQL only");
                assertThat(store.held().count()).isZero();
            }
        }
    }

    @Test
    void TEMP_4_a_statement_over_the_time_limit_is_reported_and_changes_nothing() throws Exception {
        String url = postgres.newSchemaUrl();
        try (HikariDataSource pool = Databases.postgres(url);
                HikariDataSource hasty = Databases.postgres(url + "&options=-c%20statement_timeout=100")) {
            QuarantineStore patient = Databases.store(pool);
            long id = add(patient);
            QuarantineStore store = JdbcQuarantineStore.postgresql(hasty).open();
            try (Connection locking = pool.getConnection()) {
                locking.setAutoCommit(false);
                locking.createStatement().execute("SELECT * FROM rmx_held FOR UPDATE");
                assertThatThrownBy(() -> store.remove(id))
                        .isInstanceOfSatisfying(
                                QuarantineException.class,
                                e -> assertThat(e.inDoubt()).isFalse())
                        .hasMessageContaining("statement timeout");
                assertThatThrownBy(() -> store.release(id, DECISION)).hasMessageContaining("statement timeout");
                locking.rollback();
            }
            assertThat(patient.find(id).orElseThrow().decision()).isEmpty();
            assertThat(patient.claim(10).messages()).hasSize(1);
            assertThat(patient.decide(Map.of(id, DECISION))).hasSize(1);
        }
    }
}
