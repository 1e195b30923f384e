package dev.rmx.resolver.dnsjava;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.NSEC3Record;
import org.xbill.DNS.NSECRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;
import org.xbill.DNS.utils.base32;

/**
 * The NSEC or NSEC3 records of a zone.
 *
 * <p>A proof is written as its records: {@code =name} is the record of a name, {@code <name} the record that covers it.
 */
record DenialZone(Kind kind, Name apex, Map<Name, List<Integer>> types, int flags, int iterations) {
    enum Kind {
        NSEC,
        NSEC3
    }

    private static final base32 BASE32 = new base32(base32.Alphabet.BASE32HEX, false, false);

    /** Names and their types. Names without a type exist because a name below them does. */
    private static final String[] CONTENT = {
        "test. SOA NS",
        "*.test. TXT",
        "alias.test. CNAME",
        "child.test. NS DS",
        "dname.test. DNAME",
        "ent.test.",
        "below.ent.test. A",
        "plain.test. NS",
        "victim.test. A MX TXT TYPE65280",
        "wild.test.",
        "*.wild.test. MX TYPE65280",
        "deep.x.wild.test. A",
        "x.wild.test.",
        "wildalias.test.",
        "*.wildalias.test. CNAME",
        "wildnot.test. A",
    };

    static DenialZone of(Kind kind, String apex, int flags, String... content) {
        Map<Name, List<Integer>> types = new TreeMap<>();
        for (String line : content) {
            String[] words = line.split(" ", -1);
            types.put(
                    name(words[0]),
                    Arrays.stream(words).skip(1).map(Type::value).toList());
        }
        return new DenialZone(kind, name(apex), types, flags, 1);
    }

    static DenialZone of(Kind kind) {
        return of(kind, "test.", 0, CONTENT);
    }

    List<Record> all() {
        List<Record> all = new ArrayList<>();
        if (kind == Kind.NSEC) {
            List<Name> owners = types.keySet().stream()
                    .filter(name -> !types.getOrDefault(name, List.of()).isEmpty())
                    .toList();
            for (int i = 0; i < owners.size(); i++) {
                all.add(new NSECRecord(
                        owners.get(i), DClass.IN, 60, owners.get((i + 1) % owners.size()), bits(owners.get(i))));
            }
            return all;
        }
        Map<String, Name> hashes = new TreeMap<>();
        types.keySet().forEach(name -> hashes.put(BASE32.toString(hash(name, iterations)), name));
        List<String> owners = List.copyOf(hashes.keySet());
        for (int i = 0; i < owners.size(); i++) {
            Name name = hashes.getOrDefault(owners.get(i), apex);
            if (flags == 0 || bits(name).length > 0) {
                all.add(nsec3(owners.get(i), owners.get((i + 1) % owners.size()), bits(name)));
            }
        }
        return all;
    }

    private NSEC3Record nsec3(String owner, String next, int... bits) {
        byte[] nextHash = BASE32.fromString(next);
        return new NSEC3Record(name(owner + "." + apex), DClass.IN, 60, 1, flags, iterations, null, nextHash, bits);
    }

    private static byte[] hash(Name name, int iterations) {
        try {
            return new NSEC3Record(Name.root, DClass.IN, 0, 1, 0, iterations, null, new byte[20], new int[0])
                    .hashName(name);
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private int[] bits(Name name) {
        return types.getOrDefault(name, List.of()).stream()
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** The record of a name, or the record that covers it. */
    Record shown(String proof) {
        Name name = name(proof.substring(1));
        boolean itself = proof.startsWith("=");
        return all().stream()
                .filter(record -> itself ? isOf(record, name) : isAround(record, name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no record for " + proof));
    }

    private boolean isOf(Record record, Name name) {
        return record.getName()
                .equals(kind == Kind.NSEC ? name : name(BASE32.toString(hash(name, iterations)) + "." + apex));
    }

    private boolean isAround(Record record, Name name) {
        if (isOf(record, name)) {
            return false;
        }
        if (record instanceof NSECRecord nsec) {
            return nsec.getName().compareTo(name) < 0
                    && (name.compareTo(nsec.getNext()) < 0 || nsec.getNext().equals(apex));
        }
        String owner = record.getName().getLabelString(0);
        String hash = BASE32.toString(hash(name, iterations));
        String next = BASE32.toString(((NSEC3Record) record).getNext());
        return owner.compareTo(next) < 0
                ? owner.compareTo(hash) < 0 && hash.compareTo(next) < 0
                : owner.compareTo(hash) < 0 || hash.compareTo(next) < 0;
    }

    /** A record of a zone of its own making. */
    static NSECRecord nsec(String owner, String next, int... types) {
        return new NSECRecord(name(owner), DClass.IN, 60, name(next), types);
    }

    /** A record with hash parameters of its own making. */
    static NSEC3Record nsec3(String owner, int flags, byte @Nullable [] salt, byte[] next) {
        return new NSEC3Record(name(owner), DClass.IN, 60, 1, flags, 1, salt, next, new int[0]);
    }

    static Name name(String text) {
        try {
            return Name.fromString(text);
        } catch (org.xbill.DNS.TextParseException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
