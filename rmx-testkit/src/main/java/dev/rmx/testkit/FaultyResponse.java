package dev.rmx.testkit;

import dev.rmx.codec.RmxWire;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/** Builds the octets that a server sends in response to a query, with or without a fault. */
final class FaultyResponse {
    private static final Name OTHER_NAME = Name.fromConstantString("other.invalid.");
    private static final long TTL = 3600;
    private static final int PAYLOAD_WITHOUT_EDNS = 512;
    private static final int LARGEST = 65535;
    private static final int PADDING = 20;

    /** Data that would authorize every client, by type, in master-file form. */
    private static final Map<Integer, String> FORGED = Map.of(
            Type.A, "192.0.2.66",
            Type.AAAA, "2001:db8::66",
            Type.APL, "1:0.0.0.0/0 2:::/0",
            Type.MX, "0 other.invalid.",
            Type.PTR, "other.invalid.",
            RmxWire.DEFAULT_TYPE, "ipv4:0.0.0.0/0 ipv6:::/0",
            Type.TXT, "\"ipv4:0.0.0.0/0 ipv6:::/0\"");

    private FaultyResponse() {}

    /** The response of a server without faults. */
    static byte[] right(RmxZone zone, Message query, boolean tcp) {
        return limited(zone.respond(query), query, tcp);
    }

    /**
     * The response with a fault; empty if nothing is sent. Delays and faults of a TCP connection are not applied here.
     */
    static Optional<byte[]> with(DnsFault fault, RmxZone zone, Message query, boolean tcp) {
        if (fault instanceof DnsFault.CutShort cut) {
            byte[] right = right(zone, query, tcp);
            return Optional.of(Arrays.copyOf(right, Math.min(right.length, cut.octets())));
        }
        if (fault instanceof DnsFault.Late) {
            return Optional.of(right(zone, query, tcp));
        }
        Message response = zone.respond(query);
        switch ((DnsFault.Plain) fault) {
            case NO_ANSWER -> {
                return Optional.empty();
            }
            case GARBAGE -> {
                return Optional.of(garbage(response));
            }
            case OVERSIZED -> {
                pad(response);
                return Optional.of(response.toWire());
            }
            case SERVFAIL -> response = empty(query, Rcode.SERVFAIL);
            case REFUSED -> response = empty(query, Rcode.REFUSED);
            case NOTIMP -> response = empty(query, Rcode.NOTIMP);
            case FORMERR -> response = empty(query, Rcode.FORMERR);
            case ECHO -> {
                return Optional.of(query.toWire());
            }
            case REFERRAL -> {
                response = empty(query, Rcode.NOERROR);
                response.getHeader().unsetFlag(Flags.AA);
                response.addRecord(new NSRecord(Name.root, DClass.IN, TTL, OTHER_NAME), Section.AUTHORITY);
            }
            case TRUNCATED_PARTLY -> {
                if (!tcp) {
                    cut(response);
                }
            }
            case TRUNCATED, TCP_SILENT, TCP_CLOSED, TCP_DRIBBLE -> {
                if (!tcp) {
                    response = empty(query, Rcode.NOERROR);
                    response.getHeader().setFlag(Flags.TC);
                }
            }
            case WRONG_SOURCE -> { // the response is right; the caller sends it from another port
                if (tcp) {
                    return Optional.empty();
                }
            }
            case WRONG_ID -> response.getHeader().setID(~query.getHeader().getID() & 0xffff);
            case WRONG_QUESTION -> {
                response.removeAllRecords(Section.QUESTION);
                response.addRecord(question(query).withName(OTHER_NAME), Section.QUESTION);
            }
            case OTHER_NAME_IN_ANSWER -> {
                response = empty(query, Rcode.NOERROR);
                response.addRecord(forged(OTHER_NAME, question(query).getType()), Section.ANSWER);
            }
            case FORGED_ADDITIONAL -> {
                for (int type : FORGED.keySet()) {
                    response.addRecord(forged(question(query).getName(), type), Section.ADDITIONAL);
                }
            }
            case FORGED_CLASS -> {
                Record question = question(query);
                response.addRecord(forged(question.getName(), question.getType(), DClass.CH), Section.ANSWER);
            }
            case OTHER_CASE -> {
                return Optional.of(OtherCase.of(response));
            }
            case ALIAS_ALONE -> leaveAlias(response);
            case CNAME_LOOP -> {
                response = empty(query, Rcode.NOERROR);
                Name name = question(query).getName();
                response.addRecord(new CNAMERecord(name, DClass.IN, TTL, OTHER_NAME), Section.ANSWER);
                response.addRecord(new CNAMERecord(OTHER_NAME, DClass.IN, TTL, name), Section.ANSWER);
            }
        }
        return Optional.of(limited(response, query, tcp));
    }

    private static Record question(Message query) {
        Record question = query.getQuestion();
        if (question == null) {
            throw new IllegalArgumentException("a query without a question");
        }
        return question;
    }

    /** A response without data. */
    private static Message empty(Message query, int rcode) {
        Message response = new Message(query.getHeader().getID());
        response.getHeader().setFlag(Flags.QR);
        response.getHeader().setFlag(Flags.AA);
        response.getHeader().setRcode(rcode);
        response.addRecord(question(query), Section.QUESTION);
        return response;
    }

    /** Drops the last answer record, unless it is the only one, and sets the TC flag. */
    private static void cut(Message response) {
        List<Record> answer = response.getSection(Section.ANSWER);
        if (answer.size() > 1) {
            response.removeRecord(answer.get(answer.size() - 1), Section.ANSWER);
        }
        response.getHeader().setFlag(Flags.TC);
    }

    /** If the answer begins with a CNAME, keeps only that. */
    private static void leaveAlias(Message response) {
        List<Record> answer = response.getSection(Section.ANSWER);
        if (!answer.isEmpty() && answer.get(0).getType() == Type.CNAME) {
            response.removeAllRecords(Section.ANSWER);
            response.removeAllRecords(Section.AUTHORITY);
            response.getHeader().setRcode(Rcode.NOERROR);
            response.addRecord(answer.get(0), Section.ANSWER);
        }
    }

    private static Record forged(Name owner, int type) {
        return forged(owner, type, DClass.IN);
    }

    private static Record forged(Name owner, int type, int dclass) {
        String data = FORGED.getOrDefault(type, "");
        try {
            return Record.fromString(owner, type, dclass, TTL, data, Name.root);
        } catch (IOException e) {
            throw new IllegalArgumentException("there is no forged data for type " + Type.string(type), e);
        }
    }

    /** The query's id, so that a client takes it for the response, then octets that cannot be parsed. */
    private static byte[] garbage(Message response) {
        byte[] octets = new byte[40];
        Arrays.fill(octets, (byte) 0xff);
        octets[0] = (byte) (response.getHeader().getID() >> 8);
        octets[1] = (byte) response.getHeader().getID();
        return octets;
    }

    private static void pad(Message response) {
        for (int i = 0; i < PADDING; i++) {
            response.addRecord(new TXTRecord(OTHER_NAME, DClass.IN, TTL, i + "x".repeat(250)), Section.ADDITIONAL);
        }
    }

    /** The octets of a response, truncated with the TC flag to the client's UDP payload size. */
    private static byte[] limited(Message response, Message query, boolean tcp) {
        OPTRecord edns = query.getOPT();
        if (edns != null) {
            response.addRecord(new OPTRecord(edns.getPayloadSize(), 0, 0), Section.ADDITIONAL);
        }
        int payload = edns == null ? PAYLOAD_WITHOUT_EDNS : Math.max(PAYLOAD_WITHOUT_EDNS, edns.getPayloadSize());
        return response.toWire(tcp ? LARGEST : payload);
    }
}
