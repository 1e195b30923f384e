package dev.rmx.quarantine;

import dev.rmx.RmxOutcome;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the release loop tells operators: lines in the log, and counts. A lasting trouble is logged once, and again only
 * after it was over. Used by one thread, but any thread may ask for {@link #work}.
 */
final class ReleaseLog {
    private static final System.Logger LOG = System.getLogger(ReleaseLoop.class.getName());

    /** A local clock that differs more than this from the store's is wrong. */
    private static final Duration CLOCKS_AGREE = Duration.ofMinutes(1);

    private final ReleaseCounters counters = new ReleaseCounters();
    private boolean storeFails;
    private boolean handlersStuck;
    private boolean clockIsOff;

    Quarantine.Work work() {
        return counters.work();
    }

    void released(RmxOutcome outcome) {
        counters.released(outcome);
    }

    void retried(int messages) {
        counters.retries.add(messages);
    }

    void storeFails(QuarantineException fault) {
        counters.storeFailures.increment();
        if (!storeFails) {
            storeFails = true;
            LOG.log(Level.ERROR, "the quarantine's store fails; held messages wait", fault);
        }
    }

    void storeWorks() {
        if (storeFails) {
            storeFails = false;
            LOG.log(Level.INFO, "the quarantine's store works again");
        }
    }

    void handlers(boolean stuck) {
        if (stuck && !handlersStuck) {
            LOG.log(Level.ERROR, "no handler returns: no message is handed back until one does");
        }
        handlersStuck = stuck;
    }

    /** Compares this machine's clock, before and after a call of the store, with the store's; the store's counts. */
    void clocks(Instant before, Instant ofStore, Instant after) {
        Duration ahead = Duration.between(ofStore, before);
        Duration behind = Duration.between(after, ofStore);
        Duration off = ahead.compareTo(behind) > 0 ? ahead : behind;
        if (off.compareTo(CLOCKS_AGREE) > 0 && !clockIsOff) {
            clockIsOff = true;
            LOG.log(
                    Level.WARNING,
                    "this machine's clock differs from that of the quarantine's store by " + off
                            + "; the store's clock counts");
        } else if (off.compareTo(CLOCKS_AGREE.dividedBy(2)) < 0) {
            clockIsOff = false;
        }
    }

    void handlerFailed(long id, @Nullable Throwable fault) {
        counters.handlerFailures.increment();
        LOG.log(Level.WARNING, "the handler did not take held message " + id, fault);
    }

    void lost(long id) {
        LOG.log(Level.INFO, "held message " + id + " may belong to another process by now");
    }

    void cannotCheck(long id, Throwable fault) {
        LOG.log(Level.WARNING, "held message " + id + " cannot be checked", fault);
    }
}
