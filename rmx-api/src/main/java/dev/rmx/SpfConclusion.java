package dev.rmx;

import java.util.ArrayList;
import java.util.List;

/**
 * What the SPF record of a name comes to, as far as the known answers tell.
 *
 * @param outcomes the results that are possible
 * @param decided the term that is sure to decide, with the chain below it; empty if none is
 * @param failing the records, this one and those that it redirects to, whose own terms can give a fail
 */
record SpfConclusion(SpfOutcomes outcomes, List<SpfStep> decided, List<SpfWalk> failing) {
    /** What is never reached. */
    static final SpfConclusion NOTHING = only(new SpfOutcomes());

    static SpfConclusion only(SpfOutcomes outcomes) {
        return new SpfConclusion(outcomes, List.of(), List.of());
    }

    /** A term before the chain that it leads to. */
    static List<SpfStep> chain(SpfStep step, List<SpfStep> below) {
        if (below.size() < 2) {
            return below.isEmpty() ? List.of(step) : List.of(step, below.get(0));
        }
        List<SpfStep> chain = new ArrayList<>(below.size() + 1);
        chain.add(step);
        chain.addAll(below);
        return List.copyOf(chain);
    }

    static List<SpfWalk> joined(List<SpfWalk> some, List<SpfWalk> others) {
        if (some.isEmpty() || others.isEmpty()) {
            return some.isEmpty() ? others : some;
        }
        List<SpfWalk> joined = new ArrayList<>(some);
        joined.addAll(others);
        return List.copyOf(joined);
    }
}
