package dev.rmx.record;

import java.util.Optional;
import java.util.stream.Stream;

/**
 * A range of addresses of one family.
 *
 * @param first the first address
 * @param last the last address, of the same family and not before the first
 */
public record IpRange(IpAddress first, IpAddress last) {
    /**
     * Checks the order.
     *
     * @param first the first address
     * @param last the last address
     * @throws IllegalArgumentException if the families differ, or the last address is before the first
     */
    public IpRange {
        if (first.family() != last.family() || first.compareTo(last) > 0) {
            throw new IllegalArgumentException(
                    "a range has a first and a last address of one family, not " + first + " and " + last);
        }
    }

    /**
     * The one prefix that holds exactly these addresses.
     *
     * @return the prefix; empty if it takes more than one
     */
    public Optional<IpPrefix> prefix() {
        return Optional.of(largestAt(first)).filter(largest -> largest.contains(last));
    }

    /**
     * The shortest list of prefixes that hold exactly these addresses, made one by one.
     *
     * @return disjoint prefixes in ascending order: at most 62 of IPv4, 254 of IPv6
     */
    public Stream<IpPrefix> prefixes() {
        return Stream.iterate(
                        Optional.of(largestAt(first)),
                        Optional::isPresent,
                        prefix -> prefix.flatMap(IpRanges::after)
                                .filter(next -> next.compareTo(last) <= 0)
                                .map(this::largestAt))
                .flatMap(Optional::stream);
    }

    /** The largest prefix in the range that begins at an address. */
    private IpPrefix largestAt(IpAddress begin) {
        Optional<IpAddress> behind = IpRanges.after(IpPrefix.of(last));
        IpPrefix largest = IpPrefix.of(begin);
        while (largest.length() > 0) {
            IpPrefix wider = new IpPrefix(begin, largest.length() - 1);
            if (!wider.address().equals(begin) || behind.filter(wider::contains).isPresent()) {
                return largest;
            }
            largest = wider;
        }
        return largest;
    }

    /** The range as a prefix if it is one, otherwise as {@code first-last}. */
    @Override
    public String toString() {
        return prefix().map(IpPrefix::toString).orElseGet(() -> first + "-" + last);
    }
}
