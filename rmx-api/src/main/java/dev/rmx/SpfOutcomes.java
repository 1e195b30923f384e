package dev.rmx;

import dev.rmx.spf.SpfResult;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the SPF record of a name comes to, as far as the known answers tell: which results are possible, and in which
 * {@linkplain SpfStates states} each is reached ([SPF-4]).
 */
@SuppressWarnings("EnumOrdinal") // an array serves as a map without boxes
final class SpfOutcomes {
    private static final SpfResult[] RESULTS = SpfResult.values();

    private final long[] states = new long[RESULTS.length];
    /** The results that are possible, one bit each. */
    private int possible;

    private @Nullable SpfStep decided;
    private List<SpfWalk> failing = List.of();

    /** One result that is possible. */
    static SpfOutcomes only(SpfResult result, long reached) {
        SpfOutcomes outcomes = new SpfOutcomes();
        outcomes.add(result, reached);
        return outcomes;
    }

    /** Adds states in which a result is reached. */
    void add(SpfResult result, long reached) {
        states[result.ordinal()] |= reached;
        possible |= reached == SpfStates.NONE ? 0 : 1 << result.ordinal();
    }

    /** Adds what the record comes to that {@code redirect} names. Its {@code none} is a permerror (RFC 7208 §6.1). */
    void addRedirected(SpfOutcomes others) {
        for (SpfResult result : RESULTS) {
            add(result == SpfResult.NONE ? SpfResult.PERMERROR : result, others.of(result));
        }
        List<SpfWalk> joined = new ArrayList<>(failing);
        joined.addAll(others.failing);
        failing = joined;
    }

    /** The term that is sure to decide, with the chain below it; null if none is. */
    @Nullable
    SpfStep decided() {
        return decided;
    }

    void decidedBy(SpfStep step) {
        decided = step;
    }

    /** The records, this one and those that it redirects to, whose own terms can give a fail. */
    List<SpfWalk> failing() {
        return failing;
    }

    void failsIn(SpfWalk walk) {
        failing = List.of(walk);
    }

    /** The states in which a result is reached; none if it is not possible. */
    long of(SpfResult result) {
        return states[result.ordinal()];
    }

    /** The one result that is possible; null if there are several. */
    @Nullable
    SpfResult only() {
        return Integer.bitCount(possible) == 1 ? RESULTS[Integer.numberOfTrailingZeros(possible)] : null;
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
