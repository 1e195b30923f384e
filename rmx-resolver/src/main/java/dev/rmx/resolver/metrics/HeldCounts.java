package dev.rmx.resolver.metrics;

import dev.rmx.quarantine.Quarantine;
import dev.rmx.quarantine.QuarantineException;
import dev.rmx.quarantine.QuarantineStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What a quarantine's store holds, as last read. Reading a database may take a minute when it is down, so a gauge gives
 * the last count and has another thread read the next one. Safe to share between threads.
 */
final class HeldCounts {
    /** How old a count may be before the store is read again. */
    static final Duration FRESH = Duration.ofSeconds(10);
    /** How old a count may be before it says nothing any more. */
    static final Duration USABLE = Duration.ofMinutes(2);

    private static final System.Logger LOG = System.getLogger(HeldCounts.class.getName());

    private final Quarantine quarantine;
    private final Executor reader;
    private final InstantSource clock;
    private final AtomicBoolean reading = new AtomicBoolean();
    private volatile @Nullable Count last;

    /** A count, and when it was read. */
    private record Count(long held, Optional<Instant> oldest, Instant read) {
        boolean isYoungerThan(Duration age, Instant now) {
            return !now.isBefore(read) && now.isBefore(read.plus(age));
        }
    }

    HeldCounts(Quarantine quarantine, Executor reader, InstantSource clock) {
        this.quarantine = quarantine;
        this.reader = reader;
        this.clock = clock;
    }

    /** How many messages are held; not a number if that is not known. */
    double held() {
        Count count = current();
        return count == null ? Double.NaN : count.held();
    }

    /** For how many seconds the oldest message has been held; 0 without messages, not a number if not known. */
    double secondsOfOldest() {
        Count count = current();
        if (count == null) {
            return Double.NaN;
        }
        return count.oldest()
                .map(since ->
                        Math.max(0, Duration.between(since, clock.instant()).toMillis() / 1_000.0))
                .orElse(0.0);
    }

    private @Nullable Count current() {
        refresh();
        Count count = last;
        return count != null && count.isYoungerThan(USABLE, clock.instant()) ? count : null;
    }

    /** Has the store read, unless that was done lately or is being done. */
    void refresh() {
        Count count = last;
        boolean due = count == null || !count.isYoungerThan(FRESH, clock.instant());
        if (due && reading.compareAndSet(false, true)) {
            try {
                reader.execute(this::read);
            } catch (RuntimeException | Error e) { // no thread left, for example
                reading.set(false);
                LOG.log(System.Logger.Level.DEBUG, "the quarantine cannot be counted", e);
            }
        }
    }

    private void read() {
        try {
            QuarantineStore.Held held = quarantine.held();
            last = new Count(held.count(), held.oldest(), clock.instant());
        } catch (QuarantineException e) {
            last = null;
            LOG.log(System.Logger.Level.DEBUG, "the quarantine cannot be counted", e);
        } finally {
            reading.set(false);
        }
    }
}
