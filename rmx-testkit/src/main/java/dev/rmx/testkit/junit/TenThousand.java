package dev.rmx.testkit.junit;

import static dev.rmx.testkit.junit.HeldMessages.HORIZON;
import static dev.rmx.testkit.junit.HeldMessages.NOW;
import static dev.rmx.testkit.junit.HeldMessages.OTHER_SUBJECT;
import static dev.rmx.testkit.junit.HeldMessages.PASS;
import static dev.rmx.testkit.junit.HeldMessages.SUBJECT;
import static dev.rmx.testkit.junit.HeldMessages.ids;
import static dev.rmx.testkit.junit.HeldMessages.minutes;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rmx.quarantine.Decision;
import dev.rmx.quarantine.HeldMessage;
import dev.rmx.quarantine.MessageReference;
import dev.rmx.quarantine.QuarantineException;
import dev.rmx.quarantine.QuarantineStore;
import dev.rmx.quarantine.QuarantineStore.Held;
import dev.rmx.quarantine.QuarantineStore.Retry;
import dev.rmx.record.DomainName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Fills a store with as many messages as it must have room for, and calls each method for all of them at once. */
final class TenThousand {
    private static final int MESSAGES = 10_000;
    /** More than there are. */
    private static final int ALL = 2 * MESSAGES;
    /** A store that waits for its disk can wait for many threads at once. */
    private static final int THREADS = 32;

    private final QuarantineStore store;
    private final long[] byNumber = new long[MESSAGES];

    private TenThousand(QuarantineStore store) {
        this.store = store;
    }

    /** Takes ten thousand messages through all that can become of them, each step in one call for all. */
    static void live(QuarantineStore store) throws Exception {
        TenThousand messages = new TenThousand(store);
        messages.add();
        messages.list();
        messages.claim();
        messages.retry();
        messages.postpone();
        messages.claimByDomain();
        messages.decide();
        messages.done();
    }

    private static DomainName subject(int number) {
        return number % 2 == 0 ? SUBJECT : OTHER_SUBJECT;
    }

    /** As it is when it was just added: the last one has been due for longest. */
    private HeldMessage message(int number) {
        return new HeldMessage(
                byNumber[number],
                HeldMessages.query(subject(number)),
                MessageReference.of("message " + number),
                NOW.minusSeconds(number),
                HORIZON,
                minutes(-number),
                0,
                Optional.empty());
    }

    private void add() throws Exception {
        Threads.atOnce(THREADS, thread -> {
            for (int i = thread; i < MESSAGES; i += THREADS) {
                HeldMessage m = message(i);
                byNumber[i] = store.add(m.query(), m.reference(), m.since(), m.until(), m.due());
            }
        });
        assertEquals(
                MESSAGES,
                LongStream.of(byNumber).distinct().count(),
                "add: how many different ids it gave to as many messages");
    }

    private List<Long> all() {
        return LongStream.of(byNumber).boxed().toList();
    }

    private List<Long> all(Predicate<DomainName> subjects) {
        return IntStream.range(0, MESSAGES)
                .filter(number -> subjects.test(subject(number)))
                .mapToObj(number -> byNumber[number])
                .toList();
    }

    private void list() throws QuarantineException {
        List<HeldMessage> listed = store.list(0, ALL);
        Ids.assertInOrder("add, and list of all", all().stream().sorted().toList(), ids(listed));
        Map<Long, HeldMessage> byId = listed.stream().collect(Collectors.toMap(HeldMessage::id, Function.identity()));
        for (int i = 0; i < MESSAGES; i++) {
            assertEquals(message(i), byId.get(byNumber[i]), "list: a message is as it was added");
        }
        assertEquals(
                new Held(MESSAGES, Optional.of(NOW.minusSeconds(MESSAGES - 1))),
                store.held(),
                "held: how many messages, and since when the oldest");
        Ids.assertInOrder("list in pages of 1,000", ids(listed), HeldMessages.idsInPages(store, 1_000, MESSAGES));
    }

    private void claim() throws QuarantineException {
        List<Long> longestDueFirst = new ArrayList<>(all());
        Collections.reverse(longestDueFirst);
        Ids.assertInOrder("claim of all that are due", longestDueFirst, ids(store.claim(NOW, HORIZON, ALL)));
        Ids.assertSame("claim of what is leased", List.of(), ids(store.claim(NOW, HORIZON, ALL)));
        Ids.assertSame("renew of all", all(), store.renew(all()));
    }

    private Instant again(int number) {
        return minutes(1 + number % 1_000);
    }

    private void retry() throws QuarantineException {
        List<Retry> retries = new ArrayList<>();
        for (int i = 0; i < MESSAGES; i++) {
            retries.add(new Retry(byNumber[i], again(i), 1 + i % 100, false));
        }
        store.retry(retries);
        Map<Long, HeldMessage> listed = listed();
        List<Long> changed = IntStream.range(0, MESSAGES)
                .filter(i -> isDue(listed.get(byNumber[i]), again(i), 1 + i % 100))
                .mapToObj(i -> byNumber[i])
                .toList();
        Ids.assertSame("retry of all: those with the new due time and attempts", all(), changed);
    }

    private static boolean isDue(@Nullable HeldMessage message, Instant due, int attempts) {
        return message != null && message.due().equals(due) && message.attempts() == attempts;
    }

    private Map<Long, HeldMessage> listed() throws QuarantineException {
        Map<Long, HeldMessage> listed =
                store.list(0, ALL).stream().collect(Collectors.toMap(HeldMessage::id, Function.identity()));
        Ids.assertSame("list of all", all(), listed.keySet());
        return listed;
    }

    private void postpone() throws QuarantineException {
        List<Long> ofSubject = all(SUBJECT::equals);
        assertEquals(
                ofSubject.size(),
                store.postpone(SUBJECT, minutes(2_000), 500, ALL),
                "postpone: how many it says it put off");
        Map<Long, HeldMessage> listed = listed();
        List<Long> postponed = listed.values().stream()
                .filter(message -> isDue(message, minutes(2_000), 500))
                .map(HeldMessage::id)
                .toList();
        Ids.assertSame("postpone of a domain: those with the new due time and attempts", ofSubject, postponed);
    }

    private void claimByDomain() throws QuarantineException {
        Ids.assertSame("claim of a domain", all(SUBJECT::equals), ids(store.claim(SUBJECT, ALL)));
        Ids.assertSame("claim of a domain", all(OTHER_SUBJECT::equals), ids(store.claim(OTHER_SUBJECT, ALL)));
    }

    private void decide() throws QuarantineException {
        Map<Long, Decision> decisions = all().stream().collect(Collectors.toMap(Function.identity(), id -> PASS));
        Map<Long, Decision> standing = store.decide(decisions);
        Ids.assertSame("decide for all: the decisions that it gives back", all(), standing.keySet());
        List<Long> decided = listed().values().stream()
                .filter(message -> message.decision().equals(Optional.of(PASS)))
                .map(HeldMessage::id)
                .toList();
        Ids.assertSame("decide for all: those that are decided", all(), decided);
    }

    private void done() throws QuarantineException {
        List<Long> ids = all();
        List<Long> done = ids.subList(1, MESSAGES);
        List<Long> rest = ids.subList(0, 1);
        store.done(done);
        Ids.assertSame("done for all but one: those that are left", rest, ids(store.list(0, ALL)));
        assertEquals(new Held(1, Optional.of(NOW)), store.held(), "held, when all but one are done");
    }
}
