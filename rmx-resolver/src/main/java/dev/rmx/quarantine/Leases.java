package dev.rmx.quarantine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The leases that a quarantine has, each with the moment since which it counts, by this machine's monotonic clock: the store was asked
 * for it after that, so it holds for longer than is thought here.
 *
 * <p>Safe to share between threads.
 */
final class Leases {
    private final Map<Long, Long> since = new ConcurrentHashMap<>();
    private final long time;

    /**
     * No leases yet.
     *
     * @param time for how long they hold; they are to be renewed when a third of it is over
     */
    Leases(Duration time) {
        this.time = time.toNanos();
    }

    void taken(Collection<HeldMessage> messages, long moment) {
        messages.forEach(message -> since.put(message.id(), moment));
    }

    void taken(long id, long moment) {
        since.put(id, moment);
    }

    /** Whether nobody else can have this message. */
    boolean hold(long id) {
        Long moment = since.get(id);
        return moment != null && System.nanoTime() - moment < time;
    }

    /** Those to be renewed by now. */
    List<Long> old() {
        long now = System.nanoTime();
        List<Long> ids = new ArrayList<>();
        since.forEach((id, moment) -> {
            if (now - moment >= time / 3) {
                ids.add(id);
            }
        });
        return ids;
    }

    /** The store was asked to renew these leases after that moment, and did so with some. */
    void renewed(Collection<Long> asked, Set<Long> held, long moment) {
        for (Long id : asked) {
            since.computeIfPresent(id, (same, before) -> held.contains(id) ? moment : null);
        }
    }

    /** Forgets a lease, and tells since when it counted. */
    Optional<Long> ended(long id) {
        return Optional.ofNullable(since.remove(id));
    }
}
