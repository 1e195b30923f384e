package dev.rmx.testkit.quarantine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import dev.rmx.RmxOutcome;
import dev.rmx.RmxQuery;
import dev.rmx.quarantine.Decision;
import dev.rmx.quarantine.HeldMessage;
import dev.rmx.quarantine.JdbcQuarantineStore;
import dev.rmx.quarantine.MessageReference;
import dev.rmx.quarantine.QuarantineException;
import dev.rmx.quarantine.QuarantineStore;
import dev.rmx.quarantine.QuarantineStore.Retry;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import dev.rmx.testkit.junit.SharedQuarantineStoreContract;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What the store on a database has to do: the contract of shared stores, and what is said of databases. */
abstract class DatabaseContract extends SharedQuarantineStoreContract {
    static final Instant NOW = Instant.parse("2026-11-05T06:07:08Z");
    private static final Instant LATER = NOW.plusSeconds(60);
    private static final Instant UNTIL = NOW.plusSeconds(3_600);
    private static final DomainName SUBJECT = DomainName.parse("a.example");
    private static final RmxQuery QUERY =
            new RmxQuery(IpAddress.parse("192.0.2.1"), Optional.of(SUBJECT), Optional.of("someone"));
    private static final MessageReference REFERENCE = MessageReference.of("queue id");
    static final Decision DECISION =
            new Decision(RmxOutcome.NO_RMX, Optional.empty(), "no record", Decision.Source.DNS);

    private @Nullable DataSource dataSource;

    /** An empty database. */
    abstract DataSource newDatabase() throws Exception;

    final DataSource database() {
        return Objects.requireNonNull(dataSource, "no store was made");
    }

    @Override
    protected final QuarantineStore newStore() throws Exception {
        dataSource = newDatabase();
        return JdbcQuarantineStore.builder(dataSource)
                .createSchema()
                .leaseTime(Duration.ofHours(1))
                .open();
    }

    @Override
    protected final QuarantineStore another(Duration leaseTime) throws Exception {
        return JdbcQuarantineStore.builder(database()).leaseTime(leaseTime).open();
    }

    @AfterEach
    final void closeDatabase() throws Exception {
        if (dataSource instanceof AutoCloseable pool) {
            pool.close();
        } else {
            execute("SHUTDOWN");
        }
    }

    static long add(QuarantineStore store) throws QuarantineException {
        return store.add(QUERY, REFERENCE, NOW, UNTIL, NOW);
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    final void a_database_without_tables_is_refused_and_the_message_says_what_to_do() throws Exception {
        execute("DROP TABLE rmx_schema");

        assertThatThrownBy(() -> JdbcQuarantineStore.builder(database()).open())
                .isInstanceOf(QuarantineException.class)
                .hasMessageContaining("createSchema()")
                .hasMessageContaining("dev/rmx/quarantine/schema.sql");
    }

    @Test
    final void tables_of_another_version_are_refused_and_left_alone() throws Exception {
        execute("UPDATE rmx_schema SET version = 7");

        assertThatThrownBy(() -> JdbcQuarantineStore.builder(database()).open()).hasMessageContaining("version 7");
        assertThatThrownBy(() ->
                        JdbcQuarantineStore.builder(database()).createSchema().open())
                .isInstanceOf(QuarantineException.class)
                .hasMessageContaining("version 7");
    }

    @Test
    final void several_nodes_can_create_the_tables_at_once_and_again() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            for (int round = 0; round < 5; round++) {
                execute("DROP TABLE rmx_held");
                execute("DROP TABLE rmx_schema");
                Callable<JdbcQuarantineStore> open = () ->
                        JdbcQuarantineStore.builder(database()).createSchema().open();
                List<Future<JdbcQuarantineStore>> stores =
                        threads.invokeAll(List.of(open, open, open, open, open, open));
                long id = add(stores.get(0).get());
                for (Future<JdbcQuarantineStore> store : stores) {
                    assertThat(store.get().find(id)).isPresent();
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    final void a_store_that_is_alone_takes_over_at_once_what_a_dead_process_had() throws Exception {
        QuarantineStore dead = another(Duration.ofDays(1));
        long id = add(dead);
        assertThat(dead.claim(NOW, UNTIL, 10)).hasSize(1);

        QuarantineStore alone = JdbcQuarantineStore.builder(database()).alone().open();

        assertThat(alone.claim(NOW, UNTIL, 10)).extracting(HeldMessage::id).containsExactly(id);
    }

    @Test
    final void a_row_that_a_later_release_has_written_keeps_nothing_else_waiting() throws Exception {
        QuarantineStore store = another(Duration.ofMinutes(1));
        long unreadable = add(store);
        execute("UPDATE rmx_held SET outcome = 'PERHAPS', source = 'DNS'");
        long id = add(store);

        assertThat(store.list(0, 10)).extracting(HeldMessage::id).containsExactly(id);
        assertThat(store.claim(NOW, UNTIL, 1)).extracting(HeldMessage::id).containsExactly(id);
        assertThat(store.claim(NOW, UNTIL, 1)).isEmpty();
        assertThat(store.held().count()).isEqualTo(2);
        assertThatThrownBy(() -> store.find(unreadable))
                .isInstanceOf(QuarantineException.class)
                .hasMessageContaining("row " + unreadable)
                .hasMessageContaining("PERHAPS");
    }

    @Test
    final void a_lease_does_not_last_longer_because_the_databases_clock_was_set_back() throws Exception {
        QuarantineStore dead = another(Duration.ofDays(1));
        long id = add(dead);
        dead.claim(NOW, UNTIL, 10);
        execute("UPDATE rmx_held SET lease_until = lease_until + INTERVAL '365' DAY");

        assertThat(another(Duration.ofMinutes(1)).claim(NOW, UNTIL, 10))
                .extracting(HeldMessage::id)
                .containsExactly(id);
    }

    @Test
    final void instants_beyond_what_databases_can_show_become_the_nearest_that_they_can() throws Exception {
        QuarantineStore store = another(Duration.ofMinutes(1));
        long id = store.add(QUERY, REFERENCE, Instant.MIN, Instant.MAX, Instant.MAX);

        HeldMessage found = store.find(id).orElseThrow();

        assertThat(found.since()).isEqualTo("0001-01-01T00:00:00Z");
        assertThat(found.until()).isEqualTo("9999-12-31T23:59:59.999999Z");
        assertThat(found.due()).isEqualTo(found.until());
        Instant longAgo = Instant.parse("0001-01-01T00:00:00.000001Z");
        id = store.add(QUERY, REFERENCE, longAgo, UNTIL, longAgo);
        assertThat(store.find(id).orElseThrow().since()).isEqualTo(longAgo);
    }

    @Test
    final void connections_are_given_back_as_they_came() throws Exception {
        FaultyDataSource dataSource = new FaultyDataSource(database());
        dataSource.handOut(false, Connection.TRANSACTION_SERIALIZABLE);
        QuarantineStore store = JdbcQuarantineStore.builder(dataSource).open();

        long id = add(store);

        assertThat(dataSource.asGivenBack()).isEqualTo("false " + Connection.TRANSACTION_SERIALIZABLE);
        assertThat(store.find(id)).isPresent();
        assertThat(dataSource.open()).isZero();
    }

    @Test
    final void a_transaction_that_was_rolled_back_because_of_others_is_tried_again() throws Exception {
        FaultyDataSource dataSource = new FaultyDataSource(database());
        QuarantineStore store = JdbcQuarantineStore.builder(dataSource).open();

        dataSource.fail(8, 3, "40001");
        long id = add(store);
        dataSource.fail(8, 1_000, "40P01");
        assertThatThrownBy(() -> add(store)).isInstanceOf(QuarantineException.class);
        dataSource.fail(8, 1, "40003"); // perhaps it was committed
        assertThatThrownBy(() -> add(store)).isInstanceOf(QuarantineException.class);

        dataSource.fail(1, 0, "");
        assertThat(store.list(0, 10)).extracting(HeldMessage::id).containsExactly(id);
        assertThat(dataSource.open()).isZero();
    }

    private interface Call {
        void on(QuarantineStore store, long leased, long free) throws QuarantineException;
    }

    /** Whichever call to the driver fails: it takes effect as a whole or not at all, says what is wrong, and leaves no connection open. */
    @TestFactory
    final Stream<DynamicTest> each_call_takes_effect_as_a_whole_or_throws() {
        return Stream.of(
                failing("add", (store, leased, free) -> add(store)),
                failing("claim", (store, leased, free) -> store.claim(NOW, UNTIL, 10)),
                failing("renew", (store, leased, free) -> store.renew(List.of(leased))),
                failing("claim domain", (store, leased, free) -> store.claim(SUBJECT, 10)),
                failing("decide", (store, leased, free) -> store.decide(Map.of(leased, DECISION))),
                failing("retry", (store, leased, free) -> store.retry(List.of(new Retry(leased, LATER, 1, false)))),
                failing("postpone", (store, leased, free) -> store.postpone(SUBJECT, LATER, 1, 10)),
                failing("done", (store, leased, free) -> store.done(List.of(leased))),
                failing("release", (store, leased, free) -> store.release(leased, DECISION, LATER)),
                failing("remove", (store, leased, free) -> store.remove(free)),
                failing("held", (store, leased, free) -> store.held()));
    }

    private DynamicTest failing(String name, Call call) {
        return DynamicTest.dynamicTest(name, () -> failEverywhere(call));
    }

    private static final List<Supplier<Exception>> FAULTS = List.of(
            () -> new SQLException("a fault"),
            () -> new SQLException("a fault", "58030"),
            () -> new IllegalStateException("a fault of the driver itself"));

    private void failEverywhere(Call call) throws Exception {
        FaultyDataSource dataSource = new FaultyDataSource(database());
        QuarantineStore store = JdbcQuarantineStore.builder(dataSource).open();
        for (int round = 0; round < 1_000; round++) {
            for (HeldMessage message : store.list(0, 100)) {
                store.remove(message.id());
            }
            long leased = add(store);
            store.claim(NOW, UNTIL, 10);
            long free = add(store);
            List<HeldMessage> before = store.list(0, 10);
            dataSource.fail(1 + round, 1, FAULTS.get(round % FAULTS.size()));
            boolean threw = threw(() -> call.on(store, leased, free));
            boolean committed = dataSource.committed();
            String failed = dataSource.lastFailed();
            dataSource.fail(1, 0, "");

            assertThat(threw || committed).as("failed at " + failed).isTrue();
            if (!committed) {
                assertThat(store.list(0, 10)).as("failed at " + failed).isEqualTo(before);
            }
            assertThat(dataSource.open()).as("failed at " + failed).isZero();
            if (failed.isEmpty()) {
                return;
            }
        }
        fail("the call does not end");
    }

    private interface Attempt {
        void run() throws QuarantineException;
    }

    private static boolean threw(Attempt attempt) {
        try {
            attempt.run();
            return false;
        } catch (QuarantineException e) {
            assertThat(e).hasMessageContaining("the quarantine cannot").hasMessageContaining("a fault");
            return true;
        }
    }
}
