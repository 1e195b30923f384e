package dev.rmx.codec;

import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import dev.rmx.record.IpFamily;
import dev.rmx.record.IpPrefix;
import dev.rmx.record.RmxEntry;
import dev.rmx.record.RmxEntryType;
import dev.rmx.record.RmxRecord;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads and writes RDATA of RMX records ([WIRE-1] to [WIRE-5]): entries in sequence, each with one octet for negation
 * and code, and then its data.
 *
 * <p>All methods are safe to call from any thread.
 */
public final class RmxWire {
    /** The default type number, for private use (RFC 6895): IANA has assigned none to RMX ([WIRE-6]). */
    public static final int DEFAULT_TYPE = 65280; // [WIRE-6]

    /** The most octets of RDATA. */
    public static final int MAX_RDATA = 65535;

    private static final int NEGATED = 0x80;
    /** The octets of an IPv4 address, to guess the number of entries. */
    private static final int TYPICAL_ENTRY = 6;

    private RmxWire() {}

    /**
     * Reads RDATA.
     *
     * @param rdata the octets, not changed
     * @return the record; for no octets, one without entries
     * @throws RmxFormatException if an entry is bad ([WIRE-5]) or there are more than {@link RmxRecord#MAX_ENTRIES}
     *     ([LIM-4]); offsets are in octets
     */
    public static RmxRecord decode(byte[] rdata) throws RmxFormatException {
        requireLength(rdata.length);
        List<RmxEntry> entries = new ArrayList<>(rdata.length / TYPICAL_ENTRY + 1);
        Input in = new Input(rdata);
        while (in.position < rdata.length) { // [WIRE-1]
            int start = in.position;
            requireRoom(entries.size(), start);
            try {
                entries.add(decodeEntry(in));
            } catch (IllegalArgumentException e) {
                throw RmxFormatException.at(start, String.valueOf(e.getMessage()));
            }
        }
        return new RmxRecord(entries);
    }

    /**
     * Writes RDATA, with spare bits zero and names in lower case.
     *
     * @param record any record
     * @return the octets; {@link #decode} reads them as an equal record
     * @throws RmxFormatException if it would be over 65,535 octets
     */
    public static byte[] encode(RmxRecord record) throws RmxFormatException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (RmxEntry entry : record.entries()) {
            encodeEntry(entry, out);
        }
        requireLength(out.size());
        return out.toByteArray();
    }

    private static RmxEntry decodeEntry(Input in) {
        int first = in.octet();
        boolean negated = (first & NEGATED) != 0; // [WIRE-2]
        int code = first & ~NEGATED;
        // [WIRE-5]
        RmxEntryType type = RmxEntryType.ofCode(code)
                .orElseThrow(() -> new IllegalArgumentException("the code is 1 to 9, not " + code));
        if (negated && !type.isNegatable()) { // [REC-2], [WIRE-5]
            throw new IllegalArgumentException(type.tag() + ": cannot be negated");
        }
        return switch (type) {
            case IPV4 -> new RmxEntry.Ipv4(negated, decodePrefix(in, IpFamily.IPV4));
            case IPV6 -> new RmxEntry.Ipv6(negated, decodePrefix(in, IpFamily.IPV6));
            case HOST -> new RmxEntry.Host(negated, decodeName(in));
            case APL -> new RmxEntry.Apl(negated, decodeName(in));
            case DOMAIN -> new RmxEntry.Domain(negated, decodeName(in));
            case UNUSED -> new RmxEntry.Unused();
            case FULL -> new RmxEntry.Full();
            case MAPPED -> new RmxEntry.Mapped(negated, decodeName(in));
            case MX -> new RmxEntry.Mx(negated);
        };
    }

    private static void encodeEntry(RmxEntry entry, ByteArrayOutputStream out) {
        out.write((entry.negated() ? NEGATED : 0) | entry.type().code());
        switch (entry.type()) {
            case IPV4, IPV6 -> encodePrefix(((RmxEntry.Literal) entry).prefix(), out);
            case HOST, APL, DOMAIN, MAPPED -> encodeName(((RmxEntry.Named) entry).name(), out);
            case UNUSED, FULL, MX -> {}
        }
    }

    /** [WIRE-3]: spare bits are ignored. */
    private static IpPrefix decodePrefix(Input in, IpFamily family) {
        int bits = in.octet();
        if (bits > family.bits()) { // [WIRE-5]
            throw new IllegalArgumentException("a prefix length is 0 to " + family.bits() + ", not " + bits);
        }
        int count = (bits + 7) / 8; // [WIRE-3]
        in.skip(count);
        byte[] address = new byte[family.bits() / 8];
        System.arraycopy(in.octets, in.position - count, address, 0, count);
        return new IpPrefix(IpAddress.of(address), bits);
    }

    private static void encodePrefix(IpPrefix prefix, ByteArrayOutputStream out) {
        out.write(prefix.length());
        out.write(prefix.address().octets(), 0, (prefix.length() + 7) / 8); // [WIRE-3]
    }

    /** [WIRE-4]: an uncompressed name, without a length octet before it. */
    private static DomainName decodeName(Input in) {
        int start = in.position;
        int length = in.octet();
        while (length != 0) {
            if (length > DomainName.MAX_LABEL) { // [WIRE-4] no pointers
                throw new IllegalArgumentException(
                        "a label has 1 to 63 octets, not " + length + "; compressed names are not accepted");
            }
            in.skip(length);
            if (in.position - start >= DomainName.MAX_OCTETS) { // [WIRE-5]
                throw new IllegalArgumentException("a name has at most 255 octets");
            }
            length = in.octet();
        }
        return DomainName.fromWire(in.since(start));
    }

    private static void encodeName(DomainName name, ByteArrayOutputStream out) {
        out.writeBytes(name.toWire()); // [WIRE-4]
    }

    /** Refuses an entry over {@link RmxRecord#MAX_ENTRIES} before it is read ([LIM-4]). */
    static void requireRoom(int entries, int position) throws RmxFormatException {
        if (entries == RmxRecord.MAX_ENTRIES) { // [LIM-4]
            throw RmxFormatException.at(
                    position, "a record has at most " + RmxRecord.MAX_ENTRIES + " entries, and this is one more");
        }
    }

    private static void requireLength(int length) throws RmxFormatException {
        if (length > MAX_RDATA) { // [WIRE-5]
            throw RmxFormatException.at(MAX_RDATA, "RDATA has at most 65535 octets, not " + length);
        }
    }

    /** Reads octets from left to right. */
    private static final class Input {
        private final byte[] octets;
        private int position;

        Input(byte[] octets) {
            this.octets = octets;
        }

        int octet() {
            require(1);
            return octets[position++] & 0xff;
        }

        void skip(int count) {
            require(count);
            position += count;
        }

        byte[] since(int start) {
            return Arrays.copyOfRange(octets, start, position);
        }

        private void require(int count) {
            int left = octets.length - position;
            if (count > left) { // [WIRE-5]
                throw new IllegalArgumentException("the entry is cut off: at octet " + position + ", " + count
                        + " more octets are needed, but only " + left + " follow");
            }
        }
    }
}
