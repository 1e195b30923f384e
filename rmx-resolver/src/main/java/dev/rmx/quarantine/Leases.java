package dev.rmx.quarantine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongPredicate;

/**
 * The messages on their way from the store to a handler, and when each was leased, by this machine's monotonic clock. That moment is taken
 * before the store is asked, so a lease lasts at least as long as is reckoned here. A message whose lease is lost stays in flight until its
 * check or handler ends.
 *
 * <p>{@link #isOurs} and {@link #giveUp} can be called by any thread; everything else is the loop's.
 */
final class Leases {
    private final Map<Long, HeldMessage> messages = new HashMap<>();
    private final Map<Long, Long> leasedSince = new ConcurrentHashMap<>();
    private final long leaseTime;

    /**
     * Nothing yet.
     *
     * @param leaseTime how long a lease lasts; it is renewed after a third of that
     */
    Leases(Duration leaseTime) {
        this.leaseTime = leaseTime.toNanos();
    }

    int size() {
        return messages.size();
    }

    /** Adds a message that was leased after this moment; false if it is in flight still, though its earlier lease ran out. */
    boolean take(HeldMessage message, long moment) {
        leasedSince.put(message.id(), moment);
        return messages.putIfAbsent(message.id(), message) == null;
    }

    /** Whether nobody else can have this message. */
    boolean isOurs(long id) {
        Long moment = leasedSince.get(id);
        return moment != null && System.nanoTime() - moment < leaseTime;
    }

    /** Drops the lease of a message that was removed. */
    void giveUp(long id) {
        leasedSince.remove(id);
    }

    /** Ends the flight of a message. */
    void landed(long id) {
        messages.remove(id);
        leasedSince.remove(id);
    }

    /** Takes out the messages whose handlers have not started, and keeps those from starting. */
    List<HeldMessage> withdraw(LongPredicate begun) {
        List<HeldMessage> withdrawn = new ArrayList<>();
        for (HeldMessage message : messages.values()) {
            Long moment = leasedSince.remove(message.id()); // first: a handler that begins now looks for it
            if (!begun.test(message.id())) {
                withdrawn.add(message);
            } else if (moment != null) {
                leasedSince.put(message.id(), moment);
            }
        }
        withdrawn.forEach(message -> landed(message.id()));
        return withdrawn;
    }

    /** Renews the leases that need it, and drops those that are lost. */
    void renew(QuarantineStore store) throws QuarantineException {
        long moment = System.nanoTime();
        List<Long> old = leasedSince.entrySet().stream()
                .filter(lease -> moment - lease.getValue() >= leaseTime / 3)
                .map(Map.Entry::getKey)
                .toList();
        if (!old.isEmpty()) {
            Set<Long> held = store.renew(old);
            old.forEach(id -> leasedSince.computeIfPresent(id, (same, before) -> held.contains(id) ? moment : null));
        }
    }
}
