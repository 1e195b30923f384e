package dev.rmx.testkit.junit;

import static dev.rmx.testkit.junit.HeldMessages.ALL;
import static dev.rmx.testkit.junit.HeldMessages.MINUTE;
import static dev.rmx.testkit.junit.HeldMessages.OTHER_QUESTION;
import static dev.rmx.testkit.junit.HeldMessages.QUERY;
import static dev.rmx.testkit.junit.HeldMessages.QUESTION;
import static dev.rmx.testkit.junit.HeldMessages.REFERENCE;
import static dev.rmx.testkit.junit.HeldMessages.RELEASED;
import static dev.rmx.testkit.junit.HeldMessages.add;
import static dev.rmx.testkit.junit.HeldMessages.addDecided;
import static dev.rmx.testkit.junit.HeldMessages.assertAfter;
import static dev.rmx.testkit.junit.HeldMessages.claim;
import static dev.rmx.testkit.junit.HeldMessages.find;
import static dev.rmx.testkit.junit.HeldMessages.hours;
import static dev.rmx.testkit.junit.HeldMessages.ids;
import static dev.rmx.testkit.junit.HeldMessages.now;
import static dev.rmx.testkit.junit.HeldMessages.question;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.quarantine.HeldMessage;
import dev.rmx.quarantine.QuarantineStore.Claimed;
import dev.rmx.quarantine.QuarantineStore.Wait;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The part of {@link QuarantineStoreContract} on claims: which messages a claim gives, and in which order. */
abstract class ClaimRules extends HolderRules {
    /** The store's clock follows {@code passTime}. */
    @Test
    final void TEMP_5_the_stores_clock_follows_the_test() throws Exception {
        Instant before = now(store());
        passTime(hours(10));
        Duration gone = Duration.between(before, now(store()));

        assertTrue(
                gone.compareTo(hours(10)) >= 0 && gone.compareTo(hours(11)) < 0,
                () -> "passTime of 10 hours, and the time that claim gave: between two claims it went on by " + gone);
    }

    /**
     * One message per question is enough to learn whether it is answered. A minute later the next message is claimed.
     */
    @Test
    final void TEMP_5_one_message_is_claimed_for_each_question() throws Exception {
        List<Long> ofOne = List.of(add(store()), add(store()), add(store()));
        List<Long> ofOther = List.of(add(store(), OTHER_QUESTION, 0), add(store(), OTHER_QUESTION, 0));

        Claimed claimed = store().claim(ALL);
        List<Long> first = ids(claimed.messages());
        assertOneOfEach("claim of two questions with 3 and 2 messages", first, ofOne, ofOther);
        for (long id : ofOne) {
            assertEquals(
                    claimed.now().plus(MINUTE),
                    find(store(), id).due(),
                    "due of a message whose question was claimed: a minute after that");
        }

        passTime(MINUTE);
        List<Long> second = claim(store());
        assertOneOfEach("claim a minute later", second, ofOne, ofOther);
        assertTrue(
                Collections.disjoint(first, second), () -> "claim a minute later gave again what is leased: " + second);
    }

    private static void assertOneOfEach(String call, List<Long> claimed, List<Long> ofOne, List<Long> ofOther) {
        assertEquals(
                List.of(1L, 1L, 2),
                List.of(
                        claimed.stream().filter(ofOne::contains).count(),
                        claimed.stream().filter(ofOther::contains).count(),
                        claimed.size()),
                () -> call + ": how many of the one, of the other, and in all; it gave " + claimed);
    }

    /** A question is a name and a type. */
    @Test
    final void each_name_and_type_is_its_own_question() throws Exception {
        List<Long> added = new ArrayList<>();
        for (RecordType type : RecordType.values()) {
            for (String name : List.of("a.example", "b.a.example")) {
                added.add(add(store(), new DnsQuestion(question(name).name(), type), 0));
            }
        }

        Ids.assertSame("claim of one message for each question", added, claim(store()));
    }

    @Test
    final void the_question_due_earliest_is_claimed_first() throws Exception {
        List<Long> added = new ArrayList<>();
        for (int hours : List.of(3, 1, 4, 2, 9)) {
            added.add(add(store(), question("due-in-" + hours + ".example"), hours));
        }
        claimInOrder("claim of questions that are due", added);
    }

    @Test
    final void the_decided_message_due_earliest_is_claimed_first() throws Exception {
        List<Long> added = new ArrayList<>();
        for (int hours : List.of(3, 1, 4, 2, 9)) {
            added.add(addDecided(store(), hours));
        }
        claimInOrder("claim of decided messages that are due", added);
    }

    @Test
    final void the_message_whose_hold_ended_earliest_is_claimed_first() throws Exception {
        List<Long> added = new ArrayList<>();
        for (int hours : List.of(3, 1, 4, 2, 9)) {
            added.add(store().add(QUERY, REFERENCE, new Wait(QUESTION, hours(20)), hours(hours)));
        }
        claimInOrder("claim of messages whose time is up", added);
    }

    /** Claims messages that are due after 3, 1, 4, 2 and 9 hours. */
    private void claimInOrder(String call, List<Long> added) throws Exception {
        List<Long> inOrder = List.of(added.get(1), added.get(3), added.get(0), added.get(2));
        assertEquals(List.of(), claim(store()), call + " an hour too early");

        passTime(hours(4));
        assertEquals(List.of(), store().claim(0).messages(), call + ": 0 messages");
        Ids.assertInOrder(
                call + ": 3 messages",
                inOrder.subList(0, 3),
                ids(store().claim(3).messages()));
        Ids.assertInOrder(call + ": the others", inOrder.subList(3, 4), claim(store()));
        assertEquals(List.of(), claim(store()), call + " when all are leased or not yet due");

        passTime(hours(5));
        assertTrue(claim(store()).contains(added.get(4)), () -> call + ": the last one, when it is due");
    }

    /** Neither when a claim has room for all kinds, nor when it takes one message. */
    @Test
    final void no_kind_of_message_starves_the_others() throws Exception {
        List<List<Long>> kinds = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (int i = 0; i < 40; i++) {
            kinds.get(0).add(add(store(), question("due-" + i + ".example"), 1));
            kinds.get(1).add(addDecided(store(), 1));
            kinds.get(2).add(store().add(QUERY, REFERENCE, new Wait(QUESTION, hours(20)), hours(1)));
        }
        passTime(hours(1));

        assertAllKinds("claim of 9 messages", kinds, ids(store().claim(9).messages()));
        List<Long> one = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            one.addAll(ids(store().claim(1).messages()));
        }
        assertEquals(20, one.size(), "claim of 1 message, 20 times, while more are due: how many it gave");
        assertAllKinds("claim of 1 message, 20 times", kinds, one);
    }

    private static void assertAllKinds(String call, List<List<Long>> kinds, List<Long> claimed) {
        List<String> names = List.of("questions that are due", "decided messages", "messages whose time is up");
        for (int kind = 0; kind < names.size(); kind++) {
            assertFalse(
                    Collections.disjoint(kinds.get(kind), claimed),
                    call + ", while there are many of each kind, gave none of the " + names.get(kind));
        }
    }

    /** Room that the other kinds do not use is not left empty. */
    @Test
    final void one_kind_alone_uses_all_the_room() throws Exception {
        for (int i = 0; i < 20; i++) {
            add(store(), question("due-" + i + ".example"), 1);
        }
        passTime(hours(1));
        assertEquals(10, store().claim(10).messages().size(), "claim of 10 messages of 20 questions: how many it gave");
        assertEquals(10, claim(store()).size(), "claim of the others: how many it gave");
    }

    /** A message whose longest hold is over is claimed even if its question is not due. */
    @Test
    final void TEMP_3_a_message_whose_longest_hold_is_over_is_claimed() throws Exception {
        long ending = store().add(QUERY, REFERENCE, new Wait(QUESTION, hours(20)), hours(5));
        add(store(), QUESTION, 20);

        passTime(hours(4));
        assertEquals(List.of(), claim(store()), "claim an hour before a message's time is up");
        passTime(hours(1));
        assertEquals(
                List.of(ending), claim(store()), "claim when the time of one message is up, and its question not due");
        HeldMessage message = find(store(), ending);
        assertEquals(Optional.empty(), message.decision(), "decision of a message whose time is up");
        store().giveBack(List.of(ending));
        assertEquals(List.of(ending), claim(store()), "claim of a message whose time is up, and that was given back");
    }

    /** Claims every undecided message of the question, due or not, and no message of other questions. */
    @Test
    final void a_question_is_claimed_whether_due_or_not() throws Exception {
        List<Long> added = List.of(add(store(), QUESTION, 20), add(store(), QUESTION, 1), add(store(), QUESTION, 5));
        long decided = add(store());
        add(store(), OTHER_QUESTION, 0);
        assertTrue(store().release(decided, RELEASED), "release");

        assertEquals(List.of(), store().claim(QUESTION, 0).messages(), "claim of 0 messages of a question");
        Instant before = now(store());
        Claimed claimed = store().claim(QUESTION, 2);
        Ids.assertInOrder("claim of 2 messages of a question", added.subList(0, 2), ids(claimed.messages()));
        assertAfter("the time that claim of a question gave", before, now(store()), Duration.ZERO, claimed.now());
        Ids.assertInOrder("claim of the others of a question", added.subList(2, 3), claim(store(), QUESTION));
        assertEquals(List.of(), claim(store(), QUESTION), "claim of a question when all are leased or decided");
        assertEquals(
                List.of(),
                claim(store(), question("nobody.asked.example")),
                "claim of a question for which nothing waits");
    }

    /** Each question in a call has its own limit. */
    @Test
    final void several_questions_are_claimed_at_once() throws Exception {
        List<Long> added = List.of(add(store(), QUESTION, 20), add(store(), QUESTION, 1), add(store(), QUESTION, 5));
        List<Long> others = List.of(add(store(), OTHER_QUESTION, 3), add(store(), OTHER_QUESTION, 2));
        add(store(), question("c.example"), 0);

        List<Long> claimed =
                ids(store().claim(Map.of(QUESTION, 1, OTHER_QUESTION, 5, question("nobody.asked.example"), 9))
                        .messages());
        Ids.assertSame(
                "claim of 1 message of a question, and 5 of another that has two",
                List.of(added.get(0), others.get(0), others.get(1)),
                claimed);
        assertEquals(List.of(), store().claim(Map.of()).messages(), "claim of no question");
        Ids.assertSame(
                "claim of the others of both",
                added.subList(1, 3),
                ids(store().claim(Map.of(QUESTION, 5, OTHER_QUESTION, 5)).messages()));
    }

    /** {@code claim} and {@code find} show the same message. */
    @Test
    final void claim_and_find_show_the_same_message() throws Exception {
        add(store());
        addDecided(store(), 0);
        store().add(QUERY, REFERENCE, new Wait(OTHER_QUESTION, hours(20)), Duration.ZERO);

        for (int i = 0; i < 3; i++) {
            List<HeldMessage> claimed = store().claim(1).messages();
            assertEquals(1, claimed.size(), "claim of 1 message, while one of each kind is due: how many it gave");
            assertEquals(claimed.get(0), find(store(), claimed.get(0).id()), "find of what was just claimed");
        }
        long ofQuestion = add(store(), question("c.example"), 5);
        assertEquals(
                List.of(find(store(), ofQuestion)),
                store().claim(question("c.example"), 1).messages(),
                "claim of a question, and what was found before it");
    }
}
