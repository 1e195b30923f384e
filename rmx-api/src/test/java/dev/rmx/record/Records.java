package dev.rmx.record;

import java.util.ArrayList;
import java.util.List;

/** Builds records and lists from text, so that tests read well. It checks nothing. */
public final class Records {
    private Records() {}

    /** A record from entries separated by single spaces. */
    public static RmxRecord record(String text) {
        List<RmxEntry> entries = new ArrayList<>();
        if (!text.isEmpty()) {
            for (String entry : text.split(" ", -1)) {
                entries.add(entry(entry));
            }
        }
        return new RmxRecord(entries);
    }

    /** An entry such as {@code !host:mail.example.org}. */
    public static RmxEntry entry(String text) {
        boolean negated = text.startsWith("!");
        int colon = text.indexOf(':');
        String data = text.substring(colon + 1);
        RmxEntryType type =
                RmxEntryType.ofTag(text.substring(negated ? 1 : 0, colon)).orElseThrow();
        return switch (type) {
            case IPV4 -> new RmxEntry.Ipv4(negated, IpPrefix.parse(data));
            case IPV6 -> new RmxEntry.Ipv6(negated, IpPrefix.parse(data));
            case HOST -> new RmxEntry.Host(negated, DomainName.parse(data));
            case APL -> new RmxEntry.Apl(negated, DomainName.parse(data));
            case DOMAIN -> new RmxEntry.Domain(negated, nameOrRoot(data));
            case MAPPED -> new RmxEntry.Mapped(negated, nameOrRoot(data));
            case UNUSED -> new RmxEntry.Unused();
            case FULL -> new RmxEntry.Full();
            case MX -> new RmxEntry.Mx(negated);
        };
    }

    /** An APL record from items separated by single spaces, such as {@code !1:192.0.2.0/24} (RFC 3123). */
    public static AplRecord apl(String text) {
        List<AplItem> items = new ArrayList<>();
        if (!text.isEmpty()) {
            for (String item : text.split(" ", -1)) {
                items.add(new AplItem(item.startsWith("!"), IpPrefix.parse(item.substring(item.indexOf(':') + 1))));
            }
        }
        return new AplRecord(items);
    }

    private static DomainName nameOrRoot(String data) {
        return data.isEmpty() ? DomainName.ROOT : DomainName.parse(data);
    }
}
