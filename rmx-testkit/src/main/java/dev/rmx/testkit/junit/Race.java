package dev.rmx.testkit.junit;

import static dev.rmx.testkit.junit.HeldMessages.ALL;
import static dev.rmx.testkit.junit.HeldMessages.ids;

import dev.rmx.dns.DnsQuestion;
import dev.rmx.quarantine.HeldMessage;
import dev.rmx.quarantine.QuarantineStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * Two calls for one message at the same moment, repeated with new messages until so many pairs have overlapped that a
 * store with a race has been caught. Then checks what became of each message.
 */
final class Race {
    /** How many pairs must overlap if a call is quick: its vulnerable moment takes only nanoseconds. */
    private static final int ENOUGH = 1_000;
    /** The same if a call is slow, as is each of its steps. */
    private static final int ENOUGH_SLOW = 50;

    private static final Duration SLOW = Duration.ofNanos(10_000);
    /** Enough pairs for any machine that ever runs two threads at once. */
    private static final int MOST_PAIRS = 200_000;

    /** Shows whether calls are slow; if they are, it is all that is needed. */
    private static final int FIRST_CHUNK = ENOUGH_SLOW + 14;

    private static final int CHUNK = ENOUGH + 200;
    private static final int ADDING_THREADS = 4;

    /** Longer than any pause in the calls, and shorter than a lease. */
    private static final Duration LATER = Duration.ofMinutes(6);

    /** Numbers the questions, so that none is used twice: a store may still know one that no message waits for. */
    private static final AtomicLong QUESTIONS = new AtomicLong();

    private final String name;
    private final Kind kind;
    private final Lease lease;
    private final Call first;
    private final Call second;
    private final Fault fault;

    /** What one of the two threads does with a message. The {@link Fault} sees what it returns. */
    interface Call {
        Object on(QuarantineStore store, Message message) throws Exception;
    }

    /** Says what is wrong with what became of a message, or returns null. */
    interface Fault {
        @Nullable
        String in(Object first, Object second, Optional<HeldMessage> after);
    }

    /** The messages that take part. */
    enum Kind {
        /** Each waits for its own question, which is due. */
        WAITING,
        /** Two at a time wait for one question, which is due. */
        TWINS,
        /** Decided and due. */
        DECIDED
    }

    /** Whether the first store object has leased the messages. */
    enum Lease {
        /** Neither before nor after, except those that the calls claim. */
        NONE,
        /** Before and after. */
        KEPT,
        /** Before, not after. */
        GIVEN_BACK
    }

    /** A message, the id of its twin or 0, and the question that only these wait for. */
    record Message(long id, long twin, DnsQuestion question) {}

    Race(String name, Kind kind, Lease lease, Call first, Call second, Fault fault) {
        this.name = name + " at once";
        this.kind = kind;
        this.lease = lease;
        this.first = first;
        this.second = second;
        this.fault = fault;
    }

    String name() {
        return name;
    }

    /** Runs the race, each call on its store object; both may be the same. */
    void run(QuarantineStore one, QuarantineStore other, LeaseRules.PassTime passTime) throws Exception {
        clear(one);
        int overlapped = 0;
        int pairs = 0;
        int enough = ENOUGH;
        for (int chunk = FIRST_CHUNK; overlapped < enough; chunk = enough == ENOUGH ? CHUNK : FIRST_CHUNK) {
            if (pairs >= MOST_PAIRS) {
                Assumptions.abort(name + ": only " + overlapped + " of " + pairs
                        + " pairs of calls overlapped, so this machine cannot tell");
            }
            OverlappingCalls calls = run(one, other, passTime, chunk);
            overlapped += calls.overlapped();
            pairs += chunk;
            enough = calls.medianNanos() > SLOW.toNanos() ? ENOUGH_SLOW : ENOUGH;
        }
    }

    /** Runs a chunk. Every failure begins with the race's name. */
    private OverlappingCalls run(QuarantineStore one, QuarantineStore other, LeaseRules.PassTime passTime, int count)
            throws Exception {
        try {
            return runChunk(one, other, passTime, count);
        } catch (AssertionError e) {
            throw new AssertionError(name + ": " + e.getMessage(), e);
        } catch (RuntimeException e) {
            throw new AssertionError(name + ": the store throws " + e, e);
        }
    }

    private OverlappingCalls runChunk(
            QuarantineStore one, QuarantineStore other, LeaseRules.PassTime passTime, int count) throws Exception {
        Message[] messages = add(one, count);
        Object[] ofFirst = new Object[count];
        Object[] ofSecond = new Object[count];
        OverlappingCalls calls = OverlappingCalls.run(
                count,
                number -> ofFirst[number] = first.on(one, messages[number]),
                number -> ofSecond[number] = second.on(other, messages[number]));
        List<HeldMessage> listed = one.list(0, ALL);
        Ids.assertSame("what is listed afterwards, each once", new TreeSet<>(ids(listed)), ids(listed));
        Map<Long, HeldMessage> after = listed.stream().collect(Collectors.toMap(HeldMessage::id, Function.identity()));
        for (int i = 0; i < count; i++) {
            long id = messages[i].id;
            String wrong = fault.in(ofFirst[i], ofSecond[i], Optional.ofNullable(after.get(id)));
            if (wrong != null) {
                throw new AssertionError(wrong + "; message " + id + ", the first of them gave " + ofFirst[i]
                        + ", the second " + ofSecond[i] + ", and there is " + after.get(id));
            }
        }
        assertEachAddedOnce(messages, ofFirst, ofSecond, after.keySet());
        List<Long> ids = List.copyOf(after.keySet());
        List<Long> leased = new ArrayList<>(claimed(ofFirst));
        leased.addAll(claimed(ofSecond));
        Ids.assertSame("what they claimed, each message once", new TreeSet<>(leased), leased);
        leased.retainAll(ids);
        finish(one, other, passTime, ids, lease == Lease.KEPT ? ids : leased);
        return calls;
    }

    private void assertEachAddedOnce(Message[] messages, Object[] ofFirst, Object[] ofSecond, Set<Long> after) {
        List<Long> added = new ArrayList<>();
        for (Object result :
                Stream.concat(Stream.of(ofFirst), Stream.of(ofSecond)).toList()) {
            if (result instanceof Long id) {
                added.add(id);
            }
        }
        if (!added.isEmpty()) {
            Stream.of(messages)
                    .map(Message::id)
                    .filter(id -> after.contains(id))
                    .forEach(added::add);
            Ids.assertSame("what was added, and is listed", after, added);
        }
    }

    private static List<Long> claimed(Object[] results) {
        List<Long> claimed = new ArrayList<>();
        for (Object result : results) {
            if (result instanceof List<?> messages) {
                messages.forEach(message -> claimed.add(((HeldMessage) message).id()));
            }
        }
        return claimed;
    }

    private Message[] add(QuarantineStore store, int count) throws Exception {
        Message[] messages = new Message[count];
        Threads.atOnce(ADDING_THREADS, thread -> {
            for (int i = thread; i < count; i += ADDING_THREADS) {
                DnsQuestion question = HeldMessages.question("q" + QUESTIONS.incrementAndGet() + ".example");
                messages[i] =
                        new Message(add(store, question), kind == Kind.TWINS ? add(store, question) : 0, question);
            }
        });
        List<Long> added = Stream.of(messages)
                .flatMap(message -> Stream.of(message.id, message.twin))
                .filter(id -> id != 0)
                .toList();
        Ids.assertSame("add, by several threads at once, and list", added, ids(store.list(0, ALL)));
        if (lease != Lease.NONE) {
            Ids.assertSame("claim of what is due", added, claimAll(store, added));
        }
        return messages;
    }

    private long add(QuarantineStore store, DnsQuestion question) throws Exception {
        return kind == Kind.DECIDED ? HeldMessages.addDecided(store, 0) : HeldMessages.add(store, question, 0);
    }

    /** Claims what is due, and then the rest of these messages, question by question. */
    private static List<Long> claimAll(QuarantineStore store, Collection<Long> ids) throws Exception {
        List<Long> claimed = new ArrayList<>(HeldMessages.claim(store));
        Set<Long> others = new TreeSet<>(ids);
        others.removeAll(new HashSet<>(claimed));
        for (long id : others) {
            Optional<DnsQuestion> question = store.find(id).flatMap(HeldMessage::waitsFor);
            if (question.isPresent()) {
                claimed.addAll(HeldMessages.claim(store, question.get()));
            }
        }
        return claimed;
    }

    /** Claims the free messages, which are all due by now: a plain claim must give at least one for each question. */
    private static List<Long> claimFree(QuarantineStore store, List<Long> free) throws Exception {
        Set<Long> freeIds = new HashSet<>(free);
        List<HeldMessage> waiting = store.list(0, ALL).stream()
                .filter(message -> message.waitsFor().isPresent() && freeIds.contains(message.id()))
                .toList();
        List<Long> first = HeldMessages.claim(store);
        List<Long> claimed = new ArrayList<>(first);
        Set<Long> claimedIds = new HashSet<>(first);
        Set<DnsQuestion> due = waiting.stream()
                .filter(message -> claimedIds.contains(message.id()))
                .flatMap(message -> message.waitsFor().stream())
                .collect(Collectors.toSet());
        for (HeldMessage message : waiting) {
            DnsQuestion question = message.waitsFor().orElseThrow();
            if (!due.contains(question)) {
                throw new AssertionError("claim gave no message for " + question + ", which is due afterwards, and for"
                        + " which message " + message.id() + " waits");
            }
            if (!claimedIds.contains(message.id())) {
                List<Long> more = HeldMessages.claim(store, question);
                claimed.addAll(more);
                claimedIds.addAll(more);
            }
        }
        return claimed;
    }

    /** Checks who has leased what, that the rest can be claimed, and removes all messages. */
    private void finish(
            QuarantineStore one, QuarantineStore other, LeaseRules.PassTime passTime, List<Long> ids, List<Long> leased)
            throws Exception {
        List<Long> renewed = new ArrayList<>(one.renew(ids));
        renewed.addAll(one == other ? List.of() : other.renew(ids));
        Ids.assertSame("what is leased afterwards, as renew says", leased, renewed);
        List<Long> free = new ArrayList<>(ids);
        free.removeAll(new HashSet<>(leased));
        passTime.by(LATER);
        Ids.assertSame("what can be claimed afterwards", free, claimFree(one, free));
        one.done(ids);
        other.done(ids);
        Ids.assertSame("done for all afterwards; those that are left", List.of(), ids(one.list(0, ALL)));
        long held = one.held().count();
        if (held != 0) {
            throw new AssertionError("held counts " + held + " messages when all are done");
        }
    }

    private static void clear(QuarantineStore store) throws Exception {
        for (HeldMessage message : store.list(0, ALL)) {
            store.remove(message.id());
        }
    }
}
