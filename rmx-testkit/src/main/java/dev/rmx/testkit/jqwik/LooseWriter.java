package dev.rmx.testkit.jqwik;

import dev.rmx.record.IpFamily;
import dev.rmx.record.IpPrefix;
import dev.rmx.record.RmxEntry;
import dev.rmx.record.RmxRecord;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Writes a record in one of the many forms that a parser must accept, as {@link Choices} decide. Uses no code of the
 * codec.
 */
final class LooseWriter {
    private final Choices choices;

    LooseWriter(Choices choices) {
        this.choices = choices;
    }

    /**
     * [TEXT-2], [TEXT-3]: tags in any case or as codes, odd blanks, escapes, trailing dots, stray bits, odd IPv6 forms.
     */
    String text(RmxRecord record) {
        StringBuilder text = new StringBuilder(blanks(0));
        for (RmxEntry entry : record.entries()) {
            String tag = oneIn(3)
                    ? Integer.toString(entry.type().code())
                    : anyCase(entry.type().tag());
            text.append(entry.negated() ? "!" : "").append(tag).append(':');
            if (entry instanceof RmxEntry.Literal literal) {
                text.append(prefix(literal.prefix()));
            } else if (entry instanceof RmxEntry.Named named) {
                text.append(name(named.name().toWire()));
            }
            text.append(blanks(1));
        }
        return oneIn(2) ? text.toString().stripTrailing() : text.toString();
    }

    /** [WIRE-3], [WIRE-4]: any spare bits, names in any case. */
    byte[] wire(RmxRecord record) {
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        for (RmxEntry entry : record.entries()) {
            wire.write(entry.type().code() + (entry.negated() ? 128 : 0));
            if (entry instanceof RmxEntry.Literal literal) {
                int length = literal.prefix().length();
                wire.write(length);
                wire.write(withStrayBits(literal.prefix()), 0, (length + 7) / 8);
            } else if (entry instanceof RmxEntry.Named named) {
                byte[] name = named.name().toWire();
                for (byte octet : name) {
                    wire.write(octet >= 'a' && octet <= 'z' && oneIn(2) ? octet - 32 : octet);
                }
            }
        }
        return wire.toByteArray();
    }

    /** [TXT-1]: the text split anywhere, with empty strings. */
    List<byte[]> txt(String text) {
        List<byte[]> strings = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            int piece = choices.below(10);
            int end = Math.min(text.length(), at + (piece == 0 ? 255 : piece - 1));
            strings.add(text.substring(at, end).getBytes(StandardCharsets.ISO_8859_1));
            at = end;
        }
        return strings;
    }

    private String prefix(IpPrefix prefix) {
        byte[] octets = withStrayBits(prefix);
        boolean isFull = prefix.length() == prefix.family().bits();
        String address = prefix.family() == IpFamily.IPV4 ? dotted(octets, 0) : ipv6(octets);
        return isFull && oneIn(2) ? address : address + "/" + prefix.length();
    }

    private byte[] withStrayBits(IpPrefix prefix) {
        byte[] octets = prefix.address().octets();
        for (int i = prefix.length() / 8; i < octets.length; i++) {
            int spare = i == prefix.length() / 8 ? 0xff >> (prefix.length() % 8) : 0xff;
            octets[i] |= (byte) (choices.below(256) & spare);
        }
        return octets;
    }

    private static String dotted(byte[] octets, int from) {
        return (octets[from] & 255) + "." + (octets[from + 1] & 255) + "." + (octets[from + 2] & 255) + "."
                + (octets[from + 3] & 255);
    }

    private String ipv6(byte[] octets) {
        List<String> units = new ArrayList<>();
        for (int i = 0; i < 16; i += 2) {
            int group = ((octets[i] & 255) << 8) | (octets[i + 1] & 255);
            units.add(anyCase(oneIn(3) ? String.format(Locale.ROOT, "%04x", group) : Integer.toHexString(group)));
        }
        if (oneIn(4)) {
            units.subList(6, 8).clear();
            units.add(dotted(octets, 12));
        }
        int gap = choices.below(units.size());
        int end = gap;
        while (end < units.size() && units.get(end).matches("0+") && (end == gap || !oneIn(6))) {
            end++;
        }
        return end == gap
                ? String.join(":", units)
                : String.join(":", units.subList(0, gap)) + "::" + String.join(":", units.subList(end, units.size()));
    }

    private String name(byte[] wire) {
        if (wire.length == 1) {
            return oneIn(2) ? "." : "";
        }
        List<String> labels = new ArrayList<>();
        for (int at = 0; wire[at] != 0; at += 1 + wire[at]) {
            StringBuilder label = new StringBuilder();
            for (int i = at + 1; i <= at + wire[at]; i++) {
                label.append(octet(wire[i] & 255));
            }
            labels.add(label.toString());
        }
        return String.join(".", labels) + (oneIn(2) ? "." : "");
    }

    private String octet(int lowerCase) {
        boolean isLetter = lowerCase >= 'a' && lowerCase <= 'z';
        int octet = isLetter && oneIn(2) ? lowerCase - 32 : lowerCase;
        boolean isPrintable = octet > ' ' && octet < 127;
        if (!isPrintable || oneIn(8)) {
            return String.format(Locale.ROOT, "\\%03d", octet);
        }
        boolean isDigit = octet >= '0' && octet <= '9';
        boolean isSpecial = octet == '.' || octet == '\\';
        return (isSpecial || (!isDigit && oneIn(8)) ? "\\" : "") + (char) octet;
    }

    private String anyCase(String text) {
        return text.chars()
                .mapToObj(Character::toString)
                .map(c -> oneIn(3) ? c.toUpperCase(Locale.ROOT) : c)
                .collect(Collectors.joining());
    }

    private String blanks(int fewest) {
        StringBuilder blanks = new StringBuilder();
        int count = fewest + (oneIn(4) ? choices.below(4) : 0);
        for (int i = 0; i < count; i++) {
            blanks.append(oneIn(4) ? '\t' : ' ');
        }
        return blanks.toString();
    }

    private boolean oneIn(int n) {
        return choices.oneIn(n);
    }
}
