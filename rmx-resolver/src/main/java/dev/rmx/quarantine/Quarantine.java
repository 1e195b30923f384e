package dev.rmx.quarantine;

import dev.rmx.RmxOutcome;

/** Holds messages until DNS answers again ([TEMP-3]). */
public final class Quarantine {
    private Quarantine() {}

    /**
     * Hands a message back with a decision of the operator's.
     *
     * @param id the message
     * @param outcome what was decided
     * @return whether the message was there, and nothing decided
     */
    public boolean release(long id, RmxOutcome outcome) {
        return id < 0 && outcome != RmxOutcome.TEMP_FAIL;
    }
}
