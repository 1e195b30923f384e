package dev.rmx;

import dev.rmx.spf.SpfResult;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which results are still possible for an SPF record, and in which {@linkplain SpfStates states} each is reached
 * ([SPF-4]).
 */
@SuppressWarnings("EnumOrdinal") // an array serves as a map without boxes
final class SpfOutcomes {
    private static final SpfResult[] RESULTS = SpfResult.values();

    private final long[] states = new long[RESULTS.length];

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

    /** Removes a result; gives the states in which it was reached. */
    long take(SpfResult result) {
        long taken = states[result.ordinal()];
        states[result.ordinal()] = SpfStates.NONE;
        return taken;
    }

    /** The states in which a result is reached; none if it is not possible. */
    long of(SpfResult result) {
        return states[result.ordinal()];
    }

    /** The one result that is possible; null if there are several. */
    @Nullable
    SpfResult only() {
        SpfResult found = null;
        for (SpfResult result : RESULTS) {
            if (of(result) != SpfStates.NONE) {
                if (found != null) {
                    return null;
                }
                found = result;
            }
        }
        return found;
    }

    /** The results that are possible, one or more. */
    Set<SpfResult> possible() {
        Set<SpfResult> possible = EnumSet.noneOf(SpfResult.class);
        for (SpfResult result : RESULTS) {
            if (of(result) != SpfStates.NONE) {
                possible.add(result);
            }
        }
        return possible;
    }
}
