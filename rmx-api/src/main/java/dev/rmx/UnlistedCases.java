package dev.rmx;

import dev.rmx.record.DomainName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Evaluates the check of one client in each case in which the directives can turn out that cannot be listed ([LINT-4]).
 * Every client and sender is in one of the cases, and no case says what another contradicts.
 */
final class UnlistedCases {
    /** The most evaluations; what more cases would give is unknown ([LIM-4]). */
    private static final int MOST = 256;

    private final DomainName subject;
    private final RmxLimits limits;
    private final BooleanSupplier goesOn;
    private final Function<StandIn, RmxStep> evaluation;
    private final List<UnlistedCase> cases = new ArrayList<>();
    private int evaluations;

    private UnlistedCases(
            DomainName subject, RmxLimits limits, BooleanSupplier goesOn, Function<StandIn, RmxStep> evaluation) {
        this.subject = subject;
        this.limits = limits;
        this.goesOn = goesOn;
        this.evaluation = evaluation;
    }

    static List<UnlistedCase> of(
            DomainName subject, RmxLimits limits, BooleanSupplier goesOn, Function<StandIn, RmxStep> evaluation) {
        UnlistedCases all = new UnlistedCases(subject, limits, goesOn, evaluation);
        all.add(Map.of());
        return List.copyOf(all.cases);
    }

    /** Adds all cases in which some directives come to this. */
    private void add(Map<String, UnlistedWay> ways) {
        if (++evaluations > MOST || !goesOn.getAsBoolean()) { // [LIM-4]
            cases.add(UnlistedCase.unknown(ways));
            return;
        }
        StandIn standIn = StandIn.assuming(subject, ways);
        RmxStep step = evaluation.apply(standIn);
        if (step instanceof RmxVerdict verdict) {
            cases.add(UnlistedCase.of(ways, verdict));
            return;
        }
        String open = standIn.firstOpen();
        if (open != null) {
            standIn.waysOf(open).forEach(way -> add(ways, open, way));
            return;
        }
        Map.Entry<String, UnlistedWay> counting = ways.entrySet().stream()
                .filter(entry -> entry.getValue().countsAny())
                .findFirst()
                .orElse(null);
        if (counting == null) {
            cases.add(UnlistedCase.unknown(ways));
            return;
        }
        for (int terms = 0; terms <= limits.terms(); terms++) { // [SPF-4]
            for (int voids = 0; voids <= Math.min(terms, limits.voids()); voids++) {
                add(and(ways, counting.getKey(), counting.getValue().counting(terms, voids)));
            }
        }
    }

    private void add(Map<String, UnlistedWay> ways, String asks, UnlistedWay way) {
        if (way.kind() == UnlistedWay.Kind.DECIDES) {
            cases.add(UnlistedCase.decided(and(ways, asks, way), asks));
        } else {
            add(and(ways, asks, way));
        }
    }

    private static Map<String, UnlistedWay> and(Map<String, UnlistedWay> ways, String asks, UnlistedWay way) {
        Map<String, UnlistedWay> more = new LinkedHashMap<>(ways);
        more.put(asks, way);
        return more;
    }
}
