package dev.rmx;

import dev.rmx.record.IpAddress;
import dev.rmx.record.IpRanges;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Addresses for which two expansions differ, each for one reason ([LINT-4]).
 *
 * @param addresses the addresses, one or more
 * @param before the part of the first expansion that holds all of them
 * @param after the part of the second
 */
public record RmxDifference(IpRanges addresses, RmxExpansion.Part before, RmxExpansion.Part after) {
    /** A pair of parts; two parts are the same pair only if they are the same objects. */
    private record Pair(RmxExpansion.Part before, RmxExpansion.Part after, List<IpAddress> edges) {
        RmxDifference difference() {
            return new RmxDifference(IpRanges.ofEdges(edges), before, after);
        }
    }

    /**
     * Whether the addresses gain authorization.
     *
     * @return true if they are certain to pass after, and not before
     */
    public boolean gains() {
        return passes(after) && !passes(before);
    }

    /**
     * Whether the addresses lose authorization.
     *
     * @return true if they were certain to pass before, and not after
     */
    public boolean loses() {
        return passes(before) && !passes(after);
    }

    private static boolean passes(RmxExpansion.Part part) {
        return part.verdict()
                .filter(verdict -> verdict.result() == RmxResult.PASS)
                .isPresent();
    }

    /**
     * Compares two complete expansions in time linear in their ranges. Two parts are equal if they have the same
     * result, and the same word of SPF if both are of SPF; or if they hang on the same directives, in the same order,
     * of one domain, and are otherwise equal. For two domains, the same directive may ask for two names.
     *
     * @param before one expansion
     * @param after another, of the same or another domain
     * @return the differences by their first address; none if every check has the same result
     */
    public static List<RmxDifference> between(RmxExpansion before, RmxExpansion after) {
        boolean ofOneDomain = before.subject().equals(after.subject());
        return between(
                before, after, (one, other) -> (ofOneDomain || one.unlisted().isEmpty()) && sayTheSame(one, other));
    }

    /**
     * Compares two complete expansions by a test of one's own.
     *
     * @param before one expansion
     * @param after another
     * @param same whether two parts are equal
     * @return the differences by their first address
     */
    public static List<RmxDifference> between(
            RmxExpansion before, RmxExpansion after, BiPredicate<RmxExpansion.Part, RmxExpansion.Part> same) {
        Map<Long, Optional<Pair>> pairs = new LinkedHashMap<>();
        int one = 0;
        int other = 0;
        while (one < before.ranges().size() && other < after.ranges().size()) {
            RangeSweep.Range its = before.ranges().get(one);
            RangeSweep.Range that = after.ranges().get(other);
            RmxExpansion.Part left = before.partOf(one);
            RmxExpansion.Part right = after.partOf(other);
            long key = (long) before.placeOf(one) << 32 | after.placeOf(other);
            IpAddress begin = its.begin().compareTo(that.begin()) >= 0 ? its.begin() : that.begin();
            int order = compareEnds(its.end(), that.end());
            IpAddress end = order <= 0 ? its.end() : that.end();
            pairs.computeIfAbsent(
                            key,
                            unseen -> same.test(left, right)
                                    ? Optional.empty()
                                    : Optional.of(new Pair(left, right, new ArrayList<>())))
                    .ifPresent(pair -> new RangeSweep.Range(begin, end).addTo(pair.edges()));
            one += order <= 0 ? 1 : 0;
            other += order >= 0 ? 1 : 0;
        }
        return pairs.values().stream()
                .flatMap(Optional::stream)
                .map(Pair::difference)
                .toList();
    }

    private static int compareEnds(@Nullable IpAddress one, @Nullable IpAddress other) {
        if (one == null || other == null) {
            return Boolean.compare(one == null, other == null);
        }
        return one.compareTo(other);
    }

    private static boolean sayTheSame(RmxExpansion.Part one, RmxExpansion.Part other) {
        return one.unlisted().equals(other.unlisted())
                && sayTheSame(one.verdict(), other.verdict())
                && sayTheSame(one.otherwise(), other.otherwise());
    }

    private static boolean sayTheSame(Optional<RmxVerdict> one, Optional<RmxVerdict> other) {
        if (one.isEmpty() || other.isEmpty()) {
            return one.isEmpty() && other.isEmpty();
        }
        boolean bothSpf = one.get().spf().isPresent() && other.get().spf().isPresent();
        return one.get().result() == other.get().result()
                && (!bothSpf
                        || one.get()
                                .spf()
                                .flatMap(SpfDecision::result)
                                .equals(other.get().spf().flatMap(SpfDecision::result)));
    }
}
