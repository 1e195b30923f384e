package dev.rmx.testkit.junit;

import static dev.rmx.testkit.junit.HeldMessages.ALL;
import static dev.rmx.testkit.junit.HeldMessages.LONGEST;
import static dev.rmx.testkit.junit.HeldMessages.OTHER_QUESTION;
import static dev.rmx.testkit.junit.HeldMessages.QUERY;
import static dev.rmx.testkit.junit.HeldMessages.QUESTION;
import static dev.rmx.testkit.junit.HeldMessages.REFERENCE;
import static dev.rmx.testkit.junit.HeldMessages.RELEASED;
import static dev.rmx.testkit.junit.HeldMessages.add;
import static dev.rmx.testkit.junit.HeldMessages.addDecided;
import static dev.rmx.testkit.junit.HeldMessages.addLeased;
import static dev.rmx.testkit.junit.HeldMessages.claim;
import static dev.rmx.testkit.junit.HeldMessages.hours;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rmx.quarantine.HeldMessage;
import dev.rmx.quarantine.QuarantineStore;
import dev.rmx.quarantine.QuarantineStore.Wait;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The part of {@link QuarantineStoreContract} on what a caller can do with leased messages, and with no others. */
abstract class HolderRules {
    /** Enough time to see that a lease without an end does not run out. */
    private static final Duration LONG = Duration.ofDays(400);

    /** The store under test. */
    abstract QuarantineStore store();

    /**
     * Sets the store's clock forward.
     *
     * @param time how far
     * @throws Exception if the clock cannot be set
     */
    protected abstract void passTime(Duration time) throws Exception;

    /** A message given back is as before the claim, and can be claimed again. */
    @Test
    final void a_message_given_back_is_unchanged() throws Exception {
        long undecided = add(store(), QUESTION, 5);
        long decided = addDecided(store(), 0);
        claim(store(), QUESTION);
        claim(store());
        List<HeldMessage> before = store().list(0, ALL);

        store().giveBack(List.of(undecided, decided, Long.MAX_VALUE));
        store().giveBack(List.of(undecided));
        store().giveBack(List.of());

        assertEquals(before, store().list(0, ALL), "list after giveBack");
        assertEquals(Set.of(), store().renew(List.of(undecided, decided)), "renew of what was given back");
        assertEquals(List.of(decided), claim(store()), "claim after giveBack: the decided message is due");
        assertEquals(List.of(undecided), claim(store(), QUESTION), "claim of a question after giveBack");
    }

    /** After giving a message back, a caller can no longer change it. */
    @Test
    final void a_message_that_is_not_leased_is_not_changed() throws Exception {
        long back = addLeased(store());
        store().giveBack(List.of(back));
        long decided = addDecided(store(), 5);
        List<HeldMessage> before = store().list(0, ALL);
        List<Long> all = List.of(back, decided, Long.MAX_VALUE);

        assertEquals(
                Map.of(), store().decide(Map.of(back, RELEASED, decided, RELEASED)), "decide for what is not leased");
        for (long id : all) {
            store().await(Map.of(id, HeldMessages.waitFor(QUESTION, 9)));
            store().retry(Map.of(id, hours(9)));
            store().done(List.of(id));
        }

        assertEquals(before, store().list(0, ALL), "list after decide, await, retry and done for what is not leased");
    }

    /** {@code renew} gives the ids whose lease still holds. */
    @Test
    final void only_leased_messages_are_renewed() throws Exception {
        long leased = addLeased(store());
        long free = addDecided(store(), 5);
        long removed = addLeased(store(), OTHER_QUESTION);
        store().remove(removed);

        assertEquals(Set.of(leased), store().renew(List.of(leased, free, removed, Long.MAX_VALUE)), "renew");
        assertEquals(Set.of(), store().renew(List.of()), "renew of nothing");
    }

    /** Tests half of {@code leaseTime}, and 400 days at most. */
    @Test
    final void a_lease_holds_for_its_time() throws Exception {
        long id = store().add(QUERY, REFERENCE, new Wait(QUESTION, Duration.ZERO), LONG.plus(LONGEST));
        assertEquals(List.of(id), claim(store()), "claim of a question that is due");
        Duration leaseTime = store().leaseTime();
        passTime(leaseTime.compareTo(LONG) > 0 ? LONG : leaseTime.dividedBy(2));

        String after = "when not more than half of the lease time is over, which is " + leaseTime;
        assertEquals(List.of(), claim(store(), QUESTION), "claim of what is leased, " + after);
        assertEquals(List.of(), claim(store()), "claim of what is leased, " + after);
        assertEquals(Set.of(id), store().renew(List.of(id)), "renew " + after);
    }
}
