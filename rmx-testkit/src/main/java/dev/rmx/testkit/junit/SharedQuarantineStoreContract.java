package dev.rmx.testkit.junit;

import static dev.rmx.testkit.junit.HeldMessages.HORIZON;
import static dev.rmx.testkit.junit.HeldMessages.NOW;
import static dev.rmx.testkit.junit.HeldMessages.PASS;
import static dev.rmx.testkit.junit.HeldMessages.RELEASED;
import static dev.rmx.testkit.junit.HeldMessages.SUBJECT;
import static dev.rmx.testkit.junit.HeldMessages.add;
import static dev.rmx.testkit.junit.HeldMessages.addLeased;
import static dev.rmx.testkit.junit.HeldMessages.claimDue;
import static dev.rmx.testkit.junit.HeldMessages.ids;
import static dev.rmx.testkit.junit.HeldMessages.minutes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rmx.quarantine.QuarantineStore;
import dev.rmx.quarantine.QuarantineStore.Retry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * What a {@link QuarantineStore} has to do whose data several processes share: everything that {@link QuarantineStoreContract} asks for,
 * and leases that keep them from each other, and run out when one dies.
 */
public abstract class SharedQuarantineStoreContract extends QuarantineStoreContract {
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration SHORT = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** For those who extend it. */
    protected SharedQuarantineStoreContract() {}

    /**
     * Makes one more store object.
     *
     * @param leaseTime for how long it leases messages
     * @return a store object at the data of the last {@link #newStore}; that its process had died at once is what the tests
     *     assume, so they do not close it
     * @throws Exception if there is none
     */
    protected abstract QuarantineStore another(Duration leaseTime) throws Exception;

    /** What one has added, another one sees, and can have. */
    @Test
    final void what_one_adds_another_gets() throws Exception {
        QuarantineStore other = another(LONG);
        long id = add(store(), NOW);

        assertEquals(store().find(id), other.find(id));
        assertEquals(List.of(id), claimDue(other));
        assertEquals(List.of(), claimDue(store()));
    }

    /** What is leased to one, another one neither gets nor changes. */
    @Test
    final void what_one_has_is_kept_from_another() throws Exception {
        QuarantineStore other = another(LONG);
        long id = addLeased(store());

        assertEquals(List.of(), other.claim(NOW, HORIZON, 10));
        assertEquals(List.of(), other.claim(SUBJECT, 10));
        assertEquals(0, other.postpone(SUBJECT, minutes(30), 5, 10));
        assertEquals(Map.of(), other.decide(Map.of(id, PASS)));
        other.retry(List.of(new Retry(id, minutes(30), 5, false)));
        other.done(List.of(id));
        assertEquals(Set.of(), other.renew(List.of(id)));

        assertEquals(NOW, store().find(id).orElseThrow().due());
        assertEquals(Map.of(id, RELEASED), store().decide(Map.of(id, RELEASED)));
    }

    /** What one gives back, another one can have at once. */
    @Test
    final void what_one_gives_back_another_gets() throws Exception {
        QuarantineStore other = another(LONG);
        long id = addLeased(store());
        store().decide(Map.of(id, PASS));
        store().retry(List.of(new Retry(id, NOW, 1, true)));

        assertEquals(List.of(store().find(id).orElseThrow()), other.claim(NOW, HORIZON, 10));
        store().done(List.of(id));
        assertTrue(store().find(id).isPresent(), "it is not his any more");
        other.done(List.of(id));
        assertEquals(Optional.empty(), store().find(id));
    }

    /** The operator may sit at any of them. */
    @Test
    final void what_one_has_another_can_release_or_remove() throws Exception {
        QuarantineStore other = another(LONG);
        long released = addLeased(store());
        long removed = addLeased(store());

        assertTrue(other.release(released, RELEASED, NOW));
        assertTrue(other.remove(removed));

        assertEquals(Map.of(released, RELEASED), store().decide(Map.of(released, PASS, removed, PASS)));
    }

    /** What a dead process had comes to another one, and the dead one cannot change it if it was only asleep. */
    @Test
    final void a_lease_runs_out() throws Exception {
        QuarantineStore dead = another(SHORT);
        long id = addLeased(dead);
        dead.close(); // which does not give anything back

        List<Long> claimed = List.of();
        long giveUp = System.nanoTime() + PATIENCE.toNanos();
        while (claimed.isEmpty() && System.nanoTime() < giveUp) {
            claimed = claimDue(store());
        }

        assertEquals(List.of(id), claimed);
        assertEquals(Map.of(), dead.decide(Map.of(id, PASS)));
        assertEquals(Set.of(), dead.renew(List.of(id)));
        dead.retry(List.of(new Retry(id, minutes(30), 5, false)));
        dead.done(List.of(id));
        assertEquals(NOW, store().find(id).orElseThrow().due());
        assertEquals(List.of(), claimDue(another(LONG)), "it is leased for as long as this one says");
    }

    /** A store says for how long it leases. */
    @Test
    final void the_lease_time_is_what_was_asked_for() throws Exception {
        assertEquals(SHORT, another(SHORT).leaseTime());
    }

    /** What nobody works on any more can be put off. */
    @Test
    final void what_was_leased_can_be_put_off_when_the_lease_has_run_out() throws Exception {
        long id = addLeased(another(SHORT));

        long giveUp = System.nanoTime() + PATIENCE.toNanos();
        while (store().find(id).orElseThrow().due().equals(NOW) && System.nanoTime() < giveUp) {
            store().postpone(SUBJECT, minutes(30), 5, 10);
        }

        assertEquals(minutes(30), store().find(id).orElseThrow().due());
    }

    /** A lease that is renewed does not run out. */
    @Test
    final void a_lease_that_is_renewed_does_not_run_out() throws Exception {
        QuarantineStore other = another(SHORT);
        long id = addLeased(other);

        long end = System.nanoTime() + 2 * SHORT.toNanos();
        while (System.nanoTime() < end) {
            assertEquals(Set.of(id), other.renew(List.of(id)));
            assertEquals(List.of(), ids(store().claim(NOW, HORIZON, 10)));
        }

        assertEquals(Map.of(id, PASS), other.decide(Map.of(id, PASS)));
    }

    /** Any sequence of calls of three store objects comes to what the rules say. */
    @Test
    final void calls_of_several_come_to_what_the_rules_say() throws Exception {
        QuarantineStoreModel.compare(List.of(store(), another(LONG), another(LONG)));
    }

    /** What several store objects claim at once, each of them gets alone. */
    @Test
    final void each_message_is_claimed_by_one_of_several() throws Exception {
        ManyThreads.claimEachOnce(List.of(store(), another(LONG), another(LONG), store()));
    }

    /** Whatever several do at once, each message is decided and done once, and none is lost. */
    @Test
    final void nothing_is_lost_when_several_do_everything_at_once() throws Exception {
        ManyThreads.doEverythingAtOnce(List.of(store(), another(LONG), another(LONG), store()));
    }
}
