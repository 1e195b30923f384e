package dev.rmx;

import dev.rmx.record.IpAddress;
import dev.rmx.record.IpRanges;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Addresses for which two expansions differ, or may differ, each for one reason ([LINT-4]).
 *
 * @param addresses the addresses, one or more
 * @param before the part of the first expansion that holds all of them
 * @param after the part of the second
 * @param example a case in which they differ, with the result before and after, as one line of printable ASCII; for
 *     parts with verdicts, the two results
 */
public record RmxDifference(IpRanges addresses, RmxExpansion.Part before, RmxExpansion.Part after, String example) {
    /** A pair of parts; two parts are the same pair only if they are the same objects. */
    private record Pair(RmxExpansion.Part before, RmxExpansion.Part after, String example, List<IpAddress> edges) {
        RmxDifference difference() {
            return new RmxDifference(IpRanges.ofEdges(edges), before, after, example);
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
     * Compares two complete expansions. Two parts are equal if they have the same result, and the same word of SPF if
     * both are of SPF, in every case in which the directives can turn out that cannot be listed. Directives that ask
     * the same turn out alike. Parts of which an expansion cannot tell the result, since there are {@linkplain
     * RmxExpansion#tooMany too many} ranges or cases, are always different.
     *
     * @param before one expansion
     * @param after another, of the same or another domain
     * @return the differences by their first address; none if every check has the same result
     */
    public static List<RmxDifference> between(RmxExpansion before, RmxExpansion after) {
        Map<Long, Optional<Pair>> pairs = new LinkedHashMap<>();
        int one = 0;
        int other = 0;
        while (one < before.ranges().size() && other < after.ranges().size()) {
            RangeSweep.Range its = before.ranges().get(one);
            RangeSweep.Range that = after.ranges().get(other);
            long key = (long) before.placeOf(one) << 32 | after.placeOf(other);
            Optional<Pair> pair = pairs.get(key);
            if (pair == null) {
                pair = pair(before, one, after, other);
                pairs.put(key, pair);
            }
            IpAddress begin = its.begin().compareTo(that.begin()) >= 0 ? its.begin() : that.begin();
            int order = compareEnds(its.end(), that.end());
            IpAddress end = order <= 0 ? its.end() : that.end();
            pair.ifPresent(parts -> new RangeSweep.Range(begin, end).addTo(parts.edges()));
            one += order <= 0 ? 1 : 0;
            other += order >= 0 ? 1 : 0;
        }
        return pairs.values().stream()
                .flatMap(Optional::stream)
                .map(Pair::difference)
                .toList();
    }

    /** The parts of two ranges; empty if they say the same in every case. */
    private static Optional<Pair> pair(RmxExpansion before, int one, RmxExpansion after, int other) {
        for (UnlistedCase was : before.casesOf(one)) {
            for (UnlistedCase is : after.casesOf(other)) { // [LINT-4] in each case that can occur
                if (was.allows(is) && !was.saysTheSame(is)) {
                    return Optional.of(
                            new Pair(before.partOf(one), after.partOf(other), was.against(is), new ArrayList<>()));
                }
            }
        }
        return Optional.empty();
    }

    private static int compareEnds(@Nullable IpAddress one, @Nullable IpAddress other) {
        if (one == null || other == null) {
            return Boolean.compare(one == null, other == null);
        }
        return one.compareTo(other);
    }
}
