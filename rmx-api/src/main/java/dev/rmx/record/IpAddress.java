package dev.rmx.record;

import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * An IPv4 or IPv6 address. An IPv4-mapped IPv6 address ({@code ::ffff:a.b.c.d}) stays IPv6 until {@link #unmapped} is
 * called: an SMTP client's counts as IPv4 ([ID-6]), one in an {@code ipv6} entry does not.
 *
 * <p>Immutable and safe to share between threads. IPv4 sorts before IPv6, then by unsigned value.
 */
public final class IpAddress implements Comparable<IpAddress> {
    private final IpFamily family;
    /** The first 64 bits. An IPv4 address is in the upper half, so that prefixes of both families compare alike. */
    private final long high;

    private final long low;

    IpAddress(IpFamily family, long high, long low) {
        this.family = family;
        this.high = high;
        this.low = low;
    }

    /**
     * The address with these octets, in network order.
     *
     * @param octets 4 octets for IPv4, 16 for IPv6 (an IPv4-mapped one stays IPv6)
     * @return the address
     * @throws IllegalArgumentException if there are neither 4 nor 16 octets
     */
    public static IpAddress of(byte... octets) {
        if (octets.length == 4) {
            return new IpAddress(IpFamily.IPV4, bits(octets, 0, 4) << 32, 0);
        }
        if (octets.length == 16) {
            return new IpAddress(IpFamily.IPV6, bits(octets, 0, 8), bits(octets, 8, 8));
        }
        throw new IllegalArgumentException("an IP address has 4 or 16 octets, not " + octets.length);
    }

    /**
     * The address of a Java {@link InetAddress}, without its scope id.
     *
     * @param address an IPv4 or IPv6 address
     * @return the same address
     */
    public static IpAddress of(InetAddress address) {
        return of(address.getAddress());
    }

    /**
     * Reads an address literal. Never resolves a name ([ID-6], [TEXT-2]).
     *
     * @param literal four decimal octets without leading zeros, or RFC 4291 text without a zone id
     * @return the address
     * @throws IllegalArgumentException if the text is anything else; the message says what is wrong
     */
    public static IpAddress parse(String literal) {
        return IpAddressParser.parse(literal, 0, literal.length());
    }

    private static long bits(byte[] octets, int from, int count) {
        long bits = 0;
        for (int i = from; i < from + count; i++) {
            bits = (bits << 8) | (octets[i] & 0xff);
        }
        return bits;
    }

    /**
     * The family of this address.
     *
     * @return IPv4 or IPv6
     */
    public IpFamily family() {
        return family;
    }

    /**
     * The octets of this address in network order.
     *
     * @return a new array of 4 or 16 octets
     */
    public byte[] octets() {
        byte[] octets = new byte[family.bits() / 8];
        for (int i = 0; i < octets.length; i++) {
            octets[i] = (byte) octet(i);
        }
        return octets;
    }

    /** The octet at {@code index}, counted from the left, as 0 to 255. */
    int octet(int index) {
        long half = index < 8 ? high : low;
        return (int) (half >>> (56 - 8 * (index & 7))) & 0xff;
    }

    /**
     * This address as that of an SMTP client ([ID-6]).
     *
     * @return the IPv4 address inside an IPv4-mapped IPv6 address (RFC 4291 §2.5.5.2); otherwise this address
     */
    public IpAddress unmapped() {
        boolean mapped = family == IpFamily.IPV6 && high == 0 && low >>> 32 == 0xffff;
        return mapped ? new IpAddress(IpFamily.IPV4, low << 32, 0) : this; // [ID-6]
    }

    /**
     * This address as a Java {@link InetAddress}.
     *
     * @return the address; Java turns an IPv4-mapped address into IPv4
     */
    public InetAddress toInetAddress() {
        try {
            return InetAddress.getByAddress(octets());
        } catch (UnknownHostException e) {
            throw new AssertionError("4 and 16 octets are always an address", e);
        }
    }

    /** The first 64 bits; an IPv4 address is in their upper half. */
    long high() {
        return high;
    }

    /** The last 64 bits; zero for IPv4. */
    long low() {
        return low;
    }

    /** Whether the first {@code length} bits equal those of {@code other}, which has the same family. */
    boolean sharesPrefix(IpAddress other, int length) {
        return sharePrefix(high, low, other.high, other.low, length);
    }

    /** Whether the first {@code length} bits of two addresses, each in two halves, are equal. */
    static boolean sharePrefix(long high, long low, long otherHigh, long otherLow, int length) {
        if (length <= 64) {
            return length == 0 || (high ^ otherHigh) >>> (64 - length) == 0;
        }
        return high == otherHigh && (low ^ otherLow) >>> (128 - length) == 0;
    }

    /** This address with every bit after the first {@code length} cleared. */
    IpAddress masked(int length) {
        long highMask = length == 0 ? 0 : length >= 64 ? -1 : -1L << (64 - length);
        long lowMask = length <= 64 ? 0 : -1L << (128 - length);
        return (high & highMask) == high && (low & lowMask) == low
                ? this
                : new IpAddress(family, high & highMask, low & lowMask);
    }

    @Override
    public int compareTo(IpAddress other) {
        int order = family.compareTo(other.family);
        if (order == 0) {
            order = Long.compareUnsigned(high, other.high);
        }
        return order != 0 ? order : Long.compareUnsigned(low, other.low);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof IpAddress that && family == that.family && high == that.high && low == that.low;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(high * 31 + low) * 31 + family.bits();
    }

    /** The canonical text: dotted quad, or RFC 5952 without the mixed IPv4 form ([TEXT-4]). */
    @Override
    public String toString() {
        return IpAddressParser.format(this);
    }
}
