package dev.rmx.testkit.junit.stores;

import dev.rmx.RmxQuery;
import dev.rmx.quarantine.Decision;
import dev.rmx.quarantine.HeldMessage;
import dev.rmx.quarantine.MessageReference;
import dev.rmx.quarantine.QuarantineException;
import dev.rmx.quarantine.QuarantineStore;
import dev.rmx.record.DomainName;
import dev.rmx.testkit.junit.stores.Shelf.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A store that is right, in memory, shared by all store objects at one shelf: for mutants, each of which does one thing wrong. It is as
 * plain as can be, so that they can override little.
 */
class ShelfStore implements QuarantineStore {
    private static final Comparator<HeldMessage> BY_DUE =
            Comparator.comparing(HeldMessage::due).thenComparing(HeldMessage::id);

    final Shelf shelf;
    final Duration leaseTime;

    ShelfStore(Shelf shelf, Duration leaseTime) {
        this.shelf = shelf;
        this.leaseTime = leaseTime;
    }

    // what mutants do otherwise

    Object lock() {
        return shelf;
    }

    boolean isMine(Row row) {
        return row.owner() == this;
    }

    boolean isFree(Row row) {
        return row.owner() == null || row.leaseEnd() <= shelf.now();
    }

    Row leased(Row row) {
        return row.leasedTo(this, shelf.now() + leaseTime.toNanos());
    }

    Comparator<HeldMessage> order() {
        return BY_DUE;
    }

    boolean isDue(HeldMessage message, Instant now) {
        return !message.due().isAfter(now);
    }

    boolean isBeyond(HeldMessage message, Instant horizon) {
        return message.due().isAfter(horizon);
    }

    Row decided(Row row, Decision decision) {
        return row.message().decision().isPresent() ? row : row.decided(decision);
    }

    Row givenBack(Row row, Retry retry) {
        boolean stays = row.message().decision().isPresent() && !retry.decided();
        return row.due(stays ? row.message().due() : retry.due(), retry.attempts())
                .leasedTo(null, 0);
    }

    Row postponed(Row row, Instant due, int attempts) {
        HeldMessage message = row.message();
        Instant later = due.isBefore(message.until()) ? due : message.until();
        return message.due().isBefore(later) ? row.due(later, Math.max(attempts, message.attempts())) : row;
    }

    Row released(Row row, Decision decision, Instant due) {
        return row.decided(decision).due(due, row.message().attempts());
    }

    // the store

    @Override
    public long add(RmxQuery query, MessageReference reference, Instant since, Instant until, Instant due)
            throws QuarantineException {
        synchronized (lock()) {
            long id = shelf.nextId();
            shelf.put(new Row(new HeldMessage(id, query, reference, since, until, due, 0, Optional.empty()), null, 0));
            return id;
        }
    }

    @Override
    public List<HeldMessage> claim(Instant now, Instant horizon, int most) throws QuarantineException {
        synchronized (lock()) {
            List<HeldMessage> claimed = free(message -> isDue(message, now), most);
            claimed.addAll(free(message -> !isDue(message, now) && isBeyond(message, horizon), most - claimed.size()));
            lease(claimed);
            return claimed;
        }
    }

    @Override
    public List<HeldMessage> claim(DomainName subject, int most) throws QuarantineException {
        synchronized (lock()) {
            List<HeldMessage> claimed = new ArrayList<>(shelf.of(subject).stream()
                    .filter(row -> isFree(row) && row.message().decision().isEmpty())
                    .map(Row::message)
                    .sorted(order())
                    .limit(most)
                    .toList());
            lease(claimed);
            return claimed;
        }
    }

    private List<HeldMessage> free(Predicate<HeldMessage> condition, int most) {
        List<HeldMessage> free = new ArrayList<>();
        if (most > 0) {
            for (Row row : shelf.rows()) {
                if (isFree(row) && condition.test(row.message())) {
                    free.add(row.message());
                }
            }
            free.sort(order());
        }
        return new ArrayList<>(free.subList(0, Math.max(0, Math.min(most, free.size()))));
    }

    private void lease(List<HeldMessage> claimed) {
        for (HeldMessage message : claimed) {
            shelf.put(leased(shelf.row(message.id()).orElseThrow()));
        }
    }

    @Override
    public Duration leaseTime() {
        return leaseTime;
    }

    @Override
    public Set<Long> renew(Collection<Long> ids) throws QuarantineException {
        synchronized (lock()) {
            Set<Long> held = new HashSet<>();
            for (Row row : mine(ids)) {
                shelf.put(leased(row));
                held.add(row.message().id());
            }
            return held;
        }
    }

    List<Row> mine(Collection<Long> ids) {
        return ids.stream()
                .flatMap(id -> shelf.row(id).stream())
                .filter(this::isMine)
                .toList();
    }

    @Override
    public Map<Long, Decision> decide(Map<Long, Decision> decisions) throws QuarantineException {
        synchronized (lock()) {
            Map<Long, Decision> standing = new HashMap<>();
            for (Row row : mine(decisions.keySet())) {
                long id = row.message().id();
                Row decided = decided(row, decisions.getOrDefault(id, Mutant.NO_DECISION));
                shelf.put(decided);
                standing.put(id, decided.message().decision().orElseThrow());
            }
            return standing;
        }
    }

    @Override
    public void retry(Collection<Retry> retries) throws QuarantineException {
        synchronized (lock()) {
            for (Retry retry : retries) {
                mine(List.of(retry.id())).forEach(row -> shelf.put(givenBack(row, retry)));
            }
        }
    }

    @Override
    public int postpone(DomainName subject, Instant due, int attempts, int most) throws QuarantineException {
        synchronized (lock()) {
            int count = 0;
            for (Row row : shelf.of(subject)) {
                Row postponed = postponed(row, due, attempts);
                if (count < most && isFree(row) && row.message().decision().isEmpty() && !postponed.equals(row)) {
                    shelf.put(postponed);
                    count++;
                }
            }
            return count;
        }
    }

    @Override
    public void done(Collection<Long> ids) throws QuarantineException {
        synchronized (lock()) {
            mine(ids).forEach(row -> shelf.remove(row.message().id()));
        }
    }

    @Override
    public boolean release(long id, Decision decision, Instant due) throws QuarantineException {
        synchronized (lock()) {
            Optional<Row> row =
                    shelf.row(id).filter(some -> some.message().decision().isEmpty());
            row.ifPresent(some -> shelf.put(released(some, decision, due)));
            return row.isPresent();
        }
    }

    @Override
    public boolean remove(long id) throws QuarantineException {
        synchronized (lock()) {
            return shelf.remove(id);
        }
    }

    @Override
    public Optional<HeldMessage> find(long id) throws QuarantineException {
        synchronized (lock()) {
            return shelf.row(id).map(Row::message);
        }
    }

    @Override
    public List<HeldMessage> list(long after, int most) throws QuarantineException {
        synchronized (lock()) {
            return shelf.rows().stream()
                    .map(Row::message)
                    .filter(message -> message.id() > after)
                    .sorted(Comparator.comparing(HeldMessage::id))
                    .limit(most)
                    .toList();
        }
    }

    @Override
    public Held held() throws QuarantineException {
        synchronized (lock()) {
            return new Held(
                    shelf.rows().size(),
                    shelf.rows().stream().map(row -> row.message().since()).min(Comparator.naturalOrder()));
        }
    }
}
