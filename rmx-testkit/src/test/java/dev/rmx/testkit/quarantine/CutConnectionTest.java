package dev.rmx.testkit.quarantine;

import static dev.rmx.testkit.quarantine.Samples.DECISION;
import static dev.rmx.testkit.quarantine.Samples.add;
import static dev.rmx.testkit.quarantine.Samples.ids;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.rmx.quarantine.JdbcQuarantineStore;
import dev.rmx.quarantine.MessageReference;
import dev.rmx.quarantine.Quarantine;
import dev.rmx.quarantine.QuarantineException;
import dev.rmx.quarantine.QuarantineSettings;
import dev.rmx.quarantine.QuarantineStore;
import dev.rmx.testkit.quarantine.TcpProxy.Cut;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The network between the store and PostgreSQL breaks: a message is held once, or its caller learns that this is in
 * doubt.
 */
@Timeout(300)
class CutConnectionTest {
    /** What the client sends and what the server answers. */
    private static final String COMMIT = "COMMIT\0";

    private static final List<Cut> CUTS = List.of(Cut.values());

    @RegisterExtension
    static final SharedPostgres postgres = new SharedPostgres();

    private String direct = "";
    private @Nullable TcpProxy started;

    @BeforeEach
    void open() throws Exception {
        direct = postgres.newSchemaUrl();
        started = new TcpProxy(postgres.port());
    }

    @AfterEach
    void close() throws Exception {
        proxy().close();
    }

    private TcpProxy proxy() {
        return Objects.requireNonNull(started, "started");
    }

    private String throughProxy() {
        return direct.replace(":" + postgres.port() + "/", ":" + proxy().port() + "/");
    }

    /** A store that opens a connection for each call, so that each call sends the text of COMMIT. */
    private JdbcQuarantineStore store() throws QuarantineException {
        return Databases.store(Databases.unpooled(throughProxy()));
    }

    private static QuarantineException failure(QuarantineStore store) {
        QuarantineException failure = catchThrowableOfType(QuarantineException.class, () -> add(store));
        assertThat(failure).isNotNull();
        return failure;
    }

    @Test
    void TEMP_4_a_cut_before_COMMIT_arrives_means_not_held_and_in_doubt() throws Exception {
        JdbcQuarantineStore store = store();
        proxy().cut(Cut.BEFORE_REQUEST, COMMIT);
        assertThat(failure(store))
                .hasMessageContaining("does not know whether it could keep a message")
                .satisfies(e -> assertThat(e.inDoubt()).isTrue());
        proxy().cut(Cut.NEVER, "");
        assertThat(proxy().cuts()).isEqualTo(1);
        assertThat(store.held().count()).isZero();
        add(store);
        assertThat(store.held().count()).isEqualTo(1);
    }

    @Test
    void TEMP_4_a_cut_before_COMMIT_is_answered_means_held_once_and_in_doubt() throws Exception {
        JdbcQuarantineStore store = store();
        proxy().cut(Cut.BEFORE_ANSWER, COMMIT);
        assertThat(failure(store).inDoubt()).isTrue();
        proxy().cut(Cut.NEVER, "");
        assertThat(proxy().cuts()).isEqualTo(1);
        assertThat(ids(store.claim(10))).hasSize(1);
        assertThat(store.held().count()).isEqualTo(1);
    }

    @Test
    void TEMP_4_a_cut_right_after_COMMIT_means_held_at_most_once_and_in_doubt() throws Exception {
        JdbcQuarantineStore store = store();
        for (int round = 1; round <= 20; round++) {
            proxy().cut(Cut.AFTER_REQUEST, COMMIT);
            assertThat(failure(store).inDoubt()).isTrue();
            proxy().cut(Cut.NEVER, "");
            assertThat(proxy().cuts()).isEqualTo(round);
        }
        assertThat(store.held().count()).isLessThanOrEqualTo(20);
        long certain = add(store);
        assertThat(ids(store.list(0, 100))).doesNotHaveDuplicates().contains(certain);
    }

    @Test
    void TEMP_4_an_earlier_cut_means_not_held_and_not_in_doubt() throws Exception {
        JdbcQuarantineStore store = store();
        proxy().cut(Cut.AFTER_REQUEST, "INSERT INTO rmx_question");
        assertThat(failure(store))
                .hasMessageContaining("the quarantine cannot keep a message")
                .satisfies(e -> assertThat(e.inDoubt()).isFalse());
        proxy().cut(Cut.NEVER, "");
        assertThat(store.held().count()).isZero();
    }

    @Test
    void a_call_in_doubt_can_be_repeated() throws Exception {
        JdbcQuarantineStore store = store();
        long id = add(store);
        assertThat(ids(store.claim(10))).containsExactly(id);

        proxy().cut(Cut.BEFORE_ANSWER, COMMIT);
        assertThatThrownBy(() -> store.decide(Map.of(id, DECISION)))
                .isInstanceOfSatisfying(
                        QuarantineException.class, e -> assertThat(e.inDoubt()).isTrue());
        assertThatThrownBy(() -> store.renew(List.of(id))).isInstanceOf(QuarantineException.class);
        proxy().cut(Cut.NEVER, "");
        assertThat(store.decide(Map.of(id, DECISION))).containsEntry(id, DECISION);
        assertThat(store.renew(List.of(id))).containsExactly(id);

        proxy().cut(Cut.BEFORE_ANSWER, COMMIT);
        assertThatThrownBy(() -> store.done(List.of(id))).isInstanceOf(QuarantineException.class);
        proxy().cut(Cut.NEVER, "");
        store.done(List.of(id));
        assertThat(store.held().count()).isZero();
    }

    @Test
    void TEMP_4_a_quarantine_whose_connections_are_cut_repeatedly_loses_nothing() throws Exception {
        Set<String> certain = new HashSet<>();
        Set<String> inDoubt = new HashSet<>();
        Queue<String> back = new ConcurrentLinkedQueue<>();
        HikariConfig config = Databases.poolAt(throughProxy());
        config.setConnectionTimeout(5_000);
        try (HikariDataSource pool = new HikariDataSource(config);
                JdbcQuarantineStore store = Databases.store(pool, Duration.ofSeconds(1));
                Quarantine quarantine = Quarantine.builder(
                                Samples::decided,
                                store,
                                (message, decision) ->
                                        back.add(message.reference().toString()))
                        .settings(QuarantineSettings.DEFAULT
                                .withPollEvery(Duration.ofMillis(5))
                                .withPauses(Duration.ofMillis(1), Duration.ofMillis(1)))
                        .build()) {
            for (int number = 0; number < 200; number++) {
                proxy().cut(CUTS.get(number % CUTS.size()), "COMMIT");
                String reference = "message " + number;
                try {
                    quarantine.hold(Samples.undecided("d" + number % 7 + ".example"), MessageReference.of(reference));
                    certain.add(reference);
                } catch (QuarantineException e) {
                    if (e.inDoubt()) {
                        inDoubt.add(reference);
                    }
                }
            }
            proxy().cut(Cut.NEVER, "");
            assertThat(certain).isNotEmpty();
            assertThat(inDoubt).isNotEmpty();
            while (store.held().count() > 0) {
                // a claim whose answer was lost has put the question off for a minute
                Databases.execute(pool, "UPDATE rmx_question SET due = 0");
                Thread.sleep(10);
            }
        }
        Set<String> all = new HashSet<>(certain);
        all.addAll(inDoubt);
        assertThat(all).containsAll(back);
        assertThat(new HashSet<>(back)).containsAll(certain);
    }

    @Test
    void TEMP_4_a_call_to_a_silent_server_ends_without_a_configured_limit() throws Exception {
        Databases.store(Databases.unpooled(direct));
        String patient = PostgresServer.patient(throughProxy());
        HastyDataSource dataSource = new HastyDataSource(Databases.unpooled(patient), 300);
        QuarantineStore store = JdbcQuarantineStore.postgresql(dataSource).open();
        long id = add(store);
        dataSource.beforeUse(proxy()::stall); // connecting still works
        try {
            assertThatThrownBy(() -> store.remove(id))
                    .isInstanceOfSatisfying(
                            QuarantineException.class,
                            e -> assertThat(e.inDoubt()).isFalse())
                    .hasMessageContaining("cannot remove message");
        } finally {
            dataSource.beforeUse(() -> {});
            proxy().goOn();
        }
        assertThat(dataSource.asked()).containsOnly(60_000, 0);
        assertThat(dataSource.open()).isZero();
        assertThat(store.find(id)).isPresent();
    }

    @Test
    void a_limit_of_the_data_source_is_kept() throws Exception {
        HastyDataSource dataSource = new HastyDataSource(Databases.unpooled(direct), 300);
        add(Databases.store(dataSource));
        assertThat(dataSource.asked()).isEmpty();
    }
}
