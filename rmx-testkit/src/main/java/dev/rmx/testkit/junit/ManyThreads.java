package dev.rmx.testkit.junit;

import static dev.rmx.testkit.junit.HeldMessages.HORIZON;
import static dev.rmx.testkit.junit.HeldMessages.NOW;
import static dev.rmx.testkit.junit.HeldMessages.PASS;
import static dev.rmx.testkit.junit.HeldMessages.minutes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rmx.quarantine.Decision;
import dev.rmx.quarantine.HeldMessage;
import dev.rmx.quarantine.QuarantineStore;
import dev.rmx.quarantine.QuarantineStore.Retry;
import dev.rmx.record.DomainName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Threads that use store objects at the same data, or the same one, at once. */
final class ManyThreads {
    private static final int MESSAGES = 400;
    private static final int DOMAINS = 5;

    private ManyThreads() {}

    /** Each of these threads claims until nothing is left. */
    static void claimEachOnce(List<QuarantineStore> stores) throws Exception {
        Set<Long> added = new TreeSet<>();
        for (int i = 0; i < MESSAGES; i++) {
            added.add(HeldMessages.add(stores.get(0), subject(i), minutes(-i)));
        }
        ConcurrentLinkedQueue<Long> claimed = new ConcurrentLinkedQueue<>();
        inParallel(stores, (store, number) -> {
            long giveUp = System.nanoTime() + Threads.PATIENCE.toNanos();
            // that a claim gives nothing may mean that others are just claiming
            while (claimed.size() < MESSAGES && System.nanoTime() < giveUp) {
                List<HeldMessage> some =
                        number % 2 == 0 ? store.claim(NOW, HORIZON, 7) : store.claim(subject(number), 7);
                claimed.addAll(HeldMessages.ids(some));
                if (some.isEmpty()) {
                    claimed.addAll(HeldMessages.ids(store.claim(NOW, HORIZON, 7)));
                }
            }
        });
        Ids.assertSame("claim by several at once", added, claimed);
    }

    /** Each of these threads adds, claims, decides, gives back, puts off, releases, and takes some for done. */
    static void doEverythingAtOnce(List<QuarantineStore> stores) throws Exception {
        Set<Long> added = ConcurrentHashMap.newKeySet();
        Map<Long, Decision> decided = new ConcurrentHashMap<>();
        ConcurrentLinkedQueue<Long> done = new ConcurrentLinkedQueue<>();
        inParallel(stores, (store, number) -> {
            Random random = new Random(number);
            for (int i = 0; i < MESSAGES / stores.size(); i++) {
                added.add(HeldMessages.add(store, subject(i), minutes(-random.nextInt(60))));
                if (i % 10 == 0) {
                    release(store, added, random, decided);
                    workOn(store, claim(store, random), random, decided, done);
                    store.postpone(
                            subject(random.nextInt(DOMAINS)),
                            minutes(random.nextInt(60) - 30),
                            1,
                            1 + random.nextInt(50));
                }
            }
        });
        QuarantineStore store = stores.get(0);
        List<HeldMessage> rest = store.list(0, 2 * MESSAGES);
        assertEquals(rest.size(), store.held().count(), "held, and how many are listed");
        List<Long> all = new ArrayList<>(HeldMessages.ids(rest));
        all.addAll(done);
        Ids.assertSame("what is listed or was done, of what was added", added, all);
        assertTrue(done.size() > MESSAGES / 10, () -> "only " + done.size() + " were done");
    }

    private static List<HeldMessage> claim(QuarantineStore store, Random random) throws Exception {
        return random.nextBoolean() ? store.claim(NOW, HORIZON, 20) : store.claim(subject(random.nextInt(DOMAINS)), 20);
    }

    private static void release(QuarantineStore store, Set<Long> added, Random random, Map<Long, Decision> decided)
            throws Exception {
        List<Long> ids = List.copyOf(added);
        long id = ids.get(random.nextInt(ids.size()));
        if (store.release(id, HeldMessages.RELEASED, NOW)) {
            assertDecided(decided, id, HeldMessages.RELEASED);
        }
    }

    private static void workOn(
            QuarantineStore store,
            List<HeldMessage> claimed,
            Random random,
            Map<Long, Decision> decided,
            ConcurrentLinkedQueue<Long> done)
            throws Exception {
        Map<Long, Decision> decisions = new HashMap<>();
        List<Retry> retries = new ArrayList<>();
        for (HeldMessage message : claimed) {
            if (random.nextInt(3) == 0) {
                retries.add(new Retry(message.id(), minutes(random.nextInt(60) - 30), 1, false));
            } else {
                decisions.put(message.id(), PASS);
            }
        }
        Map<Long, Decision> standing = store.decide(decisions);
        Ids.assertSame("decide for what is leased", decisions.keySet(), standing.keySet());
        standing.forEach((id, decision) -> assertDecided(decided, id, decision));
        store.retry(retries);
        Ids.assertSame("renew of what is leased", decisions.keySet(), store.renew(decisions.keySet()));
        store.done(standing.keySet());
        done.addAll(standing.keySet());
    }

    private static void assertDecided(Map<Long, Decision> decided, long id, Decision decision) {
        Decision before = decided.putIfAbsent(id, decision);
        assertTrue(before == null || before.equals(decision), () -> "message " + id + " was decided twice");
    }

    private static DomainName subject(int number) {
        return DomainName.parse("d" + number % DOMAINS + ".example");
    }

    private interface Part {
        void run(QuarantineStore store, int number) throws Exception;
    }

    private static void inParallel(List<QuarantineStore> stores, Part part) throws Exception {
        Threads.atOnce(stores.size(), number -> part.run(stores.get(number), number));
    }
}
