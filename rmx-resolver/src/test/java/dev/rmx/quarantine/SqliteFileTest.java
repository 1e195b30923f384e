package dev.rmx.quarantine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rmx.quarantine.WatchedConnection.Watcher;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How concurrent callers share a database file. */
class SqliteFileTest {
    @TempDir
    Path directory = Path.of(".");

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void endThreads() {
        threads.shutdownNow();
    }

    private Path file() {
        return directory.resolve("notes.db");
    }

    /** Blocks the database's writer until the latch opens, so that tasks queue up behind it. */
    private void stall(SqliteFile database, CountDownLatch latch) throws InterruptedException {
        CountDownLatch stalled = new CountDownLatch(1);
        threads.execute(() -> {
            try {
                database.run("stall", connection -> {
                    stalled.countDown();
                    return awaitOn(latch);
                });
            } catch (QuarantineException e) {
                throw new IllegalStateException(e);
            }
        });
        stalled.await();
    }

    private static boolean awaitOn(CountDownLatch latch) {
        while (true) {
            try {
                latch.await();
                return true;
            } catch (InterruptedException e) {
                // the end of a test
            }
        }
    }

    private <T> List<Future<T>> callers(int count, IntFunction<Callable<T>> caller) {
        List<Future<T>> calls = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            calls.add(threads.submit(caller.apply(i)));
        }
        return calls;
    }

    private static void awaitQueued(SqliteFile database, int count) {
        while (database.queued() < count) {
            Thread.onSpinWait();
        }
    }

    @Test
    void written_data_is_there_after_reopening() throws Exception {
        try (SqliteFile database = SqliteFile.open(file())) {
            NoteTable.create(database);
            NoteTable.add(database, "a");
            NoteTable.add(database, "b");
            NoteTable.remove(database, "a");
        }
        try (SqliteFile database = SqliteFile.open(file())) {
            assertThat(NoteTable.all(database)).containsOnlyKeys("b");
        }
    }

    @Test
    void only_its_owner_can_read_the_files() throws Exception {
        try (SqliteFile database = SqliteFile.open(file())) {
            NoteTable.create(database);
            for (String suffix : List.of("", "-wal", ".lock")) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(Path.of(file() + suffix))))
                        .as(suffix)
                        .isEqualTo("rw-------");
            }
        }
    }

    @Test
    void settings_survive_a_power_loss() throws Exception {
        try (SqliteFile database = SqliteFile.open(file())) {
            assertThat(NoteTable.pragma(database, "synchronous")).isEqualTo("2");
            assertThat(NoteTable.pragma(database, "journal_mode")).isEqualTo("wal");
            assertThat(NoteTable.pragma(database, "locking_mode")).isEqualTo("exclusive");
            assertThat(NoteTable.pragma(database, "auto_vacuum")).isEqualTo("2");
            assertThat(Path.of(file() + "-shm")).as("shared memory").doesNotExist();
        }
    }

    @Test
    void concurrent_callers_share_a_commit() throws Exception {
        AtomicInteger commits = new AtomicInteger();
        Watcher counter = new Watcher() {
            @Override
            public void before(String sql) {
                if (sql.equals("COMMIT")) {
                    commits.incrementAndGet();
                }
            }
        };
        try (SqliteFile database = SqliteFile.open(file(), watched(counter))) {
            NoteTable.create(database);
            CountDownLatch latch = new CountDownLatch(1);
            stall(database, latch);
            List<Future<Boolean>> calls = callers(100, i -> () -> {
                NoteTable.add(database, "n" + i);
                return true;
            });
            awaitQueued(database, 100);
            int before = commits.get();
            latch.countDown();
            for (Future<Boolean> call : calls) {
                call.get();
            }
            assertThat(commits.get() - before).isEqualTo(2); // one for the stalling task, one for all others
            assertThat(NoteTable.all(database)).hasSize(100);
        }
    }

    private static SqliteOptions watched(Watcher watcher) {
        return SqliteOptions.DEFAULTS.withWrapper(connection -> WatchedConnection.around(connection, watcher));
    }

    @Test
    void TEMP_4_an_error_of_one_caller_does_not_affect_others() throws Exception {
        try (SqliteFile database = SqliteFile.open(file())) {
            NoteTable.create(database);
            NoteTable.add(database, "n7");
            CountDownLatch latch = new CountDownLatch(1);
            stall(database, latch);
            List<Future<Boolean>> calls = callers(20, i -> () -> {
                database.run("add a note", connection -> {
                    NoteTable.insert(connection, "n" + i); // n7 is there already
                    if (i == 11) {
                        throw new IllegalStateException("a bug");
                    }
                    return true;
                });
                return true;
            });
            awaitQueued(database, 20);
            latch.countDown();
            for (int i = 0; i < 20; i++) {
                Future<Boolean> call = calls.get(i);
                if (i == 7 || i == 11) {
                    assertThatThrownBy(call::get)
                            .cause()
                            .isInstanceOf(QuarantineException.class)
                            .hasMessageStartingWith("the quarantine cannot add a note: ")
                            .hasMessageContaining(i == 7 ? "UNIQUE constraint failed" : "a bug")
                            .satisfies(e -> assertThat(((QuarantineException) e).inDoubt())
                                    .isFalse());
                } else {
                    assertThat(call.get()).isTrue();
                }
            }
            assertThat(NoteTable.all(database)).hasSize(19).doesNotContainKey("n11");
        }
    }

    @Test
    void TEMP_4_interrupts_lose_nothing_and_affect_no_other_caller() throws Exception {
        int each = 200;
        try (SqliteFile database = SqliteFile.open(file())) {
            NoteTable.create(database);
            AtomicBoolean done = new AtomicBoolean();
            CountDownLatch ready = new CountDownLatch(1);
            Thread[] victim = new Thread[1];
            AtomicInteger interrupts = new AtomicInteger();
            List<Future<Integer>> calls = callers(4, i -> () -> {
                if (i == 0) {
                    victim[0] = Thread.currentThread();
                    ready.countDown();
                }
                for (int n = 0; n < each; n++) {
                    NoteTable.add(database, i + "-" + n);
                    if (Thread.interrupted()) {
                        interrupts.incrementAndGet();
                    }
                }
                return each;
            });
            ready.await();
            Future<Boolean> interrupter = threads.submit(() -> {
                while (!done.get()) {
                    int size = NoteTable.all(database).size();
                    victim[0].interrupt();
                    while (!done.get() && NoteTable.all(database).size() < size + 3) {
                        Thread.onSpinWait();
                    }
                }
                return true;
            });
            for (Future<Integer> call : calls) {
                assertThat(call.get()).isEqualTo(each);
            }
            done.set(true);
            interrupter.get();
            assertThat(interrupts.get()).isPositive();
            assertThat(NoteTable.all(database)).hasSize(4 * each);
        }
        try (SqliteFile database = SqliteFile.open(file())) {
            assertThat(NoteTable.all(database)).hasSize(4 * each);
        }
    }

    @Test
    void an_interrupted_thread_can_open_and_close() throws Exception {
        Thread.currentThread().interrupt();
        SqliteFile database = SqliteFile.open(file());
        NoteTable.create(database);
        NoteTable.add(database, "a");
        database.close();
        assertThat(Thread.interrupted()).isTrue();
        try (SqliteFile again = SqliteFile.open(file())) {
            assertThat(NoteTable.all(again)).containsOnlyKeys("a");
        }
    }

    @Test
    void closing_finishes_waiting_work_and_refuses_more() throws Exception {
        SqliteFile database = SqliteFile.open(file());
        NoteTable.create(database);
        CountDownLatch latch = new CountDownLatch(1);
        stall(database, latch);
        List<Future<Boolean>> calls = callers(8, i -> () -> {
            NoteTable.add(database, "n" + i);
            return true;
        });
        awaitQueued(database, 8);
        Future<?> closing = threads.submit(database::close);
        while (!database.isClosing()) {
            Thread.onSpinWait();
        }
        latch.countDown();
        closing.get();
        for (Future<Boolean> call : calls) {
            assertThat(call.get()).isTrue();
        }
        assertThatThrownBy(() -> NoteTable.add(database, "late"))
                .hasMessage("the quarantine cannot add a note: it is closed");
        try (SqliteFile again = SqliteFile.open(file())) {
            assertThat(NoteTable.all(again)).hasSize(8);
        }
    }

    @Test
    void TEMP_4_a_caller_waits_for_a_stuck_disk_for_a_limited_time() throws Exception {
        SqliteOptions impatient = SqliteOptions.DEFAULTS.withLongestWait(Duration.ofMillis(50));
        SqliteFile database = SqliteFile.open(file(), impatient);
        CountDownLatch latch = new CountDownLatch(1);
        CountDownLatch stalled = new CountDownLatch(1);
        Future<Boolean> running = threads.submit(() -> database.run("stall", connection -> {
            stalled.countDown();
            return awaitOn(latch);
        }));
        stalled.await();
        AtomicBoolean ran = new AtomicBoolean();

        assertThatThrownBy(() -> database.run("hold a message", connection -> ran.getAndSet(true)))
                .isInstanceOf(QuarantineException.class)
                .hasMessage("the quarantine cannot hold a message: its disk has not answered for 50 ms")
                .satisfies(e -> assertThat(((QuarantineException) e).inDoubt()).isFalse());
        assertThatThrownBy(running::get)
                .cause()
                .hasMessageEndingWith("whether it was done is in doubt")
                .satisfies(e -> assertThat(((QuarantineException) e).inDoubt()).isTrue());
        latch.countDown();
        database.close();
        assertThat(ran).as("what was not in doubt never ran").isFalse();
    }

    @Test
    void the_queue_is_bounded() throws Exception {
        try (SqliteFile database = SqliteFile.open(file(), SqliteOptions.DEFAULTS.withMostWaiting(3))) {
            CountDownLatch latch = new CountDownLatch(1);
            stall(database, latch);
            List<Future<Boolean>> calls = callers(3, i -> () -> database.run("wait", connection -> true));
            awaitQueued(database, 3);
            assertThatThrownBy(() -> database.run("hold a message", connection -> true))
                    .hasMessage("the quarantine cannot hold a message: too many callers wait for its disk already");
            latch.countDown();
            for (Future<Boolean> call : calls) {
                assertThat(call.get()).isTrue();
            }
        }
    }

    @Test
    void work_within_work_is_a_mistake() throws Exception {
        try (SqliteFile database = SqliteFile.open(file())) {
            assertThatThrownBy(() -> database.run("work", connection -> {
                        try {
                            return database.run("more", inner -> true);
                        } catch (QuarantineException e) {
                            throw new SQLException(e);
                        }
                    }))
                    .hasMessageContaining("work must not wait for other work");
        }
    }

    @Test
    void free_pages_go_back_to_the_file_system() throws Exception {
        try (SqliteFile database = SqliteFile.open(file())) {
            NoteTable.create(database);
            database.run("add many", connection -> {
                for (int i = 0; i < 12_000; i++) {
                    NoteTable.insert(connection, "n" + i);
                }
                return true;
            });
            NoteTable.add(database, "one more");
            long large = Files.size(file());
            database.run("remove all", connection -> Sql.update(connection, "DELETE FROM note"));
            for (int i = 0; i < 100; i++) { // after each the writer frees some pages
                NoteTable.add(database, "later " + i);
            }
            assertThat(large).isGreaterThan(12_000_000);
            assertThat(Files.size(file())).isLessThan(6_000_000);
            assertThat(Files.size(SqliteIdentity.wal(file()))).isLessThan(17_000_000);
        }
    }

    @Test
    void backups_are_made_by_sqlite() throws Exception {
        Path backup = directory.resolve("backup.db");
        try (SqliteFile database = SqliteFile.open(file())) {
            NoteTable.create(database);
            NoteTable.add(database, "a");
        }
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                var statement = connection.createStatement()) {
            statement.execute("VACUUM INTO '" + backup + "'");
        }
        try (SqliteFile database = SqliteFile.open(backup)) {
            assertThat(NoteTable.all(database)).containsOnlyKeys("a");
        }
    }
}
