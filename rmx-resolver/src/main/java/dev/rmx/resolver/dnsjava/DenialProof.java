package dev.rmx.resolver.dnsjava;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSEC3Record;
import org.xbill.DNS.NSECRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Checks that the NSEC and NSEC3 records of a response prove what it claims (RFC 4035 §5.4, RFC 5155 §8, RFC 6840 §4):
 * that data is absent, or that a wildcard matches the name.
 *
 * <p>dnsjava checks the signatures and the proof too, with three gaps. It accepts a wildcard as the answer for a name
 * that the wildcard does not match; it lets one record override what another disproves; and it takes NSEC3 records with
 * different hash parameters as proof of an unsigned zone. So an attacker on the path could deny existing data with
 * records that the zone did sign. A response must pass this check and dnsjava's.
 */
final class DenialProof {
    /** Zones should have 0 (RFC 9276 §3.1). With more than this, hashing costs more than checking signatures. */
    static final int MOST_ITERATIONS = 150;
    /** In octets. Zones use 8 or none (RFC 9276 §3.1); each iteration hashes the salt again. */
    static final int MOST_SALT = 64;
    /** Zones with NSEC3 records in one response: the zone of the name, and those of aliases made from wildcards. */
    static final int MOST_HASHED_ZONES = 3;

    private final Record question;
    private final Message response;
    private final List<Denial> denials = new ArrayList<>();

    private DenialProof(Record question, Message response) throws NoAnswerException {
        this.question = question;
        this.response = response;
        Map<Name, List<NSECRecord>> nsecs = new LinkedHashMap<>();
        Map<Name, List<NSEC3Record>> nsec3s = new LinkedHashMap<>();
        for (RRset set : response.getSectionRRsets(Section.AUTHORITY)) {
            if (!set.sigs().isEmpty() && set.first() instanceof NSECRecord nsec) {
                nsecs.computeIfAbsent(zone(set), zone -> new ArrayList<>()).add(nsec);
            } else if (!set.sigs().isEmpty() && set.first() instanceof NSEC3Record nsec3) {
                add(nsec3, nsec3s.computeIfAbsent(zone(set), zone -> new ArrayList<>()));
            }
        }
        if (nsec3s.size() > MOST_HASHED_ZONES) {
            throw bogus("NSEC3 records of %d zones, over %d".formatted(nsec3s.size(), MOST_HASHED_ZONES));
        }
        nsecs.forEach((zone, records) -> denials.add(new NsecDenial(zone, records)));
        nsec3s.forEach((zone, records) -> denials.add(new Nsec3Denial(zone, records)));
    }

    /**
     * Checks a normalized response, whose answer is an ordered chain of aliases. A response without any signed NSEC or
     * NSEC3 record passes: dnsjava finds it bogus if its zone owes a proof.
     *
     * @param zones tells which names are validated: those below a trust anchor
     * @throws NoAnswerException if the response claims what its records do not prove
     */
    static void check(Record question, Message response, ZoneCheck zones) throws NoAnswerException {
        if (zones.validates(question.getName())) {
            new DenialProof(question, response).check(zones);
        }
    }

    private void check(ZoneCheck zones) throws NoAnswerException {
        Name name = question.getName();
        for (RRset set : response.getSectionRRsets(Section.ANSWER)) {
            checkExpansion(set);
            if (set.getType() == question.getType() && set.getName().equals(name)) {
                return; // not negative
            }
            if (set.first() instanceof CNAMERecord alias) {
                name = alias.getTarget();
            }
        }
        boolean isAlias = !name.equals(question.getName());
        // dnsjava asks for a DS to find the zone cut; an alias is none, whatever its target
        if (zones.validates(name) && !(isAlias && question.getType() == Type.DS)) {
            checkAbsence(name);
        }
    }

    /**
     * Checks a set made from a wildcard: its signature counts fewer labels than its owner has. If its zone gives no
     * proof at all, dnsjava finds it bogus if the zone owes one.
     */
    private void checkExpansion(RRset set) throws NoAnswerException {
        for (RRSIGRecord signature : set.sigs()) {
            if (signature.getLabels() < labels(set.getName())) {
                List<Denial> own = denials.stream()
                        .filter(denial -> denial.zone().equals(signature.getSigner()))
                        .toList();
                if (!own.isEmpty()
                        && own.stream()
                                .noneMatch(denial -> denial.deniesCloserThan(set.getName(), signature.getLabels()))) {
                    throw bogus("no proof that a wildcard matches " + set.getName());
                }
            }
        }
    }

    private void checkAbsence(Name name) throws NoAnswerException {
        if (denials.isEmpty() || isOfUnsignedZone(name)) {
            return;
        }
        int type = question.getType();
        boolean isNxdomain = response.getRcode() == Rcode.NXDOMAIN; // dnsjava accepts a proof of NODATA here too
        boolean isProven = denials.stream()
                .anyMatch(denial -> canDeny(denial.zone(), name)
                        && (denial.deniesType(name, type) || (isNxdomain && denial.deniesName(name))));
        if (!isProven) {
            throw bogus("no proof that %s %s is absent".formatted(name, Type.string(type)));
        }
    }

    /** dnsjava accepts an unsigned SOA only if the DS is proven absent. For a DS query, it looks only at the proof. */
    private boolean isOfUnsignedZone(Name name) {
        return question.getType() != Type.DS
                && response.getSectionRRsets(Section.AUTHORITY).stream()
                        .anyMatch(set ->
                                set.getType() == Type.SOA && set.sigs().isEmpty() && name.subdomain(set.getName()));
    }

    private boolean canDeny(Name zone, Name name) {
        boolean ownDs = question.getType() == Type.DS && name.equals(zone) && !zone.equals(Name.root);
        return name.subdomain(zone) && !ownDs;
    }

    /**
     * The zone that signed a set of NSEC or NSEC3 records. The set must be a single record, not made from a wildcard.
     */
    private static Name zone(RRset set) throws NoAnswerException {
        Set<Name> signers = set.sigs().stream().map(RRSIGRecord::getSigner).collect(Collectors.toSet());
        Name owner = set.getName();
        Name zone = set.sigs().get(0).getSigner();
        boolean isExpanded = set.sigs().stream().anyMatch(signature -> signature.getLabels() != labels(owner));
        if (set.size() != 1 || signers.size() != 1 || isExpanded || !owner.subdomain(zone)) {
            throw bogus("%s %s proves nothing".formatted(owner, Type.string(set.getType())));
        }
        return zone;
    }

    private static void add(NSEC3Record record, List<NSEC3Record> others) throws NoAnswerException {
        if (record.getHashAlgorithm() != NSEC3Record.Digest.SHA1
                || (record.getFlags() & ~NSEC3Record.Flags.OPT_OUT) != 0) {
            throw bogus("an unknown kind of NSEC3"); // RFC 5155 §8.1, §8.2
        }
        if (record.getIterations() > MOST_ITERATIONS) {
            throw bogus("NSEC3 with %d iterations, over %d".formatted(record.getIterations(), MOST_ITERATIONS));
        }
        if (record.getSalt() != null && record.getSalt().length > MOST_SALT) {
            throw bogus("NSEC3 with a salt of %d octets, over %d".formatted(record.getSalt().length, MOST_SALT));
        }
        for (NSEC3Record other : others) {
            if (other.getIterations() != record.getIterations() || !Arrays.equals(other.getSalt(), record.getSalt())) {
                throw bogus("NSEC3 records that hash in different ways"); // RFC 5155 §8.2
            }
        }
        others.add(record);
    }

    /**
     * The labels that a signature counts for this name: without the root and a wildcard's asterisk (RFC 4034 §3.1.3).
     */
    private static int labels(Name name) {
        return name.labels() - (name.isWild() ? 2 : 1);
    }

    private static NoAnswerException bogus(String reason) {
        return NoAnswerException.bogus(reason);
    }
}
