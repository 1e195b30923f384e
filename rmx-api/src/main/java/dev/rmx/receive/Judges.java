package dev.rmx.receive;

import dev.rmx.record.DomainName;
import dev.rmx.record.IpPrefix;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The rules of a policy for verdicts, and its exceptions by forwarder and by domain ([DISP-4]).
 *
 * @param own the rules where there is no exception
 * @param domains the rules for senders' domains
 * @param forwarders the rules for clients; the first that holds the client decides
 */
record Judges(VerdictRules own, Map<DomainName, VerdictRules> domains, List<Forwarder> forwarders) {
    record Forwarder(IpPrefix prefix, VerdictRules rules) {}

    static Judges of(VerdictRules own) {
        return new Judges(own, Map.of(), List.of());
    }

    Judges with(VerdictRules others) {
        return new Judges(others, domains, forwarders);
    }

    Judges with(DomainName subject, VerdictRules rules) {
        Map<DomainName, VerdictRules> changed = new HashMap<>(domains);
        changed.put(subject, rules);
        return new Judges(own, changed, forwarders);
    }

    Judges with(IpPrefix forwarder, VerdictRules rules) {
        List<Forwarder> changed = new ArrayList<>(forwarders);
        changed.add(new Forwarder(forwarder, rules));
        return new Judges(own, domains, changed);
    }

    /** The rules for a report: those of the forwarder go before those of the domain. */
    VerdictRules of(CheckReport report) {
        for (Forwarder forwarder : forwarders) {
            if (forwarder.prefix().contains(report.query().client())) { // [DISP-4]
                return forwarder.rules();
            }
        }
        return report.query().subject().map(domains::get).orElse(own);
    }
}
