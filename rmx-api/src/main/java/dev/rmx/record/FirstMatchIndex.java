package dev.rmx.record;

import dev.rmx.packed.GrantingMatch;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/**
 * Finds the first literal match among many entries by binary search. Prefixes are nested or disjoint, so they cut the
 * addresses of a family into ranges, and in each range the same entry is the first match. Immutable.
 */
final class FirstMatchIndex {
    private final Ranges ipv4;
    private final Ranges ipv6;

    /** A prefix entry and its index. */
    private record Placed(IpPrefix prefix, int place) {
        static final Comparator<Placed> OUTER_FIRST = Comparator.comparing(
                        (Placed placed) -> placed.prefix().address())
                .thenComparingInt(placed -> placed.prefix().length());
    }

    /** A prefix that may hold the prefixes after it, and the first match for its addresses. */
    private record Open(IpPrefix prefix, int first) {}

    private FirstMatchIndex(Ranges ipv4, Ranges ipv6) {
        this.ipv4 = ipv4;
        this.ipv6 = ipv6;
    }

    static FirstMatchIndex of(List<RmxEntry> entries) {
        List<Placed> ipv4 = new ArrayList<>();
        List<Placed> ipv6 = new ArrayList<>();
        int end = 0; // "unused" matches every client: no later entry can be the first match
        while (end < entries.size() && entries.get(end).type() != RmxEntryType.UNUSED) {
            if (entries.get(end) instanceof RmxEntry.Literal literal) {
                (literal.prefix().family() == IpFamily.IPV4 ? ipv4 : ipv6).add(new Placed(literal.prefix(), end));
            }
            end++;
        }
        return new FirstMatchIndex(Ranges.of(ipv4, end), Ranges.of(ipv6, end));
    }

    /** The index of the first match. */
    int firstMatch(IpAddress client) {
        return ranges(client.family()).at(client.high(), client.low());
    }

    /** The addresses whose first match grants, or those whose first match denies. */
    IpRanges matched(GrantingMatch<?> entries, boolean grants) {
        List<IpAddress> edges = new ArrayList<>();
        ipv4.addEdges(entries, grants, IpFamily.IPV4, edges);
        ipv6.addEdges(entries, grants, IpFamily.IPV6, edges);
        return IpRanges.ofEdges(edges);
    }

    private Ranges ranges(IpFamily family) {
        return family == IpFamily.IPV4 ? ipv4 : ipv6;
    }

    /** The ranges of one family. */
    private static final class Ranges {
        /** The first half of each range's first address, in ascending unsigned order; the first range begins at 0. */
        private final long[] high;
        /** The second half; an empty array if all are 0, as for IPv4. */
        private final long[] low;
        /** The first match in each range; the number of entries if none matches. */
        private final int[] first;

        Ranges(long[] high, long[] low, int[] first) {
            this.high = high;
            this.low = low;
            this.first = first;
        }

        static Ranges of(List<Placed> prefixes, int none) {
            Builder ranges = new Builder(2 * prefixes.size() + 1);
            ranges.begin(0, 0, none);
            prefixes.sort(Placed.OUTER_FIRST);
            Deque<Open> around = new ArrayDeque<>();
            for (Placed placed : prefixes) {
                IpPrefix prefix = placed.prefix();
                while (!around.isEmpty() && !around.peek().prefix().contains(prefix.address())) {
                    ranges.endOf(
                            around.pop(),
                            around.isEmpty() ? none : around.peek().first());
                }
                int first = Math.min(
                        placed.place(), around.isEmpty() ? none : around.peek().first());
                ranges.begin(prefix.address().high(), prefix.address().low(), first);
                around.push(new Open(prefix, first));
            }
            while (!around.isEmpty()) {
                ranges.endOf(
                        around.pop(), around.isEmpty() ? none : around.peek().first());
            }
            return ranges.build();
        }

        /** Adds where the line of all addresses enters and leaves what is granted, or denied. */
        void addEdges(GrantingMatch<?> entries, boolean grants, IpFamily family, List<IpAddress> edges) {
            for (int i = 0; i < first.length; i++) {
                boolean matched = first[i] < entries.size() && entries.grants(first[i]) == grants;
                if (matched != (edges.size() % 2 == 1)) {
                    edges.add(address(i, family));
                }
            }
        }

        private IpAddress address(int range, IpFamily family) {
            return new IpAddress(family, high[range], low.length == 0 ? 0 : low[range]);
        }

        /** The first match for an address: that of the last range that begins at or before the address. */
        int at(long highBits, long lowBits) {
            int from = 0;
            int to = first.length;
            while (to - from > 1) {
                int middle = (from + to) >>> 1;
                int order = Long.compareUnsigned(high[middle], highBits);
                if (order == 0 && low.length > 0) {
                    order = Long.compareUnsigned(low[middle], lowBits);
                }
                if (order <= 0) {
                    from = middle;
                } else {
                    to = middle;
                }
            }
            return first[from];
        }
    }

    private static final class Builder {
        private final long[] high;
        private final long[] low;
        private final int[] first;
        private int count;
        private boolean anyLow;

        Builder(int most) {
            high = new long[most];
            low = new long[most];
            first = new int[most];
        }

        /** Begins a range with this first match. It replaces a range that begins at the same address. */
        void begin(long highBits, long lowBits, int entry) {
            if (count > 0 && high[count - 1] == highBits && low[count - 1] == lowBits) {
                count--;
            }
            if (count > 0 && first[count - 1] == entry) {
                return; // the last range goes on
            }
            high[count] = highBits;
            low[count] = lowBits;
            first[count] = entry;
            count++;
            anyLow |= lowBits != 0;
        }

        /** Ends a prefix: after it, {@code entry} is the first match. */
        void endOf(Open open, int entry) {
            IpRanges.after(open.prefix())
                    .filter(end -> end.family() == open.prefix().family()) // else it ends with the last address
                    .ifPresent(end -> begin(end.high(), end.low(), entry));
        }

        Ranges build() {
            return new Ranges(
                    Arrays.copyOf(high, count),
                    anyLow ? Arrays.copyOf(low, count) : new long[0],
                    Arrays.copyOf(first, count));
        }
    }
}
