package dev.rmx.codec.lint;

import dev.rmx.codec.lint.Directive.Effect;
import dev.rmx.packed.FirstMatch;
import dev.rmx.record.IpAddress;
import dev.rmx.record.IpFamily;
import dev.rmx.record.IpPrefix;
import dev.rmx.record.IpRanges;
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
    private final IpRanges passingIpv4;

    FirstMatches(List<Directive> directives) {
        List<RmxEntry> entries = new ArrayList<>(directives.size());
        TreeSet<IpAddress> ends = new TreeSet<>(List.of(FIRST_IPV4, FIRST_IPV6));
        for (Directive directive : directives) {
            entries.add(entry(directive));
            directive
                    .prefix()
                    .filter(prefix -> !directive.isMapped())
                    .ifPresent(prefix -> ends.addAll(IpRanges.of(prefix).edges()));
        }
        search = FirstMatch.of(new RmxRecord(entries).entries());
        List<IpAddress> passing = new ArrayList<>();
        for (IpAddress address : ends) {
            int match = search.firstLiteralMatch(address);
            first.set(match);
            boolean passes = match < entries.size() && directives.get(match).effect() == Effect.PASS;
            if (passes && address.family() == IpFamily.IPV4) {
                passing.addAll(List.of(address, ends.higher(address))); // at the latest the first IPv6 address
            }
        }
        passingIpv4 = IpRanges.ofEdges(passing);
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
        return passingIpv4.count();
    }
}
