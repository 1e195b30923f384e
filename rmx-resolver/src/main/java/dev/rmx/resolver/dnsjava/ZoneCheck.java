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
 * Whether a response speaks of no zones but those that its names can be in (RFC 4035 §5.3.1).
 *
 * <p>dnsjava looks for the keys of whichever zone a set of records names, by its signer or its owner, and takes the response for
 * unsigned if that zone is. So whoever is on the way could have signed data replaced, or denied, in the name of any unsigned zone.
 *
 * @param anchors the names of the trust anchors
 */
record ZoneCheck(List<Name> anchors) {
    /** Whether a trust anchor is above another: there can be unsigned zones between them. */
    boolean hasNestedAnchors() {
        return anchors.stream()
                .anyMatch(one -> anchors.stream().anyMatch(other -> !other.equals(one) && one.subdomain(other)));
    }

    /** Whether a name is below a trust anchor. What is said of others is not validated. */
    boolean validates(Name name) {
        return anchorOf(name).isPresent();
    }

    /**
     * Checks a response that is normalized: its answer is a chain of aliases, in order.
     *
     * @throws NoAnswerException if a zone is not one of those
     */
    void check(Record question, Message response) throws NoAnswerException {
        Name name = question.getName();
        if (!validates(name)) {
            return; // nothing of it is validated
        }
        List<Name> names = new ArrayList<>(List.of(name));
        for (RRset set : response.getSectionRRsets(Section.ANSWER)) {
            // a DNAME is above the name that it makes an alias of
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

    /** Whether a name can be in a zone: it is above, and not above the trust anchor that says whether the name is signed. */
    private boolean canHold(Name zone, Name name) {
        return name.subdomain(zone) && anchorOf(name).map(zone::subdomain).orElse(true);
    }

    private Optional<Name> anchorOf(Name name) {
        return anchors.stream().filter(name::subdomain).max(Comparator.comparingInt(Name::labels));
    }
}
