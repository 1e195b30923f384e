package dev.rmx.record;

import dev.rmx.text.Printable;
import java.util.Objects;

/**
 * An address prefix: the addresses of one family whose first {@code length} bits are those of {@code address}. The
 * constructor clears the bits beyond the length ([TEXT-2]).
 *
 * @param address the first address of the prefix
 * @param length the prefix length in bits: 0 to 32 for IPv4, 0 to 128 for IPv6
 */
public record IpPrefix(IpAddress address, int length) implements Comparable<IpPrefix> {
    /** The length of {@code ::ffff:0:0/96}, the IPv4-mapped addresses (RFC 4291 §2.5.5.2). */
    private static final int MAPPED_BITS = 96;

    /**
     * Clears the bits beyond the length.
     *
     * @param address the first address of the prefix
     * @param length the prefix length in bits
     * @throws IllegalArgumentException if the length does not fit the family
     */
    public IpPrefix {
        int most = address.family().bits();
        if (length < 0 || length > most) {
            throw new IllegalArgumentException(
                    "a prefix length of " + address.family() + " is 0 to " + most + ", not " + length);
        }
        address = address.masked(length); // [TEXT-2], [WIRE-3]
    }

    /**
     * The prefix that holds only one address.
     *
     * @param address the address
     * @return a prefix of 32 or 128 bits
     */
    public static IpPrefix of(IpAddress address) {
        return new IpPrefix(address, address.family().bits());
    }

    /**
     * Reads {@code address} or {@code address/length} ([TEXT-2]).
     *
     * @param text an address literal, then optionally a slash and a decimal length without leading zeros
     * @return the prefix
     * @throws IllegalArgumentException if the text is anything else; the message says what is wrong
     */
    public static IpPrefix parse(String text) {
        return parse(text, 0, text.length());
    }

    /**
     * Reads a part of a text, as {@link #parse(String)} reads all of one.
     *
     * @param text any text
     * @param from where the prefix begins
     * @param to where it ends
     * @return the prefix
     * @throws IllegalArgumentException if the part is anything else; the message says what is wrong
     * @throws IndexOutOfBoundsException if the text has no such part
     */
    public static IpPrefix parse(String text, int from, int to) {
        Objects.checkFromToIndex(from, to, text.length());
        int slash = IpAddressParser.indexOf(text, '/', from, to);
        IpAddress address = IpAddressParser.parse(text, from, slash);
        return slash == to ? of(address) : new IpPrefix(address, parseLength(text, slash + 1, to));
    }

    private static int parseLength(String text, int from, int to) {
        int digits = to - from;
        // [TEXT-2] no leading zeros
        boolean decimal = digits == 1 || (digits > 1 && digits <= 3 && text.charAt(from) != '0');
        int length = 0;
        for (int i = from; decimal && i < to; i++) {
            char c = text.charAt(i);
            decimal = c >= '0' && c <= '9';
            length = length * 10 + (c - '0');
        }
        if (!decimal) {
            throw new IllegalArgumentException("a prefix length is decimal without leading zeros, not "
                    + Printable.quote(text.substring(from, to)));
        }
        return length;
    }

    /**
     * The family of the addresses.
     *
     * @return IPv4 or IPv6
     */
    public IpFamily family() {
        return address.family();
    }

    /**
     * This prefix as one for SMTP clients, whose IPv4-mapped addresses count as IPv4 ([ID-6]).
     *
     * @return the IPv4 prefix if this one is inside {@code ::ffff:0:0/96}; otherwise this prefix
     */
    public IpPrefix unmapped() {
        IpAddress first = address.unmapped();
        return first.family() == family() || length < MAPPED_BITS ? this : new IpPrefix(first, length - MAPPED_BITS);
    }

    /**
     * Whether the prefix holds an address ([ENT-ip]).
     *
     * @param candidate any address; never held if of the other family
     * @return true if its first {@link #length} bits are those of this prefix
     */
    public boolean contains(IpAddress candidate) {
        return candidate.family() == address.family() && address.sharesPrefix(candidate, length);
    }

    /** Compares as the wire forms of {@code ipv4} and {@code ipv6} entries do: family, length, address ([REC-3]). */
    @Override
    public int compareTo(IpPrefix other) {
        int order = family().compareTo(other.family());
        if (order == 0) {
            order = Integer.compare(length, other.length);
        }
        return order != 0 ? order : address.compareTo(other.address);
    }

    /** The canonical text, without a length of 32 or 128 ([TEXT-4]). */
    @Override
    public String toString() {
        // [TEXT-4]
        return length == family().bits() ? address.toString() : address + "/" + length;
    }
}
