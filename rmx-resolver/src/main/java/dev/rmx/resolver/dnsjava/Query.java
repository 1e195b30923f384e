package dev.rmx.resolver.dnsjava;

import dev.rmx.record.DomainName;
import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Type;

/**
 * A query to a name server: encodes itself, and recognizes its response.
 *
 * @param name the name to ask about
 * @param type the number of the record type
 * @param flags header bits besides RD, such as {@link #AD}
 * @param dnssecOk whether to request DNSSEC records
 */
record Query(DomainName name, int type, int flags, boolean dnssecOk) {
    /**
     * The largest UDP response, in octets. Larger ones would be fragmented (RFC 9715), so they are truncated and
     * fetched over TCP.
     */
    static final int UDP_PAYLOAD = 1232;

    static final int HEADER = 12;
    /** Asks the server whether the answer is authenticated (RFC 6840 §5.7). */
    static final int AD = 0x20;
    /** Asks the server to leave validation to us (RFC 4035 §3.2.2). */
    static final int CD = 0x10;

    private static final int RD = 0x100;

    /** How a datagram relates to a query that was sent. */
    enum Likeness {
        /** It is the response. */
        SAME,
        /** It is a response with the same name in another case. */
        OTHER_CASE,
        /** It is no response to this query ([LOOK-5]). */
        NONE
    }

    /** Adds a flag. */
    Query withFlag(int flag) {
        return new Query(name, type, flags | flag, dnssecOk);
    }

    /**
     * Encodes the query, with id 0.
     *
     * @param edns whether to add an OPT record (RFC 6891)
     * @param cookie the data of the COOKIE option (RFC 7873), empty for none; only with {@code edns}
     * @param random chooses the case of each letter of the name, which a forger cannot see; null for lower case
     */
    byte[] encode(boolean edns, byte[] cookie, @Nullable RandomGenerator random) {
        byte[] question = name.toWire();
        if (random != null) {
            mixCase(question, random);
        }
        int option = cookie.length == 0 ? 0 : 4 + cookie.length;
        ByteBuffer out = ByteBuffer.allocate(HEADER + question.length + 4 + (edns ? 11 + option : 0));
        out.putShort((short) 0).putShort((short) (RD | flags));
        out.putShort((short) 1).putShort((short) 0).putShort((short) 0).putShort((short) (edns ? 1 : 0));
        out.put(question).putShort((short) type).putShort((short) DClass.IN);
        if (edns) {
            out.put((byte) 0).putShort((short) Type.OPT).putShort((short) UDP_PAYLOAD);
            out.putShort((short) 0).putShort((short) (dnssecOk ? 0x8000 : 0)).putShort((short) option);
            if (option > 0) {
                out.putShort((short) EDNSOption.Code.COOKIE)
                        .putShort((short) cookie.length)
                        .put(cookie);
            }
        }
        return out.array();
    }

    /** Changes only letters: the length octet of a label is less than 'A'. */
    private static void mixCase(byte[] name, RandomGenerator random) {
        long bits = 0;
        for (int i = 0; i < name.length; i++) {
            bits = i % 64 == 0 ? random.nextLong() : bits >>> 1;
            if (name[i] >= 'a' && name[i] <= 'z' && (bits & 1) != 0) {
                name[i] = (byte) (name[i] - 'a' + 'A');
            }
        }
    }

    /**
     * Compares a datagram, which is from the server and has the query's id, with the octets of the query ([LOOK-5]).
     */
    static Likeness likeness(byte[] query, byte[] datagram) {
        int end = HEADER + nameLength(query) + 4;
        if (datagram.length < HEADER || !isResponse(datagram)) { // [LOOK-5]
            return Likeness.NONE;
        }
        int questions = number(datagram, 4);
        if (questions == 0) { // [LOOK-5] some servers send an error without the question
            return (datagram[3] & 0xf) != 0 ? Likeness.SAME : Likeness.NONE;
        }
        if (questions != 1 || datagram.length < end) {
            return Likeness.NONE;
        }
        Likeness likeness = Likeness.SAME;
        for (int i = HEADER; i < end; i++) {
            if (query[i] != datagram[i]) {
                boolean inName = i < end - 4;
                if (!inName || lower(query[i]) != lower(datagram[i])) { // [LOOK-5]
                    return Likeness.NONE;
                }
                likeness = Likeness.OTHER_CASE;
            }
        }
        return likeness;
    }

    private static boolean isResponse(byte[] datagram) {
        int flags = number(datagram, 2);
        boolean response = (flags >>> (15 - Flags.QR) & 1) == 1;
        int opcode = flags >>> 11 & 0xf;
        return response && opcode == 0;
    }

    private static int nameLength(byte[] query) {
        int at = HEADER;
        while (query[at] != 0) {
            at += 1 + query[at];
        }
        return at + 1 - HEADER;
    }

    private static int number(byte[] octets, int at) {
        return (octets[at] & 0xff) << 8 | (octets[at + 1] & 0xff);
    }

    private static int lower(byte octet) {
        return octet >= 'A' && octet <= 'Z' ? octet + 'a' - 'A' : octet;
    }
}
