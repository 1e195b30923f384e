package dev.rmx.testkit.junit;

import static dev.rmx.testkit.junit.HeldMessages.HORIZON;
import static dev.rmx.testkit.junit.HeldMessages.NOW;
import static dev.rmx.testkit.junit.HeldMessages.PASS;
import static dev.rmx.testkit.junit.HeldMessages.RELEASED;
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
import dev.rmx.quarantine.QuarantineStore.Held;
import dev.rmx.quarantine.QuarantineStore.Retry;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The part of {@link QuarantineStoreContract} on what becomes of a message: it is decided, released, removed and done. */
abstract class DecisionRules extends ClaimRules {
    /** The first decision stands, and nobody decides on what is not leased to him. */
    @Test
    final void the_first_decision_stands() throws Exception {
        long id = addLeased(store());
        long free = add(store(), NOW);
        Decision other = new Decision(PASS.outcome(), Optional.empty(), "another reason", Decision.Source.TIME);

        assertEquals(
                Map.of(id, PASS),
                store().decide(Map.of(id, PASS, free, PASS, Long.MAX_VALUE, PASS)),
                "decide for what is leased, free and not there");
        assertEquals(
                Map.of(id, PASS), store().decide(Map.of(id, other)), "decide otherwise: the first decision stands");
        assertEquals(Map.of(id, PASS), store().decide(Map.of(id, PASS)), "decide once more");
        assertEquals(Map.of(), store().decide(Map.of()), "decide for nothing");
        assertEquals(Optional.of(PASS), store().find(id).orElseThrow().decision(), "find: the first decision stands");
        assertEquals(
                Optional.empty(),
                store().find(free).orElseThrow().decision(),
                "find of what was not leased for decide");
    }

    /** What is done is forgotten, but only by him who has it. */
    @Test
    final void what_is_done_is_forgotten() throws Exception {
        long done = addLeased(store());
        long free = add(store(), NOW);

        store().done(List.of(done, free, Long.MAX_VALUE));
        store().done(List.of(done));
        store().done(List.of());

        assertEquals(Optional.empty(), store().find(done), "find of what is done");
        assertEquals(List.of(free), claimDue(store()), "claim after done for what was not leased");
    }

    /** The operator's word stands, whoever works on the message, and makes it due. */
    @Test
    final void the_operator_releases_what_is_not_decided() throws Exception {
        long free = add(store(), minutes(60));
        long leased = addLeased(store());

        assertTrue(store().release(free, RELEASED, NOW), "release of what is free");
        assertTrue(store().release(leased, RELEASED, minutes(-1)), "release of what is leased");
        assertFalse(store().release(free, PASS, minutes(5)), "release of what is decided");
        assertFalse(store().release(Long.MAX_VALUE, PASS, NOW), "release of what is not there");

        List<HeldMessage> claimed = store().claim(NOW, HORIZON, 10);
        assertEquals(List.of(free), ids(claimed), "claim of what was released, and not of what is leased");
        assertEquals(Optional.of(RELEASED), claimed.get(0).decision(), "claim of what was released: the decision");
        assertEquals(Map.of(leased, RELEASED), store().decide(Map.of(leased, PASS)), "decide after release");
    }

    /** Who gives a message back and does not know of its release does not put it off. */
    @Test
    final void what_is_released_meanwhile_stays_due() throws Exception {
        long id = addLeased(store());
        store().release(id, RELEASED, NOW);

        store().retry(List.of(new Retry(id, minutes(30), 1, false)));
        assertEquals(List.of(id), claimDue(store()), "claim after release and a retry that does not know of it");

        store().retry(List.of(new Retry(id, minutes(30), 2, true)));
        assertEquals(minutes(30), store().find(id).orElseThrow().due(), "due after a retry that knows of the release");
    }

    /** What is removed is gone, whoever works on it, and nothing brings it back. */
    @Test
    final void what_is_removed_is_gone() throws Exception {
        long free = add(store(), NOW);
        assertTrue(store().remove(free), "remove of what is free");
        assertFalse(store().remove(free), "remove of what is not there");
        long leased = addLeased(store());
        assertTrue(store().remove(leased), "remove of what is leased");

        assertEquals(Map.of(), store().decide(Map.of(leased, PASS)), "decide for what is removed");
        store().retry(List.of(new Retry(leased, NOW, 1, false)));
        store().done(List.of(leased));
        assertFalse(store().release(leased, PASS, NOW), "release of what is removed");
        assertEquals(List.of(), claimDue(store()), "claim when all are removed");
        assertEquals(new Held(0, Optional.empty()), store().held(), "held when all are removed");
    }
}
