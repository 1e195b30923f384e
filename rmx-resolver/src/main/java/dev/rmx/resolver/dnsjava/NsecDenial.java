package dev.rmx.resolver.dnsjava;

import java.util.List;
import java.util.Optional;
import org.xbill.DNS.NSECRecord;
import org.xbill.DNS.Name;

/**
 * What NSEC records prove (RFC 4035 §5.4).
 *
 * @param zone the zone that signed all records; it contains their owners
 */
record NsecDenial(Name zone, List<NSECRecord> records) implements Denial {
    @Override
    public boolean deniesType(Name name, int type) {
        if (exists(name)) {
            return deniesTypeAt(name, type);
        }
        return records.stream().filter(record -> covers(record, name)).anyMatch(record -> {
            Name wildcard = wildcard(name, record);
            return exists(wildcard) && deniesTypeAt(wildcard, type);
        });
    }

    @Override
    public boolean deniesName(Name name) {
        return !exists(name)
                && records.stream().filter(record -> covers(record, name)).anyMatch(record -> {
                    Name wildcard = wildcard(name, record);
                    return !exists(wildcard) && records.stream().anyMatch(other -> covers(other, wildcard));
                });
    }

    @Override
    public boolean deniesCloserThan(Name name, int labels) {
        return !exists(name)
                && records.stream()
                        .anyMatch(record -> covers(record, name)
                                && closestEncloser(name, record).labels() - 1 == labels);
    }

    /** Whether the records prove that a name exists: it has an NSEC record, or a name below it has one. */
    private boolean exists(Name name) {
        return at(name).isPresent() || isEmptyNonTerminal(name);
    }

    private boolean deniesTypeAt(Name name, int type) {
        return at(name).map(record -> ((Types) record::hasType).lack(type, name))
                .orElse(true);
    }

    private Optional<NSECRecord> at(Name name) {
        return records.stream().filter(record -> record.getName().equals(name)).findFirst();
    }

    private boolean isEmptyNonTerminal(Name name) {
        return records.stream().anyMatch(record -> covers(record, name) && isBelow(record.getNext(), name));
    }

    /** Whether a record proves that a name has no records in this zone: it lies between the owner and the next name. */
    private boolean covers(NSECRecord record, Name name) {
        Name owner = record.getName();
        Name next = record.getNext();
        if (!isBelow(name, zone) || owner.compareTo(name) >= 0 || !next.subdomain(zone)) {
            return false;
        }
        if (name.subdomain(owner) && ((Types) record::hasType).endHere()) {
            return false;
        }
        // the next name of the last one is the zone apex (RFC 4034 §4.1.1)
        return owner.compareTo(next) < 0 ? name.compareTo(next) < 0 : next.equals(zone);
    }

    private static Name wildcard(Name name, NSECRecord covering) {
        return name.wild(name.labels() - closestEncloser(name, covering).labels());
    }

    /**
     * The closest existing ancestor. The record covers the name, so no other name in the zone is closer than its owner
     * and next name.
     */
    private static Name closestEncloser(Name name, NSECRecord covering) {
        Name ancestor = new Name(name, 1);
        while (!covering.getName().subdomain(ancestor) && !covering.getNext().subdomain(ancestor)) {
            ancestor = new Name(ancestor, 1);
        }
        return ancestor;
    }

    private static boolean isBelow(Name name, Name ancestor) {
        return name.subdomain(ancestor) && name.labels() > ancestor.labels();
    }
}
