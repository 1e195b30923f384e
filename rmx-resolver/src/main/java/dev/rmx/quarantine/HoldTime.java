package dev.rmx.quarantine;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The clock by which messages in memory are held. It stands still while we are cut off from DNS ([TEMP-7]). */
final class HoldTime {
    /** How long it has stood still so far. */
    private Duration paused = Duration.ZERO;
    /** Since when it stands still; null if it runs. */
    private @Nullable Instant cutOffSince;

    /** The hold time at a time of the store's clock. */
    Instant at(Instant now) {
        return (cutOffSince == null || now.isBefore(cutOffSince) ? now : cutOffSince).minus(paused);
    }

    /** Stops the hold time, or lets it run. Returns true if it stood still until now. */
    boolean report(boolean cutOff, Instant now) {
        if (cutOff == (cutOffSince != null)) {
            return false;
        }
        if (cutOffSince != null && now.isAfter(cutOffSince)) {
            paused = paused.plus(Duration.between(cutOffSince, now));
        }
        cutOffSince = cutOff ? now : null;
        return !cutOff;
    }
}
