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
 * The messages in flight between store and handler, and when each was leased, by this machine's monotonic clock. The
 * clock is read before the store is asked, so a lease never ends earlier than computed here. A message whose lease is
 * lost stays in flight until its check or handler ends.
 *
 * <p>Any thread may call {@link #isOurs} and {@link #giveUp}; only the loop's thread calls the rest.
 */
final class Leases {
    private final Map<Long, HeldMessage> messages = new HashMap<>();
    private final Map<Long, Long> leasedSince = new ConcurrentHashMap<>();
    private final long leaseTime;

    /**
     * Starts with no leases.
     *
     * @param leaseTime how long a lease lasts; it is renewed after a third of this time
     */
    Leases(Duration leaseTime) {
        this.leaseTime = leaseTime.toNanos();
    }

    int size() {
        return messages.size();
    }

    /**
     * Adds a message that was leased after this moment. Returns false if it is still in flight from an earlier, expired
     * lease.
     */
    boolean take(HeldMessage message, long moment) {
        leasedSince.put(message.id(), moment);
        return messages.putIfAbsent(message.id(), message) == null;
    }

    /** Whether our lease of this message is still valid. */
    boolean isOurs(long id) {
        Long moment = leasedSince.get(id);
        return moment != null && System.nanoTime() - moment < leaseTime;
    }

    /** Drops the lease of a message that was removed. */
    void giveUp(long id) {
        leasedSince.remove(id);
    }

    /** Removes a message that is no longer in flight. */
    void landed(long id) {
        messages.remove(id);
        leasedSince.remove(id);
    }

    /** Removes and returns the messages whose handlers have not started; these do not start any more. */
    List<HeldMessage> withdraw(LongPredicate begun) {
        List<HeldMessage> withdrawn = new ArrayList<>();
        for (HeldMessage message : messages.values()) {
            Long moment = leasedSince.remove(message.id()); // first: a handler that starts now looks for the lease
            if (!begun.test(message.id())) {
                withdrawn.add(message);
            } else if (moment != null) {
                leasedSince.put(message.id(), moment);
            }
        }
        withdrawn.forEach(message -> landed(message.id()));
        return withdrawn;
    }

    /** Renews leases that need it, and drops lost ones. */
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
