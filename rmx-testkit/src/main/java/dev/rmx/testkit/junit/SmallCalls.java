package dev.rmx.testkit.junit;

import static dev.rmx.testkit.junit.HeldMessages.HORIZON;
import static dev.rmx.testkit.junit.HeldMessages.NOW;
import static dev.rmx.testkit.junit.HeldMessages.PASS;
import static dev.rmx.testkit.junit.HeldMessages.RELEASED;
import static dev.rmx.testkit.junit.HeldMessages.SUBJECT;
import static dev.rmx.testkit.junit.HeldMessages.ids;
import static dev.rmx.testkit.junit.HeldMessages.minutes;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rmx.quarantine.HeldMessage;
import dev.rmx.quarantine.QuarantineStore;
import dev.rmx.quarantine.QuarantineStore.Retry;
import dev.rmx.record.DomainName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;

/** Calls each method for one message, hundreds of times, so that a store is found out that loses a call now and then. */
final class SmallCalls {
    private static final int CALLS = 300;
    private static final int ALL = 100_000;
    private static final int THREADS = 4;

    private SmallCalls() {}

    private interface Call {
        void on(long id) throws Exception;
    }

    static void takeEffect(QuarantineStore store) throws Exception {
        List<Long> all = add(store);
        claim(store, all);
        renewAndRetry(store, all);
        postponeAndClaim(store, all);
        decideAndDone(store, all.subList(0, CALLS));
        release(store, all.subList(CALLS, 2 * CALLS));
        remove(store, all.subList(CALLS, 2 * CALLS));
    }

    private static List<Long> add(QuarantineStore store) throws Exception {
        ConcurrentLinkedQueue<Long> added = new ConcurrentLinkedQueue<>();
        Threads.atOnce(THREADS, thread -> {
            for (int i = thread; i < 2 * CALLS; i += THREADS) {
                added.add(HeldMessages.add(store, subject(i), minutes(-i)));
            }
        });
        List<Long> ids = added.stream().sorted().toList();
        Ids.assertSame("add of one message at a time: those that are listed", ids, ids(store.list(0, ALL)));
        each(
                ids,
                id -> assertEquals(
                        Optional.of(id), store.find(id).map(HeldMessage::id), "find of a message that was added"));
        return ids;
    }

    private static DomainName subject(int number) {
        return DomainName.parse("d" + number + ".example");
    }

    private static void each(List<Long> ids, Call call) throws Exception {
        Threads.atOnce(THREADS, thread -> {
            for (int i = thread; i < ids.size(); i += THREADS) {
                call.on(ids.get(i));
            }
        });
    }

    /** One after the other on one thread: whether those of many are at odds is another test. */
    private static void claim(QuarantineStore store, List<Long> all) throws Exception {
        List<Long> claimed = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            claimed.addAll(ids(store.claim(NOW, HORIZON, 1)));
        }
        Ids.assertSame("claim of one message at a time", all, claimed);
        Ids.assertSame("claim when all are leased", List.of(), ids(store.claim(NOW, HORIZON, ALL)));
    }

    private static void renewAndRetry(QuarantineStore store, List<Long> all) throws Exception {
        each(all.subList(0, CALLS), id -> assertEquals(Set.of(id), store.renew(List.of(id)), "renew of one message"));
        each(all, id -> store.retry(List.of(new Retry(id, minutes(7), 3, false))));
        assertListed(
                store,
                "retry of one message at a time: those with the new due time and attempts",
                all,
                message -> message.due().equals(minutes(7)) && message.attempts() == 3);
    }

    private static void postponeAndClaim(QuarantineStore store, List<Long> all) throws Exception {
        Threads.atOnce(THREADS, thread -> {
            for (int i = thread; i < CALLS; i += THREADS) {
                assertEquals(
                        1, store.postpone(subject(i), minutes(9), 5, 10), "postpone of the only message of a domain");
            }
        });
        assertEquals(
                CALLS,
                store.list(0, ALL).stream()
                        .filter(message -> message.due().equals(minutes(9)) && message.attempts() == 5)
                        .count(),
                "postpone: how many of as many messages are put off");
        ConcurrentLinkedQueue<Long> claimed = new ConcurrentLinkedQueue<>();
        Threads.atOnce(THREADS, thread -> {
            for (int i = thread; i < 2 * CALLS; i += THREADS) {
                claimed.addAll(ids(store.claim(subject(i), 10)));
            }
        });
        Ids.assertSame("claim of the only message of a domain", all, claimed);
        assertEquals(List.of(), ids(store.claim(minutes(60), HORIZON, ALL)), "claim when all are leased");
        assertEquals(List.of(), ids(store.claim(SUBJECT, ALL)), "claim of a domain without messages");
    }

    private static void decideAndDone(QuarantineStore store, List<Long> ids) throws Exception {
        each(ids, id -> assertEquals(Map.of(id, PASS), store.decide(Map.of(id, PASS)), "decide for one message"));
        assertListed(
                store,
                "decide for one message at a time: those that are decided",
                ids,
                message -> message.decision().equals(Optional.of(PASS)));
        each(ids, id -> store.done(List.of(id)));
        assertListed(
                store,
                "done for one message at a time: those that are not gone",
                List.of(),
                message -> ids.contains(message.id()));
    }

    private static void release(QuarantineStore store, List<Long> ids) throws Exception {
        each(
                ids,
                id -> assertEquals(
                        true,
                        store.release(id, RELEASED, minutes(5)),
                        "release of a message of which nothing is decided"));
        assertListed(
                store,
                "release of one message at a time: those that are decided and due",
                ids,
                message -> message.decision().equals(Optional.of(RELEASED))
                        && message.due().equals(minutes(5)));
    }

    private static void remove(QuarantineStore store, List<Long> ids) throws Exception {
        each(ids, id -> assertEquals(true, store.remove(id), "remove of a message that is there"));
        assertListed(store, "remove of one message at a time: those that are not gone", List.of(), message -> true);
        assertEquals(0, store.held().count(), "held, when all are removed or done");
    }

    private static void assertListed(
            QuarantineStore store, String call, List<Long> expected, Predicate<HeldMessage> condition)
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
