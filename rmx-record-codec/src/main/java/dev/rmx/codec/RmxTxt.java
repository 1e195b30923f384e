package dev.rmx.codec;

import dev.rmx.record.RmxEntryType;
import dev.rmx.record.RmxRecord;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Reads and writes the TXT encoding of RMX records, for name servers without the type ([TXT-1], [TXT-2],
 * [TXT-3]): the record's text, at {@code _rmx.<subject>}.
 *
 * <p>All methods are safe to call from any thread.
 */
public final class RmxTxt {
    /** The most octets of one character-string (RFC 1035 §3.3). */
    private static final int MAX_STRING = 255;

    private RmxTxt() {}

    /**
     * Reads one TXT record.
     *
     * @param strings the character-strings of the record, which are joined with nothing between them
     * @return the record; empty if the TXT record is not RMX and should be ignored ([TXT-2])
     * @throws RmxFormatException if it is RMX and bad ([TEXT-5]); offsets are in octets of the joined text
     */
    public static Optional<RmxRecord> decode(List<byte[]> strings) throws RmxFormatException {
        // one character per octet: an octet outside ASCII fits no entry, so it makes the record bad ([TXT-3])
        String text = new String(joined(strings), StandardCharsets.ISO_8859_1); // [TXT-1]
        return isRmx(text) ? Optional.of(RmxText.parse(text)) : Optional.empty();
    }

    private static byte[] joined(List<byte[]> strings) {
        if (strings.size() == 1) {
            return strings.get(0);
        }
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        strings.forEach(joined::writeBytes);
        return joined.toByteArray();
    }

    /** Whether the first word begins an RMX entry: other wildcard TXT records match {@code _rmx.} too ([TXT-2]). */
    private static boolean isRmx(String text) {
        int start = 0;
        while (start < text.length() && RmxText.isBlank(text.charAt(start))) {
            start++;
        }
        if (start < text.length() && text.charAt(start) == '!') {
            start++;
        }
        int colon = text.indexOf(':', start);
        if (colon < 0) {
            return false;
        }
        String tag = text.substring(start, colon);
        return RmxText.isNumber(tag) || RmxEntryType.ofTag(tag).isPresent(); // [TXT-2]
    }

    /**
     * Writes one TXT record.
     *
     * @param record a record with at least one entry
     * @return the character-strings, each of 1 to 255 octets
     * @throws RmxFormatException if the record has no entry ([TXT-2]), or takes more than 65,535 octets, including the
     *     length octets of the strings
     */
    public static List<byte[]> encode(RmxRecord record) throws RmxFormatException {
        if (record.entries().isEmpty()) {
            throw RmxFormatException.at(0, "a record without entries can be published only as RMX, not as TXT");
        }
        byte[] text = RmxText.format(record).getBytes(StandardCharsets.US_ASCII);
        List<byte[]> strings = new ArrayList<>();
        for (int at = 0; at < text.length; at += MAX_STRING) {
            strings.add(Arrays.copyOfRange(text, at, Math.min(at + MAX_STRING, text.length)));
        }
        if (text.length + strings.size() > RmxWire.MAX_RDATA) {
            throw RmxFormatException.at(
                    RmxWire.MAX_RDATA, "a TXT record has at most 65535 octets, not " + (text.length + strings.size()));
        }
        return strings;
    }
}
