package dev.rmx.testkit.junit.stores;

import dev.rmx.RmxQuery;
import dev.rmx.quarantine.Decision;
import dev.rmx.quarantine.HeldMessage;
import dev.rmx.quarantine.MessageReference;
import dev.rmx.quarantine.QuarantineException;
import dev.rmx.quarantine.QuarantineStore;
import dev.rmx.testkit.junit.stores.Shelf.Asked;
import dev.rmx.testkit.junit.stores.Shelf.Row;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/** Stores that get a rule wrong on what becomes of a message, or on how it is shown. */
final class MisreadStores {
    private static final String FIRST = "the_first_decision_stands";
    private static final String DECIDED = "a_decided_message_is_due_and_waits_for_nothing";
    private static final String RELEASED = "the_operator_releases_an_undecided_message";
    private static final String RETRIED_NOW = "TEMP_6_the_operator_has_a_message_retried_now";
    private static final String RELEASED_DECIDED = "TEMP_6_the_operator_releases_a_decided_message";
    private static final String RETRIED = "a_message_that_no_handler_took_comes_back";
    private static final String LISTED = "messages_are_listed_and_counted";
    private static final String KEPT = "TEMP_3_a_message_is_kept_as_it_was_given";

    private MisreadStores() {}

    private static Mutant mutant(
            String fault, String test, String words, BiFunction<Shelf, Duration, QuarantineStore> maker) {
        return new Mutant(fault, test, words, maker);
    }

    static Stream<Mutant> all() {
        return Stream.of(ofDecisions(), ofRetries(), ofReleases(), ofWhatIsShown())
                .flatMap(some -> some);
    }

    private static Stream<Mutant> ofDecisions() {
        return Stream.of(
                mutant("decide gives back the new decision", FIRST, "decide", (s, t) -> new ShelfStore(s, t) {
                    @Override
                    public Map<Long, Decision> decide(Map<Long, Decision> decisions) throws QuarantineException {
                        Map<Long, Decision> standing = new HashMap<>(super.decide(decisions));
                        standing.replaceAll((id, decision) -> decisions.getOrDefault(id, decision));
                        return standing;
                    }
                }),
                mutant("the last decision stands", FIRST, "decide", (s, t) -> new ShelfStore(s, t) {
                    @Override
                    Row decided(Row row, Decision decision) {
                        return row.decided(decision, now());
                    }
                }),
                mutant("decide takes what is not leased", FIRST, "decide", (s, t) -> new ShelfStore(s, t) {
                    @Override
                    boolean isMine(Row row) {
                        return true;
                    }
                }),
                mutant(
                        "what is decided is due when its question was",
                        DECIDED,
                        "due, after decide",
                        (s, t) -> new ShelfStore(s, t) {
                            @Override
                            Row decided(Row row, Decision decision) {
                                Instant due = row.question()
                                        .map(question -> asked(question).due())
                                        .orElse(row.due());
                                return super.decided(row, decision).due(due, 0);
                            }
                        }),
                mutant(
                        "what is decided has the attempts of its question",
                        DECIDED,
                        "decide: .*attempts",
                        (s, t) -> new ShelfStore(s, t) {
                            @Override
                            Row decided(Row row, Decision decision) {
                                int attempts = row.question()
                                        .map(question -> asked(question).attempts())
                                        .orElse(row.attempts());
                                return super.decided(row, decision).due(now(), attempts);
                            }
                        }),
                mutant(
                        "what is decided waits for its question",
                        DECIDED,
                        "decide: .*what the message waits for",
                        (s, t) -> new ShelfStore(s, t) {
                            @Override
                            Row decided(Row row, Decision decision) {
                                Row decided = super.decided(row, decision);
                                return row.question().map(decided::waitsFor).orElse(decided);
                            }
                        }),
                mutant(
                        "what is decided is free again",
                        DECIDED,
                        "claim of what is decided, and still leased",
                        (s, t) -> new ShelfStore(s, t) {
                            @Override
                            Row decided(Row row, Decision decision) {
                                return super.decided(row, decision).free();
                            }
                        }),
                mutant(
                        "a decided message is held for no time",
                        "TEMP_6_a_decided_message_is_held_for_a_time",
                        "due, after add of a decided message",
                        (s, t) -> new ShelfStore(s, t) {
                            @Override
                            public long add(
                                    RmxQuery query, MessageReference reference, Decision decision, Duration pause)
                                    throws QuarantineException {
                                return super.add(query, reference, decision, Duration.ZERO);
                            }
                        }),
                mutant(
                        "a decided message is held for a day at most",
                        "TEMP_6_a_decided_message_is_held_for_a_time",
                        "due, after add of a decided message",
                        (s, t) -> new ShelfStore(s, t) {
                            @Override
                            public long add(
                                    RmxQuery query, MessageReference reference, Decision decision, Duration pause)
                                    throws QuarantineException {
                                Duration day = Duration.ofDays(1);
                                return super.add(query, reference, decision, pause.compareTo(day) > 0 ? day : pause);
                            }
                        }),
                mutant(
                        "done takes what is not leased",
                        "done_removes_a_message",
                        "claim after done",
                        (s, t) -> new ShelfStore(s, t) {
                            @Override
                            public void done(Collection<Long> ids) {
                                synchronized (lock()) {
                                    ids.forEach(this::take);
                                }
                            }
                        }));
    }

    private static Stream<Mutant> ofRetries() {
        return Stream.of(
                mutant("retry does not count", RETRIED, "attempts, after retry", (s, t) -> new ShelfStore(s, t) {
                    @Override
                    Row retried(Row row, Duration pause) {
                        return super.retried(row, pause).due(later(now(), pause), row.attempts());
                    }
                }),
                mutant("retry is due at once", RETRIED, "due, after retry", (s, t) -> new ShelfStore(s, t) {
                    @Override
                    Row retried(Row row, Duration pause) {
                        return super.retried(row, Duration.ZERO);
                    }
                }),
                mutant(
                        "retry counts for a question",
                        "retry_of_an_undecided_message_only_gives_it_back",
                        "find after retry",
                        (s, t) -> new ShelfStore(s, t) {
                            @Override
                            Row retried(Row row, Duration pause) {
                                row.question()
                                        .ifPresent(question -> shelf.put(question, inVain(asked(question), pause)));
                                return super.retried(row, pause);
                            }
                        }),
                mutant(
                        "retry takes decided messages only",
                        "retry_of_an_undecided_message_only_gives_it_back",
                        "claim after retry",
                        (s, t) -> new ShelfStore(s, t) {
                            @Override
                            Row retried(Row row, Duration pause) {
                                return row.decision().isPresent() ? super.retried(row, pause) : row;
                            }
                        }));
    }

    private static Stream<Mutant> ofReleases() {
        return Stream.of(
                mutant("release does not make due", RELEASED, "due, after release", (s, t) -> new ShelfStore(s, t) {
                    @Override
                    Row released(Row row, Decision decision) {
                        return super.released(row, decision).due(now().plusSeconds(1), 0);
                    }
                }),
                mutant(
                        "release gives a lease back",
                        RELEASED,
                        "claim of what was released, and not",
                        (s, t) -> new ShelfStore(s, t) {
                            @Override
                            Row released(Row row, Decision decision) {
                                return super.released(row, decision).free();
                            }
                        }),
                mutant(
                        "release passes over what is decided",
                        RELEASED_DECIDED,
                        "due, after release of what is decided",
                        (s, t) -> new ShelfStore(s, t) {
                            @Override
                            Row released(Row row, Decision decision) {
                                return row.decision().isPresent() ? row : super.released(row, decision);
                            }
                        }),
                mutant(
                        "release decides anew",
                        RELEASED_DECIDED,
                        "release of what is decided: the decision",
                        (s, t) -> new ShelfStore(s, t) {
                            @Override
                            Row released(Row row, Decision decision) {
                                return row.decided(decision, now());
                            }
                        }),
                mutant(
                        "retryNow counts an attempt",
                        RETRIED_NOW,
                        "attempts, after retryNow",
                        (s, t) -> new ShelfStore(s, t) {
                            @Override
                            Asked retriedNow(Asked asked) {
                                return new Asked(super.retriedNow(asked).due(), asked.attempts() + 1);
                            }
                        }),
                mutant(
                        "retryNow leaves a question as it is",
                        RETRIED_NOW,
                        "due, after retryNow",
                        (s, t) -> new ShelfStore(s, t) {
                            @Override
                            Asked retriedNow(Asked asked) {
                                return asked;
                            }
                        }),
                mutant(
                        "retryNow puts off what is due",
                        RETRIED_NOW,
                        "due, after retryNow of what is due",
                        (s, t) -> new ShelfStore(s, t) {
                            @Override
                            Asked retriedNow(Asked asked) {
                                return new Asked(now(), asked.attempts());
                            }
                        }),
                mutant(
                        "retryNow passes over what is decided",
                        RETRIED_NOW,
                        "due, after retryNow of what is decided",
                        (s, t) -> new ShelfStore(s, t) {
                            @Override
                            Row retriedNow(Row decided) {
                                return decided;
                            }

                            @Override
                            Row released(Row row, Decision decision) {
                                return row.decision().isPresent()
                                        ? super.retriedNow(row)
                                        : row.decided(decision, now());
                            }
                        }),
                mutant(
                        "remove spares what is leased",
                        "a_removed_message_is_gone",
                        "remove",
                        (s, t) -> new ShelfStore(s, t) {
                            @Override
                            public boolean remove(long id) throws QuarantineException {
                                synchronized (lock()) {
                                    return shelf.row(id)
                                                    .filter(row -> isFree(row))
                                                    .isPresent()
                                            && super.remove(id);
                                }
                            }
                        }));
    }

    private static Stream<Mutant> ofWhatIsShown() {
        return Stream.of(
                mutant(
                        "renew says yes to everything",
                        "only_leased_messages_are_renewed",
                        "renew",
                        (s, t) -> new ShelfStore(s, t) {
                            @Override
                            public Set<Long> renew(Collection<Long> ids) throws QuarantineException {
                                super.renew(ids);
                                return Set.copyOf(ids);
                            }
                        }),
                mutant("held gives the newest", LISTED, "held", (s, t) -> new ShelfStore(s, t) {
                    @Override
                    public Held held() throws QuarantineException {
                        Optional<Instant> newest =
                                shelf.rows().stream().map(Row::since).max(Comparator.naturalOrder());
                        return new Held(super.held().count(), newest);
                    }
                }),
                mutant("list includes the id it starts after", LISTED, "list", (s, t) -> new ShelfStore(s, t) {
                    @Override
                    public List<HeldMessage> list(long after, int most) throws QuarantineException {
                        return super.list(Math.max(after, 1) - 1, most);
                    }
                }),
                mutant(
                        "an id is given again after remove",
                        "no_id_is_given_twice",
                        "add.*more than once",
                        (s, t) -> new ShelfStore(s, t) {
                            @Override
                            public long add(RmxQuery query, MessageReference reference, Wait wait, Duration longest)
                                    throws QuarantineException {
                                synchronized (lock()) {
                                    if (shelf.rows().isEmpty()) {
                                        shelf.startAgain();
                                    }
                                    return super.add(query, reference, wait, longest);
                                }
                            }
                        }),
                mutant(
                        "since is cut to milliseconds",
                        "a_new_message_has_the_right_fields",
                        "since, after add",
                        (s, t) -> new ShelfStore(s, t) {
                            @Override
                            Row row(RmxQuery query, MessageReference reference, Duration longest) {
                                return super.row(query, reference, longest).since(now().truncatedTo(ChronoUnit.MILLIS));
                            }
                        }),
                mutant("times are cut to milliseconds", KEPT, "due, after add", (s, t) -> new ShelfStore(s, t) {
                    @Override
                    Instant later(Instant time, Duration by) {
                        return super.later(time, by.truncatedTo(ChronoUnit.MILLIS));
                    }
                }),
                mutant(
                        "what is held for ever comes back in some years",
                        "any_time_can_be_given",
                        "claim after 1,000 days",
                        (s, t) -> new ShelfStore(s, t) {
                            @Override
                            Instant later(Instant time, Duration by) {
                                Duration years = Duration.ofDays(900);
                                return super.later(time, by.compareTo(years) > 0 ? years : by);
                            }
                        }),
                mutant("a reference becomes text", KEPT, "find", (s, t) -> new ShelfStore(s, t) {
                    @Override
                    Row row(RmxQuery query, MessageReference reference, Duration longest) {
                        byte[] text = new String(reference.octets(), StandardCharsets.US_ASCII)
                                .getBytes(StandardCharsets.US_ASCII);
                        return super.row(query, MessageReference.of(text), longest);
                    }
                }),
                mutant(
                        "find gives what it gave before",
                        "every_unanswered_attempt_is_counted",
                        "attempts of that question",
                        (s, t) -> new ShelfStore(s, t) {
                            private final Map<Long, HeldMessage> before = new HashMap<>();

                            @Override
                            public Optional<HeldMessage> find(long id) throws QuarantineException {
                                synchronized (lock()) {
                                    Optional<HeldMessage> now = super.find(id);
                                    now.ifPresent(message -> before.putIfAbsent(id, message));
                                    return Optional.ofNullable(before.get(id));
                                }
                            }
                        }),
                mutant(
                        "claim shows what was before",
                        "claim_and_find_show_the_same_message",
                        "find of what was just claimed",
                        (s, t) -> new ShelfStore(s, t) {
                            @Override
                            public Claimed claim(int most) throws QuarantineException {
                                synchronized (lock()) {
                                    Map<Long, HeldMessage> before = new HashMap<>();
                                    list(0, Integer.MAX_VALUE).forEach(message -> before.put(message.id(), message));
                                    Claimed claimed = super.claim(most);
                                    return new Claimed(
                                            claimed.now(),
                                            claimed.messages().stream()
                                                    .map(message -> before.getOrDefault(message.id(), message))
                                                    .toList());
                                }
                            }
                        }));
    }
}
