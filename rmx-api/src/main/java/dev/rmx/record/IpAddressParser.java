package dev.rmx.record;

import dev.rmx.text.Printable;

/** Reads and writes the text of an {@link IpAddress} ([TEXT-2], [TEXT-4]). */
final class IpAddressParser {
    private static final int GROUPS = 8;

    private IpAddressParser() {}

    /** Reads the text between two offsets. */
    static IpAddress parse(String text, int from, int to) {
        try {
            return indexOf(text, ':', from, to) < to
                    ? parseIpv6(text, from, to)
                    : new IpAddress(IpFamily.IPV4, readIpv4(text, from, to) << 32, 0);
        } catch (IllegalArgumentException e) {
            String literal = text.substring(from, to);
            String fault = literal.indexOf('%') < 0
                    ? e.getMessage()
                    : "a zone id is not part of an address"; // [TEXT-2], [ID-6]
            throw new IllegalArgumentException("not an IP address: " + Printable.quote(literal) + ": " + fault);
        }
    }

    /** The first place of a character between two offsets; {@code to} if it is not there. */
    static int indexOf(String text, char wanted, int from, int to) {
        int at = from;
        while (at < to && text.charAt(at) != wanted) {
            at++;
        }
        return at;
    }

    static String format(IpAddress address) {
        return address.family() == IpFamily.IPV4 ? formatIpv4(address) : formatIpv6(address);
    }

    private static String formatIpv4(IpAddress address) {
        return address.octet(0) + "." + address.octet(1) + "." + address.octet(2) + "." + address.octet(3);
    }

    /** Reads four decimal octets. */
    private static long readIpv4(String text, int from, int to) {
        long value = 0;
        int position = from;
        for (int i = 0; i < 4; i++) {
            int end = i < 3 ? indexOf(text, '.', position, to) : to;
            if (i < 3 && end == to) {
                throw new IllegalArgumentException("an IPv4 address has four decimal octets"); // [TEXT-2], [ID-6]
            }
            value = value << 8 | decimal(text, position, end);
            position = end + 1;
        }
        return value;
    }

    private static int decimal(String text, int from, int to) {
        if (to == from || to - from > 3) {
            throw new IllegalArgumentException("an octet has one to three digits");
        }
        int value = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                throw new IllegalArgumentException("an octet is decimal");
            }
            value = value * 10 + (c - '0');
        }
        if (value > 255) {
            throw new IllegalArgumentException("an octet is at most 255");
        }
        if (to - from > 1 && text.charAt(from) == '0') { // [TEXT-2], [ID-6]
            throw new IllegalArgumentException("an octet has no leading zero");
        }
        return value;
    }

    private static IpAddress parseIpv6(String text, int from, int to) {
        byte[] octets = new byte[2 * GROUPS];
        int groups = 0;
        int gap = -1; // the number of groups before "::"
        int position = from;
        if (from + 1 < to && text.startsWith("::", from)) {
            gap = 0;
            position += 2;
        }
        while (position < to) {
            int end = indexOf(text, ':', position, to);
            if (end == to && indexOf(text, '.', position, to) < to) { // [TEXT-2] an IPv4 tail
                if (groups > GROUPS - 2) {
                    throw new IllegalArgumentException("more than 128 bits");
                }
                long ipv4 = readIpv4(text, position, to);
                for (int i = 0; i < 4; i++) {
                    octets[2 * groups + i] = (byte) (ipv4 >> (24 - 8 * i));
                }
                groups += 2;
                break;
            }
            if (groups == GROUPS) {
                throw new IllegalArgumentException("more than eight groups");
            }
            int value = hexadecimal(text, position, end);
            octets[2 * groups] = (byte) (value >> 8);
            octets[2 * groups + 1] = (byte) value;
            groups++;
            position = end + 1;
            if (end < to && position == to) {
                throw new IllegalArgumentException("it ends in a single colon");
            }
            if (position < to && text.charAt(position) == ':') {
                if (gap >= 0) {
                    throw new IllegalArgumentException("\"::\" occurs twice");
                }
                gap = groups;
                position++;
            }
        }
        if (gap < 0 && groups < GROUPS) {
            throw new IllegalArgumentException("an IPv6 address has eight groups, or \"::\"");
        }
        if (gap >= 0 && groups == GROUPS) {
            throw new IllegalArgumentException("\"::\" stands for at least one group");
        }
        return IpAddress.of(gap < 0 ? octets : widen(octets, groups, gap));
    }

    /** Inserts the zeros of "::" after the first {@code gap} groups. */
    private static byte[] widen(byte[] octets, int groups, int gap) {
        byte[] wide = new byte[2 * GROUPS];
        int tail = 2 * (groups - gap);
        System.arraycopy(octets, 0, wide, 0, 2 * gap);
        System.arraycopy(octets, 2 * gap, wide, wide.length - tail, tail);
        return wide;
    }

    private static int hexadecimal(String text, int from, int to) {
        if (to == from || to - from > 4) {
            throw new IllegalArgumentException("a group has one to four hexadecimal digits");
        }
        int value = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            int digit = c < 128 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                throw new IllegalArgumentException("a group is hexadecimal");
            }
            value = (value << 4) | digit;
        }
        return value;
    }

    /** [TEXT-4], RFC 5952 §4: the first longest run of two or more zero groups becomes "::". */
    private static String formatIpv6(IpAddress address) {
        int runStart = -1;
        int runLength = 1;
        for (int i = 0; i < GROUPS; i++) {
            int length = 0;
            while (i + length < GROUPS && group(address, i + length) == 0) {
                length++;
            }
            if (length > runLength) {
                runStart = i;
                runLength = length;
            }
            i += length;
        }
        StringBuilder text = new StringBuilder(39);
        for (int i = 0; i < GROUPS; i++) {
            if (i == runStart) {
                text.append("::");
                i += runLength - 1;
                continue;
            }
            if (i > 0 && text.charAt(text.length() - 1) != ':') {
                text.append(':');
            }
            text.append(Integer.toHexString(group(address, i)));
        }
        return text.toString();
    }

    private static int group(IpAddress address, int index) {
        return (address.octet(2 * index) << 8) | address.octet(2 * index + 1);
    }
}
