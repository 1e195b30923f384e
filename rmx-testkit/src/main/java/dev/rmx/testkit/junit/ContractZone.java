package dev.rmx.testkit.junit;

import dev.rmx.dns.DnsData;
import dev.rmx.dns.RecordType;
import dev.rmx.record.AplItem;
import dev.rmx.record.AplRecord;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import dev.rmx.record.IpPrefix;
import dev.rmx.record.RmxEntry;
import dev.rmx.record.RmxRecord;
import dev.rmx.testkit.RmxZone;
import java.util.List;

/** The zone of {@link RmxResolverContract}, and what is in it. */
final class ContractZone {
    static final RmxZone ZONE = RmxZone.parse(text());

    /** The octets of the response that is the shortest: header, question and an A record of {@code n0.example}. */
    static final int SHORTEST_RESPONSE = 12 + 12 + 4 + 16;

    private ContractZone() {}

    private static String text() {
        StringBuilder text = new StringBuilder("""
                example.          IN SOA ns.example. admin.example. 1 3600 600 86400 300
                a.example.        IN A     192.0.2.1
                a.example.        IN AAAA  2001:db8::1
                a.example.        IN APL   1:192.0.2.0/24 !2:2001:db8::/32
                a.example.        IN MX    10 mail.example.
                a.example.        IN PTR   host.example.
                a.example.        IN RMX   ipv4:192.0.2.1 !host:mail.example
                _rmx.a.example.   IN TXT   "v=spf1 -all"
                _rmx.a.example.   IN TXT   "ipv4:192.0.2.2 " "unused:"
                alias.example.    IN CNAME a.example.
                dangling.example. IN CNAME missing.example.
                _rmx.dangling.example. IN CNAME missing.example.
                loop.example.     IN CNAME pool.example.
                pool.example.     IN CNAME loop.example.
                c0.example.       IN A     192.0.2.1
                nothing.example.  IN HINFO "a" "b"
                _rmx.nothing.example. IN HINFO "a" "b"
                _rmx.spf.example. IN TXT   "v=spf1 -all"
                bad.example.      IN TYPE65280 \\# 1 ff
                bad.example.      IN RMX   ipv4:192.0.2.1
                _rmx.bad.example. IN TXT   "ipv4:nonsense"
                _rmx.bad.example. IN TXT   "ipv4:192.0.2.1"
                """);
        for (int i = 1; i <= 17; i++) {
            text.append("c" + i + ".example. IN CNAME c" + (i - 1) + ".example.\n");
        }
        for (int i = 0; i < 400; i++) {
            text.append("n" + i + ".example. IN A " + address(i) + "\n");
        }
        return text.toString();
    }

    /** What {@code a.example} has of a type; of TXT, what {@code _rmx.a.example} has. */
    static DnsData data(RecordType type) {
        return switch (type) {
            case A -> new DnsData.Addresses(List.of(IpAddress.parse("192.0.2.1")));
            case AAAA -> new DnsData.Addresses(List.of(IpAddress.parse("2001:db8::1")));
            case APL ->
                new DnsData.PrefixLists(List.of(new AplRecord(List.of(
                        new AplItem(false, IpPrefix.parse("192.0.2.0/24")),
                        new AplItem(true, IpPrefix.parse("2001:db8::/32"))))));
            case MX -> new DnsData.Exchanges(List.of(new DnsData.Exchange(10, DomainName.parse("mail.example"))));
            case PTR -> new DnsData.Names(List.of(DomainName.parse("host.example")));
            case RMX ->
                new DnsData.RmxRecords(List.of(RmxRecord.of(
                        new RmxEntry.Ipv4(false, IpPrefix.parse("192.0.2.1")),
                        new RmxEntry.Host(true, DomainName.parse("mail.example")))));
            case TXT ->
                new DnsData.RmxRecords(List.of(
                        RmxRecord.of(new RmxEntry.Ipv4(false, IpPrefix.parse("192.0.2.2")), new RmxEntry.Unused())));
        };
    }

    /** What {@code n<i>.example} has. */
    static DnsData numbered(int i) {
        return new DnsData.Addresses(List.of(IpAddress.parse(address(i))));
    }

    private static String address(int i) {
        return "10.0." + i / 256 + "." + i % 256;
    }
}
