package dev.rmx.testkit.junit.stores;

import dev.rmx.RmxQuery;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.quarantine.MessageReference;
import dev.rmx.quarantine.QuarantineException;
import dev.rmx.quarantine.QuarantineStore;
import dev.rmx.testkit.junit.stores.Shelf.Asked;
import dev.rmx.testkit.junit.stores.Shelf.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/**
 * Stores that get a rule on questions wrong: which question a message waits for, when it may be asked again, what
 * counts.
 */
final class MisaskingStores {
    private static final String KNOWN = "TEMP_5_a_known_question_keeps_its_pause";
    private static final String ONCE = "TEMP_5_await_counts_one_attempt_per_question";
    private static final String MOVED = "a_message_can_move_to_another_question";

    private MisaskingStores() {}

    private static Mutant mutant(
            String fault, String test, String words, BiFunction<Shelf, Duration, QuarantineStore> maker) {
        return new Mutant(fault, test, words, maker);
    }

    static Stream<Mutant> all() {
        return Stream.of(ofKnownQuestions(), ofAwait(), ofWhatMoves(), whileCutOff())
                .flatMap(some -> some);
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static Stream<Mutant> ofKnownQuestions() {
        return Stream.of(
                mutant("add puts a known question off", KNOWN, "due, after add", (s, t) -> new ShelfStore(s, t) {
                    @Override
                    Asked known(Asked asked, Duration pause) {
                        return new Asked(MisaskingStores.later(asked.due(), now().plus(pause)), asked.attempts());
                    }
                }),
                mutant("add brings a known question forward", KNOWN, "due, after add", (s, t) -> new ShelfStore(s, t) {
                    @Override
                    Asked known(Asked asked, Duration pause) {
                        Instant due = now().plus(pause);
                        return new Asked(due.isBefore(asked.due()) ? due : asked.due(), asked.attempts());
                    }
                }),
                mutant(
                        "add forgets the attempts of a question",
                        "every_unanswered_attempt_is_counted",
                        "add for a question with unanswered attempts",
                        (s, t) -> new ShelfStore(s, t) {
                            @Override
                            Asked known(Asked asked, Duration pause) {
                                return new Asked(asked.due(), 0);
                            }
                        }),
                mutant(
                        "the type of a question is lost",
                        "each_name_and_type_is_its_own_question",
                        "claim of one message for each",
                        (s, t) -> new ShelfStore(s, t) {
                            @Override
                            public long add(RmxQuery query, MessageReference reference, Wait wait, Duration longest)
                                    throws QuarantineException {
                                DnsQuestion other =
                                        new DnsQuestion(wait.question().name(), RecordType.RMX);
                                return super.add(query, reference, new Wait(other, wait.pause()), longest);
                            }
                        }),
                mutant(
                        "questions are never forgotten",
                        "a_question_without_messages_is_forgotten",
                        "nobody waited for any more",
                        (s, t) -> new ShelfStore(s, t) {
                            @Override
                            void forget(DnsQuestion question) {}
                        }),
                mutant(
                        "a question is forgotten when one message leaves it",
                        "random_calls_have_the_effect_of_the_rules",
                        "with seed.*(due|attempts|claim)",
                        (s, t) -> new ShelfStore(s, t) {
                            @Override
                            void forget(DnsQuestion question) {
                                shelf.questions().remove(question);
                            }
                        }));
    }

    private static Stream<Mutant> ofAwait() {
        return Stream.of(
                mutant("await counts each message", ONCE, "attempts of that question", (s, t) -> new ShelfStore(s, t) {
                    @Override
                    public void await(Map<Long, Wait> waits) throws QuarantineException {
                        for (Map.Entry<Long, Wait> wait : waits.entrySet()) {
                            super.await(Map.of(wait.getKey(), wait.getValue()));
                        }
                    }
                }),
                mutant("await takes the shortest pause", ONCE, "due, after await", (s, t) -> new ShelfStore(s, t) {
                    @Override
                    Duration longer(Duration one, Duration other) {
                        return one.compareTo(other) < 0 ? one : other;
                    }
                }),
                mutant("await takes a second less", ONCE, "due, after await", (s, t) -> new ShelfStore(s, t) {
                    @Override
                    Duration longer(Duration one, Duration other) {
                        return super.longer(one, other).minusSeconds(1);
                    }
                }),
                mutant("await does not count", ONCE, "attempts of that question", (s, t) -> new ShelfStore(s, t) {
                    @Override
                    Asked inVain(Asked asked, Duration pause) {
                        return new Asked(later(now(), pause), asked.attempts());
                    }
                }),
                mutant(
                        "await never brings a question forward",
                        "TEMP_5_the_last_await_sets_the_pause",
                        "due, after await",
                        (s, t) -> new ShelfStore(s, t) {
                            @Override
                            Asked inVain(Asked asked, Duration pause) {
                                return new Asked(
                                        MisaskingStores.later(asked.due(), now().plus(pause)), asked.attempts() + 1);
                            }
                        }),
                mutant(
                        "await counts for what is not leased",
                        "a_message_that_is_not_leased_is_not_changed",
                        "list after decide, await",
                        (s, t) -> new ShelfStore(s, t) {
                            @Override
                            public void await(Map<Long, Wait> waits) throws QuarantineException {
                                synchronized (lock()) {
                                    super.await(waits);
                                    waits.values()
                                            .forEach(wait -> shelf.put(
                                                    wait.question(), inVain(asked(wait.question()), wait.pause())));
                                }
                            }
                        }));
    }

    private static Stream<Mutant> ofWhatMoves() {
        return Stream.of(
                mutant("messages stay with their question", MOVED, "what it waits for", (s, t) -> new ShelfStore(s, t) {
                    @Override
                    Row waiting(Row row, DnsQuestion question) {
                        return row.free();
                    }
                }),
                mutant("await keeps the lease", MOVED, "claim of the question", (s, t) -> new ShelfStore(s, t) {
                    @Override
                    Row waiting(Row row, DnsQuestion question) {
                        return super.waiting(row, question).leasedTo(this, row.leaseEnd());
                    }
                }),
                mutant(
                        "questions are forgotten on the way",
                        "messages_can_swap_questions",
                        "await for the question that another message waited for",
                        (s, t) -> new ShelfStore(s, t) {
                            @Override
                            Row waiting(Row row, DnsQuestion question) {
                                row.question().ifPresent(left -> shelf.put(left, new Asked(now(), 0)));
                                return super.waiting(row, question);
                            }
                        }),
                mutant(
                        "a message is held for longer that waits again",
                        "await_does_not_extend_the_longest_hold",
                        "until, after await",
                        (s, t) -> new ShelfStore(s, t) {
                            @Override
                            Row waiting(Row row, DnsQuestion question) {
                                return super.waiting(row, question)
                                        .until(shelf.held().plus(Duration.ofDays(4)));
                            }
                        }),
                mutant(
                        "await puts off what was released",
                        "await_leaves_a_released_message_alone",
                        "due, after release and await",
                        (s, t) -> new ShelfStore(s, t) {
                            @Override
                            Row waiting(Row row, DnsQuestion question) {
                                Row waiting = super.waiting(row, question);
                                return row.decision().isPresent()
                                        ? waiting.due(now().plus(Duration.ofHours(5)), row.attempts())
                                        : waiting;
                            }
                        }));
    }

    private static Stream<Mutant> whileCutOff() {
        String still = "TEMP_7_time_stands_still_while_no_name_server_answers";
        String over = "TEMP_7_questions_are_due_when_the_cut_off_ends";
        String meanwhile = "TEMP_7_due_messages_are_claimed_while_cut_off";
        return Stream.of(
                mutant("time goes on", still, "claim.*while cut off", (s, t) -> new ShelfStore(s, t) {
                    @Override
                    public void report(boolean cutOff) {}
                }),
                mutant("all that stood still is made up for", still, "until, after", (s, t) -> new ShelfStore(s, t) {
                    @Override
                    public void report(boolean cutOff) throws QuarantineException {
                        super.report(cutOff);
                        if (!cutOff) {
                            shelf.forgetCutOffs();
                        }
                    }
                }),
                mutant(
                        "only the last time counts",
                        "TEMP_7_time_can_stand_still_more_than_once",
                        "until, after 7 hours",
                        (s, t) -> new ShelfStore(s, t) {
                            @Override
                            public void report(boolean cutOff) throws QuarantineException {
                                if (cutOff && !shelf.isCutOff()) {
                                    shelf.forgetCutOffs();
                                }
                                super.report(cutOff);
                            }
                        }),
                mutant("questions wait on when it is over", over, "due.*is after", (s, t) -> new ShelfStore(s, t) {
                    @Override
                    Asked afterCutOff(Asked asked) {
                        return asked;
                    }
                }),
                mutant("attempts are forgotten when it is over", over, "attempts", (s, t) -> new ShelfStore(s, t) {
                    @Override
                    Asked afterCutOff(Asked asked) {
                        return new Asked(now(), 0);
                    }
                }),
                mutant(
                        "each report makes questions due",
                        "a_report_that_DNS_answers_changes_nothing",
                        "list after reports",
                        (s, t) -> new ShelfStore(s, t) {
                            @Override
                            public void report(boolean cutOff) throws QuarantineException {
                                synchronized (lock()) {
                                    super.report(cutOff);
                                    shelf.questions().replaceAll((question, asked) -> afterCutOff(asked));
                                }
                            }
                        }),
                mutant(
                        "nothing is handed back meanwhile",
                        meanwhile,
                        "claim of what is due, while cut off",
                        (s, t) -> new ShelfStore(s, t) {
                            @Override
                            boolean isDue(Row decided) {
                                return !shelf.isCutOff() && super.isDue(decided);
                            }
                        }),
                mutant(
                        "no time is up meanwhile that was up before",
                        meanwhile,
                        "claim of messages whose longest hold is over before",
                        (s, t) -> new ShelfStore(s, t) {
                            @Override
                            boolean isTimeUp(Row row) {
                                return !shelf.isCutOff() && super.isTimeUp(row);
                            }
                        }));
    }
}
