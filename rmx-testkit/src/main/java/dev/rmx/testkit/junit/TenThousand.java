package dev.rmx.testkit.junit;

import static dev.rmx.testkit.junit.HeldMessages.ALL;
import static dev.rmx.testkit.junit.HeldMessages.LONGEST;
import static dev.rmx.testkit.junit.HeldMessages.OTHER_QUESTION;
import static dev.rmx.testkit.junit.HeldMessages.PASS;
import static dev.rmx.testkit.junit.HeldMessages.QUERY;
import static dev.rmx.testkit.junit.HeldMessages.QUESTION;
import static dev.rmx.testkit.junit.HeldMessages.hours;
import static dev.rmx.testkit.junit.HeldMessages.ids;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rmx.dns.DnsQuestion;
import dev.rmx.quarantine.Decision;
import dev.rmx.quarantine.HeldMessage;
import dev.rmx.quarantine.MessageReference;
import dev.rmx.quarantine.QuarantineException;
import dev.rmx.quarantine.QuarantineStore;
import dev.rmx.quarantine.QuarantineStore.Wait;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * A rule of the contract: a store holds ten thousand messages, and takes them all in one call where a call takes many.
 */
final class TenThousand {
    private static final int MESSAGES = 10_000;
    /** Many, so that a store can write several calls to its disk at once. */
    private static final int THREADS = 32;

    private final QuarantineStore store;
    private final LeaseRules.PassTime passTime;
    private final long[] idOf = new long[MESSAGES];

    private TenThousand(QuarantineStore store, LeaseRules.PassTime passTime) {
        this.store = store;
        this.passTime = passTime;
    }

    /** Takes ten thousand messages through everything that can happen to them. */
    static void run(QuarantineStore store, LeaseRules.PassTime passTime) throws Exception {
        TenThousand messages = new TenThousand(store, passTime);
        messages.add();
        messages.list();
        messages.claimOfQuestions();
        messages.await();
        messages.claimByQuestion();
        messages.giveBack();
        messages.claimAfterLongestHold();
        messages.decide();
        messages.retry();
        messages.done();
    }

    /** The question that only this message waits for at first. */
    private static DnsQuestion question(int number) {
        return HeldMessages.question("q" + number + ".example");
    }

    private static MessageReference reference(int number) {
        return MessageReference.of("message " + number);
    }

    /** The question that the message waits for later; half of the messages share one. */
    private static DnsQuestion later(int number) {
        return number % 2 == 0 ? QUESTION : OTHER_QUESTION;
    }

    private List<Long> all() {
        return LongStream.of(idOf).boxed().toList();
    }

    private List<Long> all(IntPredicate numbers) {
        return IntStream.range(0, MESSAGES)
                .filter(numbers)
                .mapToObj(number -> idOf[number])
                .toList();
    }

    private <T> Map<Long, T> forAll(Function<Integer, T> value) {
        return IntStream.range(0, MESSAGES).boxed().collect(Collectors.toMap(number -> idOf[number], value));
    }

    private void add() throws Exception {
        Threads.atOnce(THREADS, thread -> {
            for (int i = thread; i < MESSAGES; i += THREADS) {
                idOf[i] = store.add(QUERY, reference(i), new Wait(question(i), Duration.ZERO), LONGEST);
            }
        });
        assertEquals(
                MESSAGES,
                LongStream.of(idOf).distinct().count(),
                "add: how many different ids it gave to as many messages");
    }

    private void list() throws QuarantineException {
        List<HeldMessage> listed = store.list(0, ALL);
        Ids.assertInOrder("add, and list of all", all().stream().sorted().toList(), ids(listed));
        Map<Long, HeldMessage> byId = listed.stream().collect(Collectors.toMap(HeldMessage::id, Function.identity()));
        for (int i = 0; i < MESSAGES; i++) {
            HeldMessage message = byId.getOrDefault(idOf[i], listed.get(0));
            assertEquals(
                    List.of(QUERY, reference(i), Optional.of(question(i)), 0, Optional.empty()),
                    List.of(
                            message.query(),
                            message.reference(),
                            message.waitsFor(),
                            message.attempts(),
                            message.decision()),
                    "list: the query, the reference, the question, its attempts and the decision of a message");
        }
        assertHeld(MESSAGES, "held: how many messages");
        Ids.assertInOrder("list in pages of 1,000", ids(listed), HeldMessages.idsInPages(store, 1_000, MESSAGES));
    }

    private void assertHeld(long count, String what) throws QuarantineException {
        assertEquals(count, store.held().count(), what);
        Optional<Instant> oldest =
                store.list(0, 1).stream().map(HeldMessage::since).findFirst();
        assertEquals(oldest, store.held().oldest(), "held: since when the oldest is");
    }

    private List<Long> claimDue() throws QuarantineException {
        return ids(store.claim(ALL).messages());
    }

    private void claimOfQuestions() throws QuarantineException {
        Ids.assertSame("claim of all due questions", all(), claimDue());
        Ids.assertSame("claim of what is leased", List.of(), claimDue());
        Ids.assertSame("renew of all", all(), store.renew(all()));
    }

    private void await() throws Exception {
        store.await(forAll(number -> new Wait(later(number), hours(1 + number % 20))));
        Map<Long, HeldMessage> listed = listed();
        List<Long> changed = IntStream.range(0, MESSAGES)
                .filter(i -> isOf(listed, i, message -> message.waitsFor().equals(Optional.of(later(i)))))
                .mapToObj(i -> idOf[i])
                .toList();
        Ids.assertSame("await of all: those that wait for the new question", all(), changed);
        assertEquals(
                2,
                listed.values().stream().map(HeldMessage::due).distinct().count(),
                "await of all for two questions: how many different times they are due");
        passTime.by(hours(21));
        List<Long> claimed = claimDue();
        assertEquals(2, claimed.size(), "claim of two questions for which 5,000 messages wait each: how many it gave");
        store.giveBack(claimed);
    }

    private boolean isOf(Map<Long, HeldMessage> listed, int number, Predicate<HeldMessage> condition) {
        HeldMessage message = listed.get(idOf[number]);
        return message != null && condition.test(message);
    }

    private Map<Long, HeldMessage> listed() throws QuarantineException {
        Map<Long, HeldMessage> listed =
                store.list(0, ALL).stream().collect(Collectors.toMap(HeldMessage::id, Function.identity()));
        Ids.assertSame("list of all", all(), listed.keySet());
        return listed;
    }

    private void claimByQuestion() throws QuarantineException {
        for (DnsQuestion question : List.of(QUESTION, OTHER_QUESTION)) {
            Ids.assertSame(
                    "claim of a question",
                    all(number -> later(number).equals(question)),
                    ids(store.claim(question, ALL).messages()));
        }
    }

    private void giveBack() throws QuarantineException {
        store.giveBack(all());
        Ids.assertSame("giveBack of all: those that renew still has", List.of(), store.renew(all()));
    }

    private void claimAfterLongestHold() throws Exception {
        passTime.by(LONGEST);
        Ids.assertSame("claim of messages whose longest hold is over", all(), claimDue());
    }

    private void decide() throws QuarantineException {
        Map<Long, Decision> standing = store.decide(forAll(number -> PASS));
        Ids.assertSame("decide for all: the decisions that it gives back", all(), standing.keySet());
        assertEach(
                "decide for all: those that are decided",
                message -> message.decision().equals(Optional.of(PASS)));
    }

    private void retry() throws Exception {
        store.retry(forAll(number -> hours(1 + number % 20)));
        assertEach("retry of all: those whose attempts were counted", message -> message.attempts() == 1);
        passTime.by(hours(21));
        Ids.assertSame("claim of all that are decided", all(), claimDue());
    }

    private void assertEach(String what, Predicate<HeldMessage> condition) throws QuarantineException {
        List<Long> changed = listed().values().stream()
                .filter(condition)
                .map(HeldMessage::id)
                .toList();
        Ids.assertSame(what, all(), changed);
    }

    private void done() throws QuarantineException {
        List<Long> ids = all();
        List<Long> done = ids.subList(1, MESSAGES);
        List<Long> rest = ids.subList(0, 1);
        store.done(done);
        Ids.assertSame("done for all but one: those that are left", rest, ids(store.list(0, ALL)));
        assertHeld(1, "held, when all but one are done");
    }
}
