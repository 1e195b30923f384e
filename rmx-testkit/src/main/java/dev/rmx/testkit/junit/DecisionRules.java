package dev.rmx.testkit.junit;

import static dev.rmx.testkit.junit.HeldMessages.PASS;
import static dev.rmx.testkit.junit.HeldMessages.QUERY;
import static dev.rmx.testkit.junit.HeldMessages.QUESTION;
import static dev.rmx.testkit.junit.HeldMessages.REFERENCE;
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
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rmx.quarantine.Decision;
import dev.rmx.quarantine.HeldMessage;
import dev.rmx.quarantine.QuarantineStore.Held;
import dev.rmx.receive.Finding;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * The part of {@link QuarantineStoreContract} on what happens to a message: decided, handed back, released, removed,
 * done.
 */
abstract class DecisionRules extends WaitRules {
    /** A second decision does not replace the first, and a caller cannot decide a message that it has not leased. */
    @Test
    final void the_first_decision_stands() throws Exception {
        long id = addLeased(store());
        long free = add(store());
        Decision other = new Decision(Finding.of(PASS.outcome(), "another reason"), Decision.Source.TIME);

        assertEquals(
                Map.of(id, PASS),
                store().decide(Map.of(id, PASS, free, PASS, Long.MAX_VALUE, PASS)),
                "decide for what is leased, free and not there");
        assertEquals(
                Map.of(id, PASS), store().decide(Map.of(id, other)), "decide otherwise: the first decision stands");
        assertEquals(Map.of(id, PASS), store().decide(Map.of(id, PASS)), "decide once more");
        assertEquals(Map.of(), store().decide(Map.of()), "decide for nothing");
        assertEquals(Optional.of(PASS), find(store(), id).decision(), "find: the first decision stands");
        assertEquals(Optional.empty(), find(store(), free).decision(), "find of what was not leased for decide");
    }

    /** A decided message no longer waits for its question, and is due at once. */
    @Test
    final void a_decided_message_is_due_and_waits_for_nothing() throws Exception {
        long id = add(store());
        claim(store());
        store().await(Map.of(id, waitFor(QUESTION, 9)));
        claim(store(), QUESTION);

        Instant before = now(store());
        store().decide(Map.of(id, PASS));

        assertDueAtOnce(id, PASS, before, "decide");
        assertEquals(List.of(), claim(store()), "claim of what is decided, and still leased");
        store().giveBack(List.of(id));
        assertEquals(List.of(), claim(store(), QUESTION), "claim of the question for which a decided message waited");
        assertEquals(List.of(id), claim(store()), "claim of what is decided, when it was given back");
    }

    private void assertDueAtOnce(long id, Decision decision, Instant before, String call) throws Exception {
        HeldMessage message = find(store(), id);
        assertEquals(
                List.of(Optional.of(decision), Optional.empty(), 0),
                List.of(message.decision(), message.waitsFor(), message.attempts()),
                call + ": the decision, what the message waits for, and its attempts");
        assertAfter("due, after " + call, before, now(store()), Duration.ZERO, message.due());
    }

    /** After {@code retry} a message is due when the caller says, no sooner. */
    @Test
    final void a_message_that_no_handler_took_comes_back() throws Exception {
        long id = addLeased(store());
        store().decide(Map.of(id, PASS));
        for (int attempts = 1; attempts <= 3; attempts++) {
            Instant before = now(store());
            store().retry(Map.of(id, hours(5)));
            Instant after = now(store());
            store().retry(Map.of(id, hours(50))); // ignored: no longer leased

            HeldMessage message = find(store(), id);
            assertEquals(attempts, message.attempts(), "attempts, after retry, " + attempts + " times");
            assertAfter("due, after retry in 5 hours", before, after, hours(5), message.due());
            assertEquals(Optional.of(PASS), message.decision(), "decision, after retry");
            passTime(hours(4));
            assertEquals(List.of(), claim(store()), "claim an hour before a retry is due");
            passTime(hours(1));
            assertEquals(List.of(id), claim(store()), "claim when a retry is due");
        }
        store().retry(Map.of(id, Duration.ZERO));
        assertEquals(List.of(id), claim(store()), "claim after retry at once");
    }

    /** An undecided message cannot be handed back yet. */
    @Test
    final void retry_of_an_undecided_message_only_gives_it_back() throws Exception {
        long id = add(store(), QUESTION, 5);
        HeldMessage before = find(store(), id);
        claim(store(), QUESTION);

        store().retry(Map.of(id, hours(9)));
        store().retry(Map.of());

        assertEquals(before, find(store(), id), "find after retry of what is not decided");
        assertEquals(List.of(id), claim(store(), QUESTION), "claim after retry of what is not decided");
    }

    /** A message added with a decision comes back after its time, with that decision; it asks no question. */
    @Test
    final void TEMP_6_a_decided_message_is_held_for_a_time() throws Exception {
        Instant before = now(store());
        long id = store().add(QUERY, REFERENCE, PASS, hours(50));
        Instant after = now(store());

        HeldMessage added = find(store(), id);
        assertEquals(
                List.of(QUERY, REFERENCE, Optional.of(PASS), Optional.empty(), 0),
                List.of(added.query(), added.reference(), added.decision(), added.waitsFor(), added.attempts()),
                "find of a decided message: query, reference, decision, what it waits for, attempts");
        assertAfter("since, after add of a decided message", before, after, Duration.ZERO, added.since());
        assertAfter("due, after add of a decided message for 50 hours", before, after, hours(50), added.due());

        passTime(hours(49));
        assertEquals(List.of(), claim(store()), "claim of a decided message, an hour too early");
        assertEquals(List.of(), claim(store(), QUESTION), "claim of a question, while a decided message is held");
        passTime(hours(1));
        assertEquals(List.of(added), store().claim(10).messages(), "claim of a decided message when it is due");
        assertEquals(Map.of(id, PASS), store().decide(Map.of(id, RELEASED)), "decide for what was added decided");
    }

    /** The operator can hand a decided message back early, but not change its decision. */
    @Test
    final void TEMP_6_the_operator_releases_a_decided_message() throws Exception {
        long free = addDecided(store(), 50);
        long leased = addDecided(store(), 0);
        claim(store());
        store().retry(Map.of(leased, hours(50)));

        Instant before = now(store());
        assertFalse(store().release(free, RELEASED), "release of what is decided: whether the new decision stands");
        assertDueAtOnce(free, PASS, before, "release of what is decided");
        assertFalse(store().release(leased, RELEASED), "release of what is to be handed back once more");
        assertEquals(1, find(store(), leased).attempts(), "attempts, after release of what is decided");
        Ids.assertSame("claim after release of what is decided", List.of(free, leased), claim(store()));
    }

    /** {@code done} removes a message, if the caller has it leased. */
    @Test
    final void done_removes_a_message() throws Exception {
        long done = addLeased(store());
        long free = add(store());

        store().done(List.of(done, free, Long.MAX_VALUE));
        store().done(List.of(done));
        store().done(List.of());

        assertEquals(Optional.empty(), store().find(done), "find of what is done");
        assertEquals(List.of(free), claim(store(), QUESTION), "claim after done for what was not leased");
    }

    /** The operator's decision stands even for a leased message, and makes it due. */
    @Test
    final void the_operator_releases_an_undecided_message() throws Exception {
        long free = add(store(), QUESTION, 60);
        long leased = addLeased(store(), HeldMessages.OTHER_QUESTION);

        Instant before = now(store());
        assertTrue(store().release(free, RELEASED), "release of what is free");
        assertDueAtOnce(free, RELEASED, before, "release of what is free");
        before = now(store());
        assertTrue(store().release(leased, RELEASED), "release of what is leased");
        assertDueAtOnce(leased, RELEASED, before, "release of what is leased");
        assertFalse(store().release(free, PASS), "release of what is decided");
        assertFalse(store().release(Long.MAX_VALUE, PASS), "release of what is not there");

        List<HeldMessage> claimed = store().claim(10).messages();
        assertEquals(List.of(free), HeldMessages.ids(claimed), "claim of what was released, and not of what is leased");
        assertEquals(Optional.of(RELEASED), claimed.get(0).decision(), "claim of what was released: the decision");
        assertEquals(Map.of(leased, RELEASED), store().decide(Map.of(leased, PASS)), "decide after release");
    }

    /** {@code retryNow} shortens a pause, of the whole question or of a decided message, and changes nothing else. */
    @Test
    final void TEMP_6_the_operator_has_a_message_retried_now() throws Exception {
        long id = add(store());
        claim(store());
        store().await(Map.of(id, waitFor(QUESTION, 20)));
        long twin = add(store());
        long other = add(store(), HeldMessages.OTHER_QUESTION, 20);
        long decided = addDecided(store(), 20);
        Instant otherDue = find(store(), other).due();

        Instant before = now(store());
        assertEquals(
                Set.of(twin, decided),
                store().retryNow(List.of(Long.MAX_VALUE, decided, twin)),
                "retryNow of several, one of them not there");

        Instant due = find(store(), id).due();
        assertAfter("due, after retryNow", before, now(store()), Duration.ZERO, due);
        assertEquals(1, find(store(), id).attempts(), "attempts, after retryNow");
        assertEquals(otherDue, find(store(), other).due(), "due, after retryNow for another question");
        HeldMessage handedBack = find(store(), decided);
        assertAfter("due, after retryNow of what is decided", before, now(store()), Duration.ZERO, handedBack.due());
        assertEquals(
                List.of(Optional.of(PASS), 0),
                List.of(handedBack.decision(), handedBack.attempts()),
                "decision and attempts, after retryNow of what is decided");
        passTime(hours(1));
        assertTrue(store().retryNow(id), "retryNow of what is due");
        assertEquals(due, find(store(), id).due(), "due, after retryNow of what is due");
        Ids.assertSame("claim after retryNow", List.of(id, decided), claim(store()));
    }

    /** A removed message is gone even if it was leased; no later call brings it back. */
    @Test
    final void a_removed_message_is_gone() throws Exception {
        long free = add(store());
        assertTrue(store().remove(free), "remove of what is free");
        assertFalse(store().remove(free), "remove of what is not there");
        long leased = addLeased(store());
        assertTrue(store().remove(leased), "remove of what is leased");

        assertEquals(Map.of(), store().decide(Map.of(leased, PASS)), "decide for what is removed");
        store().await(Map.of(leased, waitFor(QUESTION, 0)));
        store().retry(Map.of(leased, Duration.ZERO));
        store().giveBack(List.of(leased));
        store().done(List.of(leased));
        assertFalse(store().release(leased, PASS), "release of what is removed");
        passTime(hours(1));
        assertEquals(List.of(), claim(store()), "claim when all are removed");
        assertEquals(new Held(0, Optional.empty()), store().held(), "held when all are removed");
    }
}
