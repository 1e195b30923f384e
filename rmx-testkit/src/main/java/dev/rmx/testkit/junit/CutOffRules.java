package dev.rmx.testkit.junit;

import static dev.rmx.testkit.junit.HeldMessages.ALL;
import static dev.rmx.testkit.junit.HeldMessages.OTHER_QUESTION;
import static dev.rmx.testkit.junit.HeldMessages.QUERY;
import static dev.rmx.testkit.junit.HeldMessages.QUESTION;
import static dev.rmx.testkit.junit.HeldMessages.REFERENCE;
import static dev.rmx.testkit.junit.HeldMessages.addDecided;
import static dev.rmx.testkit.junit.HeldMessages.assertAfter;
import static dev.rmx.testkit.junit.HeldMessages.claim;
import static dev.rmx.testkit.junit.HeldMessages.find;
import static dev.rmx.testkit.junit.HeldMessages.hours;
import static dev.rmx.testkit.junit.HeldMessages.now;
import static dev.rmx.testkit.junit.HeldMessages.question;
import static dev.rmx.testkit.junit.HeldMessages.waitFor;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rmx.dns.DnsQuestion;
import dev.rmx.quarantine.HeldMessage;
import dev.rmx.quarantine.QuarantineStore.Claimed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The part of {@link QuarantineStoreContract} on being cut off: while no name server answers, no message's time runs.
 */
abstract class CutOffRules extends DecisionRules {
    /** How long a process's last report counts. */
    static final Duration SILENCE = Duration.ofSeconds(30);

    private static final Duration MORE_THAN_SILENCE = SILENCE.multipliedBy(2);

    private long hold(DnsQuestion question, long longestHours) throws Exception {
        return store().add(QUERY, REFERENCE, waitFor(question, 20), hours(longestHours));
    }

    /** Being cut off ends no message's longest hold, and extends it by exactly that long. */
    @Test
    final void TEMP_7_time_stands_still_while_no_name_server_answers() throws Exception {
        long held = hold(QUESTION, 5);
        long longer = hold(question("c.example"), 9);
        Instant until = find(store(), held).until();
        store().report(false);
        passTime(hours(3));

        Instant begins = now(store());
        store().report(true);
        Instant begun = now(store());
        long heldMeanwhile = hold(OTHER_QUESTION, 4);
        passTime(hours(10));
        store().report(true);
        assertEquals(List.of(), claimOfTime(), "claim of messages whose longest hold is over, while cut off");
        passTime(hours(2));
        Instant ends = now(store());
        store().report(false);
        Instant ended = now(store());

        Duration cutOff = Duration.between(begun, ends);
        Duration slack = Duration.between(ends, ended).plus(Duration.between(begins, begun));
        assertAfter(
                "until, after " + cutOff + " of being cut off",
                until,
                until.plus(slack),
                cutOff,
                find(store(), held).until());
        assertEquals(List.of(), claimOfTime(), "claim of messages whose longest hold is over, when DNS answers again");
        passTime(hours(1));
        assertEquals(List.of(), claimOfTime(), "claim an hour before the time is up");
        passTime(hours(1));
        assertEquals(List.of(held), claimOfTime(), "claim when the time is up");
        passTime(hours(2));
        assertEquals(List.of(heldMeanwhile), claimOfTime(), "claim when the time of what was held meanwhile is up");
        passTime(hours(2));
        assertEquals(List.of(longer), claimOfTime(), "claim when the time of the last one is up");
    }

    /** Claims what is due. Puts the questions off, finishes the messages whose time is up, and returns those. */
    private List<Long> claimOfTime() throws Exception {
        Claimed claimed = store().claim(ALL);
        List<Long> ended = new ArrayList<>();
        for (HeldMessage message : claimed.messages()) {
            if (message.until().isAfter(claimed.now())) {
                store().await(Map.of(message.id(), waitFor(message.waitsFor().orElseThrow(), 20)));
            } else {
                ended.add(message.id());
            }
        }
        store().done(ended);
        return ended;
    }

    /** Every cut-off extends the hold. */
    @Test
    final void TEMP_7_time_can_stand_still_more_than_once() throws Exception {
        long held = hold(QUESTION, 5);
        Instant until = find(store(), held).until();
        Instant before = now(store());
        Duration least = Duration.ZERO;
        for (int i = 0; i < 3; i++) {
            store().report(true);
            passTime(hours(7));
            least = least.plus(hours(7));
            store().report(false);
            store().report(false);
            passTime(MORE_THAN_SILENCE);
        }
        Duration most = Duration.between(before, now(store())).minus(MORE_THAN_SILENCE.multipliedBy(3));

        assertAfter(
                "until, after 7 hours of being cut off, 3 times",
                until,
                until.plus(most.minus(least)),
                least,
                find(store(), held).until());
    }

    /** Pauses that only our cut-off caused end with it. */
    @Test
    final void TEMP_7_questions_are_due_when_the_cut_off_ends() throws Exception {
        long first = hold(QUESTION, 90);
        claim(store(), QUESTION);
        store().await(Map.of(first, waitFor(QUESTION, 20)));
        long second = hold(OTHER_QUESTION, 90);
        store().report(true);
        passTime(hours(1));
        assertEquals(List.of(), claim(store()), "claim of questions that are not due, while cut off");

        store().report(false);

        Instant now = now(store());
        for (long id : List.of(first, second)) {
            HeldMessage message = find(store(), id);
            assertEquals(
                    false,
                    message.due().isAfter(now),
                    () -> "due " + message.due() + " is after " + now + ", when DNS answers again");
            assertEquals(id == first ? 1 : 0, message.attempts(), "attempts, when DNS answers again");
        }
        Ids.assertSame("claim when DNS answers again", List.of(first, second), claim(store()));
    }

    /** Questions are still asked, to notice the end of the cut-off; decided messages are still handed back. */
    @Test
    final void TEMP_7_due_messages_are_claimed_while_cut_off() throws Exception {
        long asked = store().add(QUERY, REFERENCE, waitFor(QUESTION, 2), hours(90));
        long decided = addDecided(store(), 2);
        long ended = hold(OTHER_QUESTION, 1);
        passTime(hours(1));
        store().report(true);

        assertEquals(List.of(ended), claim(store()), "claim of messages whose longest hold is over before");
        store().done(List.of(ended));
        passTime(hours(1));
        Ids.assertSame("claim of what is due, while cut off", List.of(asked, decided), claim(store()));
    }

    /** Repeated reports that DNS answers change nothing. */
    @Test
    final void a_report_that_DNS_answers_changes_nothing() throws Exception {
        hold(QUESTION, 5);
        addDecided(store(), 5);
        List<HeldMessage> before = store().list(0, ALL);
        for (int i = 0; i < 3; i++) {
            store().report(false);
            passTime(MORE_THAN_SILENCE);
        }
        assertEquals(before, store().list(0, ALL), "list after reports that DNS answers");
        assertEquals(List.of(), claim(store()), "claim of what is not due, after reports that DNS answers");
    }
}
