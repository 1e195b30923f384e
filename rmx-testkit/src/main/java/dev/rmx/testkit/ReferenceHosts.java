package dev.rmx.testkit;

import dev.rmx.RmxLimits;
import dev.rmx.RmxQuery;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsData;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import dev.rmx.record.IpFamily;
import dev.rmx.spf.SpfTerm.DualCidr;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** What the answers say of hosts and the client, as the mechanisms of SPF ask it (RFC 7208 §5). */
final class ReferenceHosts {
    private final IpAddress client;
    private final ReferenceNames names;
    private final RmxLimits limits;
    private final Map<DnsQuestion, DnsAnswer> answers;

    /** What a lookup says of the client. */
    enum Found {
        /** There are records, and they match. */
        MATCH,
        /** There are records, and none matches. */
        OTHER,
        /** There is no record. */
        NOTHING,
        /** There are more records than may be. */
        TOO_MANY,
        /** All depends on a lookup that failed. */
        UNKNOWN,
        /** There are records; whether one matches depends on a lookup that failed. */
        OTHER_OR_MATCH
    }

    ReferenceHosts(RmxQuery query, RmxLimits limits, Map<DnsQuestion, DnsAnswer> answers) {
        this.client = query.client();
        this.names = new ReferenceNames(client, query.subject().orElseThrow());
        this.limits = limits;
        this.answers = answers;
    }

    /** RFC 7208 §5.3 */
    Found a(DomainName name, DualCidr cidr) {
        DnsAnswer answer = answer(name, client.family() == IpFamily.IPV4 ? RecordType.A : RecordType.AAAA);
        if (answer instanceof DnsAnswer.Found found) {
            for (IpAddress address : ((DnsData.Addresses) found.data()).addresses()) {
                if (cidr.around(address).contains(client)) {
                    return Found.MATCH;
                }
            }
            return Found.OTHER;
        }
        return answer instanceof DnsAnswer.Absent ? Found.NOTHING : Found.UNKNOWN;
    }

    /** RFC 7208 §5.4: an address of an exchange that does not exist is no void lookup ([SPF-3]). */
    Found mx(DomainName name, DualCidr cidr) {
        DnsAnswer answer = answer(name, RecordType.MX);
        if (!(answer instanceof DnsAnswer.Found found)) {
            return answer instanceof DnsAnswer.Absent ? Found.NOTHING : Found.UNKNOWN;
        }
        DnsData.Exchanges data = (DnsData.Exchanges) found.data();
        if (data.records() > limits.names()) {
            return Found.TOO_MANY;
        }
        Found best = Found.OTHER;
        for (DnsData.Exchange exchange : data.exchanges()) {
            Found one = exchange.host().isRoot() ? Found.OTHER : a(exchange.host(), cidr);
            if (one == Found.MATCH) {
                return Found.MATCH;
            }
            if (one == Found.UNKNOWN) {
                best = Found.OTHER_OR_MATCH;
            }
        }
        return best;
    }

    /** RFC 7208 §5.7 */
    Found exists(DomainName name) {
        DnsAnswer answer = answer(name, RecordType.A);
        if (answer instanceof DnsAnswer.Found) {
            return Found.MATCH;
        }
        return answer instanceof DnsAnswer.Absent ? Found.NOTHING : Found.UNKNOWN;
    }

    /** RFC 7208 §5.5 */
    Found ptr(DomainName domain) {
        boolean inside = confirmedNames().stream().anyMatch(name -> isAtOrBelow(name, domain));
        return inside ? Found.MATCH : Found.OTHER;
    }

    /** The client's name for {@code %{p}} (RFC 7208 §7.3): the domain, else a name below it, else any. */
    Optional<DomainName> clientName(DomainName domain) {
        List<DomainName> confirmed = confirmedNames();
        if (confirmed.contains(domain)) {
            return Optional.of(domain);
        }
        return confirmed.stream()
                .filter(name -> isAtOrBelow(name, domain))
                .findFirst()
                .or(() -> confirmed.stream().findFirst());
    }

    /** The client's names whose own addresses hold the client. A lookup that failed confirms nothing ([SPF-6]). */
    private List<DomainName> confirmedNames() {
        DnsAnswer answer = answer(names.reverse(), RecordType.PTR);
        if (!(answer instanceof DnsAnswer.Found found)) {
            return List.of();
        }
        List<DomainName> sorted = new ArrayList<>(new TreeSet<>(((DnsData.Names) found.data()).names()));
        return sorted.subList(0, Math.min(limits.names(), sorted.size())).stream() // [LIM-2]
                .filter(name -> a(name, DualCidr.ALL) == Found.MATCH)
                .toList();
    }

    private static boolean isAtOrBelow(DomainName name, DomainName domain) {
        return ("." + name).endsWith("." + domain);
    }

    /** The answer to a question; a question without one counts as failed. */
    DnsAnswer answer(DomainName name, RecordType type) {
        DnsAnswer answer = answers.get(new DnsQuestion(name, type));
        return answer != null ? answer : new DnsAnswer.Failed(DnsAnswer.Failed.Kind.OTHER, "no answer");
    }
}
