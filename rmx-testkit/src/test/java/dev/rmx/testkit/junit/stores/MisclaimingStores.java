package dev.rmx.testkit.junit.stores;

import dev.rmx.dns.DnsQuestion;
import dev.rmx.quarantine.QuarantineException;
import dev.rmx.quarantine.QuarantineStore;
import dev.rmx.testkit.junit.stores.Shelf.Asked;
import dev.rmx.testkit.junit.stores.Shelf.Row;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/** Stores that claim the wrong messages, in the wrong order, or none. */
final class MisclaimingStores {
    private static final String QUESTIONS_FIRST = "the_question_due_earliest_is_claimed_first";
    private static final String DECIDED_FIRST = "the_decided_message_due_earliest_is_claimed_first";
    private static final String TIME_FIRST = "the_message_whose_hold_ended_earliest_is_claimed_first";
    private static final String ONE_OF_EACH = "TEMP_5_one_message_is_claimed_for_each_question";
    private static final String GIVEN_BACK = "a_message_given_back_is_unchanged";
    private static final Duration SOON = Duration.ofHours(1);

    private MisclaimingStores() {}

    private static Mutant mutant(
            String fault, String test, String words, BiFunction<Shelf, Duration, QuarantineStore> maker) {
        return new Mutant(fault, test, words, maker);
    }

    static Stream<Mutant> all() {
        return Stream.of(inAnotherOrder(), atAnotherTime(), ofQuestions(), andGivenBack())
                .flatMap(some -> some);
    }

    private static Stream<Mutant> inAnotherOrder() {
        return Stream.of(
                mutant("questions go by name", QUESTIONS_FIRST, "claim of questions", (s, t) -> new ShelfStore(s, t) {
                    @Override
                    Comparator<DnsQuestion> questionOrder() {
                        return Comparator.<DnsQuestion>naturalOrder().reversed();
                    }
                }),
                mutant("decided messages go by id", DECIDED_FIRST, "claim of decided", (s, t) -> new ShelfStore(s, t) {
                    @Override
                    Comparator<Row> decidedOrder() {
                        return Comparator.comparing(Row::id);
                    }
                }),
                mutant(
                        "the newest is claimed first",
                        DECIDED_FIRST,
                        "claim of decided",
                        (s, t) -> new ShelfStore(s, t) {
                            @Override
                            Comparator<Row> decidedOrder() {
                                return super.decidedOrder().reversed();
                            }
                        }),
                mutant(
                        "time that is up goes by id",
                        TIME_FIRST,
                        "claim of messages whose time",
                        (s, t) -> new ShelfStore(s, t) {
                            @Override
                            Comparator<Row> timeOrder() {
                                return Comparator.comparing(Row::id);
                            }
                        }),
                mutant(
                        "questions keep the others waiting",
                        "no_kind_of_message_starves_the_others",
                        "claim of 1 message.*none of the decided",
                        (s, t) -> new ShelfStore(s, t) {
                            @Override
                            int firstKind() {
                                return 0;
                            }
                        }),
                mutant(
                        "each kind has a third of the room",
                        "one_kind_alone_uses_all_the_room",
                        "claim of 10",
                        (s, t) -> new ShelfStore(s, t) {
                            @Override
                            public Claimed claim(int most) throws QuarantineException {
                                return super.claim((most + 2) / 3);
                            }
                        }));
    }

    private static Stream<Mutant> atAnotherTime() {
        return Stream.of(
                mutant("questions are due too early", QUESTIONS_FIRST, "too early", (s, t) -> new ShelfStore(s, t) {
                    @Override
                    boolean isDue(Asked asked) {
                        return !asked.due().isAfter(now().plus(SOON));
                    }
                }),
                mutant(
                        "decided messages are due too early",
                        DECIDED_FIRST,
                        "too early",
                        (s, t) -> new ShelfStore(s, t) {
                            @Override
                            boolean isDue(Row decided) {
                                return !decided.due().isAfter(now().plus(SOON));
                            }
                        }),
                mutant("time is up too early", TIME_FIRST, "too early", (s, t) -> new ShelfStore(s, t) {
                    @Override
                    boolean isTimeUp(Row row) {
                        return !row.until().isAfter(shelf.held().plus(SOON));
                    }
                }),
                mutant(
                        "what is due at this moment is not yet",
                        DECIDED_FIRST,
                        "claim of decided",
                        (s, t) -> new ShelfStore(s, t) {
                            @Override
                            boolean isDue(Row decided) {
                                return decided.due().isBefore(now());
                            }
                        }),
                mutant(
                        "time is up for a question that is due only",
                        "TEMP_3_a_message_whose_longest_hold_is_over_is_claimed",
                        "claim when the time",
                        (s, t) -> new ShelfStore(s, t) {
                            @Override
                            boolean isTimeUp(Row row) {
                                return super.isTimeUp(row)
                                        && row.question()
                                                .filter(question -> isDue(asked(question)))
                                                .isPresent();
                            }
                        }),
                mutant(
                        "a lease is over after a minute",
                        "a_lease_holds_for_its_time",
                        "claim of what is leased",
                        (s, t) -> new ShelfStore(s, t) {
                            @Override
                            Row leased(Row row) {
                                return row.leasedTo(this, now().plus(Duration.ofMinutes(1)));
                            }
                        }));
    }

    private static Stream<Mutant> ofQuestions() {
        return Stream.of(
                mutant("all are claimed that wait", ONE_OF_EACH, "how many of the one", (s, t) -> new ShelfStore(s, t) {
                    @Override
                    List<Row> ofQuestion(DnsQuestion question) {
                        return shelf.of(question).stream().filter(this::isFree).toList();
                    }
                }),
                mutant(
                        "a claimed question is due at once",
                        ONE_OF_EACH,
                        "a minute after",
                        (s, t) -> new ShelfStore(s, t) {
                            @Override
                            Asked claimed(Asked asked) {
                                return asked;
                            }
                        }),
                mutant(
                        "a claimed question rests for an hour",
                        ONE_OF_EACH,
                        "a minute after",
                        (s, t) -> new ShelfStore(s, t) {
                            @Override
                            Asked claimed(Asked asked) {
                                return new Asked(now().plus(SOON), asked.attempts());
                            }
                        }),
                mutant(
                        "claim of a question gives what is due only",
                        "a_question_is_claimed_whether_due_or_not",
                        "claim of 2 messages of a question",
                        (s, t) -> new ShelfStore(s, t) {
                            @Override
                            public Claimed claim(DnsQuestion question, int most) throws QuarantineException {
                                synchronized (lock()) {
                                    return super.claim(question, isDue(asked(question)) ? most : 0);
                                }
                            }
                        }),
                mutant(
                        "claim of questions gives as many of each as of the one with most",
                        "several_questions_are_claimed_at_once",
                        "claim of 1 message of a question",
                        (s, t) -> new ShelfStore(s, t) {
                            @Override
                            public Claimed claim(Map<DnsQuestion, Integer> most) throws QuarantineException {
                                Map<DnsQuestion, Integer> more = new HashMap<>(most);
                                more.replaceAll((question, some) -> Collections.max(most.values()));
                                return super.claim(more);
                            }
                        }),
                mutant(
                        "claim of questions gives those of one",
                        "several_questions_are_claimed_at_once",
                        "claim of 1 message of a question",
                        (s, t) -> new ShelfStore(s, t) {
                            @Override
                            public Claimed claim(Map<DnsQuestion, Integer> most) throws QuarantineException {
                                return most.isEmpty()
                                        ? super.claim(most)
                                        : super.claim(Map.ofEntries(
                                                most.entrySet().iterator().next()));
                            }
                        }),
                mutant(
                        "claim of a question puts it off",
                        "a_claim_by_time_does_not_put_the_question_off",
                        "due of a question, after claim of what waits for it",
                        (s, t) -> new ShelfStore(s, t) {
                            @Override
                            public Claimed claim(DnsQuestion question, int most) throws QuarantineException {
                                synchronized (lock()) {
                                    shelf.put(question, claimed(asked(question)));
                                    return super.claim(question, most);
                                }
                            }
                        }));
    }

    private static Stream<Mutant> andGivenBack() {
        return Stream.of(
                mutant("giveBack counts as asked", GIVEN_BACK, "list after giveBack", (s, t) -> new ShelfStore(s, t) {
                    @Override
                    Row givenBack(Row row) {
                        row.question()
                                .ifPresent(question -> shelf.put(question, inVain(asked(question), Duration.ZERO)));
                        return super.givenBack(row);
                    }
                }),
                mutant(
                        "giveBack keeps the lease",
                        GIVEN_BACK,
                        "renew of what was given",
                        (s, t) -> new ShelfStore(s, t) {
                            @Override
                            Row givenBack(Row row) {
                                return row;
                            }
                        }),
                mutant(
                        "giveBack takes what is not leased",
                        "others_can_neither_claim_nor_change_what_one_has",
                        "claim after giveBack of what another has",
                        (s, t) -> new ShelfStore(s, t) {
                            @Override
                            public void giveBack(Collection<Long> ids) {
                                synchronized (lock()) {
                                    ids.forEach(id -> shelf.row(id).ifPresent(row -> put(row.free())));
                                }
                            }
                        }));
    }
}
