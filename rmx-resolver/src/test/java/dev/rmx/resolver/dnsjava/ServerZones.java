package dev.rmx.resolver.dnsjava;

import dev.rmx.codec.GenericRdata;
import dev.rmx.codec.RmxFormatException;
import dev.rmx.codec.RmxText;
import dev.rmx.codec.RmxTxt;
import dev.rmx.codec.RmxWire;
import dev.rmx.record.RmxRecord;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Zones for a name server that does not know RMX: each policy once as {@code TYPE65280 \#} below {@code rmx.test}, and
 * once as TXT below {@code txt.test}, both written by our codec; and the hosts that the policies need.
 */
final class ServerZones {
    /** A zone with a malformed master file. */
    static final String UNLOADABLE = "unloadable.example";

    /** More than fits into a UDP response: as one record, and as four that would each fit. */
    private static final String LARGE = addresses(0, 400);

    private static final String PARTS =
            IntStream.range(0, 4).mapToObj(i -> addresses(i * 100, 100)).collect(Collectors.joining("\n"));

    /** Policies with one record per line. */
    private static final Map<String, String> POLICIES = Map.ofEntries(
            Map.entry("ipv4", "ipv4:192.0.2.0/28"),
            Map.entry("not-ipv4", "!ipv4:192.0.2.5 ipv4:192.0.2.0/28"),
            Map.entry("ipv6", "ipv6:2001:db8::/64"),
            Map.entry("host", "host:mail.hosts.test"),
            Map.entry("not-host", "!host:mail.hosts.test ipv4:192.0.2.0/24 ipv6:2001:db8::/64"),
            Map.entry("apl", "apl:list.hosts.test"),
            Map.entry("domain", "domain:hosts.test"),
            Map.entry("unused", "unused:"),
            Map.entry("full", "full:"),
            Map.entry("mapped", "mapped:clients.hosts.test"),
            Map.entry("mx", "mx:"),
            Map.entry("large", LARGE),
            Map.entry("parts", PARTS));

    private static final String SOA = """
            $TTL 300
            @ IN SOA ns.hosts.test. hostmaster.hosts.test. 1 3600 600 86400 60
            @ IN NS ns.hosts.test.
            """;

    private static final String HOSTS = SOA + """
            ns.hosts.test.    IN A    127.0.0.1
            mail.hosts.test.  IN A    192.0.2.10
            mail.hosts.test.  IN AAAA 2001:db8::10
            list.hosts.test.  IN APL  !1:192.0.2.33/32 1:192.0.2.32/28 2:2001:db8::/64
            out.hosts.test.   IN A    192.0.2.20
            other.hosts.test. IN A    192.0.2.99
            in.hosts.test.    IN A    192.0.2.25
            192.0.2.30.clients.hosts.test. IN A 127.0.0.2
            cname.rmx.test.   IN CNAME ipv4.rmx.test.
            nodata.rmx.test.  IN A    192.0.2.1
            bad.rmx.test.     IN TYPE65280 \\# 2 0108
            empty.rmx.test.   IN TYPE65280 \\# 0
            *.wild.rmx.test.  IN TYPE65280 \\# 3 0108c0
            _rmx.bad.txt.test. IN TXT "ipv4:192.0.2.1/33"
            _rmx.spf.txt.test. IN TXT "v=spf1 -all"
            mx.rmx.test.      IN MX   10 in.hosts.test.
            mx.txt.test.      IN MX   10 in.hosts.test.
            spf.hosts.test.   IN TXT  "v=spf1 include:in" "ner.spf.hosts.test mx:mx.rmx.test ptr:hosts.test -exists:%{i}.clients.hosts.test redirect=last.spf.hosts.test"
            spf.hosts.test.   IN TXT  "another text"
            inner.spf.hosts.test. IN TXT "v=spf1 ip4:192.0.2.64/28 -all"
            last.spf.hosts.test.  IN TXT "v=spf1 a:mail.hosts.test//64 ~all"
            5.2.0.192.in-addr._smtp-client.dmp.hosts.test. IN TXT "dmp=allow"
            _smtp-client.dmp.hosts.test. IN TXT "dmp="
            """;

    private static final String REVERSE = SOA + """
            20.2.0.192.in-addr.arpa. IN PTR out.hosts.test.
            ; says that it is other.hosts.test, which does not say that it is 192.0.2.21
            21.2.0.192.in-addr.arpa. IN PTR other.hosts.test.
            """;

    private ServerZones() {}

    static Map<String, String> zones() throws RmxFormatException {
        StringBuilder test = new StringBuilder(HOSTS);
        for (Map.Entry<String, String> policy : POLICIES.entrySet()) {
            for (String line : policy.getValue().split("\n", -1)) {
                RmxRecord record = RmxText.parse(line);
                rmx(test, policy.getKey() + ".rmx.test.", record);
                txt(test, "_rmx." + policy.getKey() + ".txt.test.", record);
            }
        }
        RmxRecord jane = RmxText.parse("ipv4:192.0.2.40");
        rmx(test, "jane._rmx.full.rmx.test.", jane);
        txt(test, "jane._rmx.full.txt.test.", jane);
        return Map.of("test", test.toString(), "2.0.192.in-addr.arpa", REVERSE, UNLOADABLE, "");
    }

    private static String addresses(int from, int count) {
        return IntStream.range(from, from + count)
                .mapToObj(i -> "ipv4:198.51.%d.%d".formatted(100 + i / 256, i % 256))
                .collect(Collectors.joining(" "));
    }

    private static void rmx(StringBuilder zone, String owner, RmxRecord record) throws RmxFormatException {
        zone.append("%s IN TYPE%d %s%n"
                .formatted(owner, RmxWire.DEFAULT_TYPE, GenericRdata.format(RmxWire.encode(record))));
    }

    private static void txt(StringBuilder zone, String owner, RmxRecord record) throws RmxFormatException {
        StringJoiner strings = new StringJoiner("\" \"", "\"", "\"");
        for (byte[] string : RmxTxt.encode(record)) {
            strings.add(new String(string, StandardCharsets.US_ASCII));
        }
        zone.append("%s IN TXT %s%n".formatted(owner, strings));
    }
}
