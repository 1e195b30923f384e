package dev.rmx.testkit.bench;

import dev.rmx.RmxQuery;
import dev.rmx.codec.RmxTxt;
import dev.rmx.codec.RmxWire;
import dev.rmx.receive.EnvelopeSender;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import dev.rmx.record.IpPrefix;
import dev.rmx.record.RmxEntry;
import dev.rmx.record.RmxRecord;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The data of all benchmarks: a domain whose record has consecutive IPv4 prefixes from 11.0.0.0/24, in RMX's forms and
 * in SPF's; and the client to check, in the last prefix.
 */
final class Published {
    static final DomainName SUBJECT = DomainName.parse("bench.example.org");
    static final String SENDER = "joe@bench.example.org";

    private Published() {}

    static String network(int index) {
        return "11." + (index >> 8) + "." + (index & 0xff) + ".0/24";
    }

    static IpAddress clientOf(int entries) {
        return IpAddress.parse(network(entries - 1).replace(".0/24", ".7"));
    }

    static RmxQuery queryFor(int entries) {
        return EnvelopeSender.parse(SENDER).from(clientOf(entries));
    }

    static RmxRecord record(int entries) {
        List<RmxEntry> list = new ArrayList<>();
        for (int i = 0; i < entries; i++) {
            list.add(new RmxEntry.Ipv4(false, IpPrefix.parse(network(i))));
        }
        return new RmxRecord(list);
    }

    static byte[] rdata(int entries) {
        try {
            return RmxWire.encode(record(entries));
        } catch (dev.rmx.codec.RmxFormatException e) {
            throw new IllegalArgumentException(e);
        }
    }

    static List<byte[]> txt(int entries) {
        try {
            return RmxTxt.encode(record(entries));
        } catch (dev.rmx.codec.RmxFormatException e) {
            throw new IllegalArgumentException(e);
        }
    }

    static String spf(int entries) {
        return IntStream.range(0, entries)
                .mapToObj(i -> "ip4:" + network(i))
                .collect(Collectors.joining(" ", "v=spf1 ", " -all"));
    }

    /** A line of a master file for RMX. */
    static String rmxLine(int entries) {
        return SUBJECT + ". IN RMX " + record(entries) + "\n";
    }

    /** A line of a master file for TXT, with its text split into strings. */
    static String txtLine(String name, String text) {
        StringBuilder line = new StringBuilder(name + ". IN TXT");
        byte[] octets = text.getBytes(StandardCharsets.US_ASCII);
        for (int at = 0; at < octets.length; at += 250) {
            line.append(" \"")
                    .append(text, at, Math.min(at + 250, octets.length))
                    .append('"');
        }
        return line.append('\n').toString();
    }
}
