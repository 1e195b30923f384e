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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/** Stores that go wrong when two threads call them at once: they read, and write what they have made of it later. */
final class RacingStores {
    private static final String RACE = "two_calls_at_once_come_to_what_they_do_in_turn/";

    private RacingStores() {}

    private static Mutant race(
            String fault, String race, String words, BiFunction<Shelf, Duration, QuarantineStore> maker) {
        return new Mutant(fault, RACE + race, words, maker);
    }

    static Stream<Mutant> all() {
        return Stream.of(
                race("nothing is synchronized", "add and add", "add and add", RacingStores::unsynchronized),
                race("nothing is synchronized", "claim and claim", "claim and claim", RacingStores::unsynchronized),
                race("nothing is synchronized", "remove and remove", "remove and remove", RacingStores::unsynchronized),
                race("add counts without a lock", "add and add", "add", (s, t) -> new ShelfStore(s, t) {
                    private volatile long last;

                    @Override
                    public long add(
                            RmxQuery query, MessageReference reference, Instant since, Instant until, Instant due) {
                        long id = last + 1;
                        last = id;
                        synchronized (shelf) {
                            shelf.put(new Row(
                                    new HeldMessage(id, query, reference, since, until, due, 0, Optional.empty()),
                                    null,
                                    0));
                        }
                        return id;
                    }
                }),
                race("claim looks, then leases", "claim and claim", "claim.*more than once", TwoSteps.of("claim")),
                race("claim looks, then leases", "postpone and claim", "postpone and claim", TwoSteps.of("claim")),
                race("claim looks, then leases", "claim and release", "claim and release.*lost", TwoSteps.of("claim")),
                race(
                        "claim looks, then leases",
                        "claim and remove",
                        "claim and remove.*came back",
                        TwoSteps.of("claim")),
                race(
                        "decide looks, then writes",
                        "decide and decide",
                        "decide and decide.*two decisions",
                        TwoSteps.of("decide")),
                race("decide looks, then writes", "decide and release", "decide and release", TwoSteps.of("decide")),
                race(
                        "decide looks, then writes",
                        "decide and remove",
                        "decide and remove.*came back",
                        TwoSteps.of("decide")),
                race("retry looks, then writes", "retry and release", "retry and release.*lost", TwoSteps.of("retry")),
                race(
                        "retry looks, then writes",
                        "retry and remove",
                        "retry and remove.*came back",
                        TwoSteps.of("retry")),
                race("renew looks, then leases", "retry and renew", "retry and renew", TwoSteps.of("renew")),
                race(
                        "postpone looks, then writes",
                        "postpone and claim",
                        "postpone and claim",
                        TwoSteps.of("postpone")),
                race(
                        "postpone looks, then writes",
                        "postpone and release",
                        "postpone and release.*lost",
                        TwoSteps.of("postpone")),
                race(
                        "postpone looks, then writes",
                        "postpone and remove",
                        "postpone and remove.*came back",
                        TwoSteps.of("postpone")),
                race(
                        "release looks, then writes",
                        "release and release",
                        "release and release.*not one",
                        TwoSteps.of("release")),
                race(
                        "release looks, then writes",
                        "release and remove",
                        "release and remove.*came back",
                        TwoSteps.of("release")),
                race(
                        "release looks, then writes",
                        "done and release",
                        "done and release.*came back",
                        TwoSteps.of("release")),
                race(
                        "remove looks, then removes",
                        "remove and remove",
                        "remove and remove.*not one",
                        TwoSteps.of("remove")));
    }

    private static QuarantineStore unsynchronized(Shelf shelf, Duration leaseTime) {
        return new ShelfStore(shelf, leaseTime) {
            @Override
            Object lock() {
                return new Object(); // one that nobody else has
            }
        };
    }

    /** Lets go of its lock between what a method reads and what it writes, as two statements without a transaction do. */
    private static final class TwoSteps extends ShelfStore {
        private final String method;

        private TwoSteps(Shelf shelf, Duration leaseTime, String method) {
            super(shelf, leaseTime);
            this.method = method;
        }

        static BiFunction<Shelf, Duration, QuarantineStore> of(String method) {
            return (shelf, leaseTime) -> new TwoSteps(shelf, leaseTime, method);
        }

        private boolean isWrong(String name) {
            return method.equals(name);
        }

        private List<Row> read(Collection<Long> ids) {
            synchronized (shelf) {
                return mine(ids);
            }
        }

        /** What a database takes its time for. */
        @SuppressWarnings("ThreadPriorityCheck") // only to make it likelier
        private static void letOthersRun() {
            for (int i = 0; i < 20; i++) {
                Thread.onSpinWait();
            }
            Thread.yield();
        }

        private void write(Row row) {
            letOthersRun();
            synchronized (shelf) {
                shelf.put(row);
            }
        }

        @Override
        public List<HeldMessage> claim(DomainName subject, int most) throws QuarantineException {
            if (!isWrong("claim")) {
                return super.claim(subject, most);
            }
            List<Row> free = new ArrayList<>();
            synchronized (shelf) {
                for (Row row : shelf.of(subject)) {
                    if (isFree(row) && row.message().decision().isEmpty() && free.size() < most) {
                        free.add(row);
                    }
                }
            }
            free.forEach(row -> write(leased(row)));
            return free.stream().map(Row::message).toList();
        }

        @Override
        public Set<Long> renew(Collection<Long> ids) throws QuarantineException {
            if (!isWrong("renew")) {
                return super.renew(ids);
            }
            Set<Long> held = new HashSet<>();
            for (Row row : read(ids)) {
                write(leased(row));
                held.add(row.message().id());
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
                long id = row.message().id();
                Row decided = decided(row, decisions.getOrDefault(id, Mutant.NO_DECISION));
                write(decided);
                standing.put(id, decided.message().decision().orElseThrow());
            }
            return standing;
        }

        @Override
        public void retry(Collection<Retry> retries) throws QuarantineException {
            if (!isWrong("retry")) {
                super.retry(retries);
                return;
            }
            for (Retry retry : retries) {
                read(List.of(retry.id())).forEach(row -> write(givenBack(row, retry)));
            }
        }

        @Override
        public int postpone(DomainName subject, Instant due, int attempts, int most) throws QuarantineException {
            if (!isWrong("postpone")) {
                return super.postpone(subject, due, attempts, most);
            }
            List<Row> free;
            synchronized (shelf) {
                free = shelf.of(subject).stream()
                        .filter(row -> isFree(row) && row.message().decision().isEmpty())
                        .filter(row -> !postponed(row, due, attempts).equals(row))
                        .limit(most)
                        .toList();
            }
            free.forEach(row -> write(postponed(row, due, attempts)));
            return free.size();
        }

        @Override
        public boolean release(long id, Decision decision, Instant due) throws QuarantineException {
            if (!isWrong("release")) {
                return super.release(id, decision, due);
            }
            Optional<Row> row;
            synchronized (shelf) {
                row = shelf.row(id).filter(some -> some.message().decision().isEmpty());
            }
            row.ifPresent(some -> write(released(some, decision, due)));
            return row.isPresent();
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
}
