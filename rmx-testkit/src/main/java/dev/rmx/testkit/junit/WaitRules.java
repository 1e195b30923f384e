package dev.rmx.testkit.junit;

import static dev.rmx.testkit.junit.HeldMessages.ALL;
import static dev.rmx.testkit.junit.HeldMessages.LONGEST;
import static dev.rmx.testkit.junit.HeldMessages.OTHER_QUESTION;
import static dev.rmx.testkit.junit.HeldMessages.PASS;
import static dev.rmx.testkit.junit.HeldMessages.QUERY;
import static dev.rmx.testkit.junit.HeldMessages.QUESTION;
import static dev.rmx.testkit.junit.HeldMessages.REFERENCE;
import static dev.rmx.testkit.junit.HeldMessages.RELEASED;
import static dev.rmx.testkit.junit.HeldMessages.add;
import static dev.rmx.testkit.junit.HeldMessages.addLeased;
import static dev.rmx.testkit.junit.HeldMessages.assertAfter;
import static dev.rmx.testkit.junit.HeldMessages.claim;
import static dev.rmx.testkit.junit.HeldMessages.find;
import static dev.rmx.testkit.junit.HeldMessages.hours;
import static dev.rmx.testkit.junit.HeldMessages.now;
import static dev.rmx.testkit.junit.HeldMessages.question;
import static dev.rmx.testkit.junit.HeldMessages.waitFor;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rmx.dns.DnsQuestion;
import dev.rmx.quarantine.HeldMessage;
import dev.rmx.quarantine.QuarantineStore.Wait;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * The part of {@link QuarantineStoreContract} on questions: which question a message waits for, and when it may be
 * asked again.
 */
abstract class WaitRules extends ClaimRules {
    /** The fields of a message just added. */
    @Test
    final void a_new_message_has_the_right_fields() throws Exception {
        Instant before = now(store());
        long id = store().add(QUERY, REFERENCE, waitFor(QUESTION, 3), hours(50));
        Instant after = now(store());

        HeldMessage added = find(store(), id);
        assertAfter("since, after add", before, after, Duration.ZERO, added.since());
        assertAfter("until, after add for 50 hours at most", before, after, hours(50), added.until());
        assertAfter("due, after add with a pause of 3 hours", before, after, hours(3), added.due());
        assertWaits(id, QUESTION, 0, "add");
        assertEquals(Optional.empty(), added.decision(), "decision, after add");
        passTime(hours(2));
        assertEquals(added, find(store(), id), "find two hours later");
    }

    /** The due time belongs to the question, not to each message. */
    @Test
    final void TEMP_5_a_known_question_keeps_its_pause() throws Exception {
        long first = add(store(), QUESTION, 5);
        Instant due = find(store(), first).due();

        long sooner = add(store(), QUESTION, 1);
        long later = add(store(), QUESTION, 9);

        for (long id : List.of(first, sooner, later)) {
            assertEquals(due, find(store(), id).due(), "due, after add for a question that is known");
            assertWaits(id, QUESTION, 0, "add for a question that is known");
        }
        passTime(hours(4));
        assertEquals(List.of(), claim(store()), "claim an hour before the question is due");
        passTime(hours(1));
        assertEquals(1, claim(store()).size(), "claim when the question is due: how many it gave");
    }

    /** One {@code await} counts as one attempt for all its messages; the longest of their pauses applies. */
    @Test
    final void TEMP_5_await_counts_one_attempt_per_question() throws Exception {
        List<Long> ids = List.of(add(store()), add(store()), add(store()));
        long other = add(store(), QUESTION, 0);
        claim(store(), QUESTION);
        store().giveBack(List.of(other));
        Map<Long, Wait> waits = Map.of(
                ids.get(0), waitFor(QUESTION, 2), ids.get(1), waitFor(QUESTION, 7), ids.get(2), waitFor(QUESTION, 4));

        Instant before = now(store());
        store().await(waits);
        Instant after = now(store());
        store().await(waits); // ignored: no longer leased

        for (long id : List.of(ids.get(0), ids.get(1), ids.get(2), other)) {
            assertWaits(id, QUESTION, 1, "await of three messages that wait for the same question");
            assertDue("await with pauses of 2, 7 and 4 hours", before, after, hours(7), id);
        }
        passTime(hours(6));
        assertEquals(List.of(), claim(store()), "claim an hour before the question is due");
        passTime(hours(1));
        assertEquals(1, claim(store()).size(), "claim when the question is due: how many it gave");
    }

    /** Every unanswered attempt counts. */
    @Test
    final void every_unanswered_attempt_is_counted() throws Exception {
        long id = add(store());
        for (int attempts = 1; attempts <= 3; attempts++) {
            passTime(hours(1));
            assertEquals(List.of(id), claim(store()), "claim of a question that is due");
            store().await(Map.of(id, waitFor(QUESTION, 1)));
            assertWaits(id, QUESTION, attempts, "await, " + attempts + " times");
            long added = add(store(), QUESTION, 1);
            assertWaits(added, QUESTION, attempts, "add for a question with unanswered attempts");
            assertTrue(store().remove(added), "remove");
        }
    }

    /** {@code await} sets when the question may be asked again, even if that is sooner than before. */
    @Test
    final void TEMP_5_the_last_await_sets_the_pause() throws Exception {
        long id = add(store(), QUESTION, 9);
        for (Duration pause : List.of(hours(12), hours(2), Duration.ofSeconds(10))) {
            claim(store(), QUESTION);
            Instant before = now(store());
            store().await(Map.of(id, new Wait(QUESTION, pause)));
            assertDue("await for " + pause, before, now(store()), pause, id);
        }
        passTime(Duration.ofSeconds(10));
        assertEquals(List.of(id), claim(store()), "claim when the question is due");
    }

    /** A message can move to another question, and is due with that one. */
    @Test
    final void a_message_can_move_to_another_question() throws Exception {
        long toNew = addLeased(store());
        long toKnown = addLeased(store());
        long stays = add(store());
        long known = add(store(), OTHER_QUESTION, 9);
        DnsQuestion unknown = question("c.example");

        Instant before = now(store());
        store().await(Map.of(toNew, waitFor(unknown, 3), toKnown, waitFor(OTHER_QUESTION, 5)));
        Instant after = now(store());

        assertWaits(toNew, unknown, 0, "await for a question that the store does not know");
        assertDue("await for a new question", before, after, hours(3), toNew);
        for (long id : List.of(toKnown, known)) {
            assertWaits(id, OTHER_QUESTION, 1, "await for a question that another message waits for");
            assertDue("await for another question", before, after, hours(5), id);
        }
        assertWaits(stays, QUESTION, 0, "await of others for other questions");
        assertEquals(List.of(stays), claim(store(), QUESTION), "claim of the question that one still waits for");
        assertEquals(List.of(toNew), claim(store(), unknown), "claim of the question that one waits for now");
        Ids.assertSame(
                "claim of the question that two wait for now", List.of(toKnown, known), claim(store(), OTHER_QUESTION));
    }

    /** Both questions of an {@code await} count as asked, even if messages swap them. */
    @Test
    final void messages_can_swap_questions() throws Exception {
        long one = addLeased(store());
        long other = addLeased(store(), OTHER_QUESTION);

        store().await(Map.of(one, waitFor(OTHER_QUESTION, 3), other, waitFor(QUESTION, 5)));

        assertWaits(one, OTHER_QUESTION, 1, "await for the question that another message waited for");
        assertWaits(other, QUESTION, 1, "await for the question that another message waited for");
        assertEquals(List.of(one), claim(store(), OTHER_QUESTION), "claim of the one question");
        assertEquals(List.of(other), claim(store(), QUESTION), "claim of the other question");
    }

    /** The longest hold counts from when the message was added, whatever it waits for. */
    @Test
    final void await_does_not_extend_the_longest_hold() throws Exception {
        long id = store().add(QUERY, REFERENCE, waitFor(QUESTION, 0), hours(5));
        Instant until = find(store(), id).until();
        passTime(hours(3));
        claim(store(), QUESTION);
        store().await(Map.of(id, waitFor(OTHER_QUESTION, 20)));

        assertEquals(until, find(store(), id).until(), "until, after await");
        passTime(hours(2));
        assertEquals(List.of(id), claim(store()), "claim when the time is up of a message that waits again");
    }

    /** A question without messages leaves the store, and starts anew if a message waits for it later. */
    @Test
    final void a_question_without_messages_is_forgotten() throws Exception {
        List<DnsQuestion> questions = List.of(
                question("done.example"),
                question("removed.example"),
                question("decided.example"),
                question("released.example"),
                question("moved.example"));
        for (DnsQuestion question : questions) {
            long id = addLeased(store(), question);
            store().await(Map.of(id, waitFor(question, 2)));
            claim(store(), question);
            switch (questions.indexOf(question)) {
                case 0 -> store().done(List.of(id));
                case 1 -> assertTrue(store().remove(id), "remove");
                case 2 -> store().decide(Map.of(id, PASS));
                case 3 -> assertTrue(store().release(id, RELEASED), "release");
                default -> store().await(Map.of(id, waitFor(QUESTION, 9)));
            }
        }
        passTime(hours(2));
        claim(store());

        for (DnsQuestion question : questions) {
            Instant before = now(store());
            long id = add(store(), question, 3);
            String again =
                    "add for a question that is due and that nobody waited for any more, when claim came upon it";
            assertWaits(id, question, 0, again);
            assertDue(again, before, now(store()), hours(3), id);
        }
    }

    /** A caller may give a message back without knowing that the operator has released it. */
    @Test
    final void await_leaves_a_released_message_alone() throws Exception {
        long released = addLeased(store());
        long other = addLeased(store());
        Instant before = now(store());
        store().release(released, RELEASED);
        Instant after = now(store());

        store().await(Map.of(released, waitFor(OTHER_QUESTION, 5), other, waitFor(QUESTION, 5)));

        HeldMessage message = find(store(), released);
        assertEquals(Optional.empty(), message.waitsFor(), "waitsFor, after release and await");
        assertEquals(0, message.attempts(), "attempts, after release and await");
        assertAfter("due, after release and await", before, after, Duration.ZERO, message.due());
        assertEquals(List.of(released), claim(store()), "claim after release and await");
        assertEquals(Optional.of(RELEASED), find(store(), released).decision(), "decision, after release and await");
    }

    /** Claiming a message because its time is up does not put its question off. */
    @Test
    final void a_claim_by_time_does_not_put_the_question_off() throws Exception {
        long ending = store().add(QUERY, REFERENCE, waitFor(QUESTION, 20), hours(1));
        long other = add(store(), QUESTION, 20);
        Instant due = find(store(), other).due();
        passTime(hours(1));

        assertEquals(List.of(ending), claim(store()), "claim of messages whose longest hold is over");
        assertEquals(due, find(store(), other).due(), "due of a question, after claim of a message whose time is up");
        claim(store(), QUESTION);
        assertEquals(due, find(store(), other).due(), "due of a question, after claim of what waits for it");
    }

    /** Pauses and holds may be negative, or longer than any clock. */
    @Test
    final void any_time_can_be_given() throws Exception {
        Duration forEver = Duration.ofSeconds(Long.MAX_VALUE);
        long held = store().add(QUERY, REFERENCE, waitFor(QUESTION, 1), forEver);
        long decided = store().add(QUERY, REFERENCE, PASS, forEver);
        long atOnce = store().add(QUERY, REFERENCE, PASS, Duration.ofSeconds(Long.MIN_VALUE));
        long early = store().add(QUERY, REFERENCE, new Wait(OTHER_QUESTION, Duration.ofHours(-1)), LONGEST);

        Ids.assertSame("claim of what was added with a pause below zero", List.of(atOnce, early), claim(store()));
        store().retry(Map.of(atOnce, forEver));
        passTime(Duration.ofDays(1_000));
        assertTrue(store().remove(early), "remove");
        assertEquals(
                List.of(held), claim(store()), "claim after 1,000 days, of what waits for ever but for a question");
        Ids.assertSame(
                "list of what was added for ever",
                List.of(held, decided, atOnce),
                HeldMessages.ids(store().list(0, ALL)));
    }

    private void assertDue(String what, Instant before, Instant after, Duration pause, long id) throws Exception {
        assertAfter(
                "due, after " + what, before, after, pause, find(store(), id).due());
    }

    private void assertWaits(long id, DnsQuestion question, int attempts, String call) throws Exception {
        HeldMessage message = find(store(), id);
        assertEquals(
                List.of(Optional.of(question), attempts),
                List.of(message.waitsFor(), message.attempts()),
                () -> "message " + id + " after " + call + ": what it waits for, and the attempts of that question");
    }
}
