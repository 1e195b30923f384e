package dev.rmx.testkit.quarantine;

import static dev.rmx.testkit.quarantine.Databases.execute;
import static dev.rmx.testkit.quarantine.Samples.add;
import static dev.rmx.testkit.quarantine.Samples.ids;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.rmx.quarantine.JdbcQuarantineStore;
import dev.rmx.quarantine.QuarantineException;
import dev.rmx.quarantine.QuarantineStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.SQLiteDataSource;

/** Tables that are missing, cannot be created, have another version, or hold unreadable rows. */
class TablesTest {
    @RegisterExtension
    static final SharedPostgres postgres = new SharedPostgres();

    @TempDir
    Path directory = Path.of(".");

    private HikariDataSource database = new HikariDataSource();
    private String url = "";

    @BeforeEach
    void open() throws Exception {
        url = postgres.newSchemaUrl();
        database = Databases.postgres(url);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void a_database_without_tables_is_refused_with_advice() {
        assertThatThrownBy(() -> JdbcQuarantineStore.postgresql(database).open())
                .isInstanceOf(QuarantineException.class)
                .hasMessageContaining("createSchema()")
                .hasMessageContaining("dev/rmx/quarantine/postgresql.sql");
    }

    @Test
    void tables_of_another_version_are_refused_and_unchanged() throws Exception {
        add(Databases.store(database));
        execute(database, "UPDATE rmx_clock SET version = 7");

        assertThatThrownBy(() -> JdbcQuarantineStore.postgresql(database).open())
                .isInstanceOf(QuarantineException.class)
                .hasMessageContaining("version 7");
        assertThatThrownBy(() -> Databases.store(database)).hasMessageContaining("version 7");
        assertThat(Rows.count(database, "rmx_held")).isEqualTo(1);
    }

    @Test
    void a_file_of_another_version_is_refused_and_unchanged() throws Exception {
        Path file = directory.resolve("q.db");
        try (QuarantineStore store = JdbcQuarantineStore.sqlite(file)) {
            add(store);
        }
        execute(sqlite(file), "UPDATE rmx_clock SET version = 7");

        assertThatThrownBy(() -> JdbcQuarantineStore.sqlite(file))
                .isInstanceOf(QuarantineException.class)
                .hasMessageContaining("version 7");

        execute(sqlite(file), "UPDATE rmx_clock SET version = 2"); // the file is no longer locked
        try (QuarantineStore store = JdbcQuarantineStore.sqlite(file)) {
            assertThat(store.held().count()).isEqualTo(1);
        }
    }

    private static SQLiteDataSource sqlite(Path file) {
        SQLiteDataSource dataSource = new SQLiteDataSource();
        dataSource.setUrl("jdbc:sqlite:" + file);
        return dataSource;
    }

    @Test
    void a_missing_privilege_to_create_tables_is_reported_in_one_sentence() throws Exception {
        String schema = url.substring(url.lastIndexOf('=') + 1);
        execute(database, "CREATE ROLE limited_" + schema + " LOGIN");
        execute(database, "GRANT USAGE ON SCHEMA " + schema + " TO limited_" + schema);
        try (HikariDataSource limited = Databases.postgres(url.replace("user=rmx", "user=limited_" + schema))) {
            assertThatThrownBy(() -> Databases.store(limited))
                    .isInstanceOf(QuarantineException.class)
                    .hasMessage(
                            "the quarantine's user may not create its tables: grant the right, or let a user with it"
                                    + " run dev/rmx/quarantine/postgresql.sql, which is in the jar");

            Databases.store(database);
            assertThatThrownBy(() -> Databases.store(limited))
                    .isInstanceOf(QuarantineException.class)
                    .hasMessageContaining("permission denied for table rmx_clock");
            execute(
                    database,
                    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA " + schema + " TO limited_" + schema);
            long id = add(Databases.store(limited));
            assertThat(ids(Databases.store(limited).claim(10))).containsExactly(id);
        }
    }

    @Test
    void several_nodes_can_create_the_tables_at_once_and_repeatedly() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try {
            for (int round = 0; round < 5; round++) {
                execute(database, "DROP TABLE IF EXISTS rmx_held, rmx_question, rmx_clock");
                Callable<JdbcQuarantineStore> open = () -> Databases.store(database);
                List<Future<JdbcQuarantineStore>> stores =
                        threads.invokeAll(List.of(open, open, open, open, open, open));
                long id = add(stores.get(0).get());
                for (Future<JdbcQuarantineStore> store : stores) {
                    assertThat(store.get().find(id)).isPresent();
                }
                assertThat(Rows.count(database, "rmx_clock")).isEqualTo(1);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void a_row_of_a_later_release_blocks_no_other() throws Exception {
        QuarantineStore store = Databases.store(database);
        long unreadable = add(store);
        execute(database, "UPDATE rmx_held SET content = '2 ' || content");
        neverClaimed(store, unreadable);
        assertThat(ids(store.list(0, 10))).hasSize(2).doesNotContain(unreadable);
        assertThat(store.list(0, 1)).as("the first that can be read").hasSize(1);
        assertThat(store.held().count()).isEqualTo(3);
        assertThat(store.remove(unreadable)).isTrue();
    }

    @Test
    void a_row_of_a_later_release_in_a_file_blocks_no_other() throws Exception {
        Path file = directory.resolve("q.db");
        long unreadable;
        try (QuarantineStore store = JdbcQuarantineStore.sqlite(file)) {
            unreadable = add(store);
        }
        execute(sqlite(file), "UPDATE rmx_held SET content = '2 ' || content");
        try (QuarantineStore store = JdbcQuarantineStore.sqlite(file)) {
            neverClaimed(store, unreadable);
            assertThat(store.remove(unreadable)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "1 client=here",
                "1 client=192.0.2.1 time=yesterday",
                "1 client=192.0.2.1 subject=a..b",
                "1 client=192.0.2.1 outcome=NO",
                "\u0001"
            })
    void a_damaged_row_blocks_no_other(String content) throws Exception {
        QuarantineStore store = Databases.store(database);
        long unreadable = add(store);
        execute(database, "UPDATE rmx_held SET content = '" + content + "'");
        neverClaimed(store, unreadable);
        assertThat(ids(store.list(0, 10))).hasSize(2).doesNotContain(unreadable);
    }

    @Test
    void damaged_rows_do_not_make_the_others_of_their_question_wait() throws Exception {
        QuarantineStore store = Databases.store(database);
        for (int i = 0; i < 3; i++) {
            add(store);
        }
        execute(database, "UPDATE rmx_held SET content = ''");
        long readable = add(store);
        List<Long> claimed = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            claimed.addAll(ids(store.claim(1)));
        }
        assertThat(claimed).containsExactly(readable);
    }

    @Test
    void damaged_rows_do_not_make_the_others_of_an_answered_question_wait() throws Exception {
        QuarantineStore store = Databases.store(database);
        long first = add(store);
        assertThat(ids(store.claim(1)))
                .as("the question is not due for a minute")
                .containsExactly(first);
        add(store);
        execute(database, "UPDATE rmx_held SET content = '' WHERE id > " + first);
        long readable = add(store);
        assertThat(ids(store.claim(Samples.QUESTION, 1))).isEmpty();
        assertThat(ids(store.claim(1))).containsExactly(readable);
    }

    /** The unreadable message is never claimed, though it is the first of its question; the others still are. */
    private static void neverClaimed(QuarantineStore store, long unreadable) throws QuarantineException {
        List<Long> others = new ArrayList<>(List.of(add(store), add(store)));
        List<Long> claimed = new ArrayList<>(ids(store.claim(1)));
        claimed.addAll(ids(store.claim(Samples.QUESTION, 1)));
        claimed.addAll(ids(store.claim(Samples.QUESTION, 1)));
        assertThat(others).containsAll(claimed);
        assertThat(claimed).doesNotContain(unreadable).containsExactlyInAnyOrderElementsOf(others);
    }
}
