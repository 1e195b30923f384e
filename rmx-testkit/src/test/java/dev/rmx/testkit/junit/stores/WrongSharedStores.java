package dev.rmx.testkit.junit.stores;

import dev.rmx.dns.DnsQuestion;
import dev.rmx.quarantine.QuarantineException;
import dev.rmx.quarantine.QuarantineStore;
import dev.rmx.testkit.junit.stores.Shelf.Asked;
import dev.rmx.testkit.junit.stores.Shelf.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/** Stores whose leases do not work, or that share less than they should. */
final class WrongSharedStores {
    private static final String KEPT = "others_can_neither_claim_nor_change_what_one_has";
    private static final String GIVEN_BACK = "others_can_claim_what_one_gives_back";
    private static final String RUNS_OUT = "a_lease_runs_out";
    private static final String RENEWED = "a_renewed_lease_does_not_run_out";
    private static final String HEARS = "TEMP_7_time_runs_while_DNS_answers_one";

    private WrongSharedStores() {}

    private static Mutant mutant(
            String fault, String test, String words, BiFunction<Shelf, Duration, QuarantineStore> maker) {
        return new Mutant(fault, test, words, maker);
    }

    static Stream<Mutant> all() {
        return Stream.of(ofOthers(), atAnotherTime(), ofWhatIsShared()).flatMap(some -> some);
    }

    private static Stream<Mutant> ofOthers() {
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
                mutant("retry keeps the lease", GIVEN_BACK, "given back by retry", (s, t) -> new ShelfStore(s, t) {
                    @Override
                    Row retried(Row row, Duration pause) {
                        return super.retried(row, pause).leasedTo(this, row.leaseEnd());
                    }
                }),
                mutant("await keeps the lease", GIVEN_BACK, "given back by await", (s, t) -> new ShelfStore(s, t) {
                    @Override
                    Row waiting(Row row, DnsQuestion question) {
                        return super.waiting(row, question).leasedTo(this, row.leaseEnd());
                    }
                }),
                mutant(
                        "the operator gets at own leases only",
                        "others_can_release_or_remove_what_one_has",
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

    private static Stream<Mutant> atAnotherTime() {
        return Stream.of(
                mutant("leases do not run out", RUNS_OUT, "whose lease has run out", (s, t) -> new ShelfStore(s, t) {
                    @Override
                    boolean isFree(Row row) {
                        return row.owner() == null;
                    }
                }),
                mutant(
                        "leases run out at half their time",
                        RUNS_OUT,
                        "half an hour yet",
                        (s, t) -> new ShelfStore(s, t) {
                            @Override
                            Row leased(Row row) {
                                return row.leasedTo(this, now().plus(leaseTime.dividedBy(2)));
                            }
                        }),
                mutant(
                        "all leases are five hours",
                        RUNS_OUT,
                        "whose lease has run out",
                        (s, t) -> new ShelfStore(s, t) {
                            @Override
                            Row leased(Row row) {
                                return row.leasedTo(this, now().plus(Duration.ofHours(5)));
                            }
                        }),
                mutant(
                        "leases of decided messages do not run out",
                        "leases_run_out_for_all_kinds_of_messages",
                        "claim.*2 of 3 messages",
                        (s, t) -> new ShelfStore(s, t) {
                            @Override
                            boolean isFree(Row row) {
                                return row.decision().isEmpty() ? super.isFree(row) : row.owner() == null;
                            }
                        }),
                mutant(
                        "a lease that another one has taken over still counts",
                        RUNS_OUT,
                        "renew",
                        (s, t) -> new ShelfStore(s, t) {
                            private final Set<Long> once = new HashSet<>();

                            @Override
                            Row leased(Row row) {
                                once.add(row.id());
                                return super.leased(row);
                            }

                            @Override
                            boolean isMine(Row row) {
                                return once.contains(row.id());
                            }
                        }),
                mutant(
                        "leaseTime is always an hour",
                        "the_lease_time_is_as_requested",
                        "leaseTime",
                        (s, t) -> new ShelfStore(s, t) {
                            @Override
                            public Duration leaseTime() {
                                return Duration.ofHours(1);
                            }
                        }),
                mutant(
                        "close gives leases back",
                        "a_lease_outlives_its_store_object",
                        "half an hour yet when it was closed",
                        (s, t) -> new ShelfStore(s, t) {
                            @Override
                            public void close() {
                                synchronized (lock()) {
                                    for (Row row : List.copyOf(shelf.rows())) {
                                        shelf.put(isMine(row) ? row.free() : row);
                                    }
                                }
                            }
                        }),
                mutant("renew does nothing", RENEWED, "claim", (s, t) -> new ShelfStore(s, t) {
                    @Override
                    public Set<Long> renew(Collection<Long> ids) {
                        Set<Long> held = new HashSet<>();
                        synchronized (lock()) {
                            mine(ids).forEach(row -> held.add(row.id()));
                        }
                        return held;
                    }
                }),
                mutant(
                        "what is renewed once is leased for ever",
                        RENEWED,
                        "does not renew any more",
                        (s, t) -> new ShelfStore(s, t) {
                            @Override
                            Row leased(Row row) {
                                return row.owner() == this ? row.leasedTo(this, Instant.MAX) : super.leased(row);
                            }
                        }));
    }

    private static Stream<Mutant> ofWhatIsShared() {
        return Stream.of(
                mutant(
                        "each one asks for itself",
                        "TEMP_5_one_store_object_asks_a_question_for_all",
                        "claim by another of a question",
                        (s, t) -> new ShelfStore(s, t) {
                            private boolean claimedOnce;

                            @Override
                            Asked claimed(Asked asked) {
                                claimedOnce = true;
                                return super.claimed(asked);
                            }

                            @Override
                            boolean isDue(Asked asked) {
                                return !claimedOnce || super.isDue(asked);
                            }
                        }),
                mutant(
                        "one that is cut off stops all",
                        HEARS,
                        "until, while DNS answers",
                        (s, t) -> new ShelfStore(s, t) {
                            @Override
                            boolean isSilent() {
                                return true;
                            }
                        }),
                mutant("one that is silent counts", HEARS, "said nothing", (s, t) -> new ShelfStore(s, t) {
                    @Override
                    boolean isSilent() {
                        return shelf.heard.isEmpty();
                    }
                }));
    }
}
