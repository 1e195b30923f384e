package dev.rmx.codec;

import dev.rmx.record.DomainName;
import dev.rmx.record.IpPrefix;
import dev.rmx.record.RmxEntry;
import dev.rmx.record.RmxEntryType;
import dev.rmx.record.RmxRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads and writes the presentation format of RMX records ([TEXT-1] to [TEXT-5]): entries {@code [!]tag:data},
 * separated by spaces or tabs.
 *
 * <p>All methods are safe to call from any thread.
 */
public final class RmxText {
    private RmxText() {}

    /**
     * Reads a record.
     *
     * @param text zero or more entries, with tags in any case or as codes, and names with or without a trailing dot
     * @return the record; for a blank text, one without entries
     * @throws RmxFormatException if an entry is bad, since none is ever skipped ([TEXT-5]), or if there are more than
     *     {@link RmxRecord#MAX_ENTRIES} ([LIM-4]); offsets are in characters
     */
    public static RmxRecord parse(String text) throws RmxFormatException {
        List<RmxEntry> entries = new ArrayList<>();
        int position = 0;
        while (position < text.length()) {
            if (isBlank(text.charAt(position))) {
                position++;
                continue;
            }
            int end = position;
            while (end < text.length() && !isBlank(text.charAt(end))) {
                end++;
            }
            String entry = text.substring(position, end);
            RmxWire.requireRoom(entries.size(), position);
            try {
                entries.add(parseEntry(entry));
            } catch (IllegalArgumentException e) {
                throw RmxFormatException.inEntry(entry, position, String.valueOf(e.getMessage())); // [TEXT-5]
            }
            position = end;
        }
        return new RmxRecord(entries);
    }

    /**
     * Writes a record as canonical text ([TEXT-4]).
     *
     * @param record any record
     * @return the text; {@link #parse} reads it as an equal record
     */
    public static String format(RmxRecord record) {
        return record.toString();
    }

    static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    private static RmxEntry parseEntry(String entry) {
        boolean negated = entry.startsWith("!");
        int colon = entry.indexOf(':');
        if (colon < 0) { // [TEXT-1]
            throw new IllegalArgumentException(
                    "an entry begins with a tag and a colon, as in ipv4:192.0.2.1 or unused:");
        }
        RmxEntryType type = parseTag(entry.substring(negated ? 1 : 0, colon));
        if (negated && !type.isNegatable()) { // [REC-2], [TEXT-5]
            throw new IllegalArgumentException(type.tag() + ": cannot be negated");
        }
        String data = entry.substring(colon + 1);
        return switch (type) {
            case IPV4 -> new RmxEntry.Ipv4(negated, IpPrefix.parse(data));
            case IPV6 -> new RmxEntry.Ipv6(negated, IpPrefix.parse(data));
            case HOST -> new RmxEntry.Host(negated, parseName(data));
            case APL -> new RmxEntry.Apl(negated, parseName(data));
            case DOMAIN -> new RmxEntry.Domain(negated, parseName(data));
            case UNUSED -> withoutData(new RmxEntry.Unused(), data);
            case FULL -> withoutData(new RmxEntry.Full(), data);
            case MAPPED -> new RmxEntry.Mapped(negated, parseName(data));
            case MX -> withoutData(new RmxEntry.Mx(negated), data);
        };
    }

    private static RmxEntryType parseTag(String tag) {
        boolean isCode = isNumber(tag) && (tag.length() == 1 || tag.charAt(0) != '0');
        Optional<RmxEntryType> type = isCode ? RmxEntryType.ofCode(Integer.parseInt(tag)) : RmxEntryType.ofTag(tag);
        // [TEXT-5]
        return type.orElseThrow(() -> new IllegalArgumentException("the tag is not one of ipv4, ipv6, host, apl,"
                + " domain, unused, full, mapped and mx, or a code of 1 to 9 without leading zeros"));
    }

    /** Whether a text is one to three digits, as a code is. */
    static boolean isNumber(String text) {
        boolean number = !text.isEmpty() && text.length() <= 3;
        for (int i = 0; number && i < text.length(); i++) {
            number = text.charAt(i) >= '0' && text.charAt(i) <= '9';
        }
        return number;
    }

    /** An empty name becomes the root, which entries that need a name refuse. */
    private static DomainName parseName(String data) {
        return data.isEmpty() ? DomainName.ROOT : DomainName.parse(data);
    }

    private static RmxEntry withoutData(RmxEntry entry, String data) {
        if (!data.isEmpty()) { // [TEXT-5]
            throw new IllegalArgumentException(entry.type().tag() + ": takes no data");
        }
        return entry;
    }
}
