package dev.rmx.testkit.junit;

import static dev.rmx.testkit.junit.HeldMessages.ALL;
import static dev.rmx.testkit.junit.HeldMessages.PASS;
import static dev.rmx.testkit.junit.HeldMessages.QUERY;
import static dev.rmx.testkit.junit.HeldMessages.QUESTION;
import static dev.rmx.testkit.junit.HeldMessages.REFERENCE;
import static dev.rmx.testkit.junit.HeldMessages.addLeased;
import static dev.rmx.testkit.junit.HeldMessages.claim;
import static dev.rmx.testkit.junit.HeldMessages.hours;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rmx.quarantine.HeldMessage;
import dev.rmx.quarantine.QuarantineStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Leases that run out: another store object can claim the message then, and not before. */
final class LeaseRules {
    /** The lease time in the tests. */
    static final Duration HOURS = hours(2);

    private static final Duration NEARLY = HOURS.minus(Duration.ofMinutes(30));

    private final QuarantineStore store;
    private final Maker another;
    private final PassTime passTime;

    interface Maker {
        QuarantineStore withLeases(Duration leaseTime) throws Exception;
    }

    /** Sets the clock of the store forward. */
    interface PassTime {
        void by(Duration time) throws Exception;
    }

    LeaseRules(QuarantineStore store, Maker another, PassTime passTime) {
        this.store = store;
        this.another = another;
        this.passTime = passTime;
    }

    private void assertLeased(String what) throws Exception {
        assertEquals(List.of(), claim(store, QUESTION), "claim of " + what);
        assertEquals(List.of(), claim(store), "claim, when its question is due, of " + what);
    }

    void runOut() throws Exception {
        QuarantineStore asleep = another.withLeases(HOURS);
        long id = addLeased(asleep);
        passTime.by(NEARLY);
        assertLeased("what another has for half an hour yet");
        passTime.by(HOURS.minus(NEARLY));

        assertEquals(List.of(id), claim(store), "claim of what another had, whose lease has run out");
        assertEquals(Set.of(), asleep.renew(List.of(id)), "renew by one whose lease has run out");
        assertEquals(Map.of(), asleep.decide(Map.of(id, PASS)), "decide by one whose lease has run out");
        List<HeldMessage> before = store.list(0, ALL);
        asleep.await(Map.of(id, HeldMessages.waitFor(QUESTION, 9)));
        asleep.retry(Map.of(id, hours(9)));
        asleep.giveBack(List.of(id));
        asleep.done(List.of(id));
        assertEquals(
                before,
                store.list(0, ALL),
                "list after await, retry, giveBack and done by one whose lease has run out");
        QuarantineStore third = another.withLeases(HOURS);
        assertEquals(List.of(), claim(third, QUESTION), "claim of what the second one has now");
        assertEquals(
                Map.of(id, PASS), store.decide(Map.of(id, PASS)), "decide by the second one, who has the message now");
    }

    /** A store looks for each kind of message in its own way. */
    void runOutForAll() throws Exception {
        QuarantineStore dead = another.withLeases(HOURS);
        long ofQuestion = addLeased(dead);
        long decided = HeldMessages.addDecided(dead, 0);
        long ending = dead.add(QUERY, REFERENCE, HeldMessages.waitFor(HeldMessages.OTHER_QUESTION, 20), hours(1));
        List<Long> all = List.of(ofQuestion, decided, ending);
        assertEquals(List.of(decided), claim(dead), "claim of a decided message that is due");
        assertEquals(List.of(ending), claim(dead, HeldMessages.OTHER_QUESTION), "claim of a question");

        passTime.by(NEARLY);
        assertEquals(List.of(), claim(store), "claim of what another has for half an hour yet");
        passTime.by(HOURS.minus(NEARLY));
        Ids.assertSame("claim of what another had, whose leases have run out", all, claim(store));
    }

    void outliveClose() throws Exception {
        QuarantineStore dead = another.withLeases(HOURS);
        long id = addLeased(dead);
        dead.close();
        passTime.by(NEARLY);
        assertLeased("what another had for half an hour yet when it was closed");
        passTime.by(HOURS.minus(NEARLY));
        assertEquals(
                List.of(id), claim(store), "claim of what another had that was closed, and whose lease has run out");
    }

    void holdWhileRenewed() throws Exception {
        QuarantineStore other = another.withLeases(HOURS);
        long id = addLeased(other);
        for (int i = 0; i < 4; i++) {
            passTime.by(NEARLY);
            assertLeased("what is leased, and renewed in time");
            assertEquals(Set.of(id), other.renew(List.of(id)), "renew before the lease runs out");
        }
        passTime.by(NEARLY);
        assertEquals(Map.of(id, PASS), other.decide(Map.of(id, PASS)), "decide by one who has renewed the lease");
        assertLeased("what is leased for half an hour yet");
        passTime.by(HOURS.minus(NEARLY));
        assertEquals(List.of(id), claim(store), "claim of what another had and does not renew any more");
    }
}
