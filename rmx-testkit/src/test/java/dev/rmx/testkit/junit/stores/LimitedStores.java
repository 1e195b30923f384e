package dev.rmx.testkit.junit.stores;

import dev.rmx.RmxQuery;
import dev.rmx.quarantine.Decision;
import dev.rmx.quarantine.HeldMessage;
import dev.rmx.quarantine.MessageReference;
import dev.rmx.quarantine.QuarantineException;
import dev.rmx.quarantine.QuarantineStore;
import dev.rmx.record.DomainName;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Stores each of which does one thing up to a number only. */
final class LimitedStores {
    private static final String MANY = "ten_thousand_messages_are_kept_and_worked_on";

    private LimitedStores() {}

    private static Mutant mutant(
            String fault, String test, String words, BiFunction<Shelf, Duration, QuarantineStore> maker) {
        return new Mutant(fault, test, words, maker);
    }

    private static <T> List<T> first(int most, Collection<T> all) {
        return all.stream().limit(most).toList();
    }

    private static Map<Long, Decision> first(int most, Map<Long, Decision> all) {
        return all.entrySet().stream().limit(most).collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    static Stream<Mutant> all() {
        return Stream.of(
                mutant("add drops what is beyond 500", MANY, "add.*500 of 10,000", (s, t) -> new Dropping(s, t, 500)),
                mutant(
                        "add drops what is beyond 3,000",
                        MANY,
                        "add.*3,000 of 10,000",
                        (s, t) -> new Dropping(s, t, 3_000)),
                mutant("claim gives 1,000 at most", MANY, "claim.*1,000 of 10,000", (s, t) -> new ShelfStore(s, t) {
                    @Override
                    public List<HeldMessage> claim(Instant now, Instant horizon, int most) throws QuarantineException {
                        return super.claim(now, horizon, Math.min(most, 1_000));
                    }
                }),
                mutant(
                        "claim of a domain gives 100 at most",
                        MANY,
                        "claim of a domain.*100 of 5,000",
                        (s, t) -> new ShelfStore(s, t) {
                            @Override
                            public List<HeldMessage> claim(DomainName subject, int most) throws QuarantineException {
                                return super.claim(subject, Math.min(most, 100));
                            }
                        }),
                mutant("renew sees the first 100 ids", MANY, "renew.*100 of 10,000", (s, t) -> new ShelfStore(s, t) {
                    @Override
                    public Set<Long> renew(Collection<Long> ids) throws QuarantineException {
                        return super.renew(first(100, ids));
                    }
                }),
                mutant("decide sees the first 20 ids", MANY, "decide.*20 of 10,000", (s, t) -> new ShelfStore(s, t) {
                    @Override
                    public Map<Long, Decision> decide(Map<Long, Decision> decisions) throws QuarantineException {
                        return super.decide(first(20, decisions));
                    }
                }),
                mutant(
                        "decide writes the first 20, and says all",
                        MANY,
                        "decide.*20 of 10,000",
                        (s, t) -> new ShelfStore(s, t) {
                            @Override
                            public Map<Long, Decision> decide(Map<Long, Decision> decisions)
                                    throws QuarantineException {
                                Map<Long, Decision> all = new HashMap<>(decisions);
                                all.putAll(super.decide(first(20, decisions)));
                                return all;
                            }
                        }),
                mutant("retry sees the first 100", MANY, "retry.*100 of 10,000", (s, t) -> new ShelfStore(s, t) {
                    @Override
                    public void retry(Collection<Retry> retries) throws QuarantineException {
                        super.retry(first(100, retries));
                    }
                }),
                mutant("postpone puts off 1,000 at most", MANY, "postpone.*5000.*1000", (s, t) -> new ShelfStore(s, t) {
                    @Override
                    public int postpone(DomainName subject, Instant due, int attempts, int most)
                            throws QuarantineException {
                        return super.postpone(subject, due, attempts, Math.min(most, 1_000));
                    }
                }),
                mutant("done sees the first 100 ids", MANY, "done", (s, t) -> new ShelfStore(s, t) {
                    @Override
                    public void done(Collection<Long> ids) throws QuarantineException {
                        super.done(first(100, ids));
                    }
                }),
                mutant("list gives 1,000 at most", MANY, "list.*1,000 of 10,000", (s, t) -> new ShelfStore(s, t) {
                    @Override
                    public List<HeldMessage> list(long after, int most) throws QuarantineException {
                        return super.list(after, Math.min(most, 1_000));
                    }
                }),
                mutant("held counts to 9,999", MANY, "held", (s, t) -> new ShelfStore(s, t) {
                    @Override
                    public Held held() throws QuarantineException {
                        Held held = super.held();
                        return new Held(Math.min(9_999, held.count()), held.oldest());
                    }
                }));
    }

    /** Forgets what it has added when it is full. */
    private static final class Dropping extends ShelfStore {
        private final int most;

        Dropping(Shelf shelf, Duration leaseTime, int most) {
            super(shelf, leaseTime);
            this.most = most;
        }

        @Override
        public long add(RmxQuery query, MessageReference reference, Instant since, Instant until, Instant due)
                throws QuarantineException {
            synchronized (lock()) {
                long id = super.add(query, reference, since, until, due);
                if (shelf.rows().size() > most) {
                    shelf.remove(id);
                }
                return id;
            }
        }
    }
}
