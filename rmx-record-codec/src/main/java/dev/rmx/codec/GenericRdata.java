package dev.rmx.codec;

import java.io.ByteArrayOutputStream;
import java.util.HexFormat;

/**
 * Generic RDATA: how master files write a type that the name server does not know (RFC 3597 §5, [WIRE-6]), as in
 * {@code example.org. IN TYPE65280 \# 3 01080a}.
 *
 * <p>All methods are safe to call from any thread.
 */
public final class GenericRdata {
    private static final String MARK = "\\#";

    private GenericRdata() {}

    /**
     * Reads the generic form.
     *
     * @param text {@code \#}, the number of octets in decimal, and the octets in hexadecimal of any case; spaces and
     *     tabs between octets are allowed
     * @return the octets
     * @throws RmxFormatException if the text is anything else; offsets are in characters
     */
    public static byte[] parse(String text) throws RmxFormatException {
        int at = skipBlanks(text, 0);
        if (!text.startsWith(MARK, at)) {
            throw RmxFormatException.at(at, "generic RDATA starts with \\#, as in \\# 3 01080a");
        }
        int lengthAt = skipBlanks(text, at + MARK.length());
        int end = lengthAt;
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        boolean separate = lengthAt > at + MARK.length() && (end == text.length() || RmxText.isBlank(text.charAt(end)));
        if (end == lengthAt || end - lengthAt > 5 || !separate) {
            throw RmxFormatException.at(lengthAt, "after \\# comes the number of octets, 0 to 65535");
        }
        int length = Integer.parseInt(text.substring(lengthAt, end));
        if (length > RmxWire.MAX_RDATA) {
            throw RmxFormatException.at(lengthAt, "the number of octets is at most 65535, not " + length);
        }
        byte[] rdata = parseHex(text, end);
        if (rdata.length != length) {
            throw RmxFormatException.at(
                    lengthAt, "the length is given as " + length + ", but " + rdata.length + " octets follow");
        }
        return rdata;
    }

    /**
     * Writes the generic form.
     *
     * @param rdata any octets
     * @return {@code \#}, the number of octets, and the octets in lower-case hexadecimal
     */
    public static String format(byte[] rdata) {
        return rdata.length == 0
                ? MARK + " 0"
                : MARK + " " + rdata.length + " " + HexFormat.of().formatHex(rdata);
    }

    /**
     * Reads hexadecimal octets.
     *
     * @param text octets in hexadecimal of any case; spaces and tabs between octets are allowed
     * @return the octets
     * @throws RmxFormatException if a character is no hexadecimal digit, or an octet has only one digit; offsets are in
     *     characters
     */
    public static byte[] parseHex(String text) throws RmxFormatException {
        return parseHex(text, 0);
    }

    private static byte[] parseHex(String text, int from) throws RmxFormatException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream((text.length() - from) / 2);
        int at = skipBlanks(text, from);
        while (at < text.length()) {
            for (int i = at; i < at + 2; i++) {
                if (i == text.length() || !HexFormat.isHexDigit(text.charAt(i))) {
                    throw RmxFormatException.at(i, "an octet is two hexadecimal digits");
                }
            }
            octets.write(HexFormat.fromHexDigits(text, at, at + 2));
            at = skipBlanks(text, at + 2);
        }
        return octets.toByteArray();
    }

    private static int skipBlanks(String text, int from) {
        int at = from;
        while (at < text.length() && RmxText.isBlank(text.charAt(at))) {
            at++;
        }
        return at;
    }
}
