package dev.rmx.record;

import dev.rmx.text.Printable;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An absolute DNS name. Labels may hold any octet. ASCII letters are kept in lower case, since DNS ignores their case
 * (RFC 4343).
 *
 * <p>Immutable and safe to share between threads. Names are in the canonical order of RFC 4034 §6.1: by labels from the
 * right, each as unsigned octets.
 */
public final class DomainName implements Comparable<DomainName> {
    /** The most octets of a name on the wire, with the final zero octet (RFC 1035 §3.1). */
    public static final int MAX_OCTETS = 255;
    /** The most octets of a label (RFC 1035 §3.1). */
    public static final int MAX_LABEL = 63;
    /** The root. In an RMX entry it means no data ([WIRE-4]). */
    public static final DomainName ROOT = new DomainName(new byte[1]);

    /**
     * The uncompressed wire form. Length octets are below 'A', so lower-casing the whole array does not change them.
     */
    private final byte[] wire;

    private final int hash;
    private byte @Nullable [] sortKey; // made on demand; if two threads make it, either works

    private DomainName(byte[] lowerCaseWire) {
        this.wire = lowerCaseWire;
        this.hash = Arrays.hashCode(lowerCaseWire);
    }

    /**
     * Reads a name in presentation format ([TEXT-3]). The name is absolute, with or without a trailing dot.
     *
     * @param text labels of printable ASCII, separated by dots, with {@code \DDD} and {@code \X} as in RFC 1035 §5.1;
     *     {@code .} is the root
     * @return the name
     * @throws IllegalArgumentException if a label is empty, over 63 octets or not printable ASCII, an escape is
     *     incomplete, or the name is over 255 octets on the wire
     */
    public static DomainName parse(String text) {
        return DomainNameText.parse(text);
    }

    /**
     * Reads the name that a mail client gives: the domain of an envelope sender, or a HELO name ([ID-3] to [ID-5]). A
     * label outside ASCII becomes its A-label.
     *
     * @param text the name as the client sent it, with or without one trailing dot
     * @return the absolute name; empty if it cannot be the subject of a check
     */
    public static Optional<DomainName> parseSubject(String text) {
        return SubjectName.parse(text);
    }

    /**
     * Reads a name in uncompressed wire form (RFC 1035 §3.1).
     *
     * @param octets the labels, each after its length octet, then one zero octet and no more
     * @return the name
     * @throws IllegalArgumentException if the octets are anything else, such as a compression pointer
     */
    public static DomainName fromWire(byte[] octets) {
        if (octets.length > MAX_OCTETS) {
            throw new IllegalArgumentException("a name has at most 255 octets, not " + octets.length);
        }
        int position = 0;
        while (position < octets.length && octets[position] != 0) {
            int length = octets[position] & 0xff;
            if (length > MAX_LABEL) {
                throw new IllegalArgumentException("a label length is 1 to 63, not " + length + " (octet " + position
                        + "); compressed names are not accepted");
            }
            position += 1 + length;
        }
        if (position != octets.length - 1) {
            throw new IllegalArgumentException("a name ends with one zero octet, and no octet follows it");
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
     * The uncompressed wire form (RFC 1035 §3.1), in lower case.
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
     * Whether this is the root.
     *
     * @return true for {@code .}
     */
    public boolean isRoot() {
        return wire.length == 1;
    }

    /**
     * The number of labels, without the root's empty label.
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
     * Puts ASCII labels in front of this name.
     *
     * @param labels the labels from left to right, as they are: a dot or backslash is an ordinary octet
     * @return the longer name; empty if a label would be over 63 octets or the name over 255
     * @throws IllegalArgumentException if a label is empty or holds a character outside ASCII
     */
    public Optional<DomainName> prepend(List<String> labels) {
        int length = wire.length;
        for (String label : labels) {
            requireAscii(label);
            length += 1 + label.length();
            if (label.length() > MAX_LABEL || length > MAX_OCTETS) {
                return Optional.empty();
            }
        }
        byte[] longer = new byte[length];
        int end = 0;
        for (String label : labels) {
            longer[end++] = (byte) label.length();
            for (int i = 0; i < label.length(); i++) {
                longer[end++] = lowerCase((byte) label.charAt(i));
            }
        }
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
     * Whether this name equals {@code ancestor} or is below it ([ENT-domain]).
     *
     * @param ancestor any name; every name is at or below the root
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
                if (!isPlain(wire[i])) { // [ID-4]
                    return false;
                }
                digits &= wire[i] >= '0' && wire[i] <= '9';
            }
        }
        return labels >= 2 && !digits; // [ID-4]
    }

    /** Whether canonical text shows an octet of a lower-case name as it is ([TEXT-4]). */
    static boolean isPlain(byte octet) {
        return (octet >= 'a' && octet <= 'z') || (octet >= '0' && octet <= '9') || octet == '-' || octet == '_';
    }

    /** Compares wire forms as unsigned octets ([REC-3]). */
    int compareWire(DomainName other) {
        return Arrays.compareUnsigned(wire, other.wire);
    }

    @Override
    public int compareTo(DomainName other) {
        return Arrays.compareUnsigned(sortKey(), other.sortKey());
    }

    /**
     * Octets whose unsigned order is the order of names: the labels from the right, each followed by a zero, so that a
     * name comes before the names below it. An octet 0 or 1 in a label becomes two octets, to stay above that zero.
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
