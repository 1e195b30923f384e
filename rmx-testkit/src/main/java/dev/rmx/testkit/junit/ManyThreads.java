package dev.rmx.testkit.junit;

import static dev.rmx.testkit.junit.HeldMessages.PASS;
import static dev.rmx.testkit.junit.HeldMessages.QUERY;
import static dev.rmx.testkit.junit.HeldMessages.REFERENCE;
import static dev.rmx.testkit.junit.HeldMessages.hours;
import static dev.rmx.testkit.junit.HeldMessages.ids;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rmx.dns.DnsQuestion;
import dev.rmx.quarantine.Decision;
import dev.rmx.quarantine.HeldMessage;
import dev.rmx.quarantine.QuarantineStore;
import dev.rmx.quarantine.QuarantineStore.Wait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Tests in which several threads use one store object, or several objects on the same data, at once. */
final class ManyThreads {
    private static final int MESSAGES = 400;
    private static final int QUESTIONS = 5;

    private ManyThreads() {}

    /**
     * Every thread claims until nothing is left: decided messages, waiting ones, and ones whose longest hold is over.
     */
    static void claimEachOnce(List<QuarantineStore> stores, LeaseRules.PassTime passTime) throws Exception {
        Set<Long> added = new TreeSet<>();
        for (int i = 0; i < MESSAGES; i++) {
            QuarantineStore store = stores.get(0);
            added.add(
                    switch (i % 3) {
                        case 0 -> HeldMessages.add(store, question(i), 20);
                        case 1 -> HeldMessages.addDecided(store, 1);
                        default -> store.add(QUERY, REFERENCE, new Wait(question(i), hours(20)), hours(1));
                    });
        }
        passTime.by(hours(1));
        ConcurrentLinkedQueue<Long> claimed = new ConcurrentLinkedQueue<>();
        inParallel(stores, (store, number) -> {
            long giveUp = System.nanoTime() + Threads.PATIENCE.toNanos();
            // an empty claim may mean that other threads are claiming
            for (int i = number; claimed.size() < MESSAGES && System.nanoTime() < giveUp; i++) {
                claimed.addAll(ids(
                        i % 2 == 0
                                ? store.claim(7).messages()
                                : store.claim(question(i / 2), 7).messages()));
            }
        });
        Ids.assertSame("claim by several at once", added, claimed);
    }

    /** Every thread adds, claims, decides, gives back, puts off, releases and finishes messages. */
    static void doEverythingAtOnce(List<QuarantineStore> stores) throws Exception {
        Set<Long> added = ConcurrentHashMap.newKeySet();
        Map<Long, Decision> decided = new ConcurrentHashMap<>();
        ConcurrentLinkedQueue<Long> done = new ConcurrentLinkedQueue<>();
        inParallel(stores, (store, number) -> {
            Random random = new Random(number);
            for (int i = 0; i < MESSAGES / stores.size(); i++) {
                if (i % 5 == 0) {
                    long id = HeldMessages.addDecided(store, 0);
                    assertDecided(decided, id, PASS);
                    added.add(id);
                } else {
                    added.add(HeldMessages.add(store, question(i), 0));
                }
                if (i % 10 == 0) {
                    release(store, added, random, decided);
                    workOn(store, claim(store, random), random, decided, done);
                }
            }
        });
        QuarantineStore store = stores.get(0);
        List<HeldMessage> rest = store.list(0, 2 * MESSAGES);
        assertEquals(rest.size(), store.held().count(), "held, and how many are listed");
        List<Long> all = new ArrayList<>(ids(rest));
        all.addAll(done);
        Ids.assertSame("what is listed or was done, of what was added", added, all);
        assertTrue(done.size() > MESSAGES / 10, () -> "only " + done.size() + " were done");
    }

    private static List<HeldMessage> claim(QuarantineStore store, Random random) throws Exception {
        return random.nextBoolean()
                ? store.claim(20).messages()
                : store.claim(question(random.nextInt(QUESTIONS)), 20).messages();
    }

    private static void release(QuarantineStore store, Set<Long> added, Random random, Map<Long, Decision> decided)
            throws Exception {
        List<Long> ids = List.copyOf(added);
        long id = ids.get(random.nextInt(ids.size()));
        if (store.release(id, HeldMessages.RELEASED)) {
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
        Map<Long, Wait> waits = new HashMap<>();
        Map<Long, Duration> retries = new HashMap<>();
        List<Long> back = new ArrayList<>();
        for (HeldMessage message : claimed) {
            long id = message.id();
            switch (random.nextInt(6)) {
                case 0 -> waits.put(id, new Wait(question(random.nextInt(QUESTIONS)), Duration.ZERO));
                case 1 -> retries.put(id, Duration.ZERO);
                case 2 -> back.add(id);
                default -> decisions.put(id, PASS);
            }
        }
        Map<Long, Decision> standing = store.decide(decisions);
        Ids.assertSame("decide for what is leased", decisions.keySet(), standing.keySet());
        standing.forEach((id, decision) -> assertDecided(decided, id, decision));
        store.await(waits);
        store.retry(retries);
        store.giveBack(back);
        Ids.assertSame("renew of what is leased", decisions.keySet(), store.renew(decisions.keySet()));
        store.done(standing.keySet());
        done.addAll(standing.keySet());
    }

    private static void assertDecided(Map<Long, Decision> decided, long id, Decision decision) {
        Decision before = decided.putIfAbsent(id, decision);
        assertTrue(before == null || before.equals(decision), () -> "message " + id + " was decided twice");
    }

    private static DnsQuestion question(int number) {
        return HeldMessages.question("q" + number % QUESTIONS + ".example");
    }

    private interface Part {
        void run(QuarantineStore store, int number) throws Exception;
    }

    private static void inParallel(List<QuarantineStore> stores, Part part) throws Exception {
        Threads.atOnce(stores.size(), number -> part.run(stores.get(number), number));
    }
}
