package dev.rmx.testkit.jqwik;

import dev.rmx.record.IpAddress;
import dev.rmx.record.IpFamily;
import dev.rmx.record.IpPrefix;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Addresses and prefixes, at random or near a prefix. Thread-safe. */
public final class AddressArbitraries {
    private static final Arbitrary<Byte> OCTETS =
            Arbitraries.frequencyOf(Tuple.of(2, Arbitraries.just((byte) 0)), Tuple.of(3, Arbitraries.bytes()));

    private AddressArbitraries() {}

    /**
     * Addresses of both families.
     *
     * @return any address; sometimes an IPv4-mapped one
     */
    public static Arbitrary<IpAddress> addresses() {
        Arbitrary<IpAddress> mapped = addresses(IpFamily.IPV4).map(AddressArbitraries::mapped);
        return Arbitraries.frequencyOf(
                Tuple.of(10, addresses(IpFamily.IPV4)), Tuple.of(9, addresses(IpFamily.IPV6)), Tuple.of(1, mapped));
    }

    /**
     * Addresses of one family.
     *
     * @param family the family
     * @return any address of the family, often with runs of zero octets
     */
    public static Arbitrary<IpAddress> addresses(IpFamily family) {
        return OCTETS.array(byte[].class).ofSize(family.bits() / 8).map(IpAddress::of);
    }

    /**
     * Prefixes of both families.
     *
     * @return any prefix
     */
    public static Arbitrary<IpPrefix> prefixes() {
        return Arbitraries.oneOf(List.of(prefixes(IpFamily.IPV4), prefixes(IpFamily.IPV6)));
    }

    /**
     * Prefixes of one family.
     *
     * @param family the family
     * @return prefixes of every length from 0 to 32 or 128 bits; they shrink to single addresses
     */
    public static Arbitrary<IpPrefix> prefixes(IpFamily family) {
        Arbitrary<Integer> lengths =
                Arbitraries.integers().between(0, family.bits()).shrinkTowards(family.bits());
        return Combinators.combine(addresses(family), lengths).as(IpPrefix::new);
    }

    /**
     * Addresses inside a prefix.
     *
     * @param prefix the prefix
     * @return any address in it
     */
    public static Arbitrary<IpAddress> inside(IpPrefix prefix) {
        BigInteger first = number(prefix.address());
        return Arbitraries.bigIntegers()
                .between(BigInteger.ZERO, size(prefix).subtract(BigInteger.ONE))
                .map(offset -> address(first.add(offset), prefix.family()));
    }

    /**
     * The first and the last address of a prefix.
     *
     * @param prefix the prefix
     * @return both addresses; the same one twice for a prefix of full length
     */
    public static List<IpAddress> edges(IpPrefix prefix) {
        BigInteger last = number(prefix.address()).add(size(prefix)).subtract(BigInteger.ONE);
        return List.of(prefix.address(), address(last, prefix.family()));
    }

    /**
     * The addresses next to a prefix, just outside.
     *
     * @param prefix the prefix
     * @return the address before the first and the one after the last, where the family has them; none for length 0
     */
    public static List<IpAddress> neighbours(IpPrefix prefix) {
        BigInteger before = number(prefix.address()).subtract(BigInteger.ONE);
        BigInteger after = number(prefix.address()).add(size(prefix));
        List<IpAddress> outside = new ArrayList<>();
        if (before.signum() >= 0) {
            outside.add(address(before, prefix.family()));
        }
        if (after.bitLength() <= prefix.family().bits()) {
            outside.add(address(after, prefix.family()));
        }
        return outside;
    }

    private static BigInteger size(IpPrefix prefix) {
        return BigInteger.ONE.shiftLeft(prefix.family().bits() - prefix.length());
    }

    private static BigInteger number(IpAddress address) {
        return new BigInteger(1, address.octets());
    }

    private static IpAddress address(BigInteger number, IpFamily family) {
        byte[] octets = new byte[family.bits() / 8];
        for (int i = 0; i < octets.length; i++) {
            octets[i] = number.shiftRight(family.bits() - 8 * (i + 1)).byteValue();
        }
        return IpAddress.of(octets);
    }

    private static IpAddress mapped(IpAddress ipv4) {
        byte[] octets = new byte[16];
        Arrays.fill(octets, 10, 12, (byte) 0xff);
        System.arraycopy(ipv4.octets(), 0, octets, 12, 4);
        return IpAddress.of(octets);
    }
}
