package dev.rmx.testkit.junit;

import static dev.rmx.testkit.junit.HeldMessages.ALL;
import static dev.rmx.testkit.junit.HeldMessages.PASS;
import static dev.rmx.testkit.junit.HeldMessages.RELEASED;
import static dev.rmx.testkit.junit.HeldMessages.claim;
import static dev.rmx.testkit.junit.HeldMessages.hours;
import static dev.rmx.testkit.junit.HeldMessages.ids;
import static dev.rmx.testkit.junit.HeldMessages.waitFor;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rmx.dns.DnsQuestion;
import dev.rmx.quarantine.HeldMessage;
import dev.rmx.quarantine.QuarantineStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;

/** Calls each method for one message at a time, hundreds of times, to catch a store that now and then loses a call. */
final class SmallCalls {
    private static final int CALLS = 300;
    private static final int THREADS = 4;

    private final QuarantineStore store;
    private final LeaseRules.PassTime passTime;

    private SmallCalls(QuarantineStore store, LeaseRules.PassTime passTime) {
        this.store = store;
        this.passTime = passTime;
    }

    private interface Call {
        void on(long id) throws Exception;
    }

    static void takeEffect(QuarantineStore store, LeaseRules.PassTime passTime) throws Exception {
        SmallCalls calls = new SmallCalls(store, passTime);
        List<Long> waiting = calls.add();
        calls.claimEach(waiting);
        calls.renewAndAwait(waiting);
        calls.claimByQuestion(waiting);
        calls.giveBackAndRelease(waiting.subList(CALLS, 2 * CALLS));
        calls.decideRetryAndDone(waiting.subList(0, CALLS));
        calls.remove(waiting.subList(CALLS, 2 * CALLS));
    }

    private static DnsQuestion question(int number) {
        return HeldMessages.question("q" + number + ".example");
    }

    private static void each(Collection<Long> all, Call call) throws Exception {
        List<Long> ids = List.copyOf(all);
        Threads.atOnce(THREADS, thread -> {
            for (int i = thread; i < ids.size(); i += THREADS) {
                call.on(ids.get(i));
            }
        });
    }

    private List<Long> add() throws Exception {
        ConcurrentLinkedQueue<Long> waiting = new ConcurrentLinkedQueue<>();
        ConcurrentLinkedQueue<Long> decided = new ConcurrentLinkedQueue<>();
        Threads.atOnce(THREADS, thread -> {
            for (int i = thread; i < 2 * CALLS; i += THREADS) {
                waiting.add(HeldMessages.add(store, question(i), 0));
                decided.add(HeldMessages.addDecided(store, 500));
            }
        });
        List<Long> all = new ArrayList<>(waiting);
        all.addAll(decided);
        Ids.assertSame("add of one message at a time: those that are listed", all, ids(store.list(0, ALL)));
        each(
                all,
                id -> assertEquals(
                        Optional.of(id), store.find(id).map(HeldMessage::id), "find of a message that was added"));
        each(decided, id -> assertEquals(true, store.remove(id), "remove of a message that is there"));
        assertListed("remove of one message at a time: those that are not gone", waiting, message -> true);
        return waiting.stream().sorted().toList();
    }

    /** Claims on one thread, one after the other; other tests claim at once. */
    private void claimEach(List<Long> all) throws Exception {
        List<Long> claimed = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            claimed.addAll(ids(store.claim(1).messages()));
        }
        Ids.assertSame("claim of one message at a time", all, claimed);
        Ids.assertSame("claim when all are leased", List.of(), claim(store));
    }

    private void renewAndAwait(List<Long> all) throws Exception {
        each(all.subList(0, CALLS), id -> assertEquals(Set.of(id), store.renew(List.of(id)), "renew of one message"));
        for (int hours : List.of(3, 5)) {
            each(all, id -> {
                DnsQuestion question = HeldMessages.find(store, id).waitsFor().orElseThrow();
                store.await(Map.of(id, waitFor(question, hours)));
            });
            int attempts = hours == 3 ? 1 : 2;
            assertListed(
                    "await for one message at a time: those whose question was put off, and its attempts counted",
                    all,
                    message -> message.attempts() == attempts
                            && Duration.between(message.since(), message.due()).compareTo(hours(hours)) >= 0);
            if (hours == 3) {
                passTime.by(hours(3));
                Ids.assertSame("claim of all questions", all, claim(store));
            }
        }
    }

    private void claimByQuestion(List<Long> all) throws Exception {
        ConcurrentLinkedQueue<Long> claimed = new ConcurrentLinkedQueue<>();
        Threads.atOnce(THREADS, thread -> {
            for (int i = thread; i < 2 * CALLS; i += THREADS) {
                claimed.addAll(claim(store, question(i)));
            }
        });
        Ids.assertSame("claim of a question for which one message waits", all, claimed);
        assertEquals(List.of(), claim(store), "claim when all are leased");
    }

    private void giveBackAndRelease(List<Long> ids) throws Exception {
        each(ids, id -> store.giveBack(List.of(id)));
        Ids.assertSame("giveBack of one message at a time: those that renew still has", List.of(), store.renew(ids));
        each(
                ids,
                id -> assertEquals(
                        true, store.release(id, RELEASED), "release of a message of which nothing is decided"));
        assertListed(
                "release of one message at a time: those that are decided",
                ids,
                message -> message.decision().equals(Optional.of(RELEASED)));
        Ids.assertSame("claim of what was released one at a time", ids, claim(store));
    }

    private void decideRetryAndDone(List<Long> ids) throws Exception {
        each(ids, id -> assertEquals(Map.of(id, PASS), store.decide(Map.of(id, PASS)), "decide for one message"));
        assertListed(
                "decide for one message at a time: those that are decided",
                ids,
                message -> message.decision().equals(Optional.of(PASS)));
        each(ids, id -> store.retry(Map.of(id, hours(1))));
        assertListed(
                "retry of one message at a time: those whose attempts were counted",
                ids,
                message -> message.attempts() == 1);
        passTime.by(hours(1));
        store.claim(ALL);
        each(ids, id -> store.done(List.of(id)));
        assertListed(
                "done for one message at a time: those that are not gone",
                List.of(),
                message -> ids.contains(message.id()));
    }

    private void remove(List<Long> ids) throws Exception {
        each(ids, id -> assertEquals(true, store.remove(id), "remove of a message that is there"));
        assertListed("remove of one message at a time: those that are not gone", List.of(), message -> true);
        assertEquals(0, store.held().count(), "held, when all are removed or done");
    }

    private void assertListed(String call, Collection<Long> expected, Predicate<HeldMessage> condition)
            throws Exception {
        Ids.assertSame(
                call,
                expected,
                store.list(0, ALL).stream()
                        .filter(condition)
                        .map(HeldMessage::id)
                        .toList());
    }
}
