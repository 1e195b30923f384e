package dev.rmx.codec.lint;

import dev.rmx.codec.lint.Directive.Effect;
import dev.rmx.packed.FirstMatch;
import dev.rmx.record.IpAddress;
import dev.rmx.record.IpFamily;
import dev.rmx.record.IpPrefix;
import dev.rmx.record.RmxEntry;
import dev.rmx.record.RmxRecord;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Which directives of a list decide about at least one client without DNS. Prefixes are nested or disjoint, so between
 * two of their ends the first match is the same for all addresses.
 */
final class FirstMatches {
    private static final IpAddress FIRST_IPV4 = IpAddress.parse("0.0.0.0");
    private static final IpAddress FIRST_IPV6 = IpAddress.parse("::");

    private final FirstMatch<IpAddress> search;
    private final BitSet first = new BitSet();
    private BigInteger passingIpv4 = BigInteger.ZERO;

    FirstMatches(List<Directive> directives) {
        List<RmxEntry> entries = new ArrayList<>(directives.size());
        TreeSet<IpAddress> ends = new TreeSet<>(List.of(FIRST_IPV4, FIRST_IPV6));
        for (Directive directive : directives) {
            entries.add(entry(directive));
            directive.prefix().filter(prefix -> !directive.isMapped()).ifPresent(prefix -> {
                ends.add(prefix.address());
                behind(prefix).ifPresent(ends::add);
            });
        }
        search = FirstMatch.of(new RmxRecord(entries).entries());
        for (IpAddress address : ends) {
            int match = search.firstLiteralMatch(address);
            first.set(match);
            boolean passes = match < entries.size() && directives.get(match).effect() == Effect.PASS;
            if (passes && address.family() == IpFamily.IPV4) {
                IpAddress end = ends.higher(address); // at the latest the first IPv6 address
                passingIpv4 = passingIpv4.add(number(end).subtract(number(address)));
            }
        }
    }

    /** A directive that needs DNS, or never matches, becomes an entry that never matches without DNS. */
    private static RmxEntry entry(Directive directive) {
        Optional<IpPrefix> prefix = directive.prefix();
        if (prefix.isEmpty() || directive.isMapped()) {
            return directive.matchesEveryone() ? new RmxEntry.Unused() : new RmxEntry.Full();
        }
        return prefix.get().family() == IpFamily.IPV4
                ? new RmxEntry.Ipv4(false, prefix.get())
                : new RmxEntry.Ipv6(false, prefix.get());
    }

    /** The number of an IPv4 address. The first IPv6 address comes after all of them. */
    private static BigInteger number(IpAddress address) {
        return address.family() == IpFamily.IPV4
                ? new BigInteger(1, address.octets())
                : BigInteger.ONE.shiftLeft(IpFamily.IPV4.bits());
    }

    /** The address behind the last one of a prefix; empty if that is the last of the family. */
    private static Optional<IpAddress> behind(IpPrefix prefix) {
        byte[] octets = prefix.address().octets();
        int bit = prefix.length();
        while (bit > 0) {
            bit--;
            octets[bit / 8] ^= (byte) (0x80 >> bit % 8); // adds one at the last bit of the prefix, with the carry
            if ((octets[bit / 8] & 0x80 >> bit % 8) != 0) {
                return Optional.of(IpAddress.of(octets));
            }
        }
        return Optional.empty();
    }

    /** Whether a directive without DNS is the first match of a client. */
    boolean contains(int index) {
        return first.get(index);
    }

    /** Whether some client matches none of the directives without DNS before an index. */
    boolean reach(int index) {
        return first.length() > index;
    }

    /** The first directive without DNS that matches a client. */
    int of(IpAddress client) {
        return search.firstLiteralMatch(client);
    }

    /** How many IPv4 addresses pass without DNS. */
    BigInteger passingIpv4() {
        return passingIpv4;
    }
}
