package dev.rmx.testkit.junit;

import static dev.rmx.testkit.junit.HeldMessages.HORIZON;
import static dev.rmx.testkit.junit.HeldMessages.NOW;
import static dev.rmx.testkit.junit.HeldMessages.PASS;
import static dev.rmx.testkit.junit.HeldMessages.RELEASED;
import static dev.rmx.testkit.junit.HeldMessages.SUBJECT;
import static dev.rmx.testkit.junit.HeldMessages.add;
import static dev.rmx.testkit.junit.HeldMessages.addLeased;
import static dev.rmx.testkit.junit.HeldMessages.claimDue;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What a {@link QuarantineStore} has to do whose data several processes share: everything that {@link QuarantineStoreContract} asks for,
 * and leases that keep them from each other, and run out when one dies.
 *
 * <p>The tests of leases that run out wait for them, a second or some, unless the store has a clock that they can set forward:
 * {@link #leaseNanos} and {@link #passTime}.
 *
 * <p>All store objects are used in one process. So the contract cannot tell whether leases hold between processes, or whether they are
 * reckoned by the clock of the shared data; a store that uses the clock of each process passes, and fails where those do not agree.
 */
public abstract class SharedQuarantineStoreContract extends QuarantineStoreContract {
    private static final Duration LONG = Duration.ofHours(1);

    /** For those who extend it. */
    protected SharedQuarantineStoreContract() {}

    /**
     * Makes one more store object.
     *
     * @param leaseTime for how long it leases messages; a second, some seconds, or an hour
     * @return a store object at the data of the last {@link #newStore}; that its process had died at once is what the tests
     *     assume, so they do not close it
     * @throws Exception if there is none
     */
    protected abstract QuarantineStore another(Duration leaseTime) throws Exception;

    /**
     * The time that leases run by.
     *
     * @return nanoseconds since any moment; {@link System#nanoTime} if this is not overridden
     */
    protected long leaseNanos() {
        return System.nanoTime();
    }

    /**
     * Sets the clock forward that leases run by, if a test holds it. If this is not overridden, it does nothing, and real time passes.
     *
     * @param time how far
     */
    protected void passTime(Duration time) {}

    /** What one has added, another one sees, and can have. */
    @Test
    final void what_one_adds_another_gets() throws Exception {
        QuarantineStore other = another(LONG);
        long id = add(store(), NOW);

        assertEquals(store().find(id), other.find(id), "find by another");
        assertEquals(List.of(id), claimDue(other), "claim by another of what one has added");
        assertEquals(List.of(), claimDue(store()), "claim of what another has claimed");
    }

    /** What is leased to one, another one neither gets nor changes. */
    @Test
    final void what_one_has_is_kept_from_another() throws Exception {
        QuarantineStore other = another(LONG);
        long id = addLeased(store());

        assertEquals(List.of(), other.claim(NOW, HORIZON, 10), "claim of what another has");
        assertEquals(List.of(), other.claim(SUBJECT, 10), "claim of a domain of which another has all");
        assertEquals(0, other.postpone(SUBJECT, minutes(30), 5, 10), "postpone of what another has");
        assertEquals(Map.of(), other.decide(Map.of(id, PASS)), "decide for what another has");
        other.retry(List.of(new Retry(id, minutes(30), 5, false)));
        other.done(List.of(id));
        assertEquals(Set.of(), other.renew(List.of(id)), "renew of what another has");

        assertTrue(store().find(id).isPresent(), "find after another one's done");
        assertEquals(NOW, store().find(id).orElseThrow().due(), "due after another one's postpone and retry");
        assertEquals(
                Map.of(id, RELEASED),
                store().decide(Map.of(id, RELEASED)),
                "decide after another one's decide, retry and done");
    }

    /** What one gives back, another one can have at once. */
    @Test
    final void what_one_gives_back_another_gets() throws Exception {
        QuarantineStore other = another(LONG);
        long id = addLeased(store());
        store().decide(Map.of(id, PASS));
        store().retry(List.of(new Retry(id, NOW, 1, true)));

        assertEquals(
                List.of(store().find(id).orElseThrow()),
                other.claim(NOW, HORIZON, 10),
                "claim by another of what was given back");
        store().done(List.of(id));
        assertTrue(store().find(id).isPresent(), "find after done by one who has given it back");
        other.done(List.of(id));
        assertEquals(Optional.empty(), store().find(id), "find after done");
    }

    /** The operator may sit at any of them. */
    @Test
    final void what_one_has_another_can_release_or_remove() throws Exception {
        QuarantineStore other = another(LONG);
        long released = addLeased(store());
        long removed = addLeased(store());

        assertTrue(other.release(released, RELEASED, NOW), "release of what another has");
        assertTrue(other.remove(removed), "remove of what another has");

        assertEquals(
                Map.of(released, RELEASED),
                store().decide(Map.of(released, PASS, removed, PASS)),
                "decide after another one's release and remove");
    }

    /** A store says for how long it leases. */
    @Test
    final void the_lease_time_is_what_was_asked_for() throws Exception {
        assertEquals(Duration.ofSeconds(1), another(Duration.ofSeconds(1)).leaseTime(), "leaseTime");
        assertEquals(LONG, another(LONG).leaseTime(), "leaseTime");
    }

    /** What a dead process had comes to another one when its time is up, and the dead one cannot change it if it was only asleep. */
    @Test
    final void a_lease_runs_out() throws Exception {
        leases().runOut();
    }

    /** That a store object is closed gives nothing back before its time is up. */
    @Test
    final void a_lease_outlives_its_store_object() throws Exception {
        leases().outliveClose();
    }

    /** What nobody works on any more can be put off. */
    @Test
    final void what_was_leased_can_be_put_off_when_the_lease_has_run_out() throws Exception {
        leases().runOutForPostpone();
    }

    /** A lease that is renewed does not run out, and does when it is not renewed any more. */
    @Test
    final void a_lease_that_is_renewed_does_not_run_out() throws Exception {
        leases().holdWhileRenewed();
    }

    private Leases leases() {
        return new Leases(store(), this::another, this::leaseNanos, this::passTime);
    }

    /** Any sequence of calls of three store objects comes to what the rules say. */
    @Test
    final void calls_of_several_come_to_what_the_rules_say() throws Exception {
        QuarantineStoreModel.compare(List.of(store(), another(LONG), another(LONG)));
    }

    /** Two calls of two store objects for the same message at the same moment come to what they do one after the other. */
    @TestFactory
    final Stream<DynamicTest> two_calls_of_two_at_once_come_to_what_they_do_in_turn() {
        return StoreRaces.ofTwo(this::store, () -> another(LONG));
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
