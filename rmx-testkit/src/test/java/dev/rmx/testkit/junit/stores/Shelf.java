package dev.rmx.testkit.junit.stores;

import dev.rmx.RmxQuery;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.quarantine.Decision;
import dev.rmx.quarantine.MessageReference;
import dev.rmx.quarantine.QuarantineStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The data of stores, and their clock, which the test controls. Not thread-safe. */
final class Shelf {
    private final Map<Long, Row> rows = new LinkedHashMap<>();
    private final Map<DnsQuestion, Map<Long, Row>> byQuestion = new HashMap<>();
    private final Map<DnsQuestion, Asked> questions = new LinkedHashMap<>();
    private long lastId;
    private volatile Instant now = Instant.parse("2026-11-05T06:07:08.123456Z");

    /** How long the time of held messages has stood still in all, and since when it does. */
    private Duration paused = Duration.ZERO;

    private @Nullable Instant cutOffSince;
    /** When each store object last reported that DNS answers. */
    final Map<QuarantineStore, Instant> heard = new HashMap<>();

    /** When a question may be asked again, and how many attempts were not answered. */
    record Asked(Instant due, int attempts) {}

    /**
     * A message, and its lease, if any.
     *
     * @param until when its time is up, by the clock that may stand still
     * @param due only for a decided message
     * @param attempts only for a decided message
     */
    record Row(
            long id,
            RmxQuery query,
            MessageReference reference,
            Instant since,
            Instant until,
            Optional<DnsQuestion> question,
            Instant due,
            int attempts,
            Optional<Decision> decision,
            @Nullable QuarantineStore owner,
            Instant leaseEnd) {
        Row leasedTo(@Nullable QuarantineStore store, Instant end) {
            return new Row(id, query, reference, since, until, question, due, attempts, decision, store, end);
        }

        Row numbered(long number) {
            return new Row(number, query, reference, since, until, question, due, attempts, decision, owner, leaseEnd);
        }

        Row since(Instant other) {
            return new Row(id, query, reference, other, until, question, due, attempts, decision, owner, leaseEnd);
        }

        Row until(Instant other) {
            return new Row(id, query, reference, since, other, question, due, attempts, decision, owner, leaseEnd);
        }

        Row free() {
            return leasedTo(null, Instant.MIN);
        }

        Row due(Instant newDue, int newAttempts) {
            return new Row(
                    id, query, reference, since, until, question, newDue, newAttempts, decision, owner, leaseEnd);
        }

        Row waitsFor(DnsQuestion other) {
            return new Row(
                    id, query, reference, since, until, Optional.of(other), due, attempts, decision, owner, leaseEnd);
        }

        Row decided(Decision decided, Instant now) {
            return new Row(
                    id,
                    query,
                    reference,
                    since,
                    until,
                    Optional.empty(),
                    now,
                    0,
                    Optional.of(decided),
                    owner,
                    leaseEnd);
        }
    }

    Instant now() {
        return now;
    }

    synchronized void passTime(Duration time) {
        now = now.plus(time);
    }

    // the clock of held messages

    Instant held() {
        return (cutOffSince == null ? now : cutOffSince).minus(paused);
    }

    /** Converts a time of {@link #held} to the clock. */
    Instant byClock(Instant held) {
        return held.plus(Duration.between(held(), now));
    }

    boolean isCutOff() {
        return cutOffSince != null;
    }

    void cutOff() {
        if (cutOffSince == null) {
            cutOffSince = now;
        }
    }

    void forgetCutOffs() {
        paused = Duration.ZERO;
    }

    void endCutOff() {
        if (cutOffSince != null) {
            paused = paused.plus(Duration.between(cutOffSince, now));
            cutOffSince = null;
        }
    }

    // messages

    long nextId() {
        return ++lastId;
    }

    void startAgain() {
        lastId = 0;
    }

    void put(Row row) {
        take(row.id);
        rows.put(row.id, row);
        row.question.ifPresent(question -> byQuestion
                .computeIfAbsent(question, any -> new LinkedHashMap<>())
                .put(row.id, row));
    }

    private boolean take(long id) {
        Row row = rows.get(id);
        if (row != null) {
            row.question.ifPresent(question ->
                    byQuestion.getOrDefault(question, new HashMap<>()).remove(id));
        }
        return row != null;
    }

    /** Removes a message, and its question if no other message waits for it. */
    boolean remove(long id) {
        boolean there = take(id);
        rows.remove(id);
        return there;
    }

    Optional<Row> row(long id) {
        return Optional.ofNullable(rows.get(id));
    }

    Collection<Row> rows() {
        return rows.values();
    }

    List<Row> of(DnsQuestion question) {
        return List.copyOf(byQuestion.getOrDefault(question, new HashMap<>()).values());
    }

    // questions

    Optional<Asked> asked(DnsQuestion question) {
        return Optional.ofNullable(questions.get(question));
    }

    void put(DnsQuestion question, Asked asked) {
        questions.put(question, asked);
    }

    Map<DnsQuestion, Asked> questions() {
        return questions;
    }

    /** Forgets a question that no message waits for. */
    void forget(DnsQuestion question) {
        Map<Long, Row> waiting = byQuestion.get(question);
        if (waiting == null || waiting.isEmpty()) {
            byQuestion.remove(question);
            questions.remove(question);
        }
    }
}
