package dev.rmx.testkit.junit.stores;

import dev.rmx.RmxQuery;
import dev.rmx.quarantine.Decision;
import dev.rmx.quarantine.HeldMessage;
import dev.rmx.quarantine.MessageReference;
import dev.rmx.quarantine.QuarantineException;
import dev.rmx.quarantine.QuarantineStore;
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

/** Stores that take a rule for another, whoever calls them and when. */
final class MisreadStores {
    private MisreadStores() {}

    private static Mutant mutant(
            String fault, String test, String words, BiFunction<Shelf, Duration, QuarantineStore> maker) {
        return new Mutant(fault, test, words, maker);
    }

    static Stream<Mutant> all() {
        return Stream.of(
                mutant(
                        "decide gives back the new decision",
                        "the_first_decision_stands",
                        "decide",
                        (s, t) -> new ShelfStore(s, t) {
                            @Override
                            public Map<Long, Decision> decide(Map<Long, Decision> decisions)
                                    throws QuarantineException {
                                Map<Long, Decision> standing = new HashMap<>(super.decide(decisions));
                                standing.replaceAll((id, decision) -> decisions.getOrDefault(id, decision));
                                return standing;
                            }
                        }),
                mutant(
                        "the last decision stands",
                        "the_first_decision_stands",
                        "decide",
                        (s, t) -> new ShelfStore(s, t) {
                            @Override
                            Row decided(Row row, Decision decision) {
                                return row.decided(decision);
                            }
                        }),
                mutant(
                        "decide takes what is not leased",
                        "the_first_decision_stands",
                        "decide",
                        (s, t) -> new ShelfStore(s, t) {
                            @Override
                            boolean isMine(Row row) {
                                return true;
                            }
                        }),
                mutant(
                        "renew says yes to everything",
                        "only_what_is_leased_is_renewed",
                        "renew",
                        (s, t) -> new ShelfStore(s, t) {
                            @Override
                            public Set<Long> renew(Collection<Long> ids) throws QuarantineException {
                                super.renew(ids);
                                return Set.copyOf(ids);
                            }
                        }),
                mutant(
                        "held gives the newest",
                        "messages_are_listed_and_counted",
                        "held",
                        (s, t) -> new ShelfStore(s, t) {
                            @Override
                            public Held held() throws QuarantineException {
                                Optional<Instant> newest = shelf.rows().stream()
                                        .map(row -> row.message().since())
                                        .max(Comparator.naturalOrder());
                                return new Held(super.held().count(), newest);
                            }
                        }),
                mutant(
                        "list includes the id it starts after",
                        "messages_are_listed_and_counted",
                        "list",
                        (s, t) -> new ShelfStore(s, t) {
                            @Override
                            public List<HeldMessage> list(long after, int most) throws QuarantineException {
                                return super.list(Math.max(after, 1) - 1, most);
                            }
                        }),
                mutant(
                        "claim goes by the order of ids",
                        "what_has_been_due_for_longest_is_claimed_first",
                        "claim",
                        (s, t) -> new ShelfStore(s, t) {
                            @Override
                            Comparator<HeldMessage> order() {
                                return Comparator.comparing(HeldMessage::id);
                            }
                        }),
                mutant(
                        "claim takes what is due a little later",
                        "what_has_been_due_for_longest_is_claimed_first",
                        "claim",
                        (s, t) -> new ShelfStore(s, t) {
                            @Override
                            boolean isDue(HeldMessage message, Instant now) {
                                return super.isDue(
                                        message,
                                        now.truncatedTo(ChronoUnit.MILLIS).plusMillis(1));
                            }
                        }),
                mutant(
                        "claim ignores the horizon",
                        "what_is_due_beyond_the_horizon_is_due",
                        "claim",
                        (s, t) -> new ShelfStore(s, t) {
                            @Override
                            boolean isBeyond(HeldMessage message, Instant horizon) {
                                return false;
                            }
                        }),
                mutant(
                        "retry loses the attempts",
                        "what_is_given_back_is_claimed_again",
                        "attempts",
                        (s, t) -> new ShelfStore(s, t) {
                            @Override
                            Row givenBack(Row row, Retry retry) {
                                return super.givenBack(row, new Retry(retry.id(), retry.due(), 0, retry.decided()));
                            }
                        }),
                mutant(
                        "retry puts off what was released meanwhile",
                        "what_is_released_meanwhile_stays_due",
                        "retry",
                        (s, t) -> new ShelfStore(s, t) {
                            @Override
                            Row givenBack(Row row, Retry retry) {
                                return super.givenBack(row, new Retry(retry.id(), retry.due(), retry.attempts(), true));
                            }
                        }),
                mutant(
                        "postpone puts messages forward",
                        "a_domain_is_put_off",
                        "postpone",
                        (s, t) -> new ShelfStore(s, t) {
                            @Override
                            Row postponed(Row row, Instant due, int attempts) {
                                return row.due(
                                        due, Math.max(attempts, row.message().attempts()));
                            }
                        }),
                mutant(
                        "postpone lowers the attempts",
                        "a_domain_is_put_off",
                        "attempts",
                        (s, t) -> new ShelfStore(s, t) {
                            @Override
                            Row postponed(Row row, Instant due, int attempts) {
                                Row postponed = super.postponed(row, due, attempts);
                                return postponed.equals(row)
                                        ? row
                                        : postponed.due(postponed.message().due(), attempts);
                            }
                        }),
                mutant(
                        "release does not make due",
                        "the_operator_releases_what_is_not_decided",
                        "release",
                        (s, t) -> new ShelfStore(s, t) {
                            @Override
                            Row released(Row row, Decision decision, Instant due) {
                                return row.decided(decision);
                            }
                        }),
                mutant(
                        "release gives a lease back",
                        "the_operator_releases_what_is_not_decided",
                        "claim of what was released, and not",
                        (s, t) -> new ShelfStore(s, t) {
                            @Override
                            Row released(Row row, Decision decision, Instant due) {
                                return super.released(row, decision, due).leasedTo(null, 0);
                            }
                        }),
                mutant(
                        "remove spares what is leased",
                        "what_is_removed_is_gone",
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
                        }),
                mutant(
                        "an id is given again after remove",
                        "no_id_is_given_twice",
                        "add.*more than once",
                        (s, t) -> new ShelfStore(s, t) {
                            @Override
                            public long add(
                                    RmxQuery query,
                                    MessageReference reference,
                                    Instant since,
                                    Instant until,
                                    Instant due)
                                    throws QuarantineException {
                                synchronized (lock()) {
                                    if (shelf.rows().isEmpty()) {
                                        shelf.startAgain();
                                    }
                                    return super.add(query, reference, since, until, due);
                                }
                            }
                        }),
                mutant(
                        "instants are cut to milliseconds",
                        "TEMP_3_a_message_is_kept_as_it_was_given",
                        "find|since",
                        (s, t) -> new ShelfStore(s, t) {
                            @Override
                            public long add(
                                    RmxQuery query,
                                    MessageReference reference,
                                    Instant since,
                                    Instant until,
                                    Instant due)
                                    throws QuarantineException {
                                return super.add(query, reference, since.truncatedTo(ChronoUnit.MILLIS), until, due);
                            }
                        }),
                mutant(
                        "a reference becomes text",
                        "TEMP_3_a_message_is_kept_as_it_was_given",
                        "find",
                        (s, t) -> new ShelfStore(s, t) {
                            @Override
                            public long add(
                                    RmxQuery query,
                                    MessageReference reference,
                                    Instant since,
                                    Instant until,
                                    Instant due)
                                    throws QuarantineException {
                                String text = new String(reference.octets(), StandardCharsets.US_ASCII);
                                return super.add(
                                        query,
                                        MessageReference.of(text.getBytes(StandardCharsets.US_ASCII)),
                                        since,
                                        until,
                                        due);
                            }
                        }),
                mutant("find gives what was added", "a_domain_is_put_off", "find", (s, t) -> new ShelfStore(s, t) {
                    private final Map<Long, HeldMessage> added = new HashMap<>();

                    @Override
                    public Optional<HeldMessage> find(long id) throws QuarantineException {
                        synchronized (lock()) {
                            Optional<HeldMessage> now = super.find(id);
                            now.ifPresent(message -> added.putIfAbsent(
                                    id,
                                    new HeldMessage(
                                            id,
                                            message.query(),
                                            message.reference(),
                                            message.since(),
                                            message.until(),
                                            message.since(),
                                            0,
                                            Optional.empty())));
                            return Optional.ofNullable(added.get(id));
                        }
                    }
                }));
    }
}
