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
 * The messages that are on their way from the store to a handler, and since when each is leased, by this machine's monotonic clock: the
 * store was asked for the lease after that, so it holds for longer than is thought here. A message stays in flight when its lease is
 * lost, until what is done with it has come to an end.
 *
 * <p>{@link #isOurs} and {@link #giveUp} can be called by any thread; everything else is the loop's.
 */
final class InFlight {
    private final Map<Long, HeldMessage> messages = new HashMap<>();
    private final Map<Long, Long> leasedSince = new ConcurrentHashMap<>();
    private final long leaseTime;

    /**
     * Nothing yet.
     *
     * @param leaseTime for how long a lease holds; it is renewed when a third of that is over
     */
    InFlight(Duration leaseTime) {
        this.leaseTime = leaseTime.toNanos();
    }

    int size() {
        return messages.size();
    }

    /** Takes a message on whose lease counts from a moment; false if it was in flight, its lease having run out. */
    boolean take(HeldMessage message, long moment) {
        leasedSince.put(message.id(), moment);
        return messages.putIfAbsent(message.id(), message) == null;
    }

    /** Whether nobody else can have this message. */
    boolean isOurs(long id) {
        Long moment = leasedSince.get(id);
        return moment != null && System.nanoTime() - moment < leaseTime;
    }

    /** Gives a message up that was removed: it is not ours any more. */
    void giveUp(long id) {
        leasedSince.remove(id);
    }

    /** The message is not in flight any more. */
    void landed(long id) {
        messages.remove(id);
        leasedSince.remove(id);
    }

    /** Takes out what nobody has begun to hand back, and now nobody will. */
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

    /** Renews the leases that need it, and gives those up that are lost. */
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
