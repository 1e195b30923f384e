package dev.rmx.record;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A set of IP addresses of both families, kept as disjoint ranges. Two sets with the same addresses are equal.
 *
 * <p>All addresses stand in one line, IPv4 before IPv6, and the set is the list of its {@linkplain #edges edges} there.
 * So {@link #union}, {@link #intersection} and {@link #minus} take time linear in the ranges of both sets.
 *
 * <p>Immutable, and safe to share between threads.
 */
public final class IpRanges {
    /** No address. */
    public static final IpRanges NONE = new IpRanges(new IpAddress[0]);

    private static final IpAddress FIRST_IPV4 = new IpAddress(IpFamily.IPV4, 0, 0);
    private static final IpAddress FIRST_IPV6 = new IpAddress(IpFamily.IPV6, 0, 0);

    /** Every address of both families. */
    public static final IpRanges ALL = new IpRanges(new IpAddress[] {FIRST_IPV4});

    /** Where the line enters the set and leaves it, in turn, in ascending order. */
    private final IpAddress[] edges;

    private IpRanges(IpAddress[] edges) {
        this.edges = edges;
    }

    /**
     * The addresses of a prefix.
     *
     * @param prefix a prefix of either family
     * @return a set with one range
     */
    public static IpRanges of(IpPrefix prefix) {
        return after(prefix)
                .map(end -> new IpRanges(new IpAddress[] {prefix.address(), end}))
                .orElseGet(() -> new IpRanges(new IpAddress[] {prefix.address()}));
    }

    /**
     * The addresses that at least one of several prefixes holds. Sorts the prefixes.
     *
     * @param prefixes prefixes of both families, in any order; they may overlap
     * @return their union
     */
    public static IpRanges of(Collection<IpPrefix> prefixes) {
        List<IpAddress> edges = new ArrayList<>();
        for (IpPrefix prefix : prefixes.stream().sorted(IpRanges::outerFirst).toList()) {
            int count = edges.size();
            boolean open = count % 2 == 1; // up to the end of all addresses
            // prefixes are nested or disjoint: this one is inside the last, or behind it
            if (!open && (count == 0 || edges.get(count - 1).compareTo(prefix.address()) <= 0)) {
                edges.add(prefix.address());
                after(prefix).ifPresent(edges::add);
            }
        }
        return ofEdges(edges);
    }

    private static int outerFirst(IpPrefix one, IpPrefix other) {
        int order = one.address().compareTo(other.address());
        return order != 0 ? order : Integer.compare(one.length(), other.length());
    }

    /**
     * The set with given {@link #edges}.
     *
     * @param edges addresses in ascending order: the first of a range, the one after its last, and so on; after an odd
     *     number, the last range goes on to the end of IPv6. A range may begin where the one before it ends
     * @return the set
     * @throws IllegalArgumentException if they descend
     */
    public static IpRanges ofEdges(List<IpAddress> edges) {
        IpAddress[] kept = new IpAddress[edges.size()];
        int count = 0;
        for (int i = 0; i < edges.size(); i++) {
            IpAddress edge = edges.get(i);
            if (i > 0 && edges.get(i - 1).compareTo(edge) > 0) {
                throw new IllegalArgumentException("edges ascend, but " + edge + " follows " + edges.get(i - 1));
            }
            if (count > 0 && kept[count - 1].equals(edge)) {
                count--; // the range goes on
            } else {
                kept[count++] = edge;
            }
        }
        return new IpRanges(Arrays.copyOf(kept, count));
    }

    /**
     * The addresses at which a range begins, or which follow its last address, where no other range begins. The first
     * IPv6 address follows the last IPv4 address; none follows the last IPv6 address.
     *
     * @return addresses in ascending order, begin and end of a range in turn
     */
    public List<IpAddress> edges() {
        return List.of(edges);
    }

    /**
     * The addresses of this set or another.
     *
     * @param other another set
     * @return the union
     */
    public IpRanges union(IpRanges other) {
        return merged(other, 0b1110);
    }

    /**
     * The addresses of both this set and another.
     *
     * @param other another set
     * @return the intersection
     */
    public IpRanges intersection(IpRanges other) {
        return merged(other, 0b1000);
    }

    /**
     * The addresses of this set that are not in another.
     *
     * @param other another set
     * @return the difference
     */
    public IpRanges minus(IpRanges other) {
        return merged(other, 0b0010);
    }

    /** Goes along both lists of edges. Bit {@code 2 * inOther + inThis} of {@code table} says what the result holds. */
    private IpRanges merged(IpRanges other, int table) {
        IpAddress[] merged = new IpAddress[edges.length + other.edges.length];
        int count = 0;
        int mine = 0;
        int its = 0;
        while (mine < edges.length || its < other.edges.length) {
            int order =
                    mine == edges.length ? 1 : its == other.edges.length ? -1 : edges[mine].compareTo(other.edges[its]);
            IpAddress edge = order <= 0 ? edges[mine] : other.edges[its];
            mine += order <= 0 ? 1 : 0;
            its += order >= 0 ? 1 : 0;
            boolean holds = (table >> (2 * (its % 2) + mine % 2) & 1) != 0;
            if (holds != (count % 2 == 1)) {
                merged[count++] = edge;
            }
        }
        return new IpRanges(Arrays.copyOf(merged, count));
    }

    /**
     * Whether the set holds an address. Costs a binary search.
     *
     * @param address an address of either family
     * @return true if a range holds it
     */
    public boolean contains(IpAddress address) {
        int found = Arrays.binarySearch(edges, address);
        int passed = found < 0 ? -1 - found : found + 1; // the edges at or before the address
        return passed % 2 == 1;
    }

    /**
     * Whether the set holds no address.
     *
     * @return true if it has no range
     */
    public boolean isEmpty() {
        return edges.length == 0;
    }

    /**
     * How many addresses the set holds, IPv4 and IPv6 together.
     *
     * @return 0 to 2<sup>128</sup> + 2<sup>32</sup>
     */
    public BigInteger count() {
        BigInteger count = BigInteger.ZERO;
        for (int i = 0; i < edges.length; i += 2) {
            count = count.add(place(i + 1 == edges.length ? null : edges[i + 1]))
                    .subtract(place(edges[i]));
        }
        return count;
    }

    /** How many addresses stand before one; before null, all. */
    private static BigInteger place(@Nullable IpAddress address) {
        BigInteger ipv4 = BigInteger.ONE.shiftLeft(IpFamily.IPV4.bits());
        if (address == null) {
            return BigInteger.ONE.shiftLeft(IpFamily.IPV6.bits()).add(ipv4);
        }
        BigInteger value = new BigInteger(1, address.octets());
        return address.family() == IpFamily.IPV4 ? value : value.add(ipv4);
    }

    /**
     * The ranges, as few as possible.
     *
     * @return disjoint ranges of one family each, in ascending order, IPv4 first
     */
    public List<IpRange> ranges() {
        List<IpRange> ranges = new ArrayList<>(edges.length / 2 + 1);
        for (int i = 0; i < edges.length; i += 2) {
            IpAddress begin = edges[i];
            IpAddress end = i + 1 == edges.length ? null : edges[i + 1];
            if (begin.family() == IpFamily.IPV4 && (end == null || end.compareTo(FIRST_IPV6) > 0)) {
                ranges.add(new IpRange(begin, before(FIRST_IPV6)));
                begin = FIRST_IPV6;
            }
            ranges.add(new IpRange(begin, before(end)));
        }
        return ranges;
    }

    /**
     * The shortest list of prefixes that hold exactly these addresses. A range of IPv6 can take 254 prefixes, so the
     * stream makes them one by one: limit it where a stranger chose the set.
     *
     * @return disjoint prefixes in ascending order, IPv4 first
     */
    public Stream<IpPrefix> prefixes() {
        return ranges().stream().flatMap(IpRange::prefixes);
    }

    /** The address that follows a prefix: the first of IPv6 after the last of IPv4; empty if none does. */
    static Optional<IpAddress> after(IpPrefix prefix) {
        int length = prefix.length();
        long high = prefix.address().high();
        long low = prefix.address().low();
        if (length > 64) {
            low += 1L << (128 - length);
            high += low == 0 ? 1 : 0;
        } else {
            high += length == 0 ? 0 : 1L << (64 - length);
        }
        if (high != 0 || low != 0) {
            return Optional.of(new IpAddress(prefix.family(), high, low));
        }
        return prefix.family() == IpFamily.IPV4 ? Optional.of(FIRST_IPV6) : Optional.empty();
    }

    /** The address before another, which is not the first of IPv4; null stands after all addresses. */
    private static IpAddress before(@Nullable IpAddress address) {
        if (address == null || address.equals(FIRST_IPV6)) {
            return address == null ? new IpAddress(IpFamily.IPV6, -1, -1) : new IpAddress(IpFamily.IPV4, -1L << 32, 0);
        }
        if (address.family() == IpFamily.IPV4) {
            return new IpAddress(IpFamily.IPV4, address.high() - (1L << 32), 0);
        }
        long low = address.low() - 1;
        return new IpAddress(IpFamily.IPV6, address.high() - (low == -1 ? 1 : 0), low);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof IpRanges that && Arrays.equals(edges, that.edges);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(edges);
    }

    /** The ranges, each as a prefix or as {@code first-last}, with commas between them. */
    @Override
    public String toString() {
        return ranges().stream().map(IpRange::toString).collect(Collectors.joining(", "));
    }
}
