package dev.rmx.testkit.junit.stores;

import dev.rmx.RmxQuery;
import dev.rmx.quarantine.Decision;
import dev.rmx.quarantine.MessageReference;
import dev.rmx.quarantine.QuarantineException;
import dev.rmx.quarantine.QuarantineStore;
import dev.rmx.record.DomainName;
import dev.rmx.testkit.junit.stores.Shelf.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/** Stores that lose a call now and then. */
final class LossyStores {
    private static final String MANY = "ten_thousand_messages_are_kept_and_worked_on";
    private static final String SMALL = "each_of_many_small_calls_takes_effect";

    private LossyStores() {}

    private static Mutant mutant(
            String fault, String test, String words, BiFunction<Shelf, Duration, QuarantineStore> maker) {
        return new Mutant(fault, test, words, maker);
    }

    /** Loses each so manieth call. */
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
                mutant("each 500th add is lost", MANY, "add.*9,980 of 10,000", (s, t) -> new Losing(s, t) {
                    @Override
                    public long add(
                            RmxQuery query, MessageReference reference, Instant since, Instant until, Instant due)
                            throws QuarantineException {
                        synchronized (lock()) {
                            long id = super.add(query, reference, since, until, due);
                            if (isLost(500)) {
                                shelf.remove(id);
                            }
                            return id;
                        }
                    }
                }),
                mutant("each 100th claim leases nothing", SMALL, "claim.*more than once", (s, t) -> new Losing(s, t) {
                    @Override
                    Row leased(Row row) {
                        return isLost(100) ? row : super.leased(row);
                    }
                }),
                mutant("each 100th decide is lost", SMALL, "decide.*297 of 300", (s, t) -> new Losing(s, t) {
                    @Override
                    public Map<Long, Decision> decide(Map<Long, Decision> decisions) throws QuarantineException {
                        return isLost(100) ? decisions : super.decide(decisions);
                    }
                }),
                mutant("each 100th retry is lost", SMALL, "retry.*594 of 600", (s, t) -> new Losing(s, t) {
                    @Override
                    public void retry(Collection<Retry> retries) throws QuarantineException {
                        if (!isLost(100)) {
                            super.retry(retries);
                        }
                    }
                }),
                mutant("each 100th done is lost", SMALL, "done.*not expected", (s, t) -> new Losing(s, t) {
                    @Override
                    public void done(Collection<Long> ids) throws QuarantineException {
                        if (!isLost(100)) {
                            super.done(ids);
                        }
                    }
                }),
                mutant("each 100th release is lost", SMALL, "release.*297 of 300", (s, t) -> new Losing(s, t) {
                    @Override
                    public boolean release(long id, Decision decision, Instant due) throws QuarantineException {
                        return isLost(100) || super.release(id, decision, due);
                    }
                }),
                mutant("each 100th remove is lost", SMALL, "remove.*not expected", (s, t) -> new Losing(s, t) {
                    @Override
                    public boolean remove(long id) throws QuarantineException {
                        return isLost(100) || super.remove(id);
                    }
                }),
                mutant("each 100th postpone is lost", SMALL, "postpone", (s, t) -> new Losing(s, t) {
                    @Override
                    public int postpone(DomainName subject, Instant due, int attempts, int most)
                            throws QuarantineException {
                        return isLost(100) ? 1 : super.postpone(subject, due, attempts, most);
                    }
                }));
    }
}
