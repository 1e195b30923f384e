package dev.rmx.record;

import dev.rmx.text.Printable;
import java.util.Arrays;

/** Reads and writes the presentation format of a {@link DomainName} ([TEXT-3], [TEXT-4]). */
final class DomainNameText {
    private DomainNameText() {}

    static DomainName parse(String text) {
        if (text.equals(".")) {
            return DomainName.ROOT;
        }
        byte[] wire = new byte[text.length() + 2]; // a character is at most one octet, and a dot becomes a length octet
        int start = 0; // where the label's length octet goes
        int end = 1;
        int position = 0;
        while (position < text.length()) {
            char c = text.charAt(position);
            if (c == '.') {
                start = endLabel(wire, start, end, text);
                end = start + 1;
                position++;
            } else if (c == '\\') { // [TEXT-3]
                wire[end++] = (byte) escaped(text, position + 1);
                position += isDigit(text.charAt(position + 1)) ? 4 : 2;
            } else if (c > ' ' && c < 0x7f) { // [TEXT-3]
                wire[end++] = (byte) c;
                position++;
            } else {
                throw bad(text, "a label is printable ASCII; write any other octet as \\DDD");
            }
        }
        if (!text.endsWith(".") || end > start + 1) {
            start = endLabel(wire, start, end, text);
        }
        if (start >= DomainName.MAX_OCTETS) { // [TEXT-5]
            throw bad(text, "over 255 octets in wire form");
        }
        return DomainName.fromWire(Arrays.copyOf(wire, start + 1));
    }

    /** Writes a label's length octet, and returns where that of the next label goes. */
    private static int endLabel(byte[] wire, int start, int end, String text) {
        int length = end - start - 1;
        if (length == 0) {
            throw bad(text, "a label is empty");
        }
        if (length > DomainName.MAX_LABEL) {
            throw bad(text, "a label is over 63 octets");
        }
        wire[start] = (byte) length;
        return end;
    }

    /** The octet that an escape means; {@code at} is after the backslash (RFC 1035 §5.1). */
    private static int escaped(String text, int at) {
        if (at >= text.length()) {
            throw bad(text, "it ends in a backslash");
        }
        char first = text.charAt(at);
        if (!isDigit(first)) {
            if (first <= ' ' || first >= 0x7f) {
                throw bad(text, "after a backslash come three digits or one character of printable ASCII");
            }
            return first;
        }
        int value = 0;
        for (int i = at; i < at + 3; i++) {
            if (i >= text.length() || !isDigit(text.charAt(i))) {
                throw bad(text, "after a backslash come three digits or one character that is not a digit");
            }
            value = value * 10 + (text.charAt(i) - '0');
        }
        if (value > 255) {
            throw bad(text, "\\DDD is at most 255");
        }
        return value;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    static String format(byte[] wire) {
        if (wire.length == 1) {
            return ".";
        }
        StringBuilder text = new StringBuilder(wire.length);
        for (int at = 0; wire[at] != 0; at += 1 + wire[at]) {
            if (at > 0) {
                text.append('.');
            }
            for (int i = at + 1; i <= at + wire[at]; i++) {
                if (DomainName.isPlain(wire[i])) { // [TEXT-4]
                    text.append((char) wire[i]);
                } else {
                    int octet = wire[i] & 0xff;
                    text.append('\\')
                            .append((char) ('0' + octet / 100))
                            .append((char) ('0' + octet / 10 % 10))
                            .append((char) ('0' + octet % 10));
                }
            }
        }
        return text.toString();
    }

    private static IllegalArgumentException bad(String text, String why) {
        return new IllegalArgumentException("not a domain name: " + Printable.quote(text) + ": " + why);
    }
}
