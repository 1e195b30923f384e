package dev.rmx.testkit.junit;

import static dev.rmx.testkit.junit.HeldMessages.ALL;
import static dev.rmx.testkit.junit.HeldMessages.OTHER_QUESTION;
import static dev.rmx.testkit.junit.HeldMessages.PASS;
import static dev.rmx.testkit.junit.HeldMessages.QUESTION;
import static dev.rmx.testkit.junit.HeldMessages.RELEASED;
import static dev.rmx.testkit.junit.HeldMessages.add;
import static dev.rmx.testkit.junit.HeldMessages.addDecided;
import static dev.rmx.testkit.junit.HeldMessages.addLeased;
import static dev.rmx.testkit.junit.HeldMessages.assertAfter;
import static dev.rmx.testkit.junit.HeldMessages.claim;
import static dev.rmx.testkit.junit.HeldMessages.find;
import static dev.rmx.testkit.junit.HeldMessages.hours;
import static dev.rmx.testkit.junit.HeldMessages.now;
import static dev.rmx.testkit.junit.HeldMessages.waitFor;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rmx.quarantine.HeldMessage;
import dev.rmx.quarantine.QuarantineStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The contract of a {@link QuarantineStore} whose data several processes share: all of {@link QuarantineStoreContract},
 * and leases that keep processes apart and run out when one dies.
 *
 * <p>All store objects of the tests are in one process. So the contract cannot tell whether leases hold between
 * processes, nor whether the store uses the clock of the shared data. A store that uses each process's own clock
 * passes, and fails where those clocks disagree.
 */
public abstract class SharedQuarantineStoreContract extends QuarantineStoreContract {
    private static final Duration LONG = Duration.ofHours(1);

    /** For subclasses. */
    protected SharedQuarantineStoreContract() {}

    /**
     * Creates another store object on the data of the last {@link #newStore}, with the same clock. The tests do not
     * close it, as if its process died.
     *
     * @param leaseTime how long it leases messages; an hour or two
     * @return the store object
     * @throws Exception if it cannot be created
     */
    protected abstract QuarantineStore another(Duration leaseTime) throws Exception;

    /** Other store objects see and can claim what one has added. */
    @Test
    final void others_can_claim_what_one_adds() throws Exception {
        QuarantineStore other = another(LONG);
        long id = add(store());
        long decided = addDecided(store(), 0);

        assertEquals(store().list(0, ALL), other.list(0, ALL), "list by another");
        Ids.assertSame("claim by another of what one has added", List.of(id, decided), claim(other));
        assertEquals(List.of(), claim(store(), QUESTION), "claim of what another has claimed");
        assertEquals(List.of(), claim(store()), "claim of what another has claimed");
    }

    /** One asks a question for all. */
    @Test
    final void TEMP_5_one_store_object_asks_a_question_for_all() throws Exception {
        QuarantineStore other = another(LONG);
        long first = add(store());
        long second = add(other);

        assertEquals(1, store().claim(10).messages().size(), "claim of a question with two messages: how many it gave");
        assertEquals(List.of(), claim(other), "claim by another of a question for which one has just been claimed");
        store().await(Map.of(first, waitFor(QUESTION, 5), second, waitFor(QUESTION, 5)));
        for (long id : List.of(first, second)) {
            assertEquals(1, find(other, id).attempts(), "attempts of the question, after another one's await");
        }
        passTime(hours(4));
        assertEquals(List.of(), claim(other), "claim by another, an hour before the question is due");
        passTime(hours(1));
        assertEquals(1, claim(other).size(), "claim by another when the question is due: how many it gave");
        assertEquals(List.of(), claim(store()), "claim by one when another has claimed the question");
    }

    /** While one has a message leased, another can neither claim nor change it. */
    @Test
    final void others_can_neither_claim_nor_change_what_one_has() throws Exception {
        QuarantineStore other = another(LONG);
        long id = addLeased(store());
        List<HeldMessage> before = store().list(0, ALL);

        assertEquals(List.of(), claim(other, QUESTION), "claim of a question whose messages another has");
        assertEquals(Map.of(), other.decide(Map.of(id, PASS)), "decide for what another has");
        other.done(List.of(id));
        assertTrue(store().find(id).isPresent(), "find after another one's done");
        other.await(Map.of(id, waitFor(QUESTION, 5)));
        other.retry(Map.of(id, hours(5)));
        other.giveBack(List.of(id));
        assertEquals(Set.of(), other.renew(List.of(id)), "renew of what another has");

        assertEquals(before, store().list(0, ALL), "list after another one's await, retry and giveBack");
        assertEquals(List.of(), claim(other, QUESTION), "claim after giveBack of what another has");
        assertEquals(
                Map.of(id, RELEASED),
                store().decide(Map.of(id, RELEASED)),
                "decide after another one's decide, await, retry, giveBack and done");
        assertEquals(List.of(), claim(other), "claim of what another has, and is decided");
    }

    /** What one gives back, another can claim at once. */
    @Test
    final void others_can_claim_what_one_gives_back() throws Exception {
        QuarantineStore other = another(LONG);
        long id = addLeased(store());
        store().await(Map.of(id, waitFor(QUESTION, 0)));
        assertEquals(List.of(id), claim(other), "claim by another of what was given back by await");
        other.giveBack(List.of(id));
        assertEquals(List.of(id), claim(store(), QUESTION), "claim by one of what was given back by giveBack");
        store().decide(Map.of(id, PASS));
        store().retry(Map.of(id, Duration.ZERO));
        assertEquals(
                List.of(find(store(), id)),
                other.claim(10).messages(),
                "claim by another of what was given back by retry");

        store().done(List.of(id));
        assertTrue(store().find(id).isPresent(), "find after done by one who has given it back");
        other.done(List.of(id));
        assertEquals(Optional.empty(), store().find(id), "find after done");
    }

    /** The operator may use any of the store objects. */
    @Test
    final void others_can_release_or_remove_what_one_has() throws Exception {
        QuarantineStore other = another(LONG);
        long released = addLeased(store());
        long removed = addLeased(store(), OTHER_QUESTION);

        assertTrue(other.release(released, RELEASED), "release of what another has");
        assertTrue(other.remove(removed), "remove of what another has");

        assertEquals(
                Map.of(released, RELEASED),
                store().decide(Map.of(released, PASS, removed, PASS)),
                "decide after another one's release and remove");
    }

    /** The store reports its lease time. */
    @Test
    final void the_lease_time_is_as_requested() throws Exception {
        assertEquals(LONG, another(LONG).leaseTime(), "leaseTime");
        assertEquals(LeaseRules.HOURS, another(LeaseRules.HOURS).leaseTime(), "leaseTime");
    }

    /**
     * When a dead process's lease runs out, another can claim the message. If the process was only asleep, it can no
     * longer change the message.
     */
    @Test
    final void a_lease_runs_out() throws Exception {
        leases().runOut();
    }

    /** Leases run out for waiting messages, decided ones, and ones whose longest hold is over. */
    @Test
    final void leases_run_out_for_all_kinds_of_messages() throws Exception {
        leases().runOutForAll();
    }

    /** Closing a store object gives nothing back before the lease runs out. */
    @Test
    final void a_lease_outlives_its_store_object() throws Exception {
        leases().outliveClose();
    }

    /** A renewed lease does not run out; it does once renewing stops. */
    @Test
    final void a_renewed_lease_does_not_run_out() throws Exception {
        leases().holdWhileRenewed();
    }

    private LeaseRules leases() {
        return new LeaseRules(store(), this::another, this::passTime);
    }

    /** Time stops only if every process that reports is cut off. */
    @Test
    final void TEMP_7_time_runs_while_DNS_answers_one() throws Exception {
        QuarantineStore other = another(LONG);
        long id = store().add(HeldMessages.QUERY, HeldMessages.REFERENCE, waitFor(QUESTION, 20), hours(9));
        Instant until = find(store(), id).until();
        Instant heard = now(store());
        for (int i = 0; i < 6; i++) {
            other.report(false);
            heard = now(store());
            store().report(true);
            passTime(SILENCE.dividedBy(2));
            store().report(true);
            Assumptions.assumeTrue(
                    Duration.between(heard, now(store())).compareTo(SILENCE) < 0,
                    "this machine is too slow to say something often enough");
        }
        assertEquals(until, find(store(), id).until(), "until, while DNS answers one of two, who says so often enough");

        passTime(SILENCE);
        store().report(true);
        Instant begun = now(store());
        passTime(hours(10));
        Duration least = Duration.between(begun, now(store()));
        Instant later = find(other, id).until();
        Duration most = Duration.between(heard, now(store()));
        assertAfter(
                "until, when the one whom DNS answers has said nothing for half a minute",
                until,
                until.plus(most.minus(least)),
                least,
                later);
        assertEquals(List.of(), claim(store()), "claim of messages whose longest hold is over, while cut off");

        other.report(false);
        passTime(hours(9));
        assertEquals(List.of(id), claim(store()), "claim when time goes on, and is up");
    }

    /** Random sequences of calls to three store objects have the effect that a simple model of the rules has. */
    @Test
    final void random_calls_of_several_have_the_effect_of_the_rules() throws Exception {
        QuarantineStoreModel.compare(List.of(store(), another(LONG), another(LONG)), this::passTime);
    }

    /** Two calls to two store objects for a message at the same moment have the effect of one after the other. */
    @TestFactory
    final Stream<DynamicTest> two_store_objects_at_once_have_the_effect_of_one_after_the_other() {
        return StoreRaces.ofTwo(this::store, () -> another(LONG), this::passTime);
    }

    /** Store objects that claim at once never get the same message. */
    @Test
    final void each_message_is_claimed_by_one_store_object() throws Exception {
        ManyThreads.claimEachOnce(List.of(store(), another(LONG), another(LONG), store()), this::passTime);
    }

    /** Whatever several store objects do at once, each message is decided and done once, and none is lost. */
    @Test
    final void nothing_is_lost_when_several_do_everything_at_once() throws Exception {
        ManyThreads.doEverythingAtOnce(List.of(store(), another(LONG), another(LONG), store()));
    }
}
