package dev.rmx.resolver.dnsjava;

import dev.rmx.codec.RmxWire;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/**
 * Random attacks by somebody on the path who has no key but knows all signed records of the zones. The same seed gives
 * the same attacks. Most records are genuine, but in the wrong place.
 */
final class TamperingAtRandom implements TamperingProxy.Way {
    private static final int LARGEST = 1232;
    private static final int[] ALL_TYPES = {
        RmxWire.DEFAULT_TYPE,
        Type.TXT,
        Type.MX,
        Type.A,
        Type.LOC,
        Type.DS,
        Type.DNSKEY,
        Type.NSEC,
        Type.SOA,
        Type.NS,
        Type.CNAME
    };

    private final SimpleResolver server;
    private final List<Name> zones = new ArrayList<>();
    private final Map<String, Message> genuine = new ConcurrentHashMap<>();
    /** By zone. */
    private final Map<Name, List<Message>> responses = new HashMap<>();
    /** By zone: sets of records with their signatures. */
    private final Map<Name, List<List<Record>>> sets = new HashMap<>();

    private volatile long seed;
    private volatile Scope scope = Scope.NOTHING;

    /** Which responses to tamper with. */
    enum Scope {
        NOTHING,
        ANSWERS,
        DELEGATIONS,
        BOTH;

        private boolean includes(int type) {
            boolean delegation = type == Type.DS || type == Type.DNSKEY;
            return this == BOTH || this == (delegation ? DELEGATIONS : ANSWERS);
        }
    }

    /** Collects the server's responses for all these names below all these zones, for all types. */
    TamperingAtRandom(SimpleResolver server, List<String> zones, List<String> names) throws IOException {
        this.server = server;
        for (String zone : zones) {
            Name apex = Name.fromString(zone + ".");
            this.zones.add(apex);
            List<Message> all = new ArrayList<>();
            Map<String, List<Record>> distinct = new LinkedHashMap<>();
            for (String name : names) {
                Name owner = name.equals("@") ? apex : Name.fromString(name, apex);
                for (int type : ALL_TYPES) {
                    if (type == Type.DS && name.equals("@")) {
                        continue; // in the zone above, which no server has
                    }
                    Message response = genuine(Record.newRecord(owner, type, DClass.IN));
                    all.add(response);
                    for (int section : new int[] {Section.ANSWER, Section.AUTHORITY}) {
                        sets(response, section).forEach(set -> distinct.put(set.toString(), set));
                    }
                }
            }
            responses.put(apex, all);
            sets.put(apex, List.copyOf(distinct.values()));
        }
    }

    /** Sets the seed and the scope from now on. */
    void start(long newSeed, Scope newScope) {
        seed = newSeed;
        scope = newScope;
    }

    private Message genuine(Record question) throws IOException {
        String key = question.getName() + " " + question.getType();
        Message known = genuine.get(key);
        if (known == null) {
            Message query = Message.newQuery(question);
            query.getHeader().setFlag(Flags.CD);
            query.addRecord(new OPTRecord(LARGEST, 0, 0, ExtendedFlags.DO), Section.ADDITIONAL);
            known = server.send(query);
            genuine.put(key, known);
        }
        return known;
    }

    private static List<List<Record>> sets(Message response, int section) {
        List<List<Record>> sets = new ArrayList<>();
        response.getSectionRRsets(section).forEach(set -> {
            List<Record> records = new ArrayList<>(set.rrs(false));
            records.addAll(set.sigs());
            sets.add(records);
        });
        return sets;
    }

    @Override
    public Message respond(Message query, Tampering.Server ignored) throws IOException {
        Record question = query.getQuestion();
        Message response = genuine(question);
        Draft draft = new Draft(question, response.getRcode());
        draft.answer = sets(response, Section.ANSWER);
        draft.authority = sets(response, Section.AUTHORITY);
        if (scope.includes(question.getType())) {
            // repeated queries get the same response
            Random random = new Random(seed * 1_000_003 + question.toString().hashCode());
            for (int steps = 1 + random.nextInt(4); steps > 0; steps--) {
                draft.change(random);
            }
        }
        return draft.message(query);
    }

    /** A response in the making. */
    private final class Draft {
        private final Record question;
        private final Name zone;
        private int rcode;
        private List<List<Record>> answer = new ArrayList<>();
        private List<List<Record>> authority = new ArrayList<>();

        Draft(Record question, int rcode) {
            this.question = question;
            this.rcode = rcode;
            Name closest = zones.get(0);
            for (Name candidate : zones) {
                if (question.getName().subdomain(candidate)
                        && (!question.getName().subdomain(closest) || candidate.labels() > closest.labels())) {
                    closest = candidate;
                }
            }
            this.zone = closest;
        }

        void change(Random random) throws IOException {
            switch (random.nextInt(20)) {
                case 0 -> rcode = Rcode.NOERROR;
                case 1 -> rcode = Rcode.NXDOMAIN;
                case 2 -> answer.clear();
                case 3 -> removeOne(authority, random);
                case 4 -> removeOne(answer, random);
                case 5 -> Collections.shuffle(authority, random);
                case 6 -> authority.add(anySet(random));
                case 7 -> authority.addAll(sets(anyResponse(random), Section.AUTHORITY));
                case 8 -> answer.add(random.nextInt(answer.size() + 1), renamed(anySet(random), random));
                case 9 -> authority.add(renamed(anySet(random), random));
                case 10 -> replaceAnswer(random);
                case 11 -> become(anyResponse(random), random);
                case 12 -> strip(random.nextBoolean() ? answer : authority, random);
                case 13 -> corrupt(random.nextBoolean() ? answer : authority, random);
                case 14 -> forge(random);
                case 15 -> live(random.nextBoolean() ? answer : authority, random);
                case 16 -> authority = new ArrayList<>(authority.subList(0, Math.min(1, authority.size())));
                default -> deny(random);
            }
        }

        private Name anyZone(Random random) {
            return random.nextInt(4) > 0 ? zone : zones.get(random.nextInt(zones.size()));
        }

        private List<Record> anySet(Random random) {
            List<List<Record>> all = sets.getOrDefault(anyZone(random), List.of());
            return all.get(random.nextInt(all.size()));
        }

        private Message anyResponse(Random random) {
            List<Message> all = responses.getOrDefault(anyZone(random), List.of());
            return all.get(random.nextInt(all.size()));
        }

        /** A denial with records of other names, of wildcards, and perhaps of this name. */
        private void deny(Random random) throws IOException {
            answer.clear();
            authority.clear();
            rcode = random.nextBoolean() ? Rcode.NOERROR : Rcode.NXDOMAIN;
            List<Message> parts = new ArrayList<>();
            if (random.nextInt(4) > 0) {
                parts.add(genuine(Record.newRecord(question.getName(), Type.LOC, DClass.IN)));
            }
            for (int others = random.nextInt(3); others >= 0; others--) {
                Message other = random.nextBoolean()
                        ? anyResponse(random)
                        : genuine(Record.newRecord(Name.fromString("*.wild", anyZone(random)), Type.LOC, DClass.IN));
                parts.add(other);
            }
            Collections.shuffle(parts, random);
            parts.forEach(part -> sets(part, Section.AUTHORITY).stream()
                    .filter(set -> authority.stream().noneMatch(set::equals))
                    .forEach(authority::add));
        }

        private void replaceAnswer(Random random) {
            List<List<Record>> fitting = sets.getOrDefault(anyZone(random), List.of()).stream()
                    .filter(set -> set.get(0).getType() == question.getType()
                            || set.get(0).getType() == Type.CNAME
                            || set.get(0).getType() == Type.DNAME)
                    .toList();
            if (!fitting.isEmpty()) {
                answer = new ArrayList<>(List.of(renamed(fitting.get(random.nextInt(fitting.size())), random)));
                rcode = Rcode.NOERROR;
            }
        }

        private void become(Message other, Random random) {
            rcode = other.getRcode();
            answer = sets(other, Section.ANSWER);
            authority = sets(other, Section.AUTHORITY);
            if (random.nextBoolean()) {
                answer.replaceAll(set -> renamed(set, random));
            }
        }

        /** Renames a set as if it were made from a wildcard. */
        private List<Record> renamed(List<Record> set, Random random) {
            Name to = random.nextInt(5) > 0 ? question.getName() : set.get(0).getName();
            return set.stream().map(record -> copy(record, to, record.getTTL())).toList();
        }

        private void removeOne(List<List<Record>> list, Random random) {
            if (!list.isEmpty()) {
                list.remove(random.nextInt(list.size()));
            }
        }

        private void strip(List<List<Record>> list, Random random) {
            if (!list.isEmpty()) {
                list.replaceAll(set -> random.nextBoolean()
                        ? set
                        : set.stream()
                                .filter(record -> !(record instanceof RRSIGRecord))
                                .toList());
                list.removeIf(List::isEmpty);
            }
        }

        private void corrupt(List<List<Record>> list, Random random) {
            if (list.isEmpty()) {
                return;
            }
            int which = random.nextInt(list.size());
            List<Record> set = new ArrayList<>(list.get(which));
            int index = random.nextInt(set.size());
            Record record = set.get(index);
            byte[] octets = record.rdataToWireCanonical();
            if (octets.length > 0) {
                octets[random.nextInt(octets.length)] ^= (byte) (1 << random.nextInt(8));
                Record corrupt =
                        Record.newRecord(record.getName(), record.getType(), DClass.IN, record.getTTL(), octets);
                if (corrupt == null) {
                    return; // not a possible record
                }
                set.set(index, corrupt);
                list.set(which, set);
            }
        }

        private void live(List<List<Record>> list, Random random) {
            long ttl = random.nextBoolean() ? 0 : Integer.MAX_VALUE;
            list.replaceAll(set -> set.stream()
                    .map(record -> copy(record, record.getName(), ttl))
                    .toList());
        }

        /** Unsigned data, an unsigned alias or delegation: needs no key. */
        private void forge(Random random) throws IOException {
            Name name = question.getName();
            switch (random.nextInt(4)) {
                case 0 ->
                    answer = new ArrayList<>(List.of(
                            List.of(Record.newRecord(name, RmxWire.DEFAULT_TYPE, DClass.IN, 300, new byte[] {1, 0}))));
                case 1 ->
                    answer = new ArrayList<>(List.of(List.of(
                            Record.fromString(name, Type.CNAME, DClass.IN, 300, "literal.unsigned.test.", Name.root))));
                case 2 -> authority.add(0, List.of(new SOARecord(name, DClass.IN, 300, name, name, 1, 1, 1, 1, 1)));
                default -> authority.add(0, List.of(new SOARecord(zone, DClass.IN, 300, name, name, 1, 1, 1, 1, 1)));
            }
        }

        Message message(Message query) {
            while (true) {
                Message message = new Message(query.getHeader().getID());
                message.getHeader().setFlag(Flags.QR);
                message.getHeader().setFlag(Flags.RA);
                message.getHeader().setRcode(rcode);
                message.addRecord(query.getQuestion(), Section.QUESTION);
                message.addRecord(new OPTRecord(LARGEST, 0, 0), Section.ADDITIONAL);
                answer.forEach(set -> set.forEach(record -> message.addRecord(record, Section.ANSWER)));
                authority.forEach(set -> set.forEach(record -> message.addRecord(record, Section.AUTHORITY)));
                if (message.toWire().length <= LARGEST) {
                    return message;
                }
                List<List<Record>> longer = authority.isEmpty() ? answer : authority;
                longer.remove(longer.size() - 1);
            }
        }
    }

    private static Record copy(Record record, Name name, long ttl) {
        return Record.newRecord(name, record.getType(), record.getDClass(), ttl, record.rdataToWireCanonical());
    }
}
