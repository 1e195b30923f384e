package dev.rmx.testkit.junit.stores;

import dev.rmx.RmxQuery;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.quarantine.Decision;
import dev.rmx.quarantine.MessageReference;
import dev.rmx.quarantine.QuarantineException;
import dev.rmx.quarantine.QuarantineStore;
import dev.rmx.testkit.junit.stores.Shelf.Asked;
import dev.rmx.testkit.junit.stores.Shelf.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;

/** A store that releases its lock between a method's read and its write, like two statements without a transaction. */
final class TwoSteps extends ShelfStore {
    private static final Duration LONGEST_MOMENT = Duration.ofMillis(1);
    /** How many calls have begun, of all stores. */
    private static final AtomicInteger BEGUN = new AtomicInteger();

    private final String method;
    private volatile long lastAdded;

    private TwoSteps(Shelf shelf, Duration leaseTime, String method) {
        super(shelf, leaseTime);
        this.method = method;
    }

    static BiFunction<Shelf, Duration, QuarantineStore> of(String method) {
        return (shelf, leaseTime) -> new TwoSteps(shelf, leaseTime, method);
    }

    /** Whether a method is the wrong one. Each method asks this first. */
    private boolean isWrong(String name) {
        BEGUN.incrementAndGet();
        return method.equals(name);
    }

    private List<Row> read(Collection<Long> ids) {
        synchronized (shelf) {
            return mine(ids);
        }
    }

    /** Takes a moment, as a database would, until the other call of a race has come in. */
    @SuppressWarnings("ThreadPriorityCheck") // only to make races likelier
    private static void letOthersRun() {
        int before = BEGUN.get();
        long end = System.nanoTime() + LONGEST_MOMENT.toNanos();
        while (BEGUN.get() == before && System.nanoTime() < end) {
            Thread.yield();
        }
        LockSupport.parkNanos(20_000); // the other call does its work
    }

    private void write(Row row) {
        letOthersRun();
        synchronized (shelf) {
            put(row);
        }
    }

    private void free(Row row) {
        synchronized (shelf) {
            put(givenBack(row));
        }
    }

    @Override
    public long add(RmxQuery query, MessageReference reference, Wait wait, Duration longest)
            throws QuarantineException {
        if (!isWrong("add")) {
            return super.add(query, reference, wait, longest);
        }
        Row row;
        Optional<Asked> before;
        synchronized (shelf) {
            row = row(query, reference, longest).waitsFor(wait.question());
            before = shelf.asked(wait.question());
        }
        letOthersRun();
        synchronized (shelf) {
            put(row);
            shelf.put(wait.question(), before.orElseGet(() -> new Asked(later(now(), wait.pause()), 0)));
        }
        return row.id();
    }

    /** Two calls at once get the same id. */
    @Override
    public long add(RmxQuery query, MessageReference reference, Decision decision, Duration pause)
            throws QuarantineException {
        if (!isWrong("add decided")) {
            return super.add(query, reference, decision, pause);
        }
        long id = lastAdded + 1;
        letOthersRun();
        lastAdded = id;
        synchronized (shelf) {
            put(row(query, reference, pause).numbered(id).decided(decision, later(now(), pause)));
        }
        return id;
    }

    @Override
    public Claimed claim(DnsQuestion question, int most) throws QuarantineException {
        if (!isWrong("claim")) {
            return super.claim(question, most);
        }
        List<Row> free = new ArrayList<>();
        synchronized (shelf) {
            for (Row row : shelf.of(question)) {
                if (isFree(row) && free.size() < most) {
                    free.add(row);
                }
            }
        }
        return leaseLater(free);
    }

    @Override
    public Claimed claim(int most) throws QuarantineException {
        if (!isWrong("claim due") || most != 1) {
            return super.claim(most);
        }
        List<Row> free = new ArrayList<>();
        synchronized (shelf) {
            for (Row row : shelf.rows()) {
                boolean due =
                        row.question().map(question -> isDue(asked(question))).orElseGet(() -> isDue(row));
                if (isFree(row) && due && free.isEmpty()) {
                    free.add(row);
                }
            }
        }
        return leaseLater(free);
    }

    private Claimed leaseLater(List<Row> free) {
        free.forEach(row -> write(leased(row)));
        synchronized (shelf) {
            return new Claimed(now(), free.stream().map(this::shown).toList());
        }
    }

    @Override
    public Set<Long> renew(Collection<Long> ids) throws QuarantineException {
        if (!isWrong("renew")) {
            return super.renew(ids);
        }
        Set<Long> held = new HashSet<>();
        for (Row row : read(ids)) {
            write(leased(row));
            held.add(row.id());
        }
        return held;
    }

    @Override
    public Map<Long, Decision> decide(Map<Long, Decision> decisions) throws QuarantineException {
        if (!isWrong("decide")) {
            return super.decide(decisions);
        }
        Map<Long, Decision> standing = new HashMap<>();
        for (Row row : read(decisions.keySet())) {
            Row decided = decided(row, decisions.getOrDefault(row.id(), Mutant.NO_DECISION));
            write(decided);
            standing.put(row.id(), decided.decision().orElseThrow());
        }
        return standing;
    }

    @Override
    public void await(Map<Long, Wait> waits) throws QuarantineException {
        if (!isWrong("await")) {
            super.await(waits);
            return;
        }
        for (Row row : read(waits.keySet())) {
            Wait wait = waits.getOrDefault(row.id(), Mutant.NO_WAIT);
            Asked before;
            synchronized (shelf) {
                before = asked(wait.question());
            }
            free(row);
            write(waiting(row, wait.question()));
            synchronized (shelf) {
                shelf.put(wait.question(), inVain(before, wait.pause()));
            }
        }
    }

    @Override
    public void retry(Map<Long, Duration> pauses) throws QuarantineException {
        if (!isWrong("retry")) {
            super.retry(pauses);
            return;
        }
        read(pauses.keySet()).forEach(row -> write(retried(row, pauses.getOrDefault(row.id(), Duration.ZERO))));
    }

    @Override
    public void giveBack(Collection<Long> ids) throws QuarantineException {
        if (!isWrong("giveBack")) {
            super.giveBack(ids);
            return;
        }
        for (Row row : read(ids)) {
            free(row);
            write(givenBack(row)); // whether free or not
        }
    }

    @Override
    public boolean release(long id, Decision decision) throws QuarantineException {
        if (!isWrong("release")) {
            return super.release(id, decision);
        }
        Optional<Row> row;
        synchronized (shelf) {
            row = shelf.row(id);
        }
        row.ifPresent(some -> write(released(some, decision)));
        return row.isPresent() && row.get().decision().isEmpty();
    }

    @Override
    public boolean remove(long id) throws QuarantineException {
        if (!isWrong("remove")) {
            return super.remove(id);
        }
        boolean there = find(id).isPresent();
        letOthersRun();
        super.remove(id);
        return there;
    }
}
