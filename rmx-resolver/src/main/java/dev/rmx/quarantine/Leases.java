package dev.rmx.quarantine;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The messages that a store object has leased, as far as its caller was told. A lease that was written down while the connection
 * broke is not among them: nobody works on that message, so its lease must run out.
 *
 * <p>Safe to share between threads. Each lease has a stamp, so that news of an old one cannot be taken for news of its successor.
 */
final class Leases {
    private final Map<Long, Long> stamps = new ConcurrentHashMap<>();
    private final long renewAfter;

    /**
     * No leases yet.
     *
     * @param time for how long they hold; they are renewed when a third of it is over
     */
    Leases(Duration time) {
        this.renewAfter = time.dividedBy(3).toNanos();
    }

    void taken(Collection<HeldMessage> messages) {
        long now = System.nanoTime();
        messages.forEach(message -> stamps.put(message.id(), now));
    }

    /** The stamps of these messages, where there is a lease. */
    Map<Long, Long> of(Collection<Long> ids) {
        Map<Long, Long> some = new HashMap<>();
        for (Long id : ids) {
            Long stamp = stamps.get(id);
            if (stamp != null) {
                some.put(id, stamp);
            }
        }
        return some;
    }

    /** The stamps of the leases that have to be renewed by now. */
    Map<Long, Long> old() {
        long now = System.nanoTime();
        Map<Long, Long> some = new HashMap<>();
        stamps.forEach((id, stamp) -> {
            if (now - stamp >= renewAfter) {
                some.put(id, stamp);
            }
        });
        return some;
    }

    void renewed(Map<Long, Long> old, Collection<Long> ids, long since) {
        for (Long id : ids) {
            Long stamp = old.get(id);
            if (stamp != null) {
                stamps.replace(id, stamp, since);
            }
        }
    }

    void ended(Map<Long, Long> old) {
        old.forEach(stamps::remove);
    }
}
