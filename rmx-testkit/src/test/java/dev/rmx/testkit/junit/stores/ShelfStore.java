package dev.rmx.testkit.junit.stores;

import dev.rmx.RmxQuery;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.quarantine.Decision;
import dev.rmx.quarantine.HeldMessage;
import dev.rmx.quarantine.MessageReference;
import dev.rmx.quarantine.QuarantineException;
import dev.rmx.testkit.junit.stores.Shelf.Asked;
import dev.rmx.testkit.junit.stores.Shelf.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A right store in memory, on which mutants are built: each overrides one thing and gets it wrong. All store objects on
 * one shelf share its data. It is simple, so that mutants override little.
 */
class ShelfStore extends ShelfRules {
    ShelfStore(Shelf shelf, Duration leaseTime) {
        super(shelf, leaseTime);
    }

    @Override
    public long add(RmxQuery query, MessageReference reference, Wait wait, Duration longest)
            throws QuarantineException {
        synchronized (lock()) {
            Row row = row(query, reference, longest).waitsFor(wait.question());
            put(row);
            shelf.put(
                    wait.question(),
                    shelf.asked(wait.question())
                            .map(asked -> known(asked, wait.pause()))
                            .orElseGet(() -> new Asked(later(now(), wait.pause()), 0)));
            return row.id();
        }
    }

    @Override
    public long add(RmxQuery query, MessageReference reference, Decision decision, Duration pause)
            throws QuarantineException {
        synchronized (lock()) {
            Row row = row(query, reference, pause).decided(decision, later(now(), pause));
            put(row);
            return row.id();
        }
    }

    @Override
    public Claimed claim(int most) throws QuarantineException {
        synchronized (lock()) {
            Set<Row> claimed = new LinkedHashSet<>();
            List<List<Row>> kinds = most == 0 ? List.of() : List.of(dueQuestions(), dueDecided(), timeUp());
            for (int next = firstKind();
                    claimed.size() < most && !kinds.stream().allMatch(List::isEmpty);
                    next++) {
                List<Row> kind = kinds.get(next % 3);
                if (!kind.isEmpty()) {
                    Row row = kind.remove(0);
                    claimed.add(row);
                    if (next % 3 == 0) {
                        DnsQuestion question = row.question().orElseThrow();
                        shelf.put(question, claimed(asked(question)));
                    }
                }
            }
            return lease(List.copyOf(claimed));
        }
    }

    private List<Row> dueQuestions() {
        List<DnsQuestion> due = new ArrayList<>();
        shelf.questions().forEach((question, asked) -> {
            if (isDue(asked)) {
                due.add(question);
            }
        });
        due.sort(questionOrder());
        List<Row> first = new ArrayList<>();
        for (DnsQuestion question : due) {
            List<Row> some = ofQuestion(question);
            first.addAll(some);
            if (some.isEmpty()) {
                shelf.put(question, claimed(asked(question)));
            }
        }
        return first;
    }

    private List<Row> dueDecided() {
        return inOrder(row -> row.decision().isPresent() && isDue(row), decidedOrder());
    }

    private List<Row> timeUp() {
        return inOrder(row -> row.decision().isEmpty() && isTimeUp(row), timeOrder());
    }

    private List<Row> inOrder(Predicate<Row> condition, Comparator<Row> order) {
        List<Row> rows = new ArrayList<>();
        for (Row row : shelf.rows()) {
            if (isFree(row) && condition.test(row)) {
                rows.add(row);
            }
        }
        rows.sort(order);
        return rows;
    }

    @Override
    public Claimed claim(Map<DnsQuestion, Integer> most) throws QuarantineException {
        synchronized (lock()) {
            List<Row> claimed = new ArrayList<>();
            most.forEach((question, some) -> claimed.addAll(shelf.of(question).stream()
                    .filter(this::isFree)
                    .sorted(Comparator.comparing(Row::id))
                    .limit(some)
                    .toList()));
            return lease(claimed);
        }
    }

    private Claimed lease(List<Row> rows) {
        rows.forEach(row -> put(leased(row)));
        return new Claimed(now(), rows.stream().map(this::shown).toList());
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
                put(leased(row));
                held.add(row.id());
            }
            return held;
        }
    }

    @Override
    public Map<Long, Decision> decide(Map<Long, Decision> decisions) throws QuarantineException {
        synchronized (lock()) {
            Map<Long, Decision> standing = new HashMap<>();
            for (Row row : mine(decisions.keySet())) {
                Row decided = decided(row, decisions.getOrDefault(row.id(), Mutant.NO_DECISION));
                put(decided);
                standing.put(row.id(), decided.decision().orElseThrow());
            }
            return standing;
        }
    }

    @Override
    public void await(Map<Long, Wait> waits) throws QuarantineException {
        synchronized (lock()) {
            Map<DnsQuestion, Duration> pauses = new HashMap<>();
            for (Row row : mine(waits.keySet())) {
                Wait wait = waits.getOrDefault(row.id(), Mutant.NO_WAIT);
                pauses.merge(wait.question(), wait.pause(), this::longer);
            }
            pauses.forEach((question, pause) -> shelf.put(
                    question,
                    shelf.asked(question)
                            .map(asked -> inVain(asked, pause))
                            .orElseGet(() -> new Asked(later(now(), pause), 0))));
            List<Row> mine = mine(waits.keySet());
            for (Row row : mine) {
                shelf.put(waiting(
                        row, waits.getOrDefault(row.id(), Mutant.NO_WAIT).question()));
            }
            mine.forEach(row -> row.question().ifPresent(this::forget));
            pauses.keySet().forEach(this::forget);
        }
    }

    @Override
    public void retry(Map<Long, Duration> pauses) throws QuarantineException {
        synchronized (lock()) {
            mine(pauses.keySet()).forEach(row -> put(retried(row, pauses.getOrDefault(row.id(), Duration.ZERO))));
        }
    }

    @Override
    public void giveBack(Collection<Long> ids) throws QuarantineException {
        synchronized (lock()) {
            mine(ids).forEach(row -> put(givenBack(row)));
        }
    }

    @Override
    public void done(Collection<Long> ids) throws QuarantineException {
        synchronized (lock()) {
            mine(ids).forEach(row -> take(row.id()));
        }
    }

    @Override
    public boolean release(long id, Decision decision) throws QuarantineException {
        synchronized (lock()) {
            Optional<Row> row = shelf.row(id);
            row.ifPresent(some -> put(released(some, decision)));
            return row.isPresent() && row.get().decision().isEmpty();
        }
    }

    @Override
    public boolean retryNow(long id) throws QuarantineException {
        synchronized (lock()) {
            Optional<Row> row = shelf.row(id);
            row.ifPresent(some -> {
                if (some.decision().isPresent()) {
                    put(retriedNow(some));
                } else {
                    some.question()
                            .ifPresent(question ->
                                    shelf.questions().computeIfPresent(question, (same, asked) -> retriedNow(asked)));
                }
            });
            return row.isPresent();
        }
    }

    @Override
    public boolean remove(long id) throws QuarantineException {
        synchronized (lock()) {
            return take(id);
        }
    }

    private interface Change {
        boolean of(long id) throws QuarantineException;
    }

    private Set<Long> each(Collection<Long> ids, Change change) throws QuarantineException {
        synchronized (lock()) {
            Set<Long> changed = new HashSet<>();
            for (Long id : ids) {
                if (change.of(id)) {
                    changed.add(id);
                }
            }
            return changed;
        }
    }

    @Override
    public Set<Long> release(Collection<Long> ids, Decision decision) throws QuarantineException {
        return each(ids, id -> release(id, decision));
    }

    @Override
    public Set<Long> retryNow(Collection<Long> ids) throws QuarantineException {
        return each(ids, this::retryNow);
    }

    @Override
    public Set<Long> remove(Collection<Long> ids) throws QuarantineException {
        return each(ids, this::remove);
    }

    @Override
    public Optional<HeldMessage> find(long id) throws QuarantineException {
        synchronized (lock()) {
            return shelf.row(id).map(this::shown);
        }
    }

    @Override
    public List<HeldMessage> list(long after, int most) throws QuarantineException {
        synchronized (lock()) {
            return shelf.rows().stream()
                    .filter(row -> row.id() > after)
                    .sorted(Comparator.comparing(Row::id))
                    .limit(most)
                    .map(this::shown)
                    .toList();
        }
    }

    @Override
    public Held held() throws QuarantineException {
        synchronized (lock()) {
            return new Held(
                    shelf.rows().size(), shelf.rows().stream().map(Row::since).min(Comparator.naturalOrder()));
        }
    }

    @Override
    public void report(boolean cutOff) throws QuarantineException {
        synchronized (lock()) {
            if (!cutOff) {
                shelf.heard.put(this, now());
                if (shelf.isCutOff()) {
                    shelf.endCutOff();
                    shelf.questions().replaceAll((question, asked) -> afterCutOff(asked));
                }
                return;
            }
            shelf.heard.remove(this);
            if (isSilent()) {
                shelf.cutOff();
            }
        }
    }
}
