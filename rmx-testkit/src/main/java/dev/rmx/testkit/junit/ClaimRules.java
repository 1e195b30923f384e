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
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rmx.quarantine.HeldMessage;
import dev.rmx.quarantine.MessageReference;
import dev.rmx.quarantine.QuarantineStore;
import dev.rmx.quarantine.QuarantineStore.Retry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The part of {@link QuarantineStoreContract} on leases: which messages are claimed, given back, put off and renewed. */
abstract class ClaimRules {
    /** The store that is tested. */
    abstract QuarantineStore store();

    /** What is due is claimed in the order in which it became so, and as much of it as was asked for. */
    @Test
    final void what_has_been_due_for_longest_is_claimed_first() throws Exception {
        long second = add(store(), minutes(-2));
        long fourth = add(store(), NOW);
        long third = add(store(), OTHER_SUBJECT, minutes(-1));
        long first = add(store(), minutes(-3));
        long notYet = add(store(), NOW.plusNanos(1_000));

        assertEquals(List.of(), store().claim(NOW, HORIZON, 0), "claim of 0 messages");
        assertEquals(List.of(first, second), ids(store().claim(NOW, HORIZON, 2)), "claim of 2 messages");
        assertEquals(List.of(third, fourth), claimDue(store()), "claim of the others that are due");
        assertEquals(List.of(), claimDue(store()), "claim when all are leased or not yet due");
        assertEquals(List.of(notYet), ids(store().claim(minutes(1), HORIZON, 1)), "claim a minute later");
    }

    /** A message that was put too far, before the clock was set back, is due. */
    @Test
    final void what_is_due_beyond_the_horizon_is_due() throws Exception {
        add(store(), minutes(1));
        add(store(), minutes(60));
        long beyond = add(store(), minutes(61));
        long due = add(store(), minutes(-1));

        assertEquals(
                List.of(due, beyond), ids(store().claim(NOW, minutes(60), 10)), "claim with a horizon in 60 minutes");
    }

    /** The ends of time can be asked about. */
    @Test
    final void any_instant_can_be_compared_with() throws Exception {
        long id = add(store(), NOW);

        assertEquals(List.of(), store().claim(Instant.MIN, Instant.MAX, 10), "claim at Instant.MIN");
        assertEquals(List.of(id), ids(store().claim(Instant.MAX, Instant.MAX, 10)), "claim at Instant.MAX");
        store().retry(List.of(new Retry(id, NOW, 1, false)));
        assertEquals(
                List.of(id), ids(store().claim(Instant.MIN, Instant.MIN, 10)), "claim beyond a horizon at Instant.MIN");
    }

    /** Of a domain everything is claimed that is not decided, due or not, and nothing of another. */
    @Test
    final void a_domain_is_claimed_whether_due_or_not() throws Exception {
        long later = add(store(), minutes(10));
        long sooner = add(store(), minutes(5));
        long decided = add(store(), minutes(1));
        add(store(), OTHER_SUBJECT, NOW);
        long last = add(store(), minutes(20));
        assertTrue(store().release(decided, RELEASED, NOW), "release");

        assertEquals(List.of(sooner, later), ids(store().claim(SUBJECT, 2)), "claim of 2 messages of a domain");
        assertEquals(List.of(last), ids(store().claim(SUBJECT, 10)), "claim of the others of a domain");
        assertEquals(List.of(), store().claim(SUBJECT, 10), "claim of a domain when all are leased or decided");
    }

    /** What is given back is claimed when it is due again, with its decision if it has one. */
    @Test
    final void what_is_given_back_is_claimed_again() throws Exception {
        long undecided = addLeased(store());
        long decided = addLeased(store());
        store().decide(Map.of(decided, PASS));
        List<Retry> retries =
                List.of(new Retry(undecided, minutes(5), 3, false), new Retry(decided, UNTIL.plusSeconds(60), 4, true));

        store().retry(retries);

        assertEquals(List.of(), claimDue(store()), "claim before they are due again");
        HeldMessage again = store().claim(minutes(5), HORIZON, 10).get(0);
        assertEquals(
                List.of(undecided, minutes(5), 3, Optional.empty()),
                List.of(again.id(), again.due(), again.attempts(), again.decision()),
                "claim after a retry of what is not decided: id, due, attempts, decision");
        again = store().claim(UNTIL.plusSeconds(60), HORIZON, 10).get(0);
        assertEquals(
                List.of(decided, UNTIL.plusSeconds(60), 4, Optional.of(PASS)),
                List.of(again.id(), again.due(), again.attempts(), again.decision()),
                "claim after a retry of what is decided: id, due, attempts, decision");
    }

    /** Only what is leased can be given back, and only once. */
    @Test
    final void what_is_not_leased_is_not_given_back() throws Exception {
        long free = add(store(), minutes(1));
        long back = addLeased(store());
        store().retry(List.of(new Retry(back, minutes(2), 1, false)));

        store().retry(List.of(
                new Retry(free, minutes(9), 9, false),
                new Retry(back, minutes(9), 9, false),
                new Retry(Long.MAX_VALUE, minutes(9), 9, false)));
        store().retry(List.of());

        assertEquals(
                List.of(minutes(1), minutes(2)),
                store().list(0, 10).stream().map(HeldMessage::due).toList(),
                "due after a retry of what is not leased");
    }

    /** One message was tried for its domain, and the others need not be for a while. */
    @Test
    final void a_domain_is_put_off() throws Exception {
        long due = add(store(), minutes(-1));
        long later = add(store(), minutes(31));
        long other = add(store(), OTHER_SUBJECT, NOW);
        long ending =
                store().add(HeldMessages.query(SUBJECT), MessageReference.of("queue id"), NOW, minutes(20), minutes(3));
        long tried = addLeased(store());
        store().retry(List.of(
                new Retry(tried, NOW, 7, false),
                new Retry(due, minutes(-1), 0, false),
                new Retry(other, NOW, 0, false)));

        assertEquals(3, store().postpone(SUBJECT, minutes(30), 5, 100), "postpone: how many");
        assertEquals(0, store().postpone(SUBJECT, minutes(29), 4, 100), "postpone to earlier than they are due");

        assertDue(due, minutes(30), 5);
        assertDue(tried, minutes(30), 7);
        assertDue(later, minutes(31), 0);
        assertDue(ending, minutes(20), 5);
        assertDue(other, NOW, 0);
    }

    /** A domain can have many messages, and is put off by and by. */
    @Test
    final void a_domain_is_put_off_some_at_a_time() throws Exception {
        List<Long> ids = List.of(add(store(), NOW), add(store(), NOW), add(store(), NOW));

        assertEquals(2, store().postpone(SUBJECT, minutes(30), 5, 2), "postpone of 2 messages of 3");
        assertEquals(1, store().postpone(SUBJECT, minutes(30), 5, 2), "postpone of the third message");
        assertEquals(0, store().postpone(SUBJECT, minutes(30), 5, 2), "postpone when all are put off");

        for (long id : ids) {
            assertDue(id, minutes(30), 5);
        }
    }

    /** What somebody works on is not put off, and neither is what only has to be handed back. */
    @Test
    final void what_is_leased_or_decided_is_not_put_off() throws Exception {
        long leased = addLeased(store());
        long decided = add(store(), minutes(1));
        store().release(decided, RELEASED, NOW);

        assertEquals(0, store().postpone(SUBJECT, minutes(30), 5, 100), "postpone of what is leased or decided");

        assertDue(leased, NOW, 0);
        assertDue(decided, NOW, 0);
    }

    /** Who has a lease is told that it holds. */
    @Test
    final void only_what_is_leased_is_renewed() throws Exception {
        long leased = addLeased(store());
        long free = add(store(), minutes(1));
        long removed = addLeased(store());
        store().remove(removed);

        assertEquals(Set.of(leased), store().renew(List.of(leased, free, removed, Long.MAX_VALUE)), "renew");
        assertEquals(Set.of(), store().renew(List.of()), "renew of nothing");
    }

    private void assertDue(long id, Instant due, int attempts) throws Exception {
        HeldMessage message = store().find(id).orElseThrow();
        assertEquals(
                List.of(due, attempts),
                List.of(message.due(), message.attempts()),
                "find of message " + id + ": due, attempts");
    }
}
