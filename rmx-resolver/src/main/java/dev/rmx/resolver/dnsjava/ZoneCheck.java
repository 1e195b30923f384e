package dev.rmx.resolver.dnsjava;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Checks that a response names only zones that can contain its names (RFC 4035 §5.3.1).
 *
 * <p>dnsjava looks up the keys of any zone that a set names as its signer or owner, and takes the response for unsigned
 * if that zone is. So an attacker on the path could replace or deny signed data in the name of any unsigned zone.
 *
 * @param anchors the names of the trust anchors
 */
record ZoneCheck(List<Name> anchors) {
    /** Whether one trust anchor is above another, so that unsigned zones can lie between them. */
    boolean hasNestedAnchors() {
        return anchors.stream()
                .anyMatch(one -> anchors.stream().anyMatch(other -> !other.equals(one) && one.subdomain(other)));
    }

    /** Whether a name is below a trust anchor. Other names are not validated. */
    boolean validates(Name name) {
        return anchorOf(name).isPresent();
    }

    /**
     * Checks a normalized response, whose answer is an ordered chain of aliases.
     *
     * @throws NoAnswerException if a zone cannot contain the names
     */
    void check(Record question, Message response) throws NoAnswerException {
        Name name = question.getName();
        if (!validates(name)) {
            return; // not validated at all
        }
        List<Name> names = new ArrayList<>(List.of(name));
        for (RRset set : response.getSectionRRsets(Section.ANSWER)) {
            // a DNAME is above the name that it turns into an alias
            check(set, List.of(name));
            if (set.first() instanceof CNAMERecord alias && question.getType() != Type.CNAME) {
                name = alias.getTarget();
                names.add(name);
            }
        }
        for (RRset set : response.getSectionRRsets(Section.AUTHORITY)) {
            check(set, names);
        }
    }

    private void check(RRset set, List<Name> names) throws NoAnswerException {
        Name owner = set.getName();
        List<Name> zones = set.sigs().isEmpty()
                ? List.of(owner)
                : set.sigs().stream().map(RRSIGRecord::getSigner).toList();
        for (Name zone : zones) {
            if (!owner.subdomain(zone) || names.stream().noneMatch(name -> canHold(zone, name))) {
                throw NoAnswerException.bogus(
                        "%s %s is of the zone %s, not of %s".formatted(owner, Type.string(set.getType()), zone, names));
            }
        }
    }

    /** Whether a zone can contain a name: it is the name or above it, and not above the name's trust anchor. */
    private boolean canHold(Name zone, Name name) {
        return name.subdomain(zone) && anchorOf(name).map(zone::subdomain).orElse(true);
    }

    private Optional<Name> anchorOf(Name name) {
        return anchors.stream().filter(name::subdomain).max(Comparator.comparingInt(Name::labels));
    }
}
