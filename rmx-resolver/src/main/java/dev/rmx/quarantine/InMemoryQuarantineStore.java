package dev.rmx.quarantine;

import dev.rmx.RmxQuery;
import dev.rmx.record.DomainName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Keeps held messages in memory: they are gone with the process. For tests, and where the mail server keeps a list of its own of what
 * it has handed over. Leases do not run out, since nobody else can have them.
 *
 * <p>Safe to share between threads.
 */
public final class InMemoryQuarantineStore implements QuarantineStore {
    private static final Comparator<HeldMessage> BY_DUE =
            Comparator.comparing(HeldMessage::due).thenComparing(HeldMessage::id);

    private static final Duration FOR_EVER = Duration.ofDays(36_500);

    private final int most;

    private long lastId;
    private final NavigableMap<Long, HeldMessage> messages = new TreeMap<>();
    private final Set<Long> leased = new HashSet<>();
    /** What is not leased. */
    private final NavigableSet<HeldMessage> free = new TreeSet<>(BY_DUE);
    /** What is not leased and not decided, by subject. */
    private final Map<DomainName, NavigableSet<HeldMessage>> freeBySubject = new HashMap<>();

    /**
     * An empty store.
     *
     * @param most how many messages it holds at most; 1 or more
     * @throws IllegalArgumentException if it is less than 1
     */
    public InMemoryQuarantineStore(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("a store holds 1 message or more, not " + most);
        }
        this.most = most;
    }

    @Override
    public synchronized long add(RmxQuery query, MessageReference reference, Instant since, Instant until, Instant due)
            throws QuarantineException {
        if (messages.size() >= most) {
            throw new QuarantineException("the quarantine is full: it holds " + most + " messages");
        }
        lastId++;
        put(new HeldMessage(lastId, query, reference, since, until, due, 0, Optional.empty()), false);
        return lastId;
    }

    @Override
    public synchronized List<HeldMessage> claim(Instant now, Instant horizon, int most) {
        List<HeldMessage> due = new ArrayList<>();
        for (HeldMessage message : free) {
            if (due.size() == most || message.due().isAfter(now)) {
                break;
            }
            due.add(message);
        }
        for (HeldMessage message : free.descendingSet()) {
            if (due.size() >= most || !message.due().isAfter(horizon)) {
                break;
            }
            due.add(message);
        }
        due.forEach(message -> put(message, true));
        return due;
    }

    @Override
    public synchronized List<HeldMessage> claim(DomainName subject, int most) {
        List<HeldMessage> some = freeBySubject.getOrDefault(subject, new TreeSet<>(BY_DUE)).stream()
                .limit(most)
                .toList();
        some.forEach(message -> put(message, true));
        return some;
    }

    @Override
    public Duration leaseTime() {
        return FOR_EVER;
    }

    @Override
    public synchronized Set<Long> renew(Collection<Long> ids) {
        Set<Long> held = new HashSet<>(ids);
        held.retainAll(leased);
        return held;
    }

    @Override
    public synchronized Map<Long, Decision> decide(Map<Long, Decision> decisions) {
        Map<Long, Decision> standing = new HashMap<>();
        decisions.forEach((id, decision) -> {
            HeldMessage message = messages.get(id);
            if (message != null && leased.contains(id)) {
                Decision stands = message.decision().orElse(decision);
                put(decided(message, stands, message.due()), true);
                standing.put(id, stands);
            }
        });
        return standing;
    }

    @Override
    public synchronized void retry(Collection<Retry> retries) {
        for (Retry retry : retries) {
            HeldMessage message = messages.get(retry.id());
            if (message != null && leased.contains(retry.id())) {
                boolean decidedMeanwhile = message.decision().isPresent() && !retry.decided();
                Instant due = decidedMeanwhile ? message.due() : retry.due();
                put(dueAt(message, due, retry.attempts()), false);
            }
        }
    }

    @Override
    public synchronized int postpone(DomainName subject, Instant due, int attempts, int most) {
        int count = 0;
        for (HeldMessage message : List.copyOf(freeBySubject.getOrDefault(subject, new TreeSet<>(BY_DUE)))) {
            Instant later = due.isBefore(message.until()) ? due : message.until();
            if (count < most && message.due().isBefore(later)) {
                put(dueAt(message, later, Math.max(message.attempts(), attempts)), false);
                count++;
            }
        }
        return count;
    }

    @Override
    public synchronized void done(Collection<Long> ids) {
        for (long id : ids) {
            if (leased.contains(id)) {
                remove(id);
            }
        }
    }

    @Override
    public synchronized boolean release(long id, Decision decision, Instant due) {
        HeldMessage message = messages.get(id);
        if (message == null || message.decision().isPresent()) {
            return false;
        }
        put(decided(message, decision, due), leased.contains(id));
        return true;
    }

    @Override
    public synchronized boolean remove(long id) {
        HeldMessage message = messages.remove(id);
        forget(message);
        leased.remove(id);
        return message != null;
    }

    @Override
    public synchronized Optional<HeldMessage> find(long id) {
        return Optional.ofNullable(messages.get(id));
    }

    @Override
    public synchronized List<HeldMessage> list(long after, int most) {
        return messages.tailMap(after, false).values().stream().limit(most).toList();
    }

    @Override
    public synchronized Held held() {
        return new Held(
                messages.size(),
                messages.values().stream().map(HeldMessage::since).min(Comparator.naturalOrder()));
    }

    private static HeldMessage decided(HeldMessage message, Decision decision, Instant due) {
        return changed(message, due, message.attempts(), Optional.of(decision));
    }

    private static HeldMessage dueAt(HeldMessage message, Instant due, int attempts) {
        return changed(message, due, attempts, message.decision());
    }

    private static HeldMessage changed(HeldMessage was, Instant due, int attempts, Optional<Decision> decision) {
        return new HeldMessage(
                was.id(), was.query(), was.reference(), was.since(), was.until(), due, attempts, decision);
    }

    /** Puts a message in the place of the one with its id, if any. */
    private void put(HeldMessage message, boolean isLeased) {
        forget(messages.put(message.id(), message));
        if (isLeased) {
            leased.add(message.id());
            return;
        }
        leased.remove(message.id());
        free.add(message);
        if (message.decision().isEmpty()) {
            freeBySubject
                    .computeIfAbsent(subject(message), name -> new TreeSet<>(BY_DUE))
                    .add(message);
        }
    }

    /** Takes a message out of what is free. */
    private void forget(@Nullable HeldMessage message) {
        if (message == null) {
            return;
        }
        free.remove(message);
        freeBySubject.computeIfPresent(subject(message), (name, others) -> {
            others.remove(message);
            return others.isEmpty() ? null : others;
        });
    }

    private static DomainName subject(HeldMessage message) {
        return message.query().subject().orElseThrow();
    }
}
