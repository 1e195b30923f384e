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
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToDoubleFunction;

/**
 * How many messages per second a quarantine holds and hands back, compared with the simplest loop: the same callers on
 * the same database and disk, with INSERT, and DELETE … RETURNING, and as many rows per transaction. The disk's speed
 * changes within seconds. So both take turns in short rounds, and only the ratios within a round count.
 *
 * <p>Arguments: messages per round ({@code 1000}), rounds ({@code 40}), callers ({@code 8}), domains ({@code 20}), and
 * a directory on the disk to measure (by default the temporary one).
 */
public final class HeldPerSecond {
    private static final int PAGE = 500;
    private static final int WARM_UP = 10;
    private static final Duration HOUR = Duration.ofHours(1);

    private final int messages;
    private final int rounds;
    private final int callers;
    private final List<RmxVerdict> undecided = new ArrayList<>();
    private final RmxVerdict decided;
    private final ExecutorService threads;

    private HeldPerSecond(int messages, int rounds, int callers, int domains) {
        this.messages = messages / callers * callers;
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
                number(arguments, 0, 1_000),
                number(arguments, 1, 40),
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

    /** Holds all messages, and hands them all back. */
    private interface Way {
        void in() throws Exception;

        void out() throws Exception;
    }

    private interface Caller {
        void hold(int from, int to) throws Exception;
    }

    private void inParallel(Caller caller) throws Exception {
        int each = messages / callers;
        List<Callable<Integer>> work = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
            int from = i * each;
            work.add(() -> {
                caller.hold(from, from + each);
                return each;
            });
        }
        for (Future<Integer> future : threads.invokeAll(work)) {
            future.get();
        }
    }

    private void sqlite(Path directory) throws Exception {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("bare.db"))) {
            for (String pragma : List.of("locking_mode=EXCLUSIVE", "journal_mode=WAL", "synchronous=FULL")) {
                execute(connection, "PRAGMA " + pragma);
            }
            execute(connection, BareTable.create("INTEGER PRIMARY KEY AUTOINCREMENT", "BLOB"));
            connection.setAutoCommit(false);
            try (BareWriter writer = new BareWriter(connection);
                    QuarantineStore store = JdbcQuarantineStore.sqlite(directory.resolve("q.db"), now::get);
                    Quarantine quarantine = quarantine(store, now::get)) {
                Way bare = new Way() {
                    @Override
                    public void in() throws Exception {
                        inParallel((from, to) -> {
                            for (int i = from; i < to; i++) {
                                writer.insert(i);
                            }
                        });
                    }

                    @Override
                    public void out() throws Exception {
                        BareTable.deleteAll(connection, PAGE, "");
                    }
                };
                measure("SQLite", bare, held(quarantine, () -> now.updateAndGet(time -> time.plus(HOUR.plus(HOUR)))));
            }
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private void postgres() throws Exception {
        try (PostgresServer server = PostgresServer.startWithSync();
                HikariDataSource pool = Databases.postgres(server.newSchemaUrl());
                QuarantineStore store = Databases.store(pool);
                Quarantine quarantine = quarantine(store, InstantSource.system())) {
            Databases.execute(pool, BareTable.create("BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY", "BYTEA"));
            Way bare = new Way() {
                @Override
                public void in() throws Exception {
                    inParallel((from, to) -> {
                        try (Connection connection = pool.getConnection()) {
                            connection.setAutoCommit(false);
                            try (PreparedStatement insert = BareTable.prepareInsert(connection)) {
                                for (int i = from; i < to; i++) {
                                    BareTable.insert(insert, i);
                                    connection.commit();
                                }
                            }
                        }
                    });
                }

                @Override
                public void out() throws Exception {
                    try (Connection connection = pool.getConnection()) {
                        connection.setAutoCommit(false);
                        BareTable.deleteAll(connection, PAGE, " FOR UPDATE SKIP LOCKED");
                    }
                }
            };
            Way held = held(quarantine, () -> {
                Databases.execute(pool, "UPDATE rmx_question SET due = 0");
                return null;
            });
            measure("PostgreSQL", bare, held);
        }
    }

    private Quarantine quarantine(QuarantineStore store, InstantSource clock) {
        return Quarantine.builder(query -> CompletableFuture.completedFuture(decided), store, (message, decision) -> {})
                .clock(clock)
                .settings(QuarantineSettings.DEFAULT.withPauses(HOUR, HOUR))
                .build();
    }

    private Way held(Quarantine quarantine, Callable<?> later) {
        return new Way() {
            private long all;

            @Override
            public void in() throws Exception {
                inParallel((from, to) -> {
                    for (int i = from; i < to; i++) {
                        quarantine.hold(
                                undecided.get(i % undecided.size()), MessageReference.of("queue id of message " + i));
                    }
                });
            }

            private long handedBack() {
                return quarantine.work().released().values().stream()
                        .mapToLong(count -> count)
                        .sum();
            }

            @Override
            public void out() throws Exception {
                all += messages;
                later.call();
                quarantine.retryNow(0); // no message: it only ends the wait for the next poll
                while (handedBack() < all) { // asks the store nothing
                    Thread.sleep(1);
                }
            }
        };
    }

    /** The times of both ways, in nanoseconds. */
    private record Round(long bareIn, long bareOut, long heldIn, long heldOut) {
        double ratio() {
            return (double) (bareIn + bareOut) / (heldIn + heldOut);
        }
    }

    private void measure(String database, Way bare, Way held) throws Exception {
        List<Round> all = new ArrayList<>();
        for (int round = -WARM_UP; round < rounds; round++) {
            boolean bareFirst = round % 2 == 0;
            long heldIn = bareFirst ? 0 : timed(held::in);
            long bareIn = timed(bare::in);
            heldIn += bareFirst ? timed(held::in) : 0;
            long bareOut = timed(bare::out);
            long heldOut = timed(held::out);
            if (round >= 0) {
                all.add(new Round(bareIn, bareOut, heldIn, heldOut));
            }
        }
        System.out.printf(
                "%s: a second, medians, bare / held: in %s / %s, out %s / %s; ratio %.2f (%.2f to %.2f)%n",
                database,
                rate(all, Round::bareIn),
                rate(all, Round::heldIn),
                rate(all, Round::bareOut),
                rate(all, Round::heldOut),
                quantile(all, Round::ratio, 0.5),
                quantile(all, Round::ratio, 0.1),
                quantile(all, Round::ratio, 0.9));
        System.out.printf(
                "%s: ratio in %.2f, out %.2f%n",
                database,
                quantile(all, round -> (double) round.bareIn() / round.heldIn(), 0.5),
                quantile(all, round -> (double) round.bareOut() / round.heldOut(), 0.5));
    }

    private interface Step {
        void run() throws Exception;
    }

    private static long timed(Step work) throws Exception {
        long begin = System.nanoTime();
        work.run();
        return System.nanoTime() - begin;
    }

    private String rate(List<Round> all, ToDoubleFunction<Round> nanos) {
        return "%,.0f".formatted(messages * 1e9 / quantile(all, nanos, 0.5));
    }

    private static double quantile(List<Round> all, ToDoubleFunction<Round> of, double part) {
        double[] sorted = all.stream().mapToDouble(of).sorted().toArray();
        return sorted[(int) (part * (sorted.length - 1))];
    }
}
