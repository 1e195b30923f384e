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
 * What is asked of one name server, as octets and as what the response is held against.
 *
 * @param name the name asked about
 * @param type the number of the record type
 * @param flags bits of the header beside RD, such as {@link #AD}
 * @param dnssecOk whether DNSSEC's records are wanted
 */
record Query(DomainName name, int type, int flags, boolean dnssecOk) {
    /** Larger responses are truncated, and fetched over TCP: they would be cut into fragments (RFC 9715). */
    static final int UDP_PAYLOAD = 1232;

    static final int HEADER = 12;
    /** The server is asked to tell whether the answer is authenticated (RFC 6840 §5.7). */
    static final int AD = 0x20;
    /** The server is asked to leave validation to us (RFC 4035 §3.2.2). */
    static final int CD = 0x10;

    private static final int RD = 0x100;

    /** How a datagram stands to a query that was sent. */
    enum Likeness {
        /** It is the response. */
        SAME,
        /** It is a response to the same name in other letters. */
        OTHER_CASE,
        /** It is no response to this query ([LOOK-5]). */
        NONE
    }

    /** This query with one more flag. */
    Query withFlag(int flag) {
        return new Query(name, type, flags | flag, dnssecOk);
    }

    /**
     * The query's octets, with id 0.
     *
     * @param edns whether there is an OPT record (RFC 6891)
     * @param cookie the data of the COOKIE option (RFC 7873); without octets for none. Only with {@code edns}
     * @param random chooses the case of each letter of the name, which a forger does not see; null for lower case
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

    /** A length octet of a label is below 'A', so only letters change. */
    private static void mixCase(byte[] name, RandomGenerator random) {
        long bits = 0;
        for (int i = 0; i < name.length; i++) {
            bits = i % 64 == 0 ? random.nextLong() : bits >>> 1;
            if (name[i] >= 'a' && name[i] <= 'z' && (bits & 1) != 0) {
                name[i] = (byte) (name[i] - 'a' + 'A');
            }
        }
    }

    /** How a datagram, which came from the server and has the query's id, stands to a query's octets ([LOOK-5]). */
    static Likeness likeness(byte[] query, byte[] datagram) {
        int end = HEADER + nameLength(query) + 4;
        if (datagram.length < HEADER || !isResponse(datagram)) {
            return Likeness.NONE;
        }
        int questions = number(datagram, 4);
        if (questions == 0) { // some servers answer with an error and nothing else
            return (datagram[3] & 0xf) != 0 ? Likeness.SAME : Likeness.NONE;
        }
        if (questions != 1 || datagram.length < end) {
            return Likeness.NONE;
        }
        Likeness likeness = Likeness.SAME;
        for (int i = HEADER; i < end; i++) {
            if (query[i] != datagram[i]) {
                boolean inName = i < end - 4;
                if (!inName || lower(query[i]) != lower(datagram[i])) {
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
