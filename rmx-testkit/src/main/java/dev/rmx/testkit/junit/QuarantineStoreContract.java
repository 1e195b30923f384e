package dev.rmx.testkit.junit;

import static dev.rmx.testkit.junit.HeldMessages.HORIZON;
import static dev.rmx.testkit.junit.HeldMessages.NOW;
import static dev.rmx.testkit.junit.HeldMessages.OTHER_SUBJECT;
import static dev.rmx.testkit.junit.HeldMessages.PASS;
import static dev.rmx.testkit.junit.HeldMessages.RELEASED;
import static dev.rmx.testkit.junit.HeldMessages.SUBJECT;
import static dev.rmx.testkit.junit.HeldMessages.UNTIL;
import static dev.rmx.testkit.junit.HeldMessages.add;
import static dev.rmx.testkit.junit.HeldMessages.addLeased;
import static dev.rmx.testkit.junit.HeldMessages.claimDue;
import static dev.rmx.testkit.junit.HeldMessages.ids;
import static dev.rmx.testkit.junit.HeldMessages.minutes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rmx.quarantine.Decision;
import dev.rmx.quarantine.HeldMessage;
import dev.rmx.quarantine.InMemoryQuarantineStore;
import dev.rmx.quarantine.MessageReference;
import dev.rmx.quarantine.QuarantineStore;
import dev.rmx.quarantine.QuarantineStore.Held;
import dev.rmx.quarantine.QuarantineStore.Retry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What every {@link QuarantineStore} has to do, as tests that its author extends:
 *
 * <pre>{@code
 * class MyStoreTest extends QuarantineStoreContract {
 *     @Override
 *     protected QuarantineStore newStore() {
 *         return new MyStore();
 *     }
 * }
 * }</pre>
 *
 * <p>For a store that several processes share there is more: {@link SharedQuarantineStoreContract}. What survives a crash is beyond
 * both.
 */
public abstract class QuarantineStoreContract {
    private QuarantineStore store = new InMemoryQuarantineStore(1);

    /** For those who extend it. */
    protected QuarantineStoreContract() {}

    /**
     * Makes the store that is tested.
     *
     * @return a new store, which the contract closes: without a message, with room for 10,000, and with leases of a minute or more
     * @throws Exception if there is none
     */
    protected abstract QuarantineStore newStore() throws Exception;

    /** The store that is tested. */
    final QuarantineStore store() {
        return store;
    }

    @BeforeEach
    final void makeStore() throws Exception {
        store = newStore();
    }

    @AfterEach
    final void closeStore() {
        store.close();
    }

    /** Whatever a query, a reference and a decision can be made of comes back as it was given. */
    @TestFactory
    final Stream<DynamicTest> TEMP_3_a_message_is_kept_as_it_was_given() {
        return OddMessages.tests(() -> store);
    }

    /** Also of a message that is removed, or done. */
    @Test
    final void no_id_is_given_twice() throws Exception {
        List<Long> given = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            long id = addLeased(store);
            given.add(id);
            if (i % 2 == 0) {
                assertTrue(store.remove(id));
            } else {
                store.done(List.of(id));
            }
        }
        assertEquals(given.stream().distinct().toList(), given);
    }

    /** What is due is claimed in the order in which it became so, and as much of it as was asked for. */
    @Test
    final void what_has_been_due_for_longest_is_claimed_first() throws Exception {
        long second = add(store, minutes(-2));
        long fourth = add(store, NOW);
        long third = add(store, OTHER_SUBJECT, minutes(-1));
        long first = add(store, minutes(-3));
        long notYet = add(store, NOW.plusNanos(1_000));

        assertEquals(List.of(), store.claim(NOW, HORIZON, 0));
        assertEquals(List.of(first, second), ids(store.claim(NOW, HORIZON, 2)));
        assertEquals(List.of(third, fourth), claimDue(store));
        assertEquals(List.of(), claimDue(store), "leased, or not yet due");
        assertEquals(List.of(notYet), ids(store.claim(minutes(1), HORIZON, 1)));
    }

    /** A message that was put too far, before the clock was set back, is due. */
    @Test
    final void what_is_due_beyond_the_horizon_is_due() throws Exception {
        add(store, minutes(1));
        add(store, minutes(60));
        long beyond = add(store, minutes(61));
        long due = add(store, minutes(-1));

        assertEquals(List.of(due, beyond), ids(store.claim(NOW, minutes(60), 10)));
    }

    /** The ends of time can be asked about. */
    @Test
    final void any_instant_can_be_compared_with() throws Exception {
        long id = add(store, NOW);

        assertEquals(List.of(), store.claim(Instant.MIN, Instant.MAX, 10));
        assertEquals(List.of(id), ids(store.claim(Instant.MAX, Instant.MAX, 10)));
        store.retry(List.of(new Retry(id, NOW, 1, false)));
        assertEquals(List.of(id), ids(store.claim(Instant.MIN, Instant.MIN, 10)));
    }

    /** Of a domain everything is claimed that is not decided, due or not, and nothing of another. */
    @Test
    final void a_domain_is_claimed_whether_due_or_not() throws Exception {
        long later = add(store, minutes(10));
        long sooner = add(store, minutes(5));
        long decided = add(store, minutes(1));
        add(store, OTHER_SUBJECT, NOW);
        long last = add(store, minutes(20));
        assertTrue(store.release(decided, RELEASED, NOW));

        assertEquals(List.of(sooner, later), ids(store.claim(SUBJECT, 2)));
        assertEquals(List.of(last), ids(store.claim(SUBJECT, 10)));
        assertEquals(List.of(), store.claim(SUBJECT, 10));
    }

    /** The first decision stands, and nobody decides on what is not leased to him. */
    @Test
    final void the_first_decision_stands() throws Exception {
        long id = addLeased(store);
        long free = add(store, NOW);
        Decision other = new Decision(PASS.outcome(), Optional.empty(), "another reason", Decision.Source.TIME);

        assertEquals(Map.of(id, PASS), store.decide(Map.of(id, PASS, free, PASS, Long.MAX_VALUE, PASS)));
        assertEquals(Map.of(id, PASS), store.decide(Map.of(id, other)));
        assertEquals(Map.of(id, PASS), store.decide(Map.of(id, PASS)), "once more does no harm");
        assertEquals(Map.of(), store.decide(Map.of()));
        assertEquals(Optional.of(PASS), store.find(id).orElseThrow().decision());
        assertEquals(Optional.empty(), store.find(free).orElseThrow().decision());
    }

    /** What is given back is claimed when it is due again, with its decision if it has one. */
    @Test
    final void what_is_given_back_is_claimed_again() throws Exception {
        long undecided = addLeased(store);
        long decided = addLeased(store);
        store.decide(Map.of(decided, PASS));
        List<Retry> retries =
                List.of(new Retry(undecided, minutes(5), 3, false), new Retry(decided, UNTIL.plusSeconds(60), 4, true));

        store.retry(retries);

        assertEquals(List.of(), claimDue(store));
        HeldMessage again = store.claim(minutes(5), HORIZON, 10).get(0);
        assertEquals(
                List.of(undecided, minutes(5), 3, Optional.empty()),
                List.of(again.id(), again.due(), again.attempts(), again.decision()));
        again = store.claim(UNTIL.plusSeconds(60), HORIZON, 10).get(0);
        assertEquals(
                List.of(decided, UNTIL.plusSeconds(60), 4, Optional.of(PASS)),
                List.of(again.id(), again.due(), again.attempts(), again.decision()));
    }

    /** Only what is leased can be given back, and only once. */
    @Test
    final void what_is_not_leased_is_not_given_back() throws Exception {
        long free = add(store, minutes(1));
        long back = addLeased(store);
        store.retry(List.of(new Retry(back, minutes(2), 1, false)));

        store.retry(List.of(
                new Retry(free, minutes(9), 9, false),
                new Retry(back, minutes(9), 9, false),
                new Retry(Long.MAX_VALUE, minutes(9), 9, false)));
        store.retry(List.of());

        assertEquals(
                List.of(minutes(1), minutes(2)),
                store.list(0, 10).stream().map(HeldMessage::due).toList());
    }

    /** One message was tried for its domain, and the others need not be for a while. */
    @Test
    final void a_domain_is_put_off() throws Exception {
        long due = add(store, minutes(-1));
        long later = add(store, minutes(31));
        long other = add(store, OTHER_SUBJECT, NOW);
        long ending = store.add(HeldMessages.query(SUBJECT), ref(), NOW, minutes(20), minutes(3));
        long tried = addLeased(store);
        store.retry(List.of(
                new Retry(tried, NOW, 7, false),
                new Retry(due, minutes(-1), 0, false),
                new Retry(other, NOW, 0, false)));

        assertEquals(3, store.postpone(SUBJECT, minutes(30), 5, 100));
        assertEquals(0, store.postpone(SUBJECT, minutes(29), 4, 100)); // earlier than all are: nothing is put forward

        assertDue(due, minutes(30), 5);
        assertDue(tried, minutes(30), 7);
        assertDue(later, minutes(31), 0);
        assertDue(ending, minutes(20), 5);
        assertDue(other, NOW, 0);
    }

    /** A domain can have many messages, and is put off by and by. */
    @Test
    final void a_domain_is_put_off_some_at_a_time() throws Exception {
        List<Long> ids = List.of(add(store, NOW), add(store, NOW), add(store, NOW));

        assertEquals(2, store.postpone(SUBJECT, minutes(30), 5, 2));
        assertEquals(1, store.postpone(SUBJECT, minutes(30), 5, 2));
        assertEquals(0, store.postpone(SUBJECT, minutes(30), 5, 2));

        for (long id : ids) {
            assertDue(id, minutes(30), 5);
        }
    }

    /** Who has a lease is told that it holds. */
    @Test
    final void only_what_is_leased_is_renewed() throws Exception {
        long leased = addLeased(store);
        long free = add(store, minutes(1));
        long removed = addLeased(store);
        store.remove(removed);

        assertEquals(Set.of(leased), store.renew(List.of(leased, free, removed, Long.MAX_VALUE)));
        assertEquals(Set.of(), store.renew(List.of()));
    }

    /** What somebody works on is not put off, and neither is what only has to be handed back. */
    @Test
    final void what_is_leased_or_decided_is_not_put_off() throws Exception {
        long leased = addLeased(store);
        long decided = add(store, minutes(1));
        store.release(decided, RELEASED, NOW);

        assertEquals(0, store.postpone(SUBJECT, minutes(30), 5, 100));

        assertDue(leased, NOW, 0);
        assertDue(decided, NOW, 0);
    }

    /** What is done is forgotten, but only by him who has it. */
    @Test
    final void what_is_done_is_forgotten() throws Exception {
        long done = addLeased(store);
        long free = add(store, NOW);

        store.done(List.of(done, free, Long.MAX_VALUE));
        store.done(List.of(done));
        store.done(List.of());

        assertEquals(Optional.empty(), store.find(done));
        assertEquals(List.of(free), claimDue(store));
    }

    /** The operator's word stands, whoever works on the message, and makes it due. */
    @Test
    final void the_operator_releases_what_is_not_decided() throws Exception {
        long free = add(store, minutes(60));
        long leased = addLeased(store);

        assertTrue(store.release(free, RELEASED, NOW));
        assertTrue(store.release(leased, RELEASED, minutes(-1)));
        assertFalse(store.release(free, PASS, minutes(5)), "it is decided");
        assertFalse(store.release(Long.MAX_VALUE, PASS, NOW), "it is not there");

        List<HeldMessage> claimed = store.claim(NOW, HORIZON, 10);
        assertEquals(List.of(free), ids(claimed), "the other one is leased");
        assertEquals(Optional.of(RELEASED), claimed.get(0).decision());
        assertEquals(Map.of(leased, RELEASED), store.decide(Map.of(leased, PASS)));
    }

    /** Who gives a message back and does not know of its release does not put it off. */
    @Test
    final void what_is_released_meanwhile_stays_due() throws Exception {
        long id = addLeased(store);
        store.release(id, RELEASED, NOW);

        store.retry(List.of(new Retry(id, minutes(30), 1, false)));
        assertEquals(List.of(id), claimDue(store));

        store.retry(List.of(new Retry(id, minutes(30), 2, true)));
        assertDue(id, minutes(30), 2);
    }

    /** What is removed is gone, whoever works on it, and nothing brings it back. */
    @Test
    final void what_is_removed_is_gone() throws Exception {
        long free = add(store, NOW);
        assertTrue(store.remove(free));
        assertFalse(store.remove(free));
        long leased = addLeased(store);
        assertTrue(store.remove(leased));

        assertEquals(Map.of(), store.decide(Map.of(leased, PASS)));
        store.retry(List.of(new Retry(leased, NOW, 1, false)));
        store.done(List.of(leased));
        assertFalse(store.release(leased, PASS, NOW));
        assertEquals(List.of(), claimDue(store));
        assertEquals(new Held(0, Optional.empty()), store.held());
    }

    /** All messages are listed by id, in pages, and counted. */
    @Test
    final void messages_are_listed_and_counted() throws Exception {
        List<Long> added = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            added.add(store.add(HeldMessages.query(SUBJECT), ref(), minutes(-i), UNTIL, minutes(i)));
        }
        claimDue(store);
        List<Long> listed = new ArrayList<>();
        List<HeldMessage> page = store.list(Long.MIN_VALUE, 3);
        while (!page.isEmpty()) {
            assertTrue(page.size() <= 3);
            listed.addAll(ids(page));
            page = store.list(listed.get(listed.size() - 1), 3);
        }
        assertEquals(added.stream().sorted().toList(), listed);
        assertEquals(new Held(7, Optional.of(minutes(-6))), store.held());
    }

    /** Any sequence of calls comes to what a plain list of the rules says. */
    @Test
    final void calls_in_any_order_come_to_what_the_rules_say() throws Exception {
        QuarantineStoreModel.compare(List.of(store));
    }

    /** What many threads claim at once, each of them gets alone. */
    @Test
    final void each_message_is_claimed_by_one_thread() throws Exception {
        ManyThreads.claimEachOnce(List.of(store, store, store, store));
    }

    /** Whatever happens at once, each message is decided and done once, and none is lost. */
    @Test
    final void nothing_is_lost_when_everything_happens_at_once() throws Exception {
        ManyThreads.doEverythingAtOnce(List.of(store, store, store, store));
    }

    private static MessageReference ref() {
        return MessageReference.of("queue id");
    }

    private void assertDue(long id, Instant due, int attempts) throws Exception {
        HeldMessage message = store.find(id).orElseThrow();
        assertEquals(List.of(due, attempts), List.of(message.due(), message.attempts()));
    }
}
