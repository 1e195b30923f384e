package dev.rmx.testkit.junit;

import dev.rmx.dns.DnsData;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.record.AplItem;
import dev.rmx.record.AplRecord;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import dev.rmx.record.IpPrefix;
import dev.rmx.record.RmxEntry;
import dev.rmx.record.RmxRecord;
import dev.rmx.spf.MacroLetter;
import dev.rmx.spf.MacroString;
import dev.rmx.spf.SpfQualifier;
import dev.rmx.spf.SpfRecord;
import dev.rmx.spf.SpfTerm;
import dev.rmx.testkit.DnsFault;
import dev.rmx.testkit.RmxZone;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The zones of {@link RmxResolverContract} and the data in them. Each type has several records, so that the tests
 * notice a lost one.
 */
final class ContractZone {
    /** How many names {@link #numbered} knows. */
    static final int NUMBERED = 400;
    /** How many addresses {@code large.example} has: too many for a datagram. */
    static final int LARGE = 200;

    /** Data that change, before the change. */
    static final RmxZone BEFORE = RmxZone.parse("""
            changing.example.       0 IN SOA   ns.example. admin.example. 1 3600 600 86400 0
            a.changing.example.     0 IN A     192.0.2.1
            gone.changing.example.  0 IN A     192.0.2.1
            alias.changing.example. 0 IN CNAME one.changing.example.
            one.changing.example.     IN A     192.0.2.1
            two.changing.example.     IN A     192.0.2.2
            slow.changing.example.  1 IN A     192.0.2.1
            """);

    static final RmxZone AFTER = RmxZone.parse("""
            changing.example.       0 IN SOA   ns.example. admin.example. 1 3600 600 86400 0
            a.changing.example.     0 IN A     192.0.2.2
            new.changing.example.   0 IN A     192.0.2.2
            alias.changing.example. 0 IN CNAME two.changing.example.
            one.changing.example.     IN A     192.0.2.1
            two.changing.example.     IN A     192.0.2.2
            slow.changing.example.  1 IN A     192.0.2.2
            """);

    /** The length in octets of the shortest response: header, question and an A record of {@code n0.example}. */
    static final int SHORTEST_RESPONSE = 12 + 12 + 4 + 16;

    private static final String LONG_LABEL = "x".repeat(63);
    /** The longest name possible: 255 octets. */
    static final String LONGEST = String.join(".", LONG_LABEL, LONG_LABEL, LONG_LABEL, "x".repeat(53), "example");

    /** A name of more than 60 characters, and one of 255 octets. */
    static final List<String> LONG = List.of("a-name.of-more-than-60-characters.".repeat(3) + "example", LONGEST);
    /** Names that need escapes in text. */
    static final List<String> ESCAPED =
            List.of("a\\.b.example", "joe\\@home.example", "\\000\\032\\127.example", "\\195\\164\\255.example");

    /** What stands before a name in the questions of some type. */
    private static final List<String> PREFIXES = List.of("", "_rmx.", "_why.", "_smtp-client.");

    static final RmxZone ZONE = RmxZone.parse(text());

    private ContractZone() {}

    private static String text() {
        StringBuilder text = new StringBuilder("""
                example.          IN SOA ns.example. admin.example. 1 3600 600 86400 300
                brief.example.    120 IN SOA ns.example. admin.example. 1 3600 600 86400 900
                low.example.      60 IN CNAME a.example.
                high.example.     IN CNAME soon.example.
                soon.example.     30 IN A 192.0.2.1
                uneven.example.   500 IN A 192.0.2.1
                uneven.example.   200 IN A 192.0.2.2
                _rmx.spf.example. IN TXT   "v=spf1 -all"
                bad.example.      700 IN TYPE65280 \\# 1 ff
                bad.example.      700 IN RMX   ipv4:192.0.2.1
                _rmx.bad.example. 800 IN TXT   "ipv4:nonsense"
                _rmx.bad.example. 800 IN TXT   "ipv4:192.0.2.1"
                """);
        for (String prefix : PREFIXES) {
            text.append(prefix + "dangling.example. 50 IN CNAME missing.example.\n");
            text.append(prefix + "loop.example. IN CNAME " + prefix + "pool.example.\n");
            text.append(prefix + "pool.example. IN CNAME " + prefix + "loop.example.\n");
            text.append(prefix + "nothing.example. IN HINFO \"a\" \"b\"\n");
        }
        addRecords("a.example", text);
        addRecords("c0.example", text);
        for (DnsFault.Plain fault : DnsFault.Plain.values()) {
            addRecords(faulty(fault), text);
        }
        addAlias("alias.example", "a.example", text);
        for (int i = 1; i <= 17; i++) {
            addAlias("c" + i + ".example", "c" + (i - 1) + ".example", text);
        }
        for (int i = 0; i < NUMBERED; i++) {
            text.append("n" + i + ".example. IN A " + address(i) + "\n");
        }
        for (int i = 0; i < LARGE; i++) {
            text.append("large.example. IN A " + address(i) + "\n");
        }
        LONG.forEach(name -> text.append(name + ". IN A 192.0.2.1\n"));
        ESCAPED.forEach(name -> text.append(name + ". IN A 192.0.2.1\n"));
        return text.toString();
    }

    /** The name whose questions meet this fault. */
    static String faulty(DnsFault.Plain fault) {
        return fault + ".fault.example";
    }

    private static void addAlias(String name, String target, StringBuilder text) {
        for (String prefix : PREFIXES) {
            text.append(prefix + name + ". IN CNAME " + prefix + target + ".\n");
        }
    }

    /** Adds the records of which {@link #data} is the typed form. */
    private static void addRecords(String name, StringBuilder text) {
        text.append("""
                NAME      1000 IN A     192.0.2.1
                NAME      1000 IN A     192.0.2.2
                NAME      1000 IN A     192.0.2.3
                NAME      1001 IN AAAA  2001:db8::1
                NAME      1001 IN AAAA  2001:db8::2
                NAME      1002 IN APL   !1:192.0.2.128/25 1:192.0.2.0/24
                NAME      1002 IN APL   2:2001:db8::/32 !1:10.0.0.0/8
                NAME      1003 IN MX    30 a.mail.example.
                NAME      1003 IN MX    10 c.mail.example.
                NAME      1003 IN MX    20 b.mail.example.
                NAME      1004 IN PTR   host.example.
                NAME      1004 IN PTR   guest.example.
                NAME      1005 IN RMX   ipv4:192.0.2.1 !host:mail.example
                NAME      1005 IN RMX   ipv6:2001:db8::/32
                _rmx.NAME 1006 IN TXT   "v=spf1 -all"
                _rmx.NAME 1006 IN TXT   "ipv4:192.0.2.2 " "!host:mail.example"
                _rmx.NAME 1006 IN TXT   "unused:"
                NAME      1007 IN TXT   "v=spf1 ip4:192.0.2.3 " "-all"
                NAME      1007 IN TXT   "some other text"
                _why.NAME 1008 IN TXT   "%{i} is none of our hosts"
                _smtp-client.NAME 1009 IN TXT "dmp="
                """.replace("NAME", name + "."));
    }

    /** The TTL of the records of a type at a name with the data of {@link #data}. */
    static Duration timeToLive(RecordType type) {
        return Duration.ofSeconds(
                switch (type) {
                    case A -> 1000;
                    case AAAA -> 1001;
                    case APL -> 1002;
                    case MX -> 1003;
                    case PTR -> 1004;
                    case RMX -> 1005;
                    case RMX_TXT -> 1006;
                    case SPF -> 1007;
                    case SPF_EXPLANATION -> 1008;
                    case DMP -> 1009;
                });
    }

    /** The data that {@link #question} finds for {@code a.example} by type. */
    static DnsData data(RecordType type) {
        return switch (type) {
            case A -> addresses("192.0.2.1", "192.0.2.2", "192.0.2.3");
            case AAAA -> addresses("2001:db8::1", "2001:db8::2");
            case APL ->
                new DnsData.PrefixLists(List.of(
                        new AplRecord(List.of(item(true, "192.0.2.128/25"), item(false, "192.0.2.0/24"))),
                        new AplRecord(List.of(item(false, "2001:db8::/32"), item(true, "10.0.0.0/8")))));
            case MX ->
                new DnsData.Exchanges(List.of(
                        new DnsData.Exchange(10, DomainName.parse("c.mail.example")),
                        new DnsData.Exchange(20, DomainName.parse("b.mail.example")),
                        new DnsData.Exchange(30, DomainName.parse("a.mail.example"))));
            case PTR -> new DnsData.Names(List.of(DomainName.parse("host.example"), DomainName.parse("guest.example")));
            case RMX ->
                new DnsData.RmxRecords(List.of(
                        RmxRecord.of(
                                new RmxEntry.Ipv4(false, IpPrefix.parse("192.0.2.1")),
                                new RmxEntry.Host(true, DomainName.parse("mail.example"))),
                        RmxRecord.of(new RmxEntry.Ipv6(false, IpPrefix.parse("2001:db8::/32")))));
            case RMX_TXT ->
                new DnsData.RmxRecords(List.of(
                        RmxRecord.of(
                                new RmxEntry.Ipv4(false, IpPrefix.parse("192.0.2.2")),
                                new RmxEntry.Host(true, DomainName.parse("mail.example"))),
                        RmxRecord.of(new RmxEntry.Unused())));
            case SPF ->
                new DnsData.Spf(new SpfRecord(List.of(
                        new SpfTerm.Ip(SpfQualifier.PASS, IpPrefix.parse("192.0.2.3")),
                        new SpfTerm.All(SpfQualifier.FAIL))));
            case SPF_EXPLANATION ->
                new DnsData.SpfExplanation(new MacroString(List.of(
                        new MacroString.Macro(MacroLetter.I, 0, false, "", false),
                        new MacroString.Literal(" is none of our hosts"))));
            case DMP -> new DnsData.Dmp(false, false, true);
        };
    }

    private static AplItem item(boolean negated, String prefix) {
        return new AplItem(negated, IpPrefix.parse(prefix));
    }

    static DnsData addresses(String... addresses) {
        return new DnsData.Addresses(
                List.of(addresses).stream().map(IpAddress::parse).toList());
    }

    /** The data of {@code n<i>.example}. */
    static DnsData numbered(int i) {
        return addresses(address(i));
    }

    /** The data of {@code large.example}. */
    static DnsData large() {
        return addresses(
                IntStream.range(0, LARGE).mapToObj(ContractZone::address).toArray(String[]::new));
    }

    private static String address(int i) {
        return "10.0." + i / 256 + "." + i % 256;
    }

    /** A question as checks ask it: for some types, at a label and the name. */
    static DnsQuestion question(String name, RecordType type) {
        String prefix = switch (type) {
            case RMX_TXT -> "_rmx.";
            case SPF_EXPLANATION -> "_why.";
            case DMP -> "_smtp-client.";
            default -> "";
        };
        return new DnsQuestion(DomainName.parse(prefix + name), type);
    }
}
