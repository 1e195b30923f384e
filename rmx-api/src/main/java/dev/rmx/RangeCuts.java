package dev.rmx;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsData;
import dev.rmx.record.AplItem;
import dev.rmx.record.IpAddress;
import dev.rmx.record.IpFamily;
import dev.rmx.record.IpPrefix;
import dev.rmx.record.IpRanges;
import dev.rmx.record.RmxEntry;
import dev.rmx.spf.SpfRecord;
import dev.rmx.spf.SpfTerm;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Where the answers to an evaluation distinguish clients: at the edges of prefixes. Finds the edges once an answer. */
final class RangeCuts {
    private static final IpPrefix MAPPED = IpPrefix.parse("::ffff:0:0/96");
    private static final IpAddress AFTER_MAPPED = IpAddress.parse("::1:0:0:0");

    private final IdentityHashMap<Object, Map<Integer, IpAddress[]>> known = new IdentityHashMap<>();
    private final IdentityHashMap<SpfRecord, Set<SpfTerm.DualCidr>> cidrs = new IdentityHashMap<>();
    private final IpAddress[] relays;

    RangeCuts(List<IpPrefix> trustedRelays) {
        this.relays = edges(trustedRelays.stream());
    }

    void addRelaysWithin(RangeSweep.Range range, Set<IpAddress> within) {
        addWithin(range, relays, within);
    }

    /**
     * Adds where an answer distinguishes clients of a range.
     *
     * @param records the SPF records whose terms may have used the answer, with their prefix lengths
     */
    void addWithin(RangeSweep.Range range, DnsAnswer answer, List<SpfRecord> records, Set<IpAddress> within) {
        if (!(answer instanceof DnsAnswer.Found found)) {
            return;
        }
        IpFamily family = range.begin().family();
        if (found.data() instanceof DnsData.Addresses addresses) {
            if (addresses.addresses().get(0).family() == family) {
                for (int length : lengths(family, records)) {
                    addWithin(range, of(addresses, length), within);
                }
            }
        } else {
            addWithin(range, of(found.data(), 0), within);
        }
    }

    private Set<Integer> lengths(IpFamily family, List<SpfRecord> records) {
        Set<Integer> lengths = new TreeSet<>(Set.of(family.bits()));
        for (SpfRecord record : records) {
            for (SpfTerm.DualCidr cidr : cidrs.computeIfAbsent(record, RangeCuts::cidrs)) {
                lengths.add(family == IpFamily.IPV4 ? cidr.ipv4() : cidr.ipv6());
            }
        }
        return lengths;
    }

    private static Set<SpfTerm.DualCidr> cidrs(SpfRecord record) {
        Set<SpfTerm.DualCidr> cidrs = new HashSet<>();
        for (SpfTerm term : record.terms()) {
            if (term instanceof SpfTerm.A a) {
                cidrs.add(a.cidr());
            } else if (term instanceof SpfTerm.Mx mx) {
                cidrs.add(mx.cidr());
            }
        }
        return cidrs;
    }

    private IpAddress[] of(DnsData data, int length) {
        return known.computeIfAbsent(data, key -> new HashMap<>())
                .computeIfAbsent(length, key -> edges(prefixes(data, length)));
    }

    private static Stream<IpPrefix> prefixes(DnsData data, int length) {
        if (data instanceof DnsData.Addresses addresses) {
            return addresses.addresses().stream().map(address -> new IpPrefix(address, length));
        }
        if (data instanceof DnsData.PrefixLists lists) {
            return lists.lists().stream().flatMap(list -> list.items().stream()).map(AplItem::prefix);
        }
        if (data instanceof DnsData.RmxRecords records) {
            return records.record().entries().stream()
                    .filter(RmxEntry.Literal.class::isInstance)
                    .map(entry -> ((RmxEntry.Literal) entry).prefix());
        }
        return data instanceof DnsData.Spf spf
                ? spf.record().terms().stream()
                        .filter(SpfTerm.Ip.class::isInstance)
                        .map(term -> ((SpfTerm.Ip) term).prefix())
                : Stream.of();
    }

    private static IpAddress[] edges(Stream<IpPrefix> prefixes) {
        return prefixes.distinct()
                .map(IpRanges::of)
                .map(IpRanges::edges)
                .flatMap(Collection::stream)
                // no client is among the mapped addresses ([ID-6]): they stay with those before them
                .map(edge -> MAPPED.contains(edge) ? AFTER_MAPPED : edge)
                .distinct()
                .sorted()
                .toArray(IpAddress[]::new);
    }

    private static void addWithin(RangeSweep.Range range, IpAddress[] edges, Set<IpAddress> within) {
        int found = Arrays.binarySearch(edges, range.begin());
        int next = found < 0 ? -1 - found : found + 1;
        while (next < edges.length && range.holdsBefore(edges[next])) {
            within.add(edges[next]);
            next++;
        }
    }
}
