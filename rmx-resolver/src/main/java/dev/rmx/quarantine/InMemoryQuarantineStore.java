package dev.rmx.quarantine;

import dev.rmx.RmxQuery;
import dev.rmx.dns.DnsQuestion;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Keeps held messages in memory; they are lost when the process ends. For tests, and for mail servers that keep their
 * own list of held messages. Leases do not expire, since no other process can take the messages.
 *
 * <p>Safe to share between threads.
 */
public final class InMemoryQuarantineStore implements QuarantineStore {
    static final Duration FOR_EVER = Duration.ofDays(36_500);

    private static final Duration QUESTION_LEASE = Duration.ofMinutes(1);
    /** Longer than any pause of a question. */
    private static final Duration FURTHEST = Duration.ofDays(2);

    private final int most;
    private final InstantSource clock;

    private final ClaimShares shares = new ClaimShares();

    private long lastId;
    private final TreeMap<Long, Kept> messages = new TreeMap<>();
    /** Decided messages, earliest due first. */
    private final TreeSet<Kept> decided =
            new TreeSet<>(Comparator.<Kept, Instant>comparing(one -> one.due).thenComparing(one -> one.id));
    /** Undecided messages, earliest end of their time first. */
    private final TreeSet<Kept> waiting =
            new TreeSet<>(Comparator.<Kept, Instant>comparing(one -> one.until).thenComparing(one -> one.id));

    private final Map<DnsQuestion, Asked> questions = new HashMap<>();
    private final TreeSet<Asked> byDue =
            new TreeSet<>(Comparator.<Asked, Instant>comparing(one -> one.due).thenComparing(one -> one.question));

    /** How long the hold time has stood still so far; the next field says since when it stands still now. */
    private Duration paused = Duration.ZERO;

    private @Nullable Instant cutOffSince;

    /** A message. While it is leased, it is in neither of the two sets. */
    private static final class Kept {
        final long id;
        final RmxQuery query;
        final MessageReference reference;
        final Instant since;
        /** By the hold time, which stands still while we are cut off. */
        final Instant until;

        @Nullable
        Decision decision;

        Instant due;
        int attempts;

        @Nullable
        DnsQuestion question;

        boolean leased;

        Kept(long id, RmxQuery query, MessageReference reference, Instant since, Instant until) {
            this.id = id;
            this.query = query;
            this.reference = reference;
            this.since = since;
            this.until = until;
            this.due = until;
        }
    }

    /** A DNS question that messages wait for. */
    private static final class Asked {
        final DnsQuestion question;
        final TreeMap<Long, Kept> free = new TreeMap<>();
        /** How many messages wait for it, including leased ones. */
        int waiting;

        Instant due;
        int attempts;

        Asked(DnsQuestion question, Instant due) {
            this.question = question;
            this.due = due;
        }
    }

    /**
     * Makes an empty store with the system clock.
     *
     * @param most how many messages it holds at most; 1 or more
     * @throws IllegalArgumentException if it is less than 1
     */
    public InMemoryQuarantineStore(int most) {
        this(most, InstantSource.system());
    }

    /**
     * Makes an empty store.
     *
     * @param most how many messages it holds at most; 1 or more
     * @param clock the store's clock
     * @throws IllegalArgumentException if {@code most} is less than 1
     */
    public InMemoryQuarantineStore(int most, InstantSource clock) {
        if (most < 1) {
            throw new IllegalArgumentException("a store must hold 1 message or more, not " + most);
        }
        this.most = most;
        this.clock = Objects.requireNonNull(clock, "clock");
    }

    private Instant held(Instant now) {
        return (cutOffSince == null || now.isBefore(cutOffSince) ? now : cutOffSince).minus(paused);
    }

    private Kept make(RmxQuery query, MessageReference reference, Duration longest) throws QuarantineException {
        if (messages.size() >= most) {
            throw new QuarantineException("the quarantine is full: it holds " + most + " messages");
        }
        Instant now = clock.instant();
        lastId++;
        return new Kept(lastId, query, reference, now, held(now).plus(Pauses.bounded(longest)));
    }

    @Override
    public synchronized long add(RmxQuery query, MessageReference reference, Wait wait, Duration longest)
            throws QuarantineException {
        Kept message = make(query, reference, longest);
        messages.put(message.id, message);
        waitFor(message, wait.question(), clock.instant().plus(Pauses.bounded(wait.pause())));
        free(message);
        return message.id;
    }

    @Override
    public synchronized long add(RmxQuery query, MessageReference reference, Decision decision, Duration pause)
            throws QuarantineException {
        Kept message = make(query, reference, pause);
        messages.put(message.id, message);
        message.decision = decision;
        message.due = clock.instant().plus(Pauses.bounded(pause));
        free(message);
        return message.id;
    }

    /** Makes a message that is in neither set wait for a question. */
    private void waitFor(Kept message, DnsQuestion question, Instant due) {
        Asked asked = questions.get(question);
        if (asked == null) {
            asked = new Asked(question, due);
            questions.put(question, asked);
            byDue.add(asked);
        }
        asked.waiting++;
        message.question = question;
    }

    private void forgetQuestion(Kept message) {
        if (message.question == null) {
            return;
        }
        asked(message.question).free.remove(message.id);
        leave(message.question);
        message.question = null;
    }

    /** Counts one message less for a question, and forgets the question if none is left. */
    private void leave(DnsQuestion question) {
        Asked asked = asked(question);
        asked.waiting--;
        if (asked.waiting == 0) {
            questions.remove(asked.question);
            byDue.remove(asked);
        }
    }

    private Asked asked(DnsQuestion question) {
        return Objects.requireNonNull(questions.get(question));
    }

    private void putOff(Asked asked, Instant due) {
        byDue.remove(asked);
        asked.due = due;
        byDue.add(asked);
    }

    private void free(Kept message) {
        message.leased = false;
        if (message.decision != null) {
            decided.add(message);
        } else {
            waiting.add(message);
            asked(Objects.requireNonNull(message.question)).free.put(message.id, message);
        }
    }

    private void lease(Kept message) {
        takeOut(message);
        message.leased = true;
    }

    private void takeOut(Kept message) {
        decided.remove(message);
        waiting.remove(message);
        if (message.question != null) {
            asked(message.question).free.remove(message.id);
        }
    }

    @Override
    public synchronized Claimed claim(int most) {
        Instant now = clock.instant();
        return claimed(
                now,
                shares.<Kept, RuntimeException>claim(
                        most,
                        List.of(
                                some -> ofQuestions(now, some),
                                some -> leaseFirst(decided, one -> !one.due.isAfter(now), some),
                                some -> leaseFirst(waiting, one -> !one.until.isAfter(held(now)), some))));
    }

    private List<Kept> ofQuestions(Instant now, int most) {
        List<Kept> claimed = new ArrayList<>();
        for (Asked asked = firstDue(now); asked != null && claimed.size() < most; asked = firstDue(now)) {
            if (!asked.free.isEmpty()) {
                claimed.add(asked.free.firstEntry().getValue());
                lease(claimed.get(claimed.size() - 1));
            }
            putOff(asked, now.plus(QUESTION_LEASE));
        }
        return claimed;
    }

    private List<Kept> leaseFirst(SortedSet<Kept> inOrder, Predicate<Kept> isDue, int most) {
        List<Kept> claimed = inOrder.stream().takeWhile(isDue).limit(most).toList();
        claimed.forEach(this::lease);
        return claimed;
    }

    /**
     * The question that is due first. One with an impossibly late due time counts as due: only a clock set back
     * explains it.
     */
    private @Nullable Asked firstDue(Instant now) {
        if (byDue.isEmpty()) {
            return null;
        }
        if (!byDue.first().due.isAfter(now)) {
            return byDue.first();
        }
        return byDue.last().due.isAfter(now.plus(FURTHEST)) ? byDue.last() : null;
    }

    @Override
    public synchronized Claimed claim(Map<DnsQuestion, Integer> most) {
        List<Kept> claimed = new ArrayList<>();
        most.forEach((question, some) -> {
            Asked asked = questions.get(question);
            if (asked != null) {
                asked.free.values().stream().limit(some).forEach(claimed::add);
            }
        });
        claimed.forEach(this::lease);
        return claimed(clock.instant(), claimed);
    }

    private Claimed claimed(Instant now, List<Kept> claimed) {
        return new Claimed(
                now, claimed.stream().map(message -> shown(message, now)).toList());
    }

    private HeldMessage shown(Kept message, Instant now) {
        Asked asked = message.question == null ? null : asked(message.question);
        return new HeldMessage(
                message.id,
                message.query,
                message.reference,
                message.since,
                message.until.plus(Duration.between(held(now), now)),
                Optional.ofNullable(message.question),
                asked == null ? message.due : asked.due,
                asked == null ? message.attempts : asked.attempts,
                Optional.ofNullable(message.decision));
    }

    @Override
    public Duration leaseTime() {
        return FOR_EVER;
    }

    private List<Kept> leased(Collection<Long> ids) {
        return ids.stream()
                .map(messages::get)
                .filter(message -> message != null && message.leased)
                .map(Objects::requireNonNull)
                .toList();
    }

    @Override
    public synchronized Set<Long> renew(Collection<Long> ids) {
        Set<Long> held = new HashSet<>();
        leased(ids).forEach(message -> held.add(message.id));
        return held;
    }

    @Override
    public synchronized Map<Long, Decision> decide(Map<Long, Decision> decisions) {
        Map<Long, Decision> standing = new HashMap<>();
        for (Kept message : leased(decisions.keySet())) {
            if (message.decision == null) {
                write(message, Objects.requireNonNull(decisions.get(message.id)));
            }
            standing.put(message.id, Objects.requireNonNull(message.decision));
        }
        return standing;
    }

    private void write(Kept message, Decision decision) {
        takeOut(message);
        forgetQuestion(message);
        message.decision = decision;
        message.due = clock.instant();
        message.attempts = 0;
    }

    @Override
    public synchronized void await(Map<Long, Wait> waits) {
        Instant now = clock.instant();
        Map<DnsQuestion, Duration> pauses = new HashMap<>();
        for (Kept message : leased(waits.keySet())) {
            Wait wait = Objects.requireNonNull(waits.get(message.id));
            pauses.merge(wait.question(), wait.pause(), (one, other) -> one.compareTo(other) > 0 ? one : other);
        }
        pauses.forEach((question, pause) -> {
            Asked asked = questions.get(question);
            if (asked != null) {
                asked.attempts++;
                putOff(asked, now.plus(Pauses.bounded(pause)));
            }
        });
        List<DnsQuestion> left = new ArrayList<>();
        for (Kept message : leased(waits.keySet())) {
            DnsQuestion question = Objects.requireNonNull(waits.get(message.id)).question();
            if (message.decision == null && !question.equals(message.question)) {
                left.add(Objects.requireNonNull(message.question));
                waitFor(message, question, now.plus(Pauses.bounded(Objects.requireNonNull(pauses.get(question)))));
            }
            free(message);
        }
        left.forEach(this::leave); // last, since another message may wait for it by now
    }

    @Override
    public synchronized void retry(Map<Long, Duration> pauses) {
        Instant now = clock.instant();
        for (Kept message : leased(pauses.keySet())) {
            if (message.decision != null) {
                message.due = now.plus(Pauses.bounded(Objects.requireNonNull(pauses.get(message.id))));
                message.attempts++;
            }
            free(message);
        }
    }

    @Override
    public synchronized void giveBack(Collection<Long> ids) {
        leased(ids).forEach(this::free);
    }

    @Override
    public synchronized void done(Collection<Long> ids) {
        leased(ids).forEach(message -> remove(message.id));
    }

    @Override
    public synchronized boolean release(long id, Decision decision) {
        Kept message = messages.get(id);
        if (message == null) {
            return false;
        }
        if (message.decision != null) { // [TEMP-6] hand it back now
            retryNow(id);
            return false;
        }
        write(message, decision);
        if (!message.leased) {
            free(message);
        }
        return true;
    }

    @Override
    public synchronized boolean retryNow(long id) {
        Kept message = messages.get(id);
        if (message == null) {
            return false;
        }
        Instant now = clock.instant();
        if (message.decision != null) {
            decided.remove(message);
            message.due = earlier(message.due, now);
            if (!message.leased) {
                decided.add(message);
            }
        } else if (message.question != null) {
            Asked asked = asked(message.question);
            putOff(asked, earlier(asked.due, now));
        }
        return true;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    @Override
    public synchronized boolean remove(long id) {
        Kept message = messages.remove(id);
        if (message == null) {
            return false;
        }
        takeOut(message);
        forgetQuestion(message);
        message.leased = false;
        return true;
    }

    @Override
    public synchronized Optional<HeldMessage> find(long id) {
        return Optional.ofNullable(messages.get(id)).map(message -> shown(message, clock.instant()));
    }

    @Override
    public synchronized List<HeldMessage> list(long after, int most) {
        Instant now = clock.instant();
        return messages.tailMap(after, false).values().stream()
                .limit(most)
                .map(message -> shown(message, now))
                .toList();
    }

    @Override
    public synchronized Held held() {
        return new Held(
                messages.size(), Optional.ofNullable(messages.firstEntry()).map(first -> first.getValue().since));
    }

    @Override
    public synchronized void report(boolean cutOff) {
        Instant now = clock.instant();
        if (cutOff && cutOffSince == null) {
            cutOffSince = now;
        } else if (!cutOff && cutOffSince != null) {
            if (now.isAfter(cutOffSince)) {
                paused = paused.plus(Duration.between(cutOffSince, now));
            }
            cutOffSince = null;
            List.copyOf(byDue).forEach(asked -> putOff(asked, asked.due.isAfter(now) ? now : asked.due));
        }
    }
}
