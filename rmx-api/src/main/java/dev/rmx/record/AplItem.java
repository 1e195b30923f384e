package dev.rmx.record;

/**
 * One item of an APL record: a prefix, plain or negated (RFC 3123).
 *
 * <p>Items are ordered by wire form (family, prefix length, negation and length, address without trailing zeros), as
 * unsigned octets.
 *
 * @param negated whether the item excludes its addresses
 * @param prefix an IPv4 or IPv6 prefix
 */
public record AplItem(boolean negated, IpPrefix prefix) implements Comparable<AplItem> {
    @Override
    public int compareTo(AplItem other) {
        int order = prefix.family().compareTo(other.prefix.family());
        if (order == 0) {
            order = Integer.compare(prefix.length(), other.prefix.length());
        }
        if (order == 0) {
            order = Boolean.compare(negated, other.negated);
        }
        if (order == 0) {
            order = Integer.compare(significantOctets(), other.significantOctets());
        }
        return order != 0 ? order : prefix.address().compareTo(other.prefix.address());
    }

    /** RFC 3123 §4: an encoder omits trailing zero octets. */
    private int significantOctets() {
        int count = prefix.family().bits() / 8;
        while (count > 0 && prefix.address().octet(count - 1) == 0) {
            count--;
        }
        return count;
    }

    /** The text of RFC 3123 §5, such as {@code !1:192.0.2.0/24}. */
    @Override
    public String toString() {
        int family = prefix.family() == IpFamily.IPV4 ? 1 : 2;
        return (negated ? "!" : "") + family + ":" + prefix.address() + "/" + prefix.length();
    }
}
