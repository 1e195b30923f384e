package dev.rmx.testkit.junit;

import static dev.rmx.testkit.junit.HeldMessages.minutes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rmx.RmxOutcome;
import dev.rmx.quarantine.Decision;
import dev.rmx.quarantine.HeldMessage;
import dev.rmx.quarantine.MessageReference;
import dev.rmx.quarantine.QuarantineException;
import dev.rmx.quarantine.QuarantineStore;
import dev.rmx.quarantine.QuarantineStore.Held;
import dev.rmx.quarantine.QuarantineStore.Retry;
import dev.rmx.record.DomainName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the rules make of a sequence of calls, as plainly as it can be said, beside what a store makes of it. Several store objects at
 * the same data can take part.
 */
final class QuarantineStoreModel {
    private static final int ROUNDS = 10;
    private static final int CALLS = 60;
    private static final int ALL = 1_000;
    private static final List<DomainName> SUBJECTS = List.of(HeldMessages.SUBJECT, HeldMessages.OTHER_SUBJECT);

    private enum Kind {
        ADD,
        CLAIM,
        CLAIM_DOMAIN,
        DECIDE,
        RETRY,
        POSTPONE,
        DONE,
        RELEASE,
        REMOVE,
        RENEW
    }

    /** Some are called more often than others. */
    private static final List<Kind> KINDS = Stream.concat(
                    Stream.of(Kind.values()), Stream.of(Kind.ADD, Kind.ADD, Kind.ADD, Kind.CLAIM, Kind.DECIDE))
            .toList();

    private final List<QuarantineStore> stores;
    private String last = "nothing";
    private final Random random;
    private final TreeMap<Long, ModelRow> rows = new TreeMap<>();

    private QuarantineStoreModel(List<QuarantineStore> stores, long seed) {
        this.stores = stores;
        this.random = new Random(seed);
    }

    /** Runs some rounds of random calls, each from a seed that is told if the store does not do as the rules say. */
    static void compare(List<QuarantineStore> stores) throws QuarantineException {
        long first = System.nanoTime();
        for (long seed = first; seed < first + ROUNDS; seed++) {
            QuarantineStoreModel model = new QuarantineStoreModel(stores, seed);
            try {
                for (int i = 0; i < CALLS; i++) {
                    model.call(stores.get(model.random.nextInt(stores.size())));
                    model.compareAll();
                }
                model.clear();
            } catch (AssertionError e) {
                throw new AssertionError("with seed " + seed + ": " + e.getMessage(), e);
            }
        }
    }

    private void compareAll() throws QuarantineException {
        List<HeldMessage> messages =
                rows.values().stream().map(ModelRow::message).toList();
        Held held = new Held(
                messages.size(), messages.stream().map(HeldMessage::since).min(Comparator.naturalOrder()));
        assertEquals(messages, any().list(0, ALL), () -> "list after " + last);
        assertEquals(held, any().held(), () -> "held after " + last);
    }

    private void clear() throws QuarantineException {
        for (long id : rows.keySet()) {
            assertTrue(any().remove(id), "remove");
        }
    }

    private QuarantineStore any() {
        return stores.get(random.nextInt(stores.size()));
    }

    private void call(QuarantineStore store) throws QuarantineException {
        Kind kind = anyOf(KINDS);
        last = kind.name().toLowerCase(Locale.ROOT);
        switch (kind) {
            case ADD -> add(store);
            case CLAIM -> claimDue(store);
            case CLAIM_DOMAIN -> claimSubject(store);
            case DECIDE -> decide(store);
            case RETRY -> retry(store);
            case POSTPONE -> postpone(store);
            case DONE -> done(store);
            case RELEASE -> release(store);
            case REMOVE -> remove(store);
            case RENEW -> renew(store);
        }
    }

    private void add(QuarantineStore store) throws QuarantineException {
        Instant since = minutes(-random.nextInt(100));
        Instant until = minutes(random.nextInt(60));
        Instant due = minutes(random.nextInt(60));
        due = due.isAfter(until) ? until : due;
        byte[] reference = new byte[random.nextInt(4)];
        random.nextBytes(reference);
        HeldMessage message = new HeldMessage(
                0,
                HeldMessages.query(anyOf(SUBJECTS)),
                MessageReference.of(reference),
                since,
                until,
                due,
                0,
                Optional.empty());
        long id = store.add(message.query(), message.reference(), since, until, due);
        HeldMessage added =
                new HeldMessage(id, message.query(), message.reference(), since, until, due, 0, Optional.empty());
        assertEquals(null, rows.put(id, new ModelRow(added, null)), "add gave an id twice");
    }

    private void claimDue(QuarantineStore store) throws QuarantineException {
        Instant now = minutes(random.nextInt(60));
        Instant horizon = now.plusSeconds(60L * random.nextInt(60));
        int most = random.nextInt(6);
        List<HeldMessage> claimed = store.claim(now, horizon, most);
        List<HeldMessage> due = free(row -> !row.message().due().isAfter(now));
        List<HeldMessage> beyond = free(
                row -> row.message().due().isAfter(now) && row.message().due().isAfter(horizon));
        checkClaimed(store, claimed, most, due, beyond);
    }

    private void claimSubject(QuarantineStore store) throws QuarantineException {
        DomainName subject = anyOf(SUBJECTS);
        int most = random.nextInt(6);
        List<HeldMessage> claimed = store.claim(subject, most);
        checkClaimed(store, claimed, most, free(row -> row.isUndecidedOf(subject)), List.of());
    }

    private List<HeldMessage> free(Predicate<ModelRow> condition) {
        return rows.values().stream()
                .filter(row -> row.lease() == null && condition.test(row))
                .map(ModelRow::message)
                .sorted(Comparator.comparing(HeldMessage::due))
                .toList();
    }

    /** Which of those that are due at the same moment is up to the store, and which of those beyond the horizon. */
    private void checkClaimed(
            QuarantineStore store,
            List<HeldMessage> claimed,
            int most,
            List<HeldMessage> first,
            List<HeldMessage> then) {
        int firsts = Math.min(most, first.size());
        assertEquals(firsts + Math.min(most - firsts, then.size()), claimed.size(), "claim: how many");
        assertEquals(dues(first.subList(0, firsts)), dues(claimed.subList(0, firsts)), "claim: when they are due");
        assertTrue(
                first.containsAll(claimed.subList(0, firsts)),
                () -> "claim: " + claimed + " has to begin with some of " + first);
        assertTrue(
                then.containsAll(claimed.subList(firsts, claimed.size())),
                () -> "claim: " + claimed + " has to end with some of " + then);
        assertEquals(claimed.size(), claimed.stream().distinct().count(), "claim: how many different ones");
        for (HeldMessage message : claimed) {
            rows.computeIfPresent(message.id(), (id, row) -> row.leasedTo(store));
        }
    }

    private static List<Instant> dues(List<HeldMessage> messages) {
        return messages.stream().map(HeldMessage::due).toList();
    }

    private void decide(QuarantineStore store) throws QuarantineException {
        Map<Long, Decision> decisions = new HashMap<>();
        Map<Long, Decision> standing = new HashMap<>();
        for (long id : someIds()) {
            Decision decision = decision();
            decisions.put(id, decision);
            rows.computeIfPresent(id, (same, row) -> {
                if (row.lease() != store) {
                    return row;
                }
                standing.put(id, row.message().decision().orElse(decision));
                return row.decided(standing.get(id));
            });
        }
        assertEquals(standing, store.decide(decisions), "decide");
    }

    private void retry(QuarantineStore store) throws QuarantineException {
        List<Retry> retries = new ArrayList<>();
        for (long id : someIds()) {
            Retry retry = new Retry(id, minutes(random.nextInt(60)), random.nextInt(9), random.nextBoolean());
            retries.add(retry);
            rows.computeIfPresent(id, (same, row) -> {
                if (row.lease() != store) {
                    return row;
                }
                boolean stays = row.message().decision().isPresent() && !retry.decided();
                return row.due(stays ? row.message().due() : retry.due(), retry.attempts())
                        .leasedTo(null);
            });
        }
        store.retry(retries);
    }

    private void postpone(QuarantineStore store) throws QuarantineException {
        DomainName subject = anyOf(SUBJECTS);
        Instant due = minutes(random.nextInt(60));
        int attempts = random.nextInt(9);
        List<ModelRow> earlier = rows.values().stream()
                .filter(row -> row.lease() == null && row.isUndecidedOf(subject))
                .filter(row -> row.message().due().isBefore(row.atMost(due)))
                .toList();
        assertEquals(earlier.size(), store.postpone(subject, due, attempts, ALL), "postpone: how many");
        for (ModelRow row : earlier) {
            rows.put(
                    row.message().id(),
                    row.due(row.atMost(due), Math.max(attempts, row.message().attempts())));
        }
    }

    private void done(QuarantineStore store) throws QuarantineException {
        List<Long> ids = someIds();
        store.done(ids);
        rows.values()
                .removeIf(row ->
                        row.lease() == store && ids.contains(row.message().id()));
    }

    private void release(QuarantineStore store) throws QuarantineException {
        long id = anyId();
        Decision decision = decision();
        Instant due = minutes(random.nextInt(60));
        ModelRow row = rows.get(id);
        boolean expected = row != null && row.message().decision().isEmpty();
        assertEquals(expected, store.release(id, decision, due), "release");
        if (row != null && expected) {
            rows.put(id, row.due(due, row.message().attempts()).decided(decision));
        }
    }

    private void renew(QuarantineStore store) throws QuarantineException {
        List<Long> ids = someIds();
        Set<Long> held = rows.values().stream()
                .filter(row -> row.lease() == store)
                .map(row -> row.message().id())
                .filter(ids::contains)
                .collect(Collectors.toSet());
        assertEquals(held, store.renew(ids), "renew");
    }

    private void remove(QuarantineStore store) throws QuarantineException {
        long id = anyId();
        assertEquals(rows.remove(id) != null, store.remove(id), "remove");
    }

    private Decision decision() {
        return new Decision(
                anyOf(List.of(RmxOutcome.values())),
                random.nextBoolean() ? Optional.of("mechanism " + random.nextInt(9)) : Optional.empty(),
                "reason " + random.nextInt(9),
                anyOf(List.of(Decision.Source.values())));
    }

    private List<Long> someIds() {
        return random.longs(random.nextInt(6), 0, Long.MAX_VALUE)
                .mapToObj(any -> anyId())
                .distinct()
                .toList();
    }

    /** Mostly one that is there. */
    private long anyId() {
        return rows.isEmpty() || random.nextInt(10) == 0
                ? random.nextInt(1_000_000) + 1_000_000_000L
                : anyOf(List.copyOf(rows.keySet()));
    }

    private <T> T anyOf(List<T> some) {
        return some.get(random.nextInt(some.size()));
    }
}
