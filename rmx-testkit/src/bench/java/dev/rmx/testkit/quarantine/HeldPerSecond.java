package dev.rmx.testkit.quarantine;

import com.zaxxer.hikari.HikariDataSource;
import dev.rmx.RmxVerdict;
import dev.rmx.quarantine.JdbcQuarantineStore;
import dev.rmx.quarantine.MessageReference;
import dev.rmx.quarantine.Quarantine;
import dev.rmx.quarantine.QuarantineSettings;
import dev.rmx.quarantine.QuarantineStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;

/**
 * How many messages a second a quarantine holds and hands back, beside the barest loop on the same database and disk: INSERT, and
 * DELETE … RETURNING, with as many rows a transaction. The disk's speed changes within minutes, so only the ratios of one round count.
 *
 * <p>Arguments: how many messages ({@code 4000}), rounds ({@code 5}), callers ({@code 8}), domains ({@code 20}), and a directory on the disk
 * to be measured (the temporary one).
 */
public final class HeldPerSecond {
    private static final int PAGE = 500;
    private static final Duration HOUR = Duration.ofHours(1);

    private final int messages;
    private final int rounds;
    private final int callers;
    private final List<RmxVerdict> undecided = new ArrayList<>();
    private final RmxVerdict decided;
    private final ExecutorService threads;

    private HeldPerSecond(int messages, int rounds, int callers, int domains) {
        this.messages = messages;
        this.rounds = rounds;
        this.callers = callers;
        this.threads = Executors.newFixedThreadPool(callers);
        for (int i = 0; i < domains; i++) {
            undecided.add(Samples.undecided("d" + i + ".example"));
        }
        this.decided = Samples.decided(Samples.QUERY).join();
    }

    /** Measures both databases. */
    public static void main(String[] arguments) throws Exception {
        HeldPerSecond bench = new HeldPerSecond(
                number(arguments, 0, 4_000),
                number(arguments, 1, 5),
                number(arguments, 2, 8),
                number(arguments, 3, 20));
        Path directory = arguments.length > 4
                ? Files.createTempDirectory(Path.of(arguments[4]), "rmx-held")
                : Files.createTempDirectory("rmx-held");
        bench.sqlite(directory);
        bench.postgres();
        bench.threads.shutdownNow();
    }

    private static int number(String[] arguments, int index, int otherwise) {
        return arguments.length > index ? Integer.parseInt(arguments[index]) : otherwise;
    }

    private record Round(long bareIn, long bareOut, long heldIn, long heldOut) {}

    private void sqlite(Path directory) throws Exception {
        List<Round> all = new ArrayList<>();
        for (int round = 0; round <= rounds; round++) {
            Path file = directory.resolve("bare" + round + ".db");
            long bareIn;
            long bareOut;
            try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
                for (String pragma : List.of("locking_mode=EXCLUSIVE", "journal_mode=WAL", "synchronous=FULL")) {
                    execute(connection, "PRAGMA " + pragma);
                }
                execute(connection, BareTable.create("INTEGER PRIMARY KEY AUTOINCREMENT", "BLOB"));
                connection.setAutoCommit(false);
                // the writer commits what its callers bring while the disk is busy: at most a row of each
                bareIn = timed(() -> BareTable.insert(connection, messages, callers));
                bareOut = timed(() -> BareTable.deleteAll(connection, PAGE, ""));
            }
            AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
            try (QuarantineStore store = JdbcQuarantineStore.sqlite(directory.resolve("q" + round + ".db"), now::get)) {
                all.add(round(
                        bareIn,
                        bareOut,
                        store,
                        now::get,
                        () -> now.updateAndGet(time -> time.plus(HOUR.multipliedBy(2)))));
            }
        }
        report("SQLite", all);
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private void postgres() throws Exception {
        List<Round> all = new ArrayList<>();
        try (PostgresServer server = PostgresServer.start()) {
            for (int round = 0; round <= rounds; round++) {
                try (HikariDataSource pool = Databases.postgres(server.newSchemaUrl())) {
                    Databases.execute(
                            pool, BareTable.create("BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY", "BYTEA"));
                    long bareIn = timed(() -> inParallel(() -> {
                        try (Connection connection = pool.getConnection()) {
                            connection.setAutoCommit(false);
                            return BareTable.insert(connection, messages / callers, 1);
                        }
                    }));
                    long bareOut;
                    try (Connection connection = pool.getConnection()) {
                        connection.setAutoCommit(false);
                        bareOut = timed(() -> BareTable.deleteAll(connection, PAGE, " FOR UPDATE SKIP LOCKED"));
                    }
                    QuarantineStore store = Databases.store(pool);
                    all.add(round(bareIn, bareOut, store, InstantSource.system(), () -> {
                        Databases.execute(pool, "UPDATE rmx_question SET due = 0");
                        return null;
                    }));
                }
            }
        }
        report("PostgreSQL", all);
    }

    private Round round(long bareIn, long bareOut, QuarantineStore store, InstantSource clock, Callable<?> later)
            throws Exception {
        try (Quarantine quarantine = Quarantine.builder(
                        query -> CompletableFuture.completedFuture(decided), store, (message, decision) -> {})
                .clock(clock)
                .settings(QuarantineSettings.DEFAULT.withPauses(HOUR, HOUR).withPollEvery(Duration.ofMillis(5)))
                .build()) {
            long heldIn = timed(() -> inParallel(() -> hold(quarantine)));
            long heldOut = timed(() -> {
                later.call();
                while (quarantine.counts().held() > 0) {
                    Thread.sleep(20);
                }
                return null;
            });
            return new Round(bareIn, bareOut, heldIn, heldOut);
        }
    }

    private int hold(Quarantine quarantine) throws Exception {
        int each = messages / callers;
        for (int i = 0; i < each; i++) {
            quarantine.hold(undecided.get(i % undecided.size()), MessageReference.of("queue id of message " + i));
        }
        return each;
    }

    private int inParallel(Callable<Integer> work) throws Exception {
        int sum = 0;
        for (Future<Integer> future : threads.invokeAll(Collections.nCopies(callers, work))) {
            sum += future.get();
        }
        return sum;
    }

    private static long timed(Callable<?> work) throws Exception {
        long begin = System.nanoTime();
        work.call();
        return System.nanoTime() - begin;
    }

    /** The first round warms up. */
    private void report(String database, List<Round> all) {
        double[] ratios = new double[rounds];
        for (int i = 1; i <= rounds; i++) {
            Round round = all.get(i);
            long bare = round.bareIn() + round.bareOut();
            long held = round.heldIn() + round.heldOut();
            ratios[i - 1] = (double) bare / held;
            System.out.printf(
                    "%s: a second, bare / held: in %,d / %,d, out %,d / %,d, in and out %,d / %,d: ratio %.2f%n",
                    database,
                    rate(round.bareIn()),
                    rate(round.heldIn()),
                    rate(round.bareOut()),
                    rate(round.heldOut()),
                    rate(bare),
                    rate(held),
                    ratios[i - 1]);
        }
        Arrays.sort(ratios);
        System.out.printf("%s: median ratio %.2f%n", database, ratios[rounds / 2]);
    }

    private long rate(long nanos) {
        return messages * 1_000_000_000L / nanos;
    }
}
