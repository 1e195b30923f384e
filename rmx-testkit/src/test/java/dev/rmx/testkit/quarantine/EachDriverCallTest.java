package dev.rmx.testkit.quarantine;

import static dev.rmx.testkit.quarantine.Samples.DECISION;
import static dev.rmx.testkit.quarantine.Samples.LONGEST;
import static dev.rmx.testkit.quarantine.Samples.QUERY;
import static dev.rmx.testkit.quarantine.Samples.QUESTION;
import static dev.rmx.testkit.quarantine.Samples.REFERENCE;
import static dev.rmx.testkit.quarantine.Samples.add;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.zaxxer.hikari.HikariDataSource;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.quarantine.HeldMessage;
import dev.rmx.quarantine.QuarantineException;
import dev.rmx.quarantine.QuarantineStore;
import dev.rmx.quarantine.QuarantineStore.Wait;
import dev.rmx.quarantine.QuarantineTurn;
import dev.rmx.record.DomainName;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Whichever call to the driver fails, the store's method takes effect as a whole or not at all, says what is wrong, and
 * returns its connection.
 */
class EachDriverCallTest {
    private static final Wait OTHER =
            new Wait(new DnsQuestion(DomainName.parse("b.example"), RecordType.A), Duration.ofMinutes(1));

    private static final List<Supplier<Exception>> FAULTS = List.of(
            () -> new SQLException("a fault"),
            () -> new SQLException("a fault", "58030"),
            () -> new IllegalStateException("a fault of the driver itself"));

    @RegisterExtension
    static final SharedPostgres postgres = new SharedPostgres();

    private interface Call {
        void on(QuarantineStore store, Held held) throws QuarantineException;
    }

    /** The messages: one leased and waiting, one leased and decided, one free. */
    private record Held(long leased, long decided, long free) {}

    @TestFactory
    Stream<DynamicTest> TEMP_4_each_call_takes_effect_as_a_whole_or_throws() {
        return Stream.of(
                failing("add", (store, held) -> add(store)),
                failing("add decided", (store, held) -> store.add(QUERY, REFERENCE, DECISION, Duration.ofHours(1))),
                failing("add for another question", (store, held) -> store.add(QUERY, REFERENCE, OTHER, LONGEST)),
                failing("claim", (store, held) -> store.claim(10)),
                failing("claim a question's", (store, held) -> store.claim(QUESTION, 10)),
                failing("renew", (store, held) -> store.renew(List.of(held.leased(), held.decided()))),
                failing("decide", (store, held) -> store.decide(Map.of(held.leased(), DECISION))),
                failing("await", (store, held) -> store.await(Map.of(held.leased(), OTHER))),
                failing("retry", (store, held) -> store.retry(Map.of(held.decided(), Duration.ofMinutes(1)))),
                failing("give back", (store, held) -> store.giveBack(List.of(held.leased(), held.decided()))),
                failing("done", (store, held) -> store.done(List.of(held.leased(), held.decided()))),
                failing(
                        "turn",
                        (store, held) -> store.turn(new QuarantineTurn(
                                List.of(),
                                Map.of(held.decided(), Duration.ofMinutes(1)),
                                Map.of(held.leased(), DECISION),
                                Map.of(),
                                10,
                                Map.of(QUESTION, 10)))),
                failing("release", (store, held) -> store.release(held.free(), DECISION)),
                failing(
                        "release several",
                        (store, held) -> store.release(List.of(held.free(), held.decided(), held.leased()), DECISION)),
                failing("remove several", (store, held) -> store.remove(List.of(held.free(), held.leased()))),
                failing("remove", (store, held) -> store.remove(held.free())),
                failing("find", (store, held) -> store.find(held.free())),
                failing("list", (store, held) -> store.list(0, 10)),
                failing("held", (store, held) -> store.held()),
                failing("report", (store, held) -> store.report(true)));
    }

    private static DynamicTest failing(String name, Call call) {
        return DynamicTest.dynamicTest(name, () -> {
            try (HikariDataSource pool = Databases.postgres(postgres.newSchemaUrl())) {
                failEverywhere(new FaultyDataSource(pool), pool, call);
            }
        });
    }

    private static void failEverywhere(FaultyDataSource faulty, HikariDataSource database, Call call) throws Exception {
        QuarantineStore store = Databases.store(faulty);
        for (int round = 0; round < 1_000; round++) {
            Held held = refill(store);
            List<String> before = Rows.all(database);
            faulty.fail(1 + round, 1, FAULTS.get(round % FAULTS.size()));
            boolean threw = threw(() -> call.on(store, held));
            boolean committed = faulty.committed();
            String failed = faulty.lastFailed();
            faulty.fail(1, 0, "");

            assertThat(threw || committed).as("failed at " + failed).isTrue();
            if (!committed) {
                assertThat(Rows.all(database)).as("failed at " + failed).isEqualTo(before);
            }
            assertThat(faulty.open()).as("failed at " + failed).isZero();
            if (failed.isEmpty()) {
                return;
            }
        }
        fail("the call does not end");
    }

    private static Held refill(QuarantineStore store) throws QuarantineException {
        store.report(false);
        for (HeldMessage message : store.list(0, 100)) {
            store.remove(message.id());
        }
        store.claim(100); // forgets questions without messages
        long leased = add(store);
        long decided = add(store);
        store.claim(QUESTION, 2);
        store.decide(Map.of(decided, DECISION));
        return new Held(leased, decided, add(store));
    }

    private interface Attempt {
        void run() throws QuarantineException;
    }

    private static boolean threw(Attempt attempt) {
        try {
            attempt.run();
            return false;
        } catch (QuarantineException e) {
            assertThat(e).hasMessageContaining("the quarantine ").hasMessageContaining("a fault");
            return true;
        }
    }
}
