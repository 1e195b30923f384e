package dev.rmx.testkit.quarantine;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.rmx.RmxVerdict;
import dev.rmx.quarantine.JdbcQuarantineStore;
import dev.rmx.quarantine.MessageReference;
import dev.rmx.quarantine.Quarantine;
import dev.rmx.quarantine.QuarantineException;
import dev.rmx.quarantine.QuarantineSettings;
import dev.rmx.quarantine.QuarantineStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A server interrupts the thread of a client that disconnects. This must not affect other messages. */
@Timeout(300)
class InterruptTest {
    private static final int EACH = 100;

    @RegisterExtension
    static final SharedPostgres postgres = new SharedPostgres();

    private final Queue<String> back = new ConcurrentLinkedQueue<>();

    @Test
    void TEMP_4_an_interrupted_caller_disturbs_no_other_in_PostgreSQL() throws Exception {
        try (HikariDataSource pool = Databases.postgres(postgres.newSchemaUrl())) {
            holdAmidInterrupts(Databases.store(pool));
        }
    }

    @Test
    void TEMP_4_an_interrupted_caller_disturbs_no_other_in_SQLite(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("q.db");
        try (QuarantineStore store = JdbcQuarantineStore.sqlite(file)) {
            holdAmidInterrupts(store);
        }
        JdbcQuarantineStore.sqlite(file).close();
    }

    private void holdAmidInterrupts(QuarantineStore store) throws Exception {
        RmxVerdict verdict = Samples.undecided("a.example");
        List<String> expected = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        AtomicBoolean ended = new AtomicBoolean();
        try (Quarantine quarantine = Quarantine.builder(
                        Samples::decided,
                        store,
                        (message, decision) -> back.add(message.reference().toString()))
                .settings(QuarantineSettings.DEFAULT
                        .withPollEvery(Duration.ofMillis(5))
                        .withPauses(Duration.ofMillis(1), Duration.ofMillis(1)))
                .build()) {
            Future<List<String>> interrupted = threads.submit(() -> holdInterrupted(quarantine, verdict, ended));
            List<Future<List<String>>> undisturbed = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                String name = "caller " + i;
                undisturbed.add(threads.submit(() -> holdAll(quarantine, verdict, name)));
            }
            for (Future<List<String>> caller : undisturbed) {
                expected.addAll(caller.get()); // no other caller got an exception
            }
            ended.set(true);
            expected.addAll(interrupted.get());
            while (quarantine.held().count() > 0) {
                Thread.sleep(1); // the awaited event always comes
            }
            assertThat(quarantine.work().storeFailures()).isZero();
        } finally {
            threads.shutdownNow();
        }
        assertThat(expected).hasSizeGreaterThan(3 * EACH);
        assertThat(back).containsAll(expected);
    }

    private static List<String> holdAll(Quarantine quarantine, RmxVerdict verdict, String name)
            throws QuarantineException {
        List<String> held = new ArrayList<>();
        for (int i = 0; i < EACH; i++) {
            String reference = name + ", " + i;
            quarantine.hold(verdict, MessageReference.of(reference));
            held.add(reference);
        }
        return held;
    }

    /** Makes each call on a thread that is interrupted before the call or during it. */
    private static List<String> holdInterrupted(Quarantine quarantine, RmxVerdict verdict, AtomicBoolean ended)
            throws InterruptedException {
        List<String> held = new ArrayList<>();
        for (int i = 0; i < 10 || !ended.get(); i++) {
            String reference = "interrupted " + i;
            Thread caller = new Thread(() -> {
                try {
                    quarantine.hold(verdict, MessageReference.of(reference));
                    held.add(reference);
                } catch (QuarantineException e) {
                    // reported: the message may be held or not
                }
            });
            caller.start();
            for (int spins = i % 10 * 1_000; spins > 0; spins--) {
                Thread.onSpinWait();
            }
            caller.interrupt();
            caller.join();
        }
        quietly(quarantine, verdict, held);
        return held;
    }

    /** Holds messages without interrupts, at least one. */
    private static void quietly(Quarantine quarantine, RmxVerdict verdict, List<String> held) {
        try {
            quarantine.hold(verdict, MessageReference.of("not interrupted"));
            held.add("not interrupted");
        } catch (QuarantineException e) {
            throw new AssertionError(e);
        }
    }
}
