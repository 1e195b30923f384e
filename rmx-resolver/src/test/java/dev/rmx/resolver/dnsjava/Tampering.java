package dev.rmx.resolver.dnsjava;

import static dev.rmx.resolver.dnsjava.ScriptedServer.add;

import dev.rmx.codec.RmxWire;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Attacks on responses of {@link SignedZones} by somebody on the path without a key: remove RMX, so that the domain
 * seems to have no record, or insert a forged record.
 */
enum Tampering implements TamperingProxy.Way {
    TOO_OLD_BY_NOTIMP((query, server) -> isRmx(query) ? code(query, Rcode.NOTIMP) : server.send(query)),
    TOO_OLD_BY_FORMERR((query, server) -> isRmx(query) ? code(query, Rcode.FORMERR) : server.send(query)),
    EMPTY((query, server) -> isRmx(query) ? code(query, Rcode.NOERROR) : server.send(query)),
    EMPTY_NXDOMAIN((query, server) -> isRmx(query) ? code(query, Rcode.NXDOMAIN) : server.send(query)),

    /** The query that verifies NOTIMP is answered in the name of another zone. */
    TOO_OLD_AND_SOA_OF_CHILD((query, server) -> switch (type(query)) {
        case RmxWire.DEFAULT_TYPE -> code(query, Rcode.NOTIMP);
        case Type.SOA -> absent(query, Rcode.NOERROR, "sub.signed.test.");
        default -> server.send(query);
    }),

    /** The same query gets an empty response. */
    TOO_OLD_AND_EMPTY((query, server) -> switch (type(query)) {
        case RmxWire.DEFAULT_TYPE -> code(query, Rcode.NOTIMP);
        case Type.SOA -> code(query, Rcode.NOERROR);
        default -> server.send(query);
    }),

    /** The same, and keys are unavailable. */
    TOO_OLD_WITHOUT_KEYS((query, server) -> switch (type(query)) {
        case RmxWire.DEFAULT_TYPE -> code(query, Rcode.NOTIMP);
        case Type.SOA -> absent(query, Rcode.NOERROR, zoneOf(query));
        case Type.DS, Type.DNSKEY -> code(query, Rcode.SERVFAIL);
        default -> server.send(query);
    }),

    NODATA_OF_CHILD(rmx(query -> absent(query, Rcode.NOERROR, "sub.signed.test."))),
    NODATA_OF_FOREIGN_ZONE(rmx(query -> absent(query, Rcode.NOERROR, "unsigned.test."))),
    NXDOMAIN_OF_CHILD(rmx(query -> absent(query, Rcode.NXDOMAIN, "sub.signed.test."))),
    NXDOMAIN_OF_FOREIGN_ZONE(rmx(query -> absent(query, Rcode.NXDOMAIN, "unsigned.test."))),
    /** The zone above has no trust anchor: each zone has its own. */
    NXDOMAIN_OF_ZONE_ABOVE(rmx(query -> absent(query, Rcode.NXDOMAIN, "test."))),

    FORGED_BY_CHILD(rmx(query -> forged(query, "sub.signed.test."))),
    FORGED_BY_FOREIGN_ZONE(rmx(query -> forged(query, "unsigned.test."))),
    FORGED_BY_ZONE_ABOVE(rmx(query -> forged(query, "test."))),
    /** An alias from the zone above, to any target. */
    DNAME_OF_ZONE_ABOVE(rmx(query -> {
        Message response = code(query, Rcode.NOERROR);
        add(response, Section.ANSWER, "test.", "DNAME", "elsewhere.");
        addSoa(response, "elsewhere.");
        return response;
    })),
    /** An alias with an uncheckable signature, to a name for which the zone above counts. */
    CNAME_OF_ZONE_ABOVE(rmx(query -> {
        Message response = code(query, Rcode.NOERROR);
        Name owner = query.getQuestion().getName();
        add(response, Section.ANSWER, owner.toString(), "CNAME", "unsigned.test.");
        response.addRecord(signature(owner, Type.CNAME, "test."), Section.ANSWER);
        addSoa(response, "unsigned.test.");
        return response;
    })),

    NODATA_WITH_KEYS_FAILING((query, server) -> switch (type(query)) {
        case RmxWire.DEFAULT_TYPE -> absent(query, Rcode.NOERROR, zoneOf(query));
        case Type.DS, Type.DNSKEY -> code(query, Rcode.SERVFAIL);
        default -> server.send(query);
    }),
    NXDOMAIN_WITH_KEYS_FAILING((query, server) -> switch (type(query)) {
        case RmxWire.DEFAULT_TYPE -> absent(query, Rcode.NXDOMAIN, zoneOf(query));
        case Type.DS, Type.DNSKEY -> code(query, Rcode.SERVFAIL);
        default -> server.send(query);
    }),
    NODATA_WITH_KEYS_DROPPED((query, server) -> switch (type(query)) {
        case RmxWire.DEFAULT_TYPE -> absent(query, Rcode.NOERROR, zoneOf(query));
        case Type.DS, Type.DNSKEY -> throw new IOException("dropped");
        default -> server.send(query);
    }),
    NXDOMAIN_WITH_KEYS_DROPPED((query, server) -> switch (type(query)) {
        case RmxWire.DEFAULT_TYPE -> absent(query, Rcode.NXDOMAIN, zoneOf(query));
        case Type.DS, Type.DNSKEY -> throw new IOException("dropped");
        default -> server.send(query);
    }),
    /** The zone's own NSEC at a wildcard proves nothing here, but confuses dnsjava. */
    NODATA_WITH_DS_BY_WILDCARD((query, server) -> switch (type(query)) {
        case RmxWire.DEFAULT_TYPE -> absent(query, Rcode.NOERROR, zoneOf(query));
        case Type.DS -> {
            Message response = code(query, Rcode.NOERROR);
            server.send(query("any.wild.signed.test.", Type.NSEC))
                    .getSection(Section.ANSWER)
                    .forEach(nsec -> response.addRecord(nsec, Section.AUTHORITY));
            yield response;
        }
        default -> server.send(query);
    }),
    /** A true statement about another name, which proves nothing about this one. The key expires at once. */
    NXDOMAIN_BY_NSEC3_WITH_NO_TIME((query, server) -> switch (type(query)) {
        case RmxWire.DEFAULT_TYPE -> {
            Message response = code(query, Rcode.NXDOMAIN);
            server.send(query("no-such-name.nsec3.test.", RmxWire.DEFAULT_TYPE))
                    .getSection(Section.AUTHORITY)
                    .forEach(proof -> response.addRecord(proof, Section.AUTHORITY));
            yield response;
        }
        case Type.DNSKEY -> changed(query, server.send(query), key -> copy(key, key.getName(), 0));
        default -> server.send(query);
    }),
    /** The name is so deep that dnsjava gives up before it looks for the wildcard, which exists. */
    NXDOMAIN_OF_DEEP_WILDCARD((query, server) -> {
        if (!isRmx(query)) {
            return server.send(query);
        }
        Message response = code(query, Rcode.NXDOMAIN);
        for (String name :
                List.of("wild.nsec3.test.", query.getQuestion().getName().toString())) {
            server.send(query(name, RmxWire.DEFAULT_TYPE))
                    .getSection(Section.AUTHORITY)
                    .forEach(proof -> response.addRecord(proof, Section.AUTHORITY));
        }
        return response;
    }),
    /** The alias that a wildcard makes for other names, although this name has its own record. */
    ALIAS_BY_WILDCARD((query, server) -> isRmx(query) ? aliasByWildcard(query, server) : server.send(query)),
    /** The same, also in response to the query that verifies it. */
    ALIAS_BY_WILDCARD_THROUGHOUT((query, server) ->
            isRmx(query) || type(query) == Type.CNAME ? aliasByWildcard(query, server) : server.send(query)),

    /** A proof that a wildcard for other names lacks the type, then the name's own NSEC. */
    RMX_DENIED_BY_WILDCARD(deniedByWildcard(RmxWire.DEFAULT_TYPE, Rcode.NOERROR)),
    RMX_DENIED_BY_WILDCARD_AS_NXDOMAIN(deniedByWildcard(RmxWire.DEFAULT_TYPE, Rcode.NXDOMAIN)),
    TXT_DENIED_BY_WILDCARD(deniedByWildcard(Type.TXT, Rcode.NOERROR)),
    TXT_DENIED_BY_WILDCARD_AS_NXDOMAIN(deniedByWildcard(Type.TXT, Rcode.NXDOMAIN)),
    MX_DENIED_BY_WILDCARD(deniedByWildcard(Type.MX, Rcode.NOERROR)),
    MX_DENIED_BY_WILDCARD_AS_NXDOMAIN(deniedByWildcard(Type.MX, Rcode.NXDOMAIN)),
    A_DENIED_BY_WILDCARD(deniedByWildcard(Type.A, Rcode.NOERROR)),
    A_DENIED_BY_WILDCARD_AS_NXDOMAIN(deniedByWildcard(Type.A, Rcode.NXDOMAIN)),
    /** The same with the DS of a signed zone, so that the zone looks unsigned. */
    DS_DENIED_BY_WILDCARD((query, server) -> switch (type(query)) {
        case RmxWire.DEFAULT_TYPE -> absent(query, Rcode.NOERROR, zoneOf(query));
        case Type.DS -> {
            Message response = code(query, Rcode.NOERROR);
            addAuthority(response, server.send(query("*.wild.signed.test.", Type.LOC)));
            server.send(query("secure.signed.test.", Type.NSEC))
                    .getSection(Section.ANSWER)
                    .forEach(nsec -> response.addRecord(nsec, Section.AUTHORITY));
            yield response;
        }
        default -> server.send(query);
    }),

    /** The TTL, the only unsigned field. */
    RAISED_TTL((query, server) ->
            changed(query, server.send(query), record -> copy(record, record.getName(), Integer.MAX_VALUE)));

    @SuppressWarnings("ImmutableEnumChecker") // a lambda that captures nothing
    private final TamperingProxy.Way method;

    Tampering(TamperingProxy.Way method) {
        this.method = method;
    }

    @Override
    public Message respond(Message query, Server server) throws IOException {
        return method.respond(query, server);
    }

    /** The server behind the proxy. */
    @FunctionalInterface
    interface Server {
        Message send(Message query) throws IOException;
    }

    /** Changes the responses to queries for RMX. */
    private static TamperingProxy.Way rmx(UnaryOperator<Message> response) {
        return (query, server) -> isRmx(query) ? response.apply(query) : server.send(query);
    }

    private static TamperingProxy.Way deniedByWildcard(int type, int rcode) {
        return (query, server) -> {
            String name = query.getQuestion().getName().toString();
            if (type(query) != type
                    || server.send(query).getSection(Section.ANSWER).isEmpty()) {
                return server.send(query);
            }
            Message response = code(query, rcode);
            String zone = name.endsWith(".nsec3.test.") ? "nsec3.test." : "signed.test.";
            addAuthority(response, server.send(query("*.wild." + zone, Type.LOC)));
            addAuthority(response, server.send(query(name, Type.LOC)));
            return response;
        };
    }

    private static void addAuthority(Message response, Message other) {
        other.getSection(Section.AUTHORITY).stream()
                .filter(record -> !response.getSection(Section.AUTHORITY).contains(record))
                .forEach(record -> response.addRecord(record, Section.AUTHORITY));
    }

    private static int type(Message query) {
        return query.getQuestion().getType();
    }

    private static boolean isRmx(Message query) {
        return type(query) == RmxWire.DEFAULT_TYPE;
    }

    /** The zone of {@code literal.<zone>}. */
    private static String zoneOf(Message query) {
        return new Name(query.getQuestion().getName(), 1).toString();
    }

    private static Message query(String name, int type) throws IOException {
        Message query = Message.newQuery(Record.newRecord(Name.fromString(name), type, DClass.IN));
        query.addRecord(new OPTRecord(1232, 0, 0, ExtendedFlags.DO), Section.ADDITIONAL);
        return query;
    }

    private static Message code(Message query, int rcode) {
        Message response = new Message(query.getHeader().getID());
        response.getHeader().setFlag(Flags.QR);
        response.getHeader().setFlag(Flags.RA);
        response.getHeader().setRcode(rcode);
        response.addRecord(query.getQuestion(), Section.QUESTION);
        response.addRecord(new OPTRecord(1232, 0, 0), Section.ADDITIONAL);
        return response;
    }

    private static void addSoa(Message response, String zone) {
        add(response, Section.AUTHORITY, zone, "SOA", "ns.test. hostmaster.test. 1 3600 600 86400 60");
    }

    private static Message absent(Message query, int rcode, String zone) {
        Message response = code(query, rcode);
        addSoa(response, zone);
        return response;
    }

    /** A record that lets everybody send, with an uncheckable signature. */
    private static Message forged(Message query, String signer) {
        Message response = code(query, Rcode.NOERROR);
        Name name = query.getQuestion().getName();
        response.addRecord(
                Record.newRecord(name, RmxWire.DEFAULT_TYPE, DClass.IN, 300, new byte[] {1, 0}), Section.ANSWER);
        response.addRecord(signature(name, RmxWire.DEFAULT_TYPE, signer), Section.ANSWER);
        return response;
    }

    private static Message aliasByWildcard(Message query, Server server) throws IOException {
        Message response = code(query, Rcode.NOERROR);
        Name other = Name.fromString("other.out.signed.test.");
        server.send(query(other.toString(), RmxWire.DEFAULT_TYPE)).getSection(Section.ANSWER).stream()
                .filter(record -> record.getName().equals(other))
                .forEach(record -> response.addRecord(
                        copy(record, query.getQuestion().getName(), record.getTTL()), Section.ANSWER));
        addSoa(response, "unsigned.test.");
        return response;
    }

    private static RRSIGRecord signature(Name name, int type, String signer) {
        Instant now = Instant.now();
        return new RRSIGRecord(
                name,
                DClass.IN,
                300,
                type,
                13,
                300,
                now.plusSeconds(3600),
                now.minusSeconds(3600),
                1,
                Name.fromConstantString(signer),
                new byte[64]);
    }

    private static Message changed(Message query, Message response, UnaryOperator<Record> change) {
        Message changed = code(query, response.getRcode());
        for (int section : new int[] {Section.ANSWER, Section.AUTHORITY}) {
            response.getSection(section).forEach(record -> changed.addRecord(change.apply(record), section));
        }
        return changed;
    }

    private static Record copy(Record record, Name name, long ttl) {
        return Record.newRecord(name, record.getType(), record.getDClass(), ttl, record.rdataToWireCanonical());
    }
}
