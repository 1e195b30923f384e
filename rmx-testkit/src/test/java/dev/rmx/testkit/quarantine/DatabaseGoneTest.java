package dev.rmx.testkit.quarantine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.rmx.RmxVerdict;
import dev.rmx.quarantine.JdbcQuarantineStore;
import dev.rmx.quarantine.MessageReference;
import dev.rmx.quarantine.Quarantine;
import dev.rmx.quarantine.QuarantineException;
import dev.rmx.quarantine.QuarantineSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** PostgreSQL goes down while messages are held, and comes back. */
@Timeout(300)
class DatabaseGoneTest {
    private final Queue<String> back = new ConcurrentLinkedQueue<>();

    @Test
    void TEMP_4_hold_throws_while_the_database_is_down_and_works_when_it_is_back() throws Exception {
        RmxVerdict verdict = Samples.undecided("a.example");
        List<String> held = new ArrayList<>();
        try (PostgresServer server = PostgresServer.start()) {
            HikariConfig config = Databases.poolAt(server.newSchemaUrl());
            config.setConnectionTimeout(300); // otherwise each failing call takes half a minute
            try (HikariDataSource pool = new HikariDataSource(config);
                    JdbcQuarantineStore store = Databases.store(pool, Duration.ofMillis(500));
                    Quarantine quarantine = Quarantine.builder(
                                    Samples::decided,
                                    store,
                                    (message, decision) ->
                                            back.add(message.reference().toString()))
                            .settings(QuarantineSettings.DEFAULT
                                    .withPollEvery(Duration.ofMillis(10))
                                    .withPauses(Duration.ofMillis(1), Duration.ofMillis(1)))
                            .build()) {
                for (int round = 0; round < 2; round++) {
                    held.add(hold(quarantine, verdict, "before " + round));
                    server.kill();

                    assertThatThrownBy(() -> quarantine.hold(verdict, MessageReference.of("lost")))
                            .isInstanceOfSatisfying(
                                    QuarantineException.class,
                                    e -> assertThat(e.inDoubt()).isFalse())
                            .hasMessageContaining("the quarantine cannot keep a message");
                    server.startAgain();
                    held.add(hold(quarantine, verdict, "after " + round));
                    while (!back.containsAll(held)) {
                        Databases.execute(pool, "UPDATE rmx_question SET due = 0"); // questions whose answer was lost
                        Thread.sleep(10);
                    }
                }
            }
        }
        assertThat(back).doesNotContain("lost");
    }

    /** Holds a message; the pool may need a moment to notice that the server is back. */
    private static String hold(Quarantine quarantine, RmxVerdict verdict, String reference)
            throws InterruptedException {
        while (true) {
            try {
                quarantine.hold(verdict, MessageReference.of(reference));
                return reference;
            } catch (QuarantineException e) {
                Thread.sleep(10);
            }
        }
    }
}
