package dev.rmx.testkit.junit.stores;

import dev.rmx.RmxQuery;
import dev.rmx.quarantine.Decision;
import dev.rmx.quarantine.MessageReference;
import dev.rmx.quarantine.QuarantineException;
import dev.rmx.quarantine.QuarantineStore;
import dev.rmx.testkit.junit.stores.Shelf.Row;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/** Stores that now and then lose a call. */
final class LossyStores {
    private static final String MANY = "ten_thousand_messages_are_kept_and_processed";

    private LossyStores() {}

    private static Mutant small(String fault, String words, BiFunction<Shelf, Duration, QuarantineStore> maker) {
        return new Mutant(fault, "each_of_many_small_calls_takes_effect", words, maker);
    }

    /** Loses every so many calls. */
    private abstract static class Losing extends ShelfStore {
        private int calls;

        Losing(Shelf shelf, Duration leaseTime) {
            super(shelf, leaseTime);
        }

        final boolean isLost(int each) {
            synchronized (lock()) {
                return ++calls % each == 0;
            }
        }
    }

    static Stream<Mutant> all() {
        return Stream.of(
                new Mutant("each 500th add is lost", MANY, "add.*9,980 of 10,000", (s, t) -> new Losing(s, t) {
                    @Override
                    public long add(RmxQuery query, MessageReference reference, Wait wait, Duration longest)
                            throws QuarantineException {
                        synchronized (lock()) {
                            long id = super.add(query, reference, wait, longest);
                            if (isLost(500)) {
                                take(id);
                            }
                            return id;
                        }
                    }
                }),
                small("each 100th add of what is decided is lost", "add.*1,194 of 1,200", (s, t) -> new Losing(s, t) {
                    @Override
                    public long add(RmxQuery query, MessageReference reference, Decision decision, Duration pause)
                            throws QuarantineException {
                        synchronized (lock()) {
                            long id = super.add(query, reference, decision, pause);
                            if (isLost(100)) {
                                take(id);
                            }
                            return id;
                        }
                    }
                }),
                small("each 100th claim leases nothing", "renew of one message", (s, t) -> new Losing(s, t) {
                    @Override
                    Row leased(Row row) {
                        return isLost(100) ? row : super.leased(row);
                    }
                }),
                small("each 100th decide is lost", "decide.*297 of 300", (s, t) -> new Losing(s, t) {
                    @Override
                    public Map<Long, Decision> decide(Map<Long, Decision> decisions) throws QuarantineException {
                        return isLost(100) ? decisions : super.decide(decisions);
                    }
                }),
                small("each 100th await is lost", "await.*594 of 600", (s, t) -> new Losing(s, t) {
                    @Override
                    public void await(Map<Long, Wait> waits) throws QuarantineException {
                        if (!isLost(100)) {
                            super.await(waits);
                        }
                    }
                }),
                small("each 100th retry is lost", "retry.*297 of 300", (s, t) -> new Losing(s, t) {
                    @Override
                    public void retry(Map<Long, Duration> pauses) throws QuarantineException {
                        if (!isLost(100)) {
                            super.retry(pauses);
                        }
                    }
                }),
                small("each 100th giveBack is lost", "giveBack.*not expected", (s, t) -> new Losing(s, t) {
                    @Override
                    public void giveBack(Collection<Long> ids) throws QuarantineException {
                        if (!isLost(100)) {
                            super.giveBack(ids);
                        }
                    }
                }),
                small("each 100th done is lost", "done.*not expected", (s, t) -> new Losing(s, t) {
                    @Override
                    public void done(Collection<Long> ids) throws QuarantineException {
                        if (!isLost(100)) {
                            super.done(ids);
                        }
                    }
                }),
                small("each 100th release is lost", "release.*297 of 300", (s, t) -> new Losing(s, t) {
                    @Override
                    public boolean release(long id, Decision decision) throws QuarantineException {
                        return isLost(100) || super.release(id, decision);
                    }
                }),
                small("each 100th remove is lost", "remove.*not expected", (s, t) -> new Losing(s, t) {
                    @Override
                    public boolean remove(long id) throws QuarantineException {
                        return isLost(100) || super.remove(id);
                    }
                }));
    }
}
