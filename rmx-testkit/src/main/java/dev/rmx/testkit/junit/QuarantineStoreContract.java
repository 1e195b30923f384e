package dev.rmx.testkit.junit;

import static dev.rmx.testkit.junit.HeldMessages.addLeased;
import static dev.rmx.testkit.junit.HeldMessages.now;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rmx.quarantine.HeldMessage;
import dev.rmx.quarantine.InMemoryQuarantineStore;
import dev.rmx.quarantine.MessageReference;
import dev.rmx.quarantine.QuarantineStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The contract of {@link QuarantineStore}, as tests. Extend this class to test your store:
 *
 * <pre>{@code
 * class MyStoreTest extends QuarantineStoreContract {
 *     private final VirtualTime time = new VirtualTime();
 *
 *     @Override
 *     protected QuarantineStore newStore() {
 *         return new MyStore(time);
 *     }
 *
 *     @Override
 *     protected void passTime(Duration passing) {
 *         time.pass(passing);
 *     }
 * }
 * }</pre>
 *
 * <p>No test waits: a store has one clock, and the tests set it forward. A store takes an
 * {@link java.time.InstantSource}, such as {@link dev.rmx.testkit.VirtualTime}. If its clock is a database's, it reads
 * it through one SQL expression, which its tests shift. The clock may also run by itself: the tests count in hours, so
 * a slow machine does not matter.
 *
 * <p>A store that several processes share has more to promise: see {@link SharedQuarantineStoreContract}.
 *
 * <p>The tests with several threads do not rely on luck. Two threads call the store for the same message at the same
 * moment, until hundreds of pairs of calls have overlapped. On a machine that never runs two threads at once such a
 * test aborts, and says so.
 *
 * <p>The contract cannot test the following:
 *
 * <ul>
 *   <li>messages survive a crash or a power cut;
 *   <li>a call that throws has no effect;
 *   <li>no message is lost beyond 10,000;
 *   <li>{@link QuarantineStore#add(java.sql.Connection, dev.rmx.RmxQuery, MessageReference, QuarantineStore.Wait,
 *       Duration) adding within a transaction};
 *   <li>what a store does when its clock is set back;
 *   <li>a fault that shows less than once in some thousand calls of a method.
 * </ul>
 */
public abstract class QuarantineStoreContract extends TurnRules {
    private static final Duration SHORTEST_LEASE = Duration.ofMinutes(10);

    private QuarantineStore store = new InMemoryQuarantineStore(1);

    /** For subclasses. */
    protected QuarantineStoreContract() {}

    /**
     * Creates the store under test.
     *
     * @return a new store without messages, with room for 10,000, and with leases of ten minutes or more, so that
     *     none runs out during a test on a slow machine; the contract closes it
     * @throws Exception if the store cannot be created
     */
    protected abstract QuarantineStore newStore() throws Exception;

    /**
     * Sets the clock of the last {@link #newStore} forward.
     *
     * @param time how far
     * @throws Exception if the clock cannot be set
     */
    @Override
    protected abstract void passTime(Duration time) throws Exception;

    @Override
    final QuarantineStore store() {
        return store;
    }

    @BeforeEach
    final void makeStore() throws Exception {
        store = newStore();
        assertTrue(
                store.leaseTime().compareTo(SHORTEST_LEASE) >= 0,
                () -> "leaseTime: " + store.leaseTime() + ", and the contract asks for " + SHORTEST_LEASE + " or more");
    }

    @AfterEach
    final void closeStore() {
        store.close();
    }

    /** Every query, reference and decision comes back as it was given. */
    @TestFactory
    final Stream<DynamicTest> TEMP_3_a_message_is_kept_as_it_was_given() {
        return OddMessages.tests(() -> store, this::passTime);
    }

    /** Not even after its message was removed or done. */
    @Test
    final void no_id_is_given_twice() throws Exception {
        List<Long> given = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            long id = addLeased(store());
            given.add(id);
            if (i % 2 == 0) {
                assertTrue(store().remove(id), "remove of what is leased");
            } else {
                store().done(List.of(id));
            }
        }
        Ids.assertSame("add after remove and done", List.copyOf(given), given);
    }

    /** Lists all messages by id, in pages, and counts them. */
    @Test
    final void messages_are_listed_and_counted() throws Exception {
        List<Long> added = new ArrayList<>();
        Instant before = now(store);
        for (int i = 0; i < 7; i++) {
            added.add(i % 2 == 0 ? HeldMessages.add(store) : HeldMessages.addDecided(store, 1));
            passTime(HeldMessages.hours(1));
        }
        store().remove(added.remove(0));
        HeldMessages.claim(store);

        Ids.assertInOrder("list in pages of 3", added.stream().sorted().toList(), HeldMessages.idsInPages(store, 3, 6));
        assertEquals(6, store.held().count(), "held: how many");
        HeldMessage oldest = HeldMessages.find(store, added.get(0));
        assertEquals(Optional.of(oldest.since()), store.held().oldest(), "held: since when the oldest is");
        assertTrue(
                Duration.between(before, oldest.since()).compareTo(HeldMessages.hours(1)) >= 0,
                "since of a message that was added after an hour");
    }

    /** A store has room for ten thousand messages, and every method takes as many in one call. */
    @Test
    final void ten_thousand_messages_are_kept_and_processed() throws Exception {
        TenThousand.run(store, this::passTime);
    }

    /** No call is lost, however many there are. */
    @Test
    final void each_of_many_small_calls_takes_effect() throws Exception {
        SmallCalls.takeEffect(store, this::passTime);
    }

    /** Two calls for a message at the same moment have the effect of one after the other, in either order. */
    @TestFactory
    final Stream<DynamicTest> two_calls_at_once_have_the_effect_of_one_after_the_other() {
        return StoreRaces.ofThreads(() -> store, this::passTime);
    }

    /** Random sequences of calls have the effect that a simple model of the rules has. */
    @Test
    final void random_calls_have_the_effect_of_the_rules() throws Exception {
        QuarantineStoreModel.compare(List.of(store), this::passTime);
    }

    /** Threads that claim at once never get the same message. */
    @Test
    final void each_message_is_claimed_by_one_thread() throws Exception {
        ManyThreads.claimEachOnce(List.of(store, store, store, store), this::passTime);
    }

    /** Whatever runs at once, each message is decided and done once, and none is lost. */
    @Test
    final void nothing_is_lost_when_everything_happens_at_once() throws Exception {
        ManyThreads.doEverythingAtOnce(List.of(store, store, store, store));
    }
}
