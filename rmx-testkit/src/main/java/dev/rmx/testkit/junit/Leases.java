package dev.rmx.testkit.junit;

import static dev.rmx.testkit.junit.HeldMessages.HORIZON;
import static dev.rmx.testkit.junit.HeldMessages.NOW;
import static dev.rmx.testkit.junit.HeldMessages.PASS;
import static dev.rmx.testkit.junit.HeldMessages.SUBJECT;
import static dev.rmx.testkit.junit.HeldMessages.addLeased;
import static dev.rmx.testkit.junit.HeldMessages.claimDue;
import static dev.rmx.testkit.junit.HeldMessages.minutes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rmx.quarantine.QuarantineStore;
import dev.rmx.quarantine.QuarantineStore.Retry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Assumptions;

/**
 * Leases that run out. A test asks again and again, and takes the time of each answer, so that it does not matter how late a slow machine
 * asks: before a lease is over, an answer that came too late proves nothing, and the test is repeated with a longer lease.
 */
final class Leases {
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(64);
    private static final Duration LONG = Duration.ofHours(1);
    /** The part of a lease that passes between two questions, where the test holds the clock. */
    private static final int STEPS = 8;

    private final QuarantineStore store;
    private final Maker another;
    private final LongSupplier clock;
    private final Consumer<Duration> passTime;

    interface Maker {
        QuarantineStore withLeases(Duration leaseTime) throws Exception;
    }

    Leases(QuarantineStore store, Maker another, LongSupplier clock, Consumer<Duration> passTime) {
        this.store = store;
        this.another = another;
        this.clock = clock;
        this.passTime = passTime;
    }

    private interface Question {
        boolean answer() throws Exception;
    }

    /** Asks until the answer is yes, and gives how long after the start that was. */
    private Duration await(String what, long start, Duration leaseTime, Question question) throws Exception {
        while (!question.answer()) {
            assertTrue(
                    since(start).compareTo(Threads.PATIENCE) < 0,
                    () -> what + ": not within " + Threads.PATIENCE + ", and the lease was " + leaseTime);
            passTime.accept(leaseTime.dividedBy(STEPS));
        }
        return since(start);
    }

    private Duration since(long start) {
        return Duration.ofNanos(clock.getAsLong() - start);
    }

    private static void assertNotEarly(String what, Duration taken, Duration leaseTime) {
        // a clock of the database may be set by a little meanwhile
        assertTrue(
                taken.compareTo(leaseTime.multipliedBy(9).dividedBy(10)) >= 0,
                () -> what + ": after " + taken + " already, and the lease is " + leaseTime);
    }

    void runOut() throws Exception {
        QuarantineStore asleep = another.withLeases(SHORTEST);
        long start = clock.getAsLong();
        long id = addLeased(asleep);

        String what = "claim of what another had, whose lease has run out";
        assertNotEarly(what, await(what, start, SHORTEST, () -> claimDue(store).equals(List.of(id))), SHORTEST);

        assertEquals(Map.of(), asleep.decide(Map.of(id, PASS)), "decide by one whose lease has run out");
        assertEquals(Set.of(), asleep.renew(List.of(id)), "renew by one whose lease has run out");
        asleep.retry(List.of(new Retry(id, minutes(30), 5, false)));
        asleep.done(List.of(id));
        assertTrue(store.find(id).isPresent(), "find after done by one whose lease has run out");
        assertEquals(NOW, store.find(id).orElseThrow().due(), "due after retry by one whose lease has run out");
        assertEquals(List.of(), claimDue(another.withLeases(LONG)), "claim of what is leased for long now");
    }

    void outliveClose() throws Exception {
        QuarantineStore dead = another.withLeases(SHORTEST);
        long start = clock.getAsLong();
        long id = addLeased(dead);
        dead.close();

        String what = "claim of what another had that was closed";
        assertNotEarly(what, await(what, start, SHORTEST, () -> claimDue(store).equals(List.of(id))), SHORTEST);
    }

    void runOutForPostpone() throws Exception {
        QuarantineStore dead = another.withLeases(SHORTEST);
        long start = clock.getAsLong();
        long id = addLeased(dead);

        String what = "postpone of what another had, whose lease has run out";
        assertNotEarly(
                what, await(what, start, SHORTEST, () -> store.postpone(SUBJECT, minutes(30), 5, 10) == 1), SHORTEST);

        assertEquals(minutes(30), store.find(id).orElseThrow().due(), "due after " + what);
    }

    void holdWhileRenewed() throws Exception {
        for (Duration leaseTime = SHORTEST; leaseTime.compareTo(LONGEST) <= 0; leaseTime = leaseTime.multipliedBy(2)) {
            if (holdsWhileRenewed(leaseTime)) {
                return;
            }
        }
        Assumptions.abort("this machine could not renew leases within " + LONGEST);
    }

    /** Gives false if a renewal came so late that the lease may have run out, which proves nothing. */
    private boolean holdsWhileRenewed(Duration leaseTime) throws Exception {
        QuarantineStore other = another.withLeases(leaseTime);
        long start = clock.getAsLong();
        long id = addLeased(other);
        long renewed = start;
        while (since(start).compareTo(leaseTime.multipliedBy(2)) < 0) {
            long before = clock.getAsLong();
            Set<Long> held = other.renew(List.of(id));
            if (isLate(renewed, leaseTime)) {
                store.remove(id);
                return false;
            }
            assertEquals(Set.of(id), held, "renew before the lease runs out");
            renewed = before;

            passTime.accept(leaseTime.dividedBy(STEPS));
            boolean claimed = !store.claim(NOW, HORIZON, 10).isEmpty();
            if (isLate(renewed, leaseTime)) {
                store.remove(id);
                return false;
            }
            assertEquals(false, claimed, "whether another one can claim what is leased, and renewed in time");
        }
        assertEquals(Map.of(id, PASS), other.decide(Map.of(id, PASS)), "decide by one who has renewed the lease");
        String what = "claim of what another had and does not renew any more";
        assertNotEarly(
                what, await(what, renewed, leaseTime, () -> claimDue(store).equals(List.of(id))), leaseTime);
        return true;
    }

    /** Whether so much time has passed that the store may have taken the lease away; with a tenth for its clock to differ. */
    private boolean isLate(long renewed, Duration leaseTime) {
        return since(renewed).compareTo(leaseTime.multipliedBy(9).dividedBy(10)) >= 0;
    }
}
