package dev.rmx.testkit.junit.stores;

import dev.rmx.quarantine.Decision;
import dev.rmx.quarantine.HeldMessage;
import dev.rmx.quarantine.QuarantineStore;
import dev.rmx.record.DomainName;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The data of stores, and the clock of their leases, which a test holds. Not safe to share between threads by itself. */
final class Shelf {
    private final Map<Long, Row> rows = new LinkedHashMap<>();
    private final Map<DomainName, Map<Long, Row>> bySubject = new HashMap<>();
    private long lastId;
    private volatile long nanos;

    /** A message, and to whom it is leased until when, if at all. */
    record Row(HeldMessage message, @Nullable QuarantineStore owner, long leaseEnd) {
        Row leasedTo(@Nullable QuarantineStore store, long end) {
            return new Row(message, store, end);
        }

        Row due(Instant due, int attempts) {
            return with(due, attempts, message.decision());
        }

        Row decided(Decision decision) {
            return with(message.due(), message.attempts(), Optional.of(decision));
        }

        private Row with(Instant due, int attempts, Optional<Decision> decision) {
            HeldMessage m = message;
            return new Row(
                    new HeldMessage(m.id(), m.query(), m.reference(), m.since(), m.until(), due, attempts, decision),
                    owner,
                    leaseEnd);
        }

        private DomainName subject() {
            return message.query().subject().orElseThrow();
        }
    }

    long now() {
        return nanos;
    }

    synchronized void passTime(Duration time) {
        nanos += time.toNanos();
    }

    long nextId() {
        return ++lastId;
    }

    void startAgain() {
        lastId = 0;
    }

    void put(Row row) {
        long id = row.message.id();
        rows.put(id, row);
        bySubject.computeIfAbsent(row.subject(), name -> new LinkedHashMap<>()).put(id, row);
    }

    boolean remove(long id) {
        Row row = rows.remove(id);
        if (row == null) {
            return false;
        }
        Map<Long, Row> others = bySubject.getOrDefault(row.subject(), new HashMap<>());
        others.remove(id);
        if (others.isEmpty()) {
            bySubject.remove(row.subject());
        }
        return true;
    }

    Optional<Row> row(long id) {
        return Optional.ofNullable(rows.get(id));
    }

    Collection<Row> rows() {
        return rows.values();
    }

    List<Row> of(DomainName subject) {
        return List.copyOf(bySubject.getOrDefault(subject, new HashMap<>()).values());
    }
}
