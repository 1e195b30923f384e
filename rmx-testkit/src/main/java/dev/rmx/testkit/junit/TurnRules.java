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
import static dev.rmx.testkit.junit.HeldMessages.ids;
import static dev.rmx.testkit.junit.HeldMessages.now;
import static dev.rmx.testkit.junit.HeldMessages.question;
import static dev.rmx.testkit.junit.HeldMessages.waitFor;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rmx.dns.DnsQuestion;
import dev.rmx.quarantine.HeldMessage;
import dev.rmx.quarantine.QuarantineTurn;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The part of {@link QuarantineStoreContract} on calls that do several things at once. */
abstract class TurnRules extends CutOffRules {
    private static final DnsQuestion THIRD = question("c.example");

    @Test
    final void TEMP_3_a_turn_has_the_effect_of_its_parts() throws Exception {
        long taken = addLeased(store());
        long untaken = addLeased(store());
        long undecided = addLeased(store());
        long unanswered = addLeased(store());
        long released = addLeased(store());
        store().decide(Map.of(untaken, PASS));
        store().release(released, RELEASED);
        List<Long> ofThird = List.of(add(store(), THIRD, 9), add(store(), THIRD, 9), add(store(), THIRD, 9));
        long due = addDecided(store(), 0);

        Instant before = now(store());
        QuarantineTurn.Result result = store().turn(new QuarantineTurn(
                List.of(taken),
                Map.of(untaken, hours(5)),
                Map.of(undecided, PASS, released, PASS),
                Map.of(unanswered, waitFor(OTHER_QUESTION, 7)),
                ALL,
                Map.of(THIRD, 2)));
        Instant after = now(store());

        assertEquals(Map.of(undecided, PASS, released, RELEASED), result.standing(), "turn: the decisions that stand");
        assertEquals(List.of(due), ids(result.due()), "turn: what is due");
        Ids.assertInOrder("turn: the first two of a question", ofThird.subList(0, 2), ids(result.ofQuestions()));
        assertAfter("the time that turn gave", before, after, hours(0), result.now());
        assertEquals(Optional.empty(), store().find(taken), "turn: what is done");
        assertAfter(
                "due, after turn, in 5 hours",
                before,
                after,
                hours(5),
                find(store(), untaken).due());
        HeldMessage waiting = find(store(), unanswered);
        assertEquals(Optional.of(OTHER_QUESTION), waiting.waitsFor(), "turn: what a message waits for");
        assertAfter("due, after turn, in 7 hours", before, after, hours(7), waiting.due());
        Ids.assertSame(
                "renew after turn: what is leased",
                List.of(undecided, released, due, ofThird.get(0), ofThird.get(1)),
                List.copyOf(store().renew(List.of(
                        taken,
                        untaken,
                        undecided,
                        unanswered,
                        released,
                        due,
                        ofThird.get(0),
                        ofThird.get(1),
                        ofThird.get(2)))));
    }

    /** It was removed, or another process has its lease by now. */
    @Test
    final void a_turn_skips_what_is_not_leased() throws Exception {
        long gone = addLeased(store());
        store().remove(gone);
        List<Long> free = List.of(add(store(), QUESTION, 3), addDecided(store(), 3), add(store()), add(store()));
        List<HeldMessage> before = store().list(0, ALL);

        QuarantineTurn.Result result = store().turn(new QuarantineTurn(
                List.of(gone, free.get(0)),
                Map.of(free.get(1), hours(5)),
                Map.of(free.get(2), PASS),
                Map.of(free.get(3), waitFor(OTHER_QUESTION, 7)),
                0,
                Map.of()));

        assertEquals(Map.of(), result.standing(), "turn for what is not leased: the decisions that stand");
        assertEquals(before, store().list(0, ALL), "list, after a turn for what is not leased");
        assertEquals(Set.of(), store().renew(free), "renew, after a turn for what is not leased");
    }

    /** So that a message which is given back is not late by a turn. */
    @Test
    final void a_turn_claims_last() throws Exception {
        long waiting = addLeased(store());
        long untaken = addLeased(store());
        long done = addLeased(store());
        store().decide(Map.of(untaken, PASS));

        QuarantineTurn.Result result = store().turn(new QuarantineTurn(
                List.of(done),
                Map.of(untaken, hours(0)),
                Map.of(),
                Map.of(waiting, waitFor(OTHER_QUESTION, 9)),
                ALL,
                Map.of(QUESTION, ALL, OTHER_QUESTION, ALL)));

        assertEquals(List.of(untaken), ids(result.due()), "turn: what is due again at once");
        assertEquals(List.of(waiting), ids(result.ofQuestions()), "turn: what waits for another question from now on");
        assertEquals(List.of(), claim(store()), "claim, after turn");
    }

    @Test
    final void an_empty_turn_only_reads_the_clock() throws Exception {
        long leased = addLeased(store());
        add(store());

        Instant before = now(store());
        QuarantineTurn.Result result = store().turn(QuarantineTurn.NOTHING);

        assertAfter("the time that turn gave", before, now(store()), hours(0), result.now());
        assertEquals(
                List.of(Map.of(), List.of(), List.of()),
                List.of(result.standing(), result.due(), result.ofQuestions()),
                "an empty turn");
        assertEquals(Set.of(leased), store().renew(List.of(leased)), "renew, after an empty turn");
    }

    /** Each as if it were the only one. */
    @Test
    final void several_messages_are_released_or_removed_at_once() throws Exception {
        long leased = addLeased(store());
        long free = add(store(), THIRD, 9);
        long decided = addDecided(store(), 9);
        long other = addDecided(store(), 9);

        Instant before = now(store());
        assertEquals(
                Set.of(leased, free),
                store().release(List.of(Long.MAX_VALUE, decided, free, leased), RELEASED),
                "release of several: the messages for which this decision stands");
        Instant after = now(store());

        for (long id : List.of(leased, free)) {
            assertEquals(Optional.of(RELEASED), find(store(), id).decision(), "decision, after release of several");
        }
        assertEquals(Optional.of(PASS), find(store(), decided).decision(), "release of several: an earlier decision");
        assertAfter(
                "due, after release of several",
                before,
                after,
                hours(0),
                find(store(), decided).due());
        Ids.assertSame("claim, after release of several", List.of(free, decided), claim(store()));

        assertEquals(Set.of(), store().release(List.of(), RELEASED), "release of nothing");
        assertEquals(
                Set.of(leased, decided),
                store().remove(List.of(decided, Long.MAX_VALUE, leased)),
                "remove of several: the messages that were held");
        assertEquals(Set.of(), store().remove(List.of()), "remove of nothing");
        assertEquals(List.of(free, other), ids(store().list(0, ALL)), "list, after remove of several");
    }
}
