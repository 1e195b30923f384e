package dev.rmx.quarantine;

import dev.rmx.RmxQuery;
import dev.rmx.dns.DnsQuestion;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Keeps held messages in memory; they are lost when the process ends. For tests, and for mail servers that keep their
 * own list of held messages. Leases do not expire, since no other process can take the messages.
 *
 * <p>Safe to share between threads.
 */
public final class InMemoryQuarantineStore implements QuarantineStore {
    private static final Duration FOR_EVER = Duration.ofDays(36_500);

    private final int most;
    private final InstantSource clock;

    private long lastId;
    private final TreeMap<Long, KeptMessage> messages = new TreeMap<>();
    private final KeptQuestions questions = new KeptQuestions();
    private final FreeMessages free = new FreeMessages(questions);
    private final HoldTime hold = new HoldTime();

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

    private KeptMessage keep(RmxQuery query, MessageReference reference, Duration longest) throws QuarantineException {
        if (messages.size() >= most) {
            throw new QuarantineException("the quarantine is full: it holds " + most + " messages");
        }
        Instant now = clock.instant();
        lastId++;
        KeptMessage message =
                new KeptMessage(lastId, query, reference, now, hold.at(now).plus(Pauses.bounded(longest)));
        messages.put(lastId, message);
        return message;
    }

    @Override
    public synchronized long add(RmxQuery query, MessageReference reference, Wait wait, Duration longest)
            throws QuarantineException {
        KeptMessage message = keep(query, reference, longest);
        questions.add(message, wait.question(), clock.instant().plus(Pauses.bounded(wait.pause())));
        free.add(message);
        return message.id;
    }

    @Override
    public synchronized long add(RmxQuery query, MessageReference reference, Decision decision, Duration pause)
            throws QuarantineException {
        KeptMessage message = keep(query, reference, pause);
        message.decision = decision;
        message.due = clock.instant().plus(Pauses.bounded(pause));
        free.add(message);
        return message.id;
    }

    @Override
    public synchronized Claimed claim(int most) {
        Instant now = clock.instant();
        return claimed(now, free.claim(most, now, hold.at(now)));
    }

    @Override
    public synchronized Claimed claim(Map<DnsQuestion, Integer> most) {
        return claimed(clock.instant(), free.claim(most));
    }

    private Claimed claimed(Instant now, List<KeptMessage> claimed) {
        return new Claimed(
                now, claimed.stream().map(message -> shown(message, now)).toList());
    }

    private HeldMessage shown(KeptMessage message, Instant now) {
        DnsQuestion question = message.question;
        return new HeldMessage(
                message.id,
                message.query,
                message.reference,
                message.since,
                message.until.plus(Duration.between(hold.at(now), now)),
                Optional.ofNullable(question),
                question == null ? message.due : questions.due(question),
                question == null ? message.attempts : questions.attempts(question),
                Optional.ofNullable(message.decision));
    }

    @Override
    public Duration leaseTime() {
        return FOR_EVER;
    }

    private List<KeptMessage> leased(Collection<Long> ids) {
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
        for (KeptMessage message : leased(decisions.keySet())) {
            if (message.decision == null) {
                write(message, Objects.requireNonNull(decisions.get(message.id)));
            }
            standing.put(message.id, Objects.requireNonNull(message.decision));
        }
        return standing;
    }

    private void write(KeptMessage message, Decision decision) {
        free.remove(message);
        questions.remove(message);
        message.decision = decision;
        message.due = clock.instant();
        message.attempts = 0;
    }

    @Override
    public synchronized void await(Map<Long, Wait> waits) {
        Instant now = clock.instant();
        Map<DnsQuestion, Duration> pauses = new HashMap<>();
        for (KeptMessage message : leased(waits.keySet())) {
            Wait wait = Objects.requireNonNull(waits.get(message.id));
            pauses.merge(wait.question(), wait.pause(), (one, other) -> one.compareTo(other) > 0 ? one : other);
        }
        pauses.forEach((question, pause) -> questions.putOff(question, now.plus(Pauses.bounded(pause))));
        List<DnsQuestion> left = new ArrayList<>();
        for (KeptMessage message : leased(waits.keySet())) {
            DnsQuestion question = Objects.requireNonNull(waits.get(message.id)).question();
            if (message.decision == null && !question.equals(message.question)) {
                left.add(Objects.requireNonNull(message.question));
                questions.add(
                        message, question, now.plus(Pauses.bounded(Objects.requireNonNull(pauses.get(question)))));
            }
            free.add(message);
        }
        left.forEach(questions::leave); // last, since another message may wait for it by now
    }

    @Override
    public synchronized void retry(Map<Long, Duration> pauses) {
        Instant now = clock.instant();
        for (KeptMessage message : leased(pauses.keySet())) {
            if (message.decision != null) {
                message.due = now.plus(Pauses.bounded(Objects.requireNonNull(pauses.get(message.id))));
                message.attempts++;
            }
            free.add(message);
        }
    }

    @Override
    public synchronized void giveBack(Collection<Long> ids) {
        leased(ids).forEach(free::add);
    }

    @Override
    public synchronized void done(Collection<Long> ids) {
        remove(leased(ids).stream().map(message -> message.id).toList());
    }

    /** Changes messages that are held. Returns the ids of those for which the change tells true. */
    private Set<Long> change(Collection<Long> ids, Predicate<KeptMessage> change) {
        Set<Long> changed = new HashSet<>();
        for (Long id : ids) {
            KeptMessage message = messages.get(id);
            if (message != null && change.test(message)) {
                changed.add(id);
            }
        }
        return changed;
    }

    @Override
    public synchronized Set<Long> release(Collection<Long> ids, Decision decision) {
        return change(ids, message -> {
            if (message.decision != null) { // [TEMP-6] hand it back now
                dueNow(message);
                return false;
            }
            write(message, decision);
            if (!message.leased) {
                free.add(message);
            }
            return true;
        });
    }

    @Override
    public synchronized Set<Long> retryNow(Collection<Long> ids) {
        return change(ids, this::dueNow);
    }

    private boolean dueNow(KeptMessage message) {
        Instant now = clock.instant();
        if (message.question != null) {
            questions.dueAt(message.question, now);
        } else if (message.due.isAfter(now)) {
            free.remove(message);
            message.due = now;
            if (!message.leased) {
                free.add(message);
            }
        }
        return true;
    }

    @Override
    public synchronized Set<Long> remove(Collection<Long> ids) {
        return change(ids, message -> {
            messages.remove(message.id);
            free.remove(message);
            questions.remove(message);
            message.leased = false;
            return true;
        });
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
        if (hold.report(cutOff, now)) {
            questions.allDueAt(now);
        }
    }
}
