package dev.rmx.testkit.junit.stores;

import dev.rmx.RmxQuery;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.quarantine.Decision;
import dev.rmx.quarantine.HeldMessage;
import dev.rmx.quarantine.MessageReference;
import dev.rmx.quarantine.QuarantineException;
import dev.rmx.quarantine.QuarantineStore;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Stores that do one thing right only up to a number. */
final class LimitedStores {
    private LimitedStores() {}

    private static Mutant many(String fault, String words, BiFunction<Shelf, Duration, QuarantineStore> maker) {
        return new Mutant(fault, "ten_thousand_messages_are_kept_and_processed", words, maker);
    }

    private static <T> List<T> first(int most, Collection<T> all) {
        return all.stream().limit(most).toList();
    }

    private static <T> Map<Long, T> first(int most, Map<Long, T> all) {
        return all.entrySet().stream().limit(most).collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    static Stream<Mutant> all() {
        return Stream.of(
                many("add drops what is beyond 500", "add.*500 of 10,000", (s, t) -> new Dropping(s, t, 500)),
                many("add drops what is beyond 3,000", "add.*3,000 of 10,000", (s, t) -> new Dropping(s, t, 3_000)),
                many("claim gives 1,000 at most", "claim.*1,000 of 10,000", (s, t) -> new ShelfStore(s, t) {
                    @Override
                    public Claimed claim(int most) throws QuarantineException {
                        return super.claim(Math.min(most, 1_000));
                    }
                }),
                many(
                        "claim of a question gives 100 at most",
                        "claim of a question.*100 of 5,000",
                        (s, t) -> new ShelfStore(s, t) {
                            @Override
                            public Claimed claim(DnsQuestion question, int most) throws QuarantineException {
                                return super.claim(question, Math.min(most, 100));
                            }
                        }),
                many("renew sees the first 100 ids", "renew.*100 of 10,000", (s, t) -> new ShelfStore(s, t) {
                    @Override
                    public Set<Long> renew(Collection<Long> ids) throws QuarantineException {
                        return super.renew(first(100, ids));
                    }
                }),
                many("decide sees the first 20 ids", "decide.*20 of 10,000", (s, t) -> new ShelfStore(s, t) {
                    @Override
                    public Map<Long, Decision> decide(Map<Long, Decision> decisions) throws QuarantineException {
                        return super.decide(first(20, decisions));
                    }
                }),
                many(
                        "decide writes the first 20, and says all",
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
                many("await sees the first 100", "await.*100 of 10,000", (s, t) -> new ShelfStore(s, t) {
                    @Override
                    public void await(Map<Long, Wait> waits) throws QuarantineException {
                        super.await(first(100, waits));
                    }
                }),
                many("retry sees the first 100", "retry.*100 of 10,000", (s, t) -> new ShelfStore(s, t) {
                    @Override
                    public void retry(Map<Long, Duration> pauses) throws QuarantineException {
                        super.retry(first(100, pauses));
                    }
                }),
                many("giveBack sees the first 100 ids", "giveBack.*9,895 more", (s, t) -> new ShelfStore(s, t) {
                    @Override
                    public void giveBack(Collection<Long> ids) throws QuarantineException {
                        super.giveBack(first(100, ids));
                    }
                }),
                many("done sees the first 100 ids", "done", (s, t) -> new ShelfStore(s, t) {
                    @Override
                    public void done(Collection<Long> ids) throws QuarantineException {
                        super.done(first(100, ids));
                    }
                }),
                many("list gives 1,000 at most", "list.*1,000 of 10,000", (s, t) -> new ShelfStore(s, t) {
                    @Override
                    public List<HeldMessage> list(long after, int most) throws QuarantineException {
                        return super.list(after, Math.min(most, 1_000));
                    }
                }),
                many("held counts to 9,999", "held", (s, t) -> new ShelfStore(s, t) {
                    @Override
                    public Held held() throws QuarantineException {
                        Held held = super.held();
                        return new Held(Math.min(9_999, held.count()), held.oldest());
                    }
                }));
    }

    /** Forgets new messages when it is full. */
    private static final class Dropping extends ShelfStore {
        private final int most;

        Dropping(Shelf shelf, Duration leaseTime, int most) {
            super(shelf, leaseTime);
            this.most = most;
        }

        @Override
        public long add(RmxQuery query, MessageReference reference, Wait wait, Duration longest)
                throws QuarantineException {
            synchronized (lock()) {
                long id = super.add(query, reference, wait, longest);
                if (shelf.rows().size() > most) {
                    take(id);
                }
                return id;
            }
        }
    }
}
