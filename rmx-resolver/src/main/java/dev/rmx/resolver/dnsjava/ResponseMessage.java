package dev.rmx.resolver.dnsjava;

import dev.rmx.RmxLimits;
import dev.rmx.record.DomainName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.Type;

/**
 * A parsed response: header, question, and the records of class IN, whose data stay in the message's octets. The cost
 * of parsing is linear in the octets and the records, whose number is bounded ([LIM-4]). Used by one thread at a time.
 */
final class ResponseMessage {
    private static final int TC = 0x200;
    private static final int AA = 0x400;
    private static final int RA = 0x80;
    private static final int AD = 0x20;
    private static final int ANSWER = 0;
    private static final int AUTHORITY = 1;
    private static final int ADDITIONAL = 2;
    /** The maximum number of labels of a name (RFC 1035 §3.1), and so of its compression pointers. */
    private static final int MOST_LABELS = 127;

    private final byte[] octets;
    private final int flags;
    private int rcode;
    private @Nullable DomainName questionName;
    private int questionType;
    private int questionClass;
    private final List<Rr> answers = new ArrayList<>();
    private final List<Rr> authority = new ArrayList<>();
    /** Decoded name suffixes, by their offset. Used only by the thread that parses, then by the one that reads. */
    private final Map<Integer, byte[]> ends = new HashMap<>();

    private boolean anyAnswer;
    private boolean hasOpt;
    private byte @Nullable [] cookie;
    private @Nullable ExtendedError bogus;

    /** A record; its data are octets {@code from} to {@code from + length} of the message. */
    record Rr(DomainName owner, int type, long ttl, int from, int length) {}

    /** An extended error (RFC 8914) of failed DNSSEC validation. */
    record ExtendedError(int code, String text) {}

    private ResponseMessage(byte[] octets) throws NoAnswerException {
        this.octets = octets;
        if (octets.length < Query.HEADER) {
            throw NoAnswerException.unusable("a response of " + octets.length + " octets, without a whole header");
        }
        this.flags = number(2);
        this.rcode = flags & 0xf;
    }

    /**
     * Parses a response.
     *
     * @throws NoAnswerException if it is malformed, or has more records than {@link RmxLimits#RECORDS}
     */
    static ResponseMessage parse(byte[] octets) throws NoAnswerException {
        ResponseMessage message = new ResponseMessage(octets);
        try {
            message.read();
        } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
            throw NoAnswerException.unusable("garbled response");
        }
        return message;
    }

    private void read() throws NoAnswerException {
        int[] counts = {number(6), number(8), number(10)};
        if (counts[ANSWER] + counts[AUTHORITY] + counts[ADDITIONAL] > RmxLimits.RECORDS) { // [LIM-4]
            throw NoAnswerException.unusable("a response of more than " + RmxLimits.RECORDS + " records");
        }
        int at = Query.HEADER;
        int questions = number(4);
        if (questions > 1) {
            throw NoAnswerException.unusable("a response to " + questions + " questions");
        }
        if (questions == 1) {
            questionName = name(at);
            at = behindName(at);
            questionType = number(at);
            questionClass = number(at + 2);
            at += 4;
        }
        for (int section = ANSWER; section <= ADDITIONAL; section++) {
            for (int i = 0; i < counts[section]; i++) {
                at = record(section, at);
            }
        }
    }

    private int record(int section, int at) {
        int fields = behindName(at);
        int type = number(fields);
        int rclass = number(fields + 2);
        long ttl = (long) number(fields + 4) << 16 | number(fields + 6);
        int length = number(fields + 8);
        int from = fields + 10;
        if (from + length > octets.length) {
            throw new IndexOutOfBoundsException(from + length);
        }
        anyAnswer |= section == ANSWER;
        if (section == ADDITIONAL) {
            if (type == Type.OPT && !hasOpt) {
                hasOpt = true;
                rcode |= (int) (ttl >>> 24) << 4;
                options(from, from + length);
            }
        } else if (rclass == DClass.IN) { // [LOOK-5]
            (section == ANSWER ? answers : authority).add(new Rr(name(at), type, ttl, from, length));
        }
        return from + length;
    }

    private void options(int from, int end) {
        for (int at = from; at + 4 <= end; at += 4 + number(at + 2)) {
            int code = number(at);
            int length = number(at + 2);
            if (at + 4 + length > end) {
                return;
            }
            if (code == EDNSOption.Code.COOKIE) {
                cookie = Arrays.copyOfRange(octets, at + 4, at + 4 + length);
            } else if (code == EDNSOption.Code.EDNS_EXTENDED_ERROR && length >= 2 && bogus == null) {
                int error = number(at + 4);
                if (saysBogus(error)) {
                    bogus = new ExtendedError(error, new String(octets, at + 6, length - 2, StandardCharsets.UTF_8));
                }
            }
        }
    }

    /** Whether an extended error code is one of DNSSEC validation. */
    static boolean saysBogus(int extendedError) {
        return extendedError >= ExtendedErrorCodeOption.DNSSEC_INDETERMINATE
                && extendedError <= ExtendedErrorCodeOption.NSEC_MISSING;
    }

    private int number(int at) {
        return (octets[at] & 0xff) << 8 | (octets[at + 1] & 0xff);
    }

    /** Returns the offset after the name that starts here. */
    private int behindName(int from) {
        int at = from;
        while (octets[at] != 0) {
            int length = octets[at] & 0xff;
            if (length >= 0xc0) {
                return at + 2;
            }
            if (length > DomainName.MAX_LABEL) {
                throw new IllegalArgumentException("a label of unknown type");
            }
            at += 1 + length;
        }
        return at + 1;
    }

    /** Reads the name that starts here, following compression pointers (RFC 1035 §4.1.4). */
    DomainName name(int from) {
        return DomainName.fromWire(wire(from, 0));
    }

    /** Decompresses a name. Each pointer's target is decoded once: thousands of names can share one long suffix. */
    private byte[] wire(int from, int pointers) {
        int at = from;
        while (octets[at] != 0 && (octets[at] & 0xff) < 0xc0) {
            if ((octets[at] & 0xff) > DomainName.MAX_LABEL || at - from > DomainName.MAX_OCTETS) {
                throw new IllegalArgumentException("a label of unknown type, or a name that is too long");
            }
            at += 1 + octets[at];
        }
        if (octets[at] == 0) {
            return Arrays.copyOfRange(octets, from, at + 1);
        }
        int target = number(at) & 0x3fff;
        if (target >= from || pointers == MOST_LABELS) {
            throw new IllegalArgumentException("a compression pointer that does not point backwards");
        }
        byte[] end = ends.get(target);
        if (end == null) {
            end = wire(target, pointers + 1);
            ends.put(target, end);
        }
        int before = at - from;
        if (before + end.length > DomainName.MAX_OCTETS) {
            throw new IllegalArgumentException("a name that is too long");
        }
        byte[] name = Arrays.copyOfRange(octets, from, from + before + end.length);
        System.arraycopy(end, 0, name, before, end.length);
        return name;
    }

    /** The whole message; do not modify. */
    byte[] octets() {
        return octets;
    }

    /** The data of a record, with names decompressed. */
    byte[] rdata(Rr record) {
        return switch (record.type()) {
            case Type.PTR -> wireAlone(record, record.from());
            case Type.MX -> {
                byte[] host = wireAlone(record, record.from() + 2);
                byte[] rdata = new byte[2 + host.length];
                System.arraycopy(octets, record.from(), rdata, 0, 2);
                System.arraycopy(host, 0, rdata, 2, host.length);
                yield rdata;
            }
            default -> Arrays.copyOfRange(octets, record.from(), record.from() + record.length());
        };
    }

    /** The data of a record that consists of one name. */
    DomainName target(Rr record) {
        return DomainName.fromWire(wireAlone(record, record.from()));
    }

    private byte[] wireAlone(Rr record, int from) {
        int end = record.from() + record.length();
        if (from >= end || behindName(from) != end) {
            throw new IllegalArgumentException("a name that does not end with its record");
        }
        return wire(from, 0);
    }

    /** Reads a number of four octets from a record's data. */
    long longNumber(Rr record, int offset) {
        if (offset < 0 || offset + 4 > record.length()) {
            throw new IllegalArgumentException("a record that is cut off");
        }
        return (long) number(record.from() + offset) << 16 | number(record.from() + offset + 2);
    }

    /** Whether the question section has this name and type, in class IN. */
    boolean answers(DomainName name, int type) {
        return questionName != null && questionName.equals(name) && questionType == type && questionClass == DClass.IN;
    }

    /** Whether there is a question; some servers omit it in errors. */
    boolean hasQuestion() {
        return questionName != null;
    }

    /** The response code, including the bits in the OPT record. */
    int rcode() {
        return rcode;
    }

    boolean isResponse() {
        return (flags & 0x8000) != 0 && (flags & 0x7800) == 0;
    }

    boolean isTruncated() {
        return (flags & TC) != 0;
    }

    /** Whether the server is authoritative or recursive. */
    boolean speaksForName() {
        return (flags & (AA | RA)) != 0;
    }

    boolean isAuthenticated() {
        return (flags & AD) != 0;
    }

    /** Whether the answer section has records of any class. */
    boolean hasAnswers() {
        return anyAnswer;
    }

    /** The answer records of class IN. */
    List<Rr> answers() {
        return answers;
    }

    /** The authority records of class IN. */
    List<Rr> authority() {
        return authority;
    }

    /** The data of the COOKIE option; null if there is none. */
    byte @Nullable [] cookie() {
        return cookie;
    }

    /** The extended error of failed validation; null if there is none. */
    @Nullable
    ExtendedError bogus() {
        return bogus;
    }
}
