package dev.rmx.testkit.cli;

import dev.rmx.record.IpAddress;
import dev.rmx.record.IpFamily;
import dev.rmx.record.IpPrefix;
import dev.rmx.record.RmxEntry;
import dev.rmx.record.RmxRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;

/** Finds entries in a record's text that are valid, but hardly intended. */
final class EncodeWarnings {
    private EncodeWarnings() {}

    /**
     * Checks a record.
     *
     * @param text the text of the record
     * @param record the record
     * @return one sentence for each doubtful entry
     */
    static List<String> of(String text, RmxRecord record) {
        List<String> warnings = new ArrayList<>();
        StringTokenizer words = new StringTokenizer(text, " \t"); // one per entry
        for (RmxEntry entry : record.entries()) {
            String word = words.nextToken();
            if (entry instanceof RmxEntry.Ipv4 ipv4) {
                warnOfHostBits(word, ipv4.prefix(), warnings);
            } else if (entry instanceof RmxEntry.Ipv6 ipv6) {
                warnOfHostBits(word, ipv6.prefix(), warnings);
                warnOfMapped(word, ipv6.prefix(), warnings);
            }
        }
        return warnings;
    }

    /** [TEXT-2]: bits beyond the length are cleared. */
    private static void warnOfHostBits(String word, IpPrefix prefix, List<String> warnings) {
        int slash = word.indexOf('/');
        if (slash < 0) {
            return;
        }
        IpAddress written = IpAddress.parse(word.substring(word.indexOf(':') + 1, slash));
        if (!written.equals(prefix.address())) {
            warnings.add(word + " has bits beyond its prefix length; it is encoded as " + prefix);
        }
    }

    /** [ID-6]: a client with an IPv4-mapped address counts as IPv4. */
    private static void warnOfMapped(String word, IpPrefix prefix, List<String> warnings) {
        IpPrefix unmapped = prefix.unmapped();
        if (unmapped.family() == IpFamily.IPV4) {
            warnings.add(word + " never matches: clients with IPv4-mapped addresses count as IPv4; write "
                    + (word.startsWith("!") ? "!ipv4:" : "ipv4:") + unmapped);
        }
    }
}
