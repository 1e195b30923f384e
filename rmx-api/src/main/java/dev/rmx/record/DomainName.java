package dev.rmx.record;

import dev.rmx.text.Printable;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An absolute DNS name. Labels may hold any octet; ASCII letters are kept in lower case, since DNS compares them without
 * regard to case (RFC 4343).
 *
 * <p>Immutable and safe to share between threads. The order is the canonical name order of RFC 4034 §6.1: by labels from
 * the right, each as unsigned octets.
 */
public final class DomainName implements Comparable<DomainName> {
    /** The most octets that a name has on the wire, the root's included (RFC 1035 §3.1). */
    public static final int MAX_OCTETS = 255;
    /** The most octets of a label (RFC 1035 §3.1). */
    public static final int MAX_LABEL = 63;
    /** The root, which in an RMX entry stands for "empty" ([WIRE-4]). */
    public static final DomainName ROOT = new DomainName(new byte[1]);

    /** The uncompressed wire form. A length octet is below 'A', so lower-casing the whole array leaves it alone. */
    private final byte[] wire;

    private final int hash;
    private byte @Nullable [] sortKey; // made when it is needed; if two threads make it, either will do

    private DomainName(byte[] lowerCaseWire) {
        this.wire = lowerCaseWire;
        this.hash = Arrays.hashCode(lowerCaseWire);
    }

    /**
     * Reads a name in presentation format ([TEXT-3]). It is always absolute, with or without a trailing dot.
     *
     * @param text labels of printable ASCII with dots between; {@code \DDD} and {@code \X} as in RFC 1035 §5.1; {@code .}
     *     is the root
     * @return the name
     * @throws IllegalArgumentException if a label is empty, or over 63 octets, or holds anything but printable ASCII, an
     *     escape is not complete, or the name is over 255 octets in wire form
     */
    public static DomainName parse(String text) {
        return DomainNameText.parse(text);
    }

    /**
     * Reads a name in uncompressed wire form (RFC 1035 §3.1).
     *
     * @param octets the labels, each after its length octet, then a zero octet, and nothing after it
     * @return the name
     * @throws IllegalArgumentException if the octets are anything else, a compression pointer for example
     */
    public static DomainName fromWire(byte[] octets) {
        if (octets.length > MAX_OCTETS) {
            throw new IllegalArgumentException("a name has at most 255 octets, not " + octets.length);
        }
        int position = 0;
        while (position < octets.length && octets[position] != 0) {
            int length = octets[position] & 0xff;
            if (length > MAX_LABEL) {
                throw new IllegalArgumentException(
                        "at octet " + position + " a label length of 1 to 63 should stand, not " + length
                                + "; compressed names are not taken");
            }
            position += 1 + length;
        }
        if (position != octets.length - 1) {
            throw new IllegalArgumentException("a name ends in one zero octet, and nothing follows it");
        }
        return new DomainName(lowerCase(octets));
    }

    private static byte[] lowerCase(byte[] octets) {
        byte[] lower = octets.clone();
        for (int i = 0; i < lower.length; i++) {
            lower[i] = lowerCase(lower[i]);
        }
        return lower;
    }

    private static byte lowerCase(byte octet) {
        return octet >= 'A' && octet <= 'Z' ? (byte) (octet + 'a' - 'A') : octet;
    }

    /**
     * The uncompressed wire form, in lower case (RFC 1035 §3.1).
     *
     * @return a new array of 1 to 255 octets
     */
    public byte[] toWire() {
        return wire.clone();
    }

    /**
     * The length of the wire form.
     *
     * @return 1 to 255 octets
     */
    public int wireLength() {
        return wire.length;
    }

    /**
     * Whether this is the root name, which has no label.
     *
     * @return true for {@code .}
     */
    public boolean isRoot() {
        return wire.length == 1;
    }

    /**
     * How many labels there are, the root's empty one not counted.
     *
     * @return 0 to 127
     */
    public int labelCount() {
        int count = 0;
        for (int at = 0; wire[at] != 0; at += 1 + wire[at]) {
            count++;
        }
        return count;
    }

    /**
     * The name made of ASCII labels in front of this name.
     *
     * @param labels the labels from left to right, taken as they are: a dot or a backslash in one is an ordinary octet
     * @return the longer name; empty if a label would be over 63 octets or the name over 255
     * @throws IllegalArgumentException if a label is empty or holds a character outside ASCII
     */
    public Optional<DomainName> prepend(List<String> labels) {
        byte[] octets = new byte[MAX_OCTETS];
        int end = 0;
        for (String label : labels) {
            requireAscii(label);
            int length = label.length();
            if (length > MAX_LABEL || end + 1 + length + wire.length > MAX_OCTETS) {
                return Optional.empty();
            }
            octets[end++] = (byte) length;
            for (int i = 0; i < length; i++) {
                octets[end++] = lowerCase((byte) label.charAt(i));
            }
        }
        byte[] longer = Arrays.copyOf(octets, end + wire.length);
        System.arraycopy(wire, 0, longer, end, wire.length);
        return Optional.of(new DomainName(longer));
    }

    private static void requireAscii(String label) {
        boolean ascii = !label.isEmpty();
        for (int i = 0; i < label.length(); i++) {
            ascii &= label.charAt(i) <= 0x7f;
        }
        if (!ascii) {
            throw new IllegalArgumentException(
                    "a label is one or more ASCII characters, not " + Printable.quote(label));
        }
    }

    /**
     * Whether this name is {@code ancestor} or ends in it at a label boundary ([ENT-domain]).
     *
     * @param ancestor the name to end in; every name ends in the root
     * @return true if it does
     */
    public boolean isAtOrBelow(DomainName ancestor) {
        int suffix = wire.length - ancestor.wire.length;
        int at = 0;
        while (at < suffix) {
            at += 1 + wire[at];
        }
        return at == suffix && Arrays.equals(wire, at, wire.length, ancestor.wire, 0, ancestor.wire.length);
    }

    /**
     * Whether this name can be checked as an RMX subject ([ID-4]).
     *
     * @return true if it has at least two labels, all of {@code [a-z0-9_-]}, and the last is not all digits
     */
    public boolean isUsableSubject() {
        boolean digits = false;
        int labels = 0;
        for (int at = 0; wire[at] != 0; at += 1 + wire[at]) {
            labels++;
            digits = true;
            for (int i = at + 1; i <= at + wire[at]; i++) {
                if (!isPlain(wire[i])) {
                    return false;
                }
                digits &= wire[i] >= '0' && wire[i] <= '9';
            }
        }
        return labels >= 2 && !digits;
    }

    /** Whether an octet of a lower-case name stands for itself in canonical text ([TEXT-4]). */
    static boolean isPlain(byte octet) {
        return (octet >= 'a' && octet <= 'z') || (octet >= '0' && octet <= '9') || octet == '-' || octet == '_';
    }

    /** The order of wire forms, octet by octet, unsigned ([REC-3]). */
    int compareWire(DomainName other) {
        return Arrays.compareUnsigned(wire, other.wire);
    }

    @Override
    public int compareTo(DomainName other) {
        return Arrays.compareUnsigned(sortKey(), other.sortKey());
    }

    /**
     * Octets that compare, unsigned, as names do: the labels from the right, each with a zero behind it, so that a name comes before
     * those below it. Octets 0 and 1 within a label are written as two, to stay above that zero.
     */
    private byte[] sortKey() {
        byte[] known = sortKey;
        if (known == null) {
            known = makeSortKey();
            sortKey = known;
        }
        return known;
    }

    private byte[] makeSortKey() {
        byte[] starts = new byte[labelCount()];
        for (int i = 1; i < starts.length; i++) {
            int before = starts[i - 1] & 0xff;
            starts[i] = (byte) (before + 1 + wire[before]);
        }
        byte[] key = new byte[2 * wire.length];
        int end = 0;
        for (int i = starts.length - 1; i >= 0; i--) {
            int start = starts[i] & 0xff;
            for (int at = start + 1; at <= start + wire[start]; at++) {
                byte octet = wire[at];
                if (octet == 0 || octet == 1) {
                    key[end++] = 1;
                    octet++;
                }
                key[end++] = octet;
            }
            end++;
        }
        return Arrays.copyOf(key, end);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DomainName that && hash == that.hash && Arrays.equals(wire, that.wire);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** The canonical text: no trailing dot, octets outside {@code [a-z0-9_-]} as {@code \DDD}; the root is a dot. */
    @Override
    public String toString() {
        return DomainNameText.format(wire);
    }
}
