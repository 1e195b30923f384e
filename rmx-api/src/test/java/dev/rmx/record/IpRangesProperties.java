package dev.rmx.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/**
 * Compares sets of ranges with sets of single addresses, in a small world around each end of the families: the first
 * and the last 16 addresses of both, and 16 about the place where an IPv6 address carries into its first half.
 */
class IpRangesProperties {
    private static final List<String> BLOCKS = List.of(
            "0.0.0.0/28",
            "255.255.255.240/28",
            "::/124",
            "0:0:0:5::/124",
            "0:0:0:4:ffff:ffff:ffff:fff0/124",
            "ffff:ffff:ffff:ffff:ffff:ffff:ffff:fff0/124");
    private static final List<IpAddress> WORLD = BLOCKS.stream()
            .map(IpPrefix::parse)
            .flatMap(block -> IntStream.range(0, 16).mapToObj(i -> address(block, i)))
            .sorted()
            .toList();

    private static IpAddress address(IpPrefix block, int offset) {
        byte[] octets = block.address().octets();
        octets[octets.length - 1] += (byte) offset;
        return IpAddress.of(octets);
    }

    @Provide
    Arbitrary<List<IpPrefix>> prefixes() {
        Arbitrary<IpPrefix> inBlock = Combinators.combine(
                        Arbitraries.of(WORLD), Arbitraries.integers().between(0, 4))
                .as((address, bits) -> new IpPrefix(address, address.family().bits() - bits));
        Arbitrary<IpPrefix> wide = Arbitraries.of("0.0.0.0/0", "0.0.0.0/1", "128.0.0.0/1", "::/0", "::/62", "8000::/1")
                .map(IpPrefix::parse);
        return Arbitraries.frequencyOf(Tuple.of(12, inBlock), Tuple.of(1, wide))
                .list()
                .ofMaxSize(10);
    }

    private static Set<IpAddress> inWorld(Predicate<IpAddress> holds) {
        return WORLD.stream().filter(holds).collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean anyHolds(List<IpPrefix> prefixes, IpAddress address) {
        return prefixes.stream().anyMatch(prefix -> prefix.contains(address));
    }

    @Property
    void a_set_holds_what_its_prefixes_hold(@ForAll("prefixes") List<IpPrefix> prefixes) {
        IpRanges set = IpRanges.of(prefixes);

        assertThat(inWorld(set::contains)).isEqualTo(inWorld(address -> anyHolds(prefixes, address)));
        assertThat(set.isEmpty()).isEqualTo(prefixes.isEmpty());
        IpRanges oneByOne = IpRanges.NONE;
        for (IpPrefix prefix : prefixes) {
            oneByOne = oneByOne.union(IpRanges.of(prefix));
        }
        assertThat(oneByOne).isEqualTo(set).hasSameHashCodeAs(set);
        assertThat(IpRanges.ofEdges(set.edges())).isEqualTo(set);
    }

    @Property
    void union_intersection_and_difference_hold_for_each_address(
            @ForAll("prefixes") List<IpPrefix> one, @ForAll("prefixes") List<IpPrefix> other) {
        IpRanges left = IpRanges.of(one);
        IpRanges right = IpRanges.of(other);

        assertThat(inWorld(left.union(right)::contains))
                .isEqualTo(inWorld(address -> left.contains(address) || right.contains(address)));
        assertThat(inWorld(left.intersection(right)::contains))
                .isEqualTo(inWorld(address -> left.contains(address) && right.contains(address)));
        assertThat(inWorld(left.minus(right)::contains))
                .isEqualTo(inWorld(address -> left.contains(address) && !right.contains(address)));
        assertThat(left.minus(right).union(left.intersection(right))).isEqualTo(left);
        assertThat(left.union(right).count().add(left.intersection(right).count()))
                .isEqualTo(left.count().add(right.count()));
    }

    @Property
    void prefixes_are_disjoint_and_as_few_as_can_be(@ForAll("prefixes") List<IpPrefix> prefixes) {
        IpRanges set = IpRanges.of(prefixes);
        List<IpPrefix> shortest = set.prefixes().toList();

        assertThat(IpRanges.of(shortest)).isEqualTo(set);
        assertThat(shortest.stream().map(prefix -> IpRanges.of(prefix).count()).reduce(BigInteger::add))
                .isEqualTo(shortest.isEmpty() ? Optional.empty() : Optional.of(set.count()));
        assertThat(shortest).extracting(IpPrefix::address).isSorted();
        for (IpPrefix prefix : shortest) { // a prefix twice as large would hold an address that the set does not
            if (prefix.length() > 0) {
                IpPrefix wider = new IpPrefix(prefix.address(), prefix.length() - 1);
                assertThat(IpRanges.of(wider).minus(set).isEmpty()).isFalse();
            }
        }
    }

    @Property
    void ranges_are_disjoint_and_do_not_touch(@ForAll("prefixes") List<IpPrefix> prefixes) {
        IpRanges set = IpRanges.of(prefixes);
        List<IpRange> ranges = set.ranges();

        Set<IpAddress> held = inWorld(address -> ranges.stream()
                .anyMatch(range -> range.first().compareTo(address) <= 0 && address.compareTo(range.last()) <= 0));
        assertThat(held).isEqualTo(inWorld(set::contains));
        List<String> asPrefixes = new ArrayList<>();
        ranges.forEach(range -> range.prefix().ifPresent(prefix -> asPrefixes.add(prefix.toString())));
        assertThat(asPrefixes)
                .allMatch(text ->
                        set.prefixes().anyMatch(prefix -> prefix.toString().equals(text)));
        for (int i = 1; i < ranges.size(); i++) {
            assertThat(ranges.get(i - 1).last()).isLessThan(ranges.get(i).first());
        }
    }
}
