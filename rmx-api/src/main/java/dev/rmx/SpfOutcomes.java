package dev.rmx;

import dev.rmx.spf.SpfResult;

/** Which results are still possible for an SPF record, and in which {@linkplain States states} each is reached ([SPF-4]). */
final class SpfOutcomes {
    private final long[] states = new long[SpfResult.values().length];

    /** Adds states in which a result is reached. */
    void add(SpfResult result, long reached) {
        states[result.ordinal()] |= reached;
    }

    /** Adds all of another record's outcomes. */
    void addAll(SpfOutcomes others) {
        for (int i = 0; i < states.length; i++) {
            states[i] |= others.states[i];
        }
    }

    /** The states in which a result is reached; none if it is not possible. */
    long of(SpfResult result) {
        return states[result.ordinal()];
    }

    /** Whether a result is possible. */
    boolean has(SpfResult result) {
        return of(result) != States.NONE;
    }

    /** The one result that is possible; null if there are several. */
    @org.jspecify.annotations.Nullable
    SpfResult only() {
        SpfResult found = null;
        for (SpfResult result : SpfResult.values()) {
            if (has(result)) {
                if (found != null) {
                    return null;
                }
                found = result;
            }
        }
        return found;
    }
}
