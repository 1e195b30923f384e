package dev.rmx.testkit.junit.stores;

import dev.rmx.quarantine.QuarantineException;
import dev.rmx.quarantine.QuarantineStore;
import dev.rmx.testkit.junit.stores.Shelf.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/** Stores whose leases do not do what they are for. */
final class WrongSharedStores {
    private static final String KEPT = "what_one_has_is_kept_from_another";
    private static final String RUNS_OUT = "a_lease_runs_out";
    private static final String RENEWED = "a_lease_that_is_renewed_does_not_run_out";

    private WrongSharedStores() {}

    private static Mutant mutant(
            String fault, String test, String words, BiFunction<Shelf, Duration, QuarantineStore> maker) {
        return new Mutant(fault, test, words, maker);
    }

    static Stream<Mutant> all() {
        return Stream.of(
                mutant("what another has is claimed", KEPT, "claim", (s, t) -> new ShelfStore(s, t) {
                    @Override
                    boolean isFree(Row row) {
                        return super.isFree(row) || row.owner() != this;
                    }
                }),
                mutant("a lease is anybody's", KEPT, "decide", (s, t) -> new ShelfStore(s, t) {
                    @Override
                    boolean isMine(Row row) {
                        return row.owner() != null;
                    }
                }),
                mutant("done takes what another has", KEPT, "done", (s, t) -> new ShelfStore(s, t) {
                    @Override
                    public void done(Collection<Long> ids) throws QuarantineException {
                        for (long id : ids) {
                            remove(id);
                        }
                    }
                }),
                mutant("leases do not run out", RUNS_OUT, "claim.*not within", (s, t) -> new ShelfStore(s, t) {
                    @Override
                    boolean isFree(Row row) {
                        return row.owner() == null;
                    }
                }),
                mutant("leases run out at half their time", RUNS_OUT, "claim.*already", (s, t) -> new ShelfStore(s, t) {
                    @Override
                    Row leased(Row row) {
                        return row.leasedTo(this, shelf.now() + leaseTime.toNanos() / 2);
                    }
                }),
                mutant("all leases are an hour", RUNS_OUT, "claim.*not within", (s, t) -> new ShelfStore(s, t) {
                    @Override
                    Row leased(Row row) {
                        return row.leasedTo(
                                this, shelf.now() + Duration.ofHours(1).toNanos());
                    }
                }),
                mutant(
                        "a lease that another one has taken over still counts",
                        RUNS_OUT,
                        "decide",
                        (s, t) -> new ShelfStore(s, t) {
                            private final Set<Long> once = new HashSet<>();

                            @Override
                            Row leased(Row row) {
                                once.add(row.message().id());
                                return super.leased(row);
                            }

                            @Override
                            boolean isMine(Row row) {
                                return once.contains(row.message().id());
                            }
                        }),
                mutant(
                        "leaseTime is always a minute",
                        "the_lease_time_is_what_was_asked_for",
                        "leaseTime",
                        (s, t) -> new ShelfStore(s, t) {
                            @Override
                            public Duration leaseTime() {
                                return leaseTime.compareTo(Duration.ofMinutes(1)) < 0
                                        ? Duration.ofMinutes(1)
                                        : leaseTime;
                            }
                        }),
                mutant(
                        "close gives leases back",
                        "a_lease_outlives_its_store_object",
                        "closed.*already",
                        (s, t) -> new ShelfStore(s, t) {
                            @Override
                            public void close() {
                                synchronized (lock()) {
                                    for (Row row : List.copyOf(shelf.rows())) {
                                        shelf.put(isMine(row) ? row.leasedTo(null, 0) : row);
                                    }
                                }
                            }
                        }),
                mutant(
                        "postpone passes over leases that have run out",
                        "what_was_leased_can_be_put_off_when_the_lease_has_run_out",
                        "postpone.*not within",
                        (s, t) -> new ShelfStore(s, t) {
                            @Override
                            Row postponed(Row row, Instant due, int attempts) {
                                return row.owner() == null ? super.postponed(row, due, attempts) : row;
                            }
                        }),
                mutant("renew does nothing", RENEWED, "claim", (s, t) -> new ShelfStore(s, t) {
                    @Override
                    public Set<Long> renew(Collection<Long> ids) {
                        Set<Long> held = new HashSet<>();
                        synchronized (lock()) {
                            mine(ids).forEach(row -> held.add(row.message().id()));
                        }
                        return held;
                    }
                }),
                mutant(
                        "what is renewed once is leased for ever",
                        RENEWED,
                        "claim.*not within",
                        (s, t) -> new ShelfStore(s, t) {
                            @Override
                            Row leased(Row row) {
                                return row.owner() == this ? row.leasedTo(this, Long.MAX_VALUE) : super.leased(row);
                            }
                        }),
                mutant(
                        "retry keeps the lease",
                        "what_one_gives_back_another_gets",
                        "claim",
                        (s, t) -> new ShelfStore(s, t) {
                            @Override
                            Row givenBack(Row row, Retry retry) {
                                return super.givenBack(row, retry).leasedTo(this, row.leaseEnd());
                            }
                        }),
                mutant(
                        "the operator gets at own leases only",
                        "what_one_has_another_can_release_or_remove",
                        "remove",
                        (s, t) -> new ShelfStore(s, t) {
                            @Override
                            public boolean remove(long id) throws QuarantineException {
                                synchronized (lock()) {
                                    boolean others = shelf.row(id)
                                            .filter(row -> row.owner() != null && !isMine(row))
                                            .isPresent();
                                    return !others && super.remove(id);
                                }
                            }
                        }));
    }
}
