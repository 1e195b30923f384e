package dev.rmx.testkit.quarantine;

import static dev.rmx.testkit.quarantine.Samples.DECISION;
import static dev.rmx.testkit.quarantine.Samples.LONGEST;
import static dev.rmx.testkit.quarantine.Samples.QUERY;
import static dev.rmx.testkit.quarantine.Samples.REFERENCE;
import static dev.rmx.testkit.quarantine.Samples.ids;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.quarantine.Decision;
import dev.rmx.quarantine.JdbcQuarantineStore;
import dev.rmx.quarantine.QuarantineException;
import dev.rmx.quarantine.QuarantineStore;
import dev.rmx.quarantine.QuarantineStore.Claimed;
import dev.rmx.quarantine.QuarantineStore.Wait;
import dev.rmx.record.DomainName;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

/**
 * Many messages for a tenth as many domains ({@code -Dload.messages=1000000}). No statement reads more rows than it
 * needs, and the tables are empty once all messages are handed back.
 */
@Timeout(3_600)
class LoadTest {
    private static final int MESSAGES = Integer.getInteger("load.messages", 20_000);
    private static final int QUESTIONS = MESSAGES / 10;
    private static final int AT_ONCE = 500;
    /**
     * PostgreSQL reads smaller tables as a whole if that is faster. For those, the test asks for the plan with that
     * ruled out.
     */
    private static final int LARGE = 200_000;

    /** Copies the one message; the copies' questions are due later, except for a few. */
    private static final List<String> COPIES = List.of(
            "INSERT INTO rmx_held (question, content, reference, held_since, held_until, due, attempts)"
                    + " SELECT 'RMX d' || (n % " + QUESTIONS + ") || '.example', content, reference, held_since + n,"
                    + " held_until + n, NULL, 0 FROM rmx_held CROSS JOIN numbers",
            "INSERT INTO rmx_question (question, due, attempts) SELECT 'RMX d' || n || '.example',"
                    + " due + n * CAST(1000000 AS BIGINT), 0 FROM rmx_question CROSS JOIN numbers WHERE n < "
                    + QUESTIONS);

    @RegisterExtension
    static final SharedPostgres postgres = new SharedPostgres();

    private final Map<String, Duration> times = new LinkedHashMap<>();

    @Test
    void each_statement_uses_an_index_in_PostgreSQL_and_nothing_is_left() throws Exception {
        String url = postgres.newSchemaUrl();
        try (HikariDataSource pool = Databases.postgres(url)) {
            QuarantineStore store = Databases.store(pool);
            try (HikariDataSource patient = Databases.postgres(PostgresServer.patient(url))) {
                fill(patient, store, "generate_series(0, " + (MESSAGES - 1) + ") AS numbers(n)");
                Databases.execute(patient, "VACUUM ANALYZE");
            }
            LoggedStatements logged = new LoggedStatements(pool);
            useAll(JdbcQuarantineStore.postgresql(logged).open());
            assertThat(logged.statements()).hasSizeGreaterThan(20);
            logged.statements()
                    .keySet()
                    .removeIf(sql -> sql.contains("COUNT")); // PostgreSQL reads whichever is smaller
            for (Map.Entry<String, Map<Integer, String>> statement :
                    logged.statements().entrySet()) {
                for (String planned : List.of("force_custom_plan", "force_generic_plan")) {
                    String plan = explainPostgres(pool, planned, statement.getKey(), statement.getValue());
                    assertThat(plan)
                            .as(planned + " of " + statement.getKey() + "\n" + plan)
                            .doesNotContain("Seq Scan on rmx_held", "Seq Scan on rmx_question")
                            .doesNotContainPattern("Index (Only )?Scan using .*\\n(?! *Index Cond)");
                }
            }
            empty(store, () -> Databases.execute(pool, "UPDATE rmx_question SET due = 0"));
            assertThat(Rows.count(pool, "rmx_held")).isZero();
            assertThat(Rows.count(pool, "rmx_question")).isZero();
        }
        report("PostgreSQL");
    }

    @Test
    void each_statement_uses_an_index_in_SQLite_and_nothing_is_left(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("q.db");
        AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
        SQLiteDataSource closed = new SQLiteDataSource();
        closed.setUrl("jdbc:sqlite:" + file);
        try (QuarantineStore store = JdbcQuarantineStore.sqlite(file, now::get)) {
            store.add(QUERY, REFERENCE, Samples.WAIT, LONGEST);
        }
        for (String copy : COPIES) {
            Databases.execute(closed, numbers(copy));
        }
        for (String statement : statementsOfTheStore()) {
            String plan = explainSqlite(closed, statement);
            if (statement.contains("COUNT")) { // it reads whole indexes
                assertThat(plan).contains("COVERING INDEX rmx_held_due", "INDEX rmx_held_until");
            } else {
                assertThat(plan).as(statement + "\n" + plan).doesNotContainPattern("SCAN (h|q|rmx_held|rmx_question)");
            }
        }
        try (QuarantineStore store = JdbcQuarantineStore.sqlite(file, now::get)) {
            useAll(store);
            empty(
                    store,
                    () -> now.updateAndGet(time -> time.plus(Duration.ofDays(2)))); // a million are due in 28 hours
        }
        assertThat(Rows.count(closed, "rmx_held")).isZero();
        assertThat(Rows.count(closed, "rmx_question")).isZero();
        report("SQLite");
    }

    private void report(String database) {
        System.out.printf("%,d messages of %,d domains in %s, milliseconds in all:%n", MESSAGES, QUESTIONS, database);
        times.forEach((name, time) -> System.out.printf("  %s %,d%n", name, time.toMillis()));
    }

    private static void fill(DataSource database, QuarantineStore store, String numbers) throws Exception {
        store.add(QUERY, REFERENCE, Samples.WAIT, LONGEST);
        for (String copy : COPIES) {
            Databases.execute(database, copy.replace("numbers", numbers));
        }
    }

    /** SQLite has no {@code generate_series}. */
    private static String numbers(String copy) {
        return copy.replaceFirst(
                "\\) SELECT",
                ") WITH RECURSIVE numbers(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n < "
                        + (MESSAGES - 1) + ") SELECT");
    }

    /** The statements are the same for both databases, except for locks, and for lists of ids and questions. */
    private static List<String> statementsOfTheStore() throws Exception {
        try (HikariDataSource pool = Databases.postgres(postgres.newSchemaUrl())) {
            LoggedStatements logged = new LoggedStatements(pool);
            QuarantineStore store = Databases.store(logged);
            for (int i = 0; i < 10; i++) {
                Samples.add(store);
            }
            logged.statements().clear();
            new LoadTest().useAll(store);
            return logged.statements().keySet().stream()
                    .filter(sql -> !sql.contains("clock_timestamp()"))
                    .map(sql -> sql.replaceAll(" FOR (NO KEY )?UPDATE( SKIP LOCKED)?| FOR KEY SHARE", "")
                            .replaceAll(
                                    " = ANY \\(CAST\\(\\? AS (BIGINT|TEXT)\\[]\\)\\)",
                                    " IN (SELECT value FROM json_each(?))")
                            .replaceAll(" = ANY \\(ARRAY\\((.*)\\)\\)", " IN ($1)")
                            .replaceAll(".* LATERAL \\((.*)each.one(.*)each.most\\) AS first", "$1?$2?"))
                    .toList();
        }
    }

    private interface Call<T> {
        T on() throws QuarantineException;
    }

    private <T> T timed(String name, Call<T> call) throws QuarantineException {
        long begin = System.nanoTime();
        T result = call.on();
        times.merge(name, Duration.ofNanos(System.nanoTime() - begin), Duration::plus);
        return result;
    }

    private interface Task {
        void run() throws Exception;
    }

    private void timed(String name, Task task) throws Exception {
        long begin = System.nanoTime();
        task.run();
        times.merge(name, Duration.ofNanos(System.nanoTime() - begin), Duration::plus);
    }

    /** Calls each method. Afterwards all messages are free, except for one that is gone. */
    private void useAll(QuarantineStore store) throws Exception {
        DnsQuestion question = new DnsQuestion(DomainName.parse("d1.example"), RecordType.RMX);
        Wait wait = new Wait(question, Duration.ofMinutes(1));
        long own = timed("add", () -> store.add(QUERY, REFERENCE, wait, LONGEST));
        long decided = store.add(QUERY, REFERENCE, DECISION, Duration.ZERO);
        List<Long> claimed = new ArrayList<>(ids(timed("claim", () -> store.claim(AT_ONCE))));
        assertThat(claimed).contains(decided);
        List<Long> others = ids(timed("claim a question's", () -> store.claim(question, AT_ONCE)));
        assertThat(others).isNotEmpty();
        claimed.addAll(others);
        assertThat(timed("renew", () -> store.renew(claimed))).hasSameSizeAs(claimed);
        timed("await", () -> store.await(Map.of(own, wait)));
        timed("retry", () -> store.retry(Map.of(decided, Duration.ZERO)));
        timed("give back", () -> store.giveBack(claimed));
        assertThat(timed("release", () -> store.release(own, DECISION))).isTrue();
        assertThat(timed("remove", () -> store.remove(own))).isTrue();
        assertThat(timed("find", () -> store.find(decided))).isPresent();
        assertThat(timed("list", () -> store.list(0, 100))).isNotEmpty();
        assertThat(timed("count", store::held).count()).isPositive();
        timed("report", () -> store.report(false));
        List<Long> again = ids(store.claim(question, 10));
        Map<Long, Decision> none = new HashMap<>();
        again.forEach(id -> none.put(id, DECISION));
        store.decide(none);
        store.done(again);
    }

    /** Hands everything back, page by page, as the quarantine does when all questions are answered. */
    private void empty(QuarantineStore store, Task later) throws Exception {
        timed("hand all back", () -> {
            later.run();
            Claimed claimed = timed("claim when all are due", () -> store.claim(AT_ONCE));
            while (!claimed.messages().isEmpty()) {
                Map<DnsQuestion, Integer> answered = new HashMap<>();
                claimed.messages()
                        .forEach(message ->
                                message.waitsFor().ifPresent(question -> answered.merge(question, 1, Integer::sum)));
                answered.replaceAll((question, one) -> AT_ONCE / answered.size());
                while (!claimed.messages().isEmpty()) {
                    settle(store, ids(claimed));
                    claimed = timed("claim the others", () -> store.claim(answered));
                }
                claimed = timed("claim when all are due", () -> store.claim(AT_ONCE));
            }
            later.run();
            for (int page = 0; page <= QUESTIONS; page += AT_ONCE / 2) {
                assertThat(store.claim(AT_ONCE).messages()).isEmpty();
            }
        });
    }

    private void settle(QuarantineStore store, List<Long> page) throws QuarantineException {
        Map<Long, Decision> decisions = new HashMap<>();
        page.forEach(id -> decisions.put(id, DECISION));
        assertThat(timed("decide", () -> store.decide(decisions))).hasSameSizeAs(page);
        timed("done", () -> {
            store.done(page);
            return true;
        });
    }

    private static String explainPostgres(DataSource database, String planned, String sql, Map<Integer, String> values)
            throws SQLException {
        StringBuilder numbered = new StringBuilder();
        int number = 0;
        for (String part : sql.split("[?]", -1)) {
            numbered.append(number == 0 ? "" : "$" + number).append(part);
            number++;
        }
        String call = values.isEmpty() ? "" : "(" + String.join(", ", values.values()) + ")";
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SET plan_cache_mode = " + planned);
            if (MESSAGES < LARGE) {
                for (String way : List.of("seqscan", "hashjoin", "mergejoin")) {
                    statement.execute("SET enable_" + way + " = off");
                }
            }
            statement.execute("PREPARE looked_at AS " + numbered);
            try {
                return text(statement.executeQuery("EXPLAIN EXECUTE looked_at" + call), 1);
            } finally {
                statement.execute("DEALLOCATE looked_at");
                statement.execute("RESET ALL");
            }
        }
    }

    private static String explainSqlite(DataSource database, String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            return text(statement.executeQuery("EXPLAIN QUERY PLAN " + sql), 4);
        }
    }

    private static String text(ResultSet rows, int column) throws SQLException {
        List<String> lines = new ArrayList<>();
        while (rows.next()) {
            lines.add(rows.getString(column));
        }
        return String.join("\n", lines);
    }
}
