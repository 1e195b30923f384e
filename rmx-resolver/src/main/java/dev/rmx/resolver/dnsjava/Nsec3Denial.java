package dev.rmx.resolver.dnsjava;

import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.NSEC3Record;
import org.xbill.DNS.Name;
import org.xbill.DNS.utils.base32;

/**
 * What NSEC3 records prove (RFC 5155 §8).
 *
 * @param zone the zone that signed all records
 * @param records one or more, with the same hash parameters
 */
record Nsec3Denial(Name zone, List<NSEC3Record> records) implements Denial {
    /** In octets: SHA-1 is the only algorithm. */
    private static final int HASH_LENGTH = 20;

    /** How many ancestors of a name are hashed ([LIM-4]). dnsjava gives up earlier. */
    private static final int MOST_ANCESTORS = 16;

    /** The closest existing ancestor, and the record which proves that the next closer name does not exist. */
    private record Encloser(Name name, NSEC3Record nextCloser) {
        boolean isOptOut() {
            return (nextCloser.getFlags() & NSEC3Record.Flags.OPT_OUT) != 0;
        }
    }

    @Override
    public boolean deniesType(Name name, int type) {
        Optional<NSEC3Record> itself = at(name);
        if (itself.isPresent()) {
            return ((Types) itself.get()::hasType).lack(type, name);
        }
        Encloser encloser = encloser(name);
        if (encloser == null) {
            return false;
        }
        // an opt-out span can hold unsigned zones and names leading to them: dnsjava authenticates nothing there
        return at(wildcard(name, encloser))
                .map(record -> ((Types) record::hasType).lack(type, name))
                .orElse(encloser.isOptOut());
    }

    @Override
    public boolean deniesName(Name name) {
        Encloser encloser = at(name).isPresent() ? null : encloser(name);
        return encloser != null && covering(wildcard(name, encloser)).isPresent();
    }

    @Override
    public boolean deniesCloserThan(Name name, int labels) {
        int below = name.labels() - 1 - labels; // how many labels the wildcard replaces
        return below > 0 && covering(new Name(name, below - 1)).isPresent();
    }

    private @Nullable Encloser encloser(Name name) {
        Name nextCloser = name;
        for (int i = 0; i < MOST_ANCESTORS && nextCloser.labels() > zone.labels(); i++) {
            Name ancestor = new Name(nextCloser, 1);
            Optional<NSEC3Record> existing = at(ancestor);
            if (existing.isPresent()) {
                return ((Types) existing.get()::hasType).endHere()
                        ? null
                        : covering(nextCloser)
                                .map(record -> new Encloser(ancestor, record))
                                .orElse(null);
            }
            nextCloser = ancestor;
        }
        return null;
    }

    private static Name wildcard(Name name, Encloser encloser) {
        return name.wild(name.labels() - encloser.name().labels());
    }

    private Optional<NSEC3Record> at(Name name) {
        byte[] hash = hash(name);
        return records.stream()
                .filter(record -> Arrays.equals(ownerHash(record), hash))
                .findFirst();
    }

    private Optional<NSEC3Record> covering(Name name) {
        byte[] hash = hash(name);
        return records.stream()
                .filter(record -> isBetween(hash, ownerHash(record), record.getNext()))
                .findFirst();
    }

    private static boolean isBetween(byte[] hash, byte[] owner, byte[] next) {
        if (owner.length != HASH_LENGTH || next.length != HASH_LENGTH) {
            return false;
        }
        boolean after = Arrays.compareUnsigned(owner, hash) < 0;
        boolean before = Arrays.compareUnsigned(hash, next) < 0;
        // the next hash of the last one is the first
        return Arrays.compareUnsigned(owner, next) < 0
                ? after && before
                : (after || before) && !Arrays.equals(owner, hash);
    }

    private static byte[] ownerHash(NSEC3Record record) {
        byte[] hash = new base32(base32.Alphabet.BASE32HEX, false, false)
                .fromString(record.getName().getLabelString(0));
        return hash == null ? new byte[0] : hash;
    }

    private byte[] hash(Name name) {
        try {
            return records.get(0).hashName(name);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("a JDK without SHA-1", e);
        }
    }
}
