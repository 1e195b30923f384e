package dev.rmx.testkit;

import dev.rmx.RmxLimits;
import dev.rmx.RmxQuery;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsData;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.record.AplItem;
import dev.rmx.record.AplRecord;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import dev.rmx.record.IpFamily;
import dev.rmx.record.RmxEntry;
import dev.rmx.record.RmxRecord;
import dev.rmx.testkit.ReferenceRmx.State;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;

/** Whether an entry matches, looked up in the answers ([ENT-ip] to [ENT-mx]). A missing answer counts as failed. */
final class ReferenceEntries {
    private final IpAddress client;
    private final ReferenceNames names;
    private final RmxLimits limits;
    private final Map<DnsQuestion, DnsAnswer> answers;

    ReferenceEntries(RmxQuery query, ReferenceNames names, RmxLimits limits, Map<DnsQuestion, DnsAnswer> answers) {
        this.client = query.client();
        this.names = names;
        this.limits = limits;
        this.answers = answers;
    }

    State state(RmxEntry entry) {
        if (entry instanceof RmxEntry.Literal literal) { // [ENT-ip]
            return yesIf(literal.prefix().contains(client));
        }
        if (entry instanceof RmxEntry.Unused) { // [ENT-unused]
            return State.YES;
        }
        if (entry instanceof RmxEntry.Host host) { // [ENT-host]
            return holdsClient(host.name());
        }
        if (entry instanceof RmxEntry.Apl apl) { // [ENT-apl]
            return ask(apl.name(), RecordType.APL, data -> yesIf(listed(((DnsData.PrefixLists) data).lists())));
        }
        if (entry instanceof RmxEntry.Domain domain) { // [ENT-domain]: a failed lookup is a "no"
            State reverse = ask(names.reverse(), RecordType.PTR, data -> confirmed((DnsData.Names) data, domain));
            return yesIf(reverse == State.YES);
        }
        if (entry instanceof RmxEntry.Mapped mapped) { // [ENT-mapped]
            Optional<DomainName> name = names.mapped(orSubject(mapped.name()));
            return name.isEmpty() ? State.NO : ask(name.get(), RecordType.A, data -> State.YES);
        }
        return ask(names.subject(), RecordType.MX, data -> exchanges((DnsData.Exchanges) data)); // [ENT-mx]
    }

    /** The entry's state when no lookup is answered: YES or NO only where no lookup is needed. */
    State stateWithoutAnswers(RmxEntry entry) {
        boolean tooLong = entry instanceof RmxEntry.Mapped mapped
                && names.mapped(orSubject(mapped.name())).isEmpty();
        boolean known = entry instanceof RmxEntry.Literal || entry instanceof RmxEntry.Unused || tooLong;
        return known ? state(entry) : State.FAILED;
    }

    /** [LIM-1]: how many entries need DNS before the first that matches without DNS. */
    long lookupsBeforeSureMatch(RmxRecord record) {
        return record.entries().stream()
                .takeWhile(entry -> !matchesSurely(entry))
                .filter(entry -> !(entry instanceof RmxEntry.Literal))
                .count();
    }

    private boolean matchesSurely(RmxEntry entry) {
        return entry instanceof RmxEntry.Unused
                || (entry instanceof RmxEntry.Literal literal
                        && literal.prefix().contains(client));
    }

    private DomainName orSubject(DomainName name) {
        return name.isRoot() ? names.subject() : name;
    }

    private State ask(DomainName name, RecordType type, Function<DnsData, State> found) {
        DnsAnswer answer = answers.get(new DnsQuestion(name, type));
        if (answer instanceof DnsAnswer.Found some) {
            return found.apply(some.data());
        }
        if (answer instanceof DnsAnswer.Absent) {
            return State.NO;
        }
        return answer instanceof DnsAnswer.Malformed ? State.MALFORMED : State.FAILED;
    }

    private State holdsClient(DomainName name) {
        RecordType type = client.family() == IpFamily.IPV4 ? RecordType.A : RecordType.AAAA;
        return ask(
                name, type, data -> yesIf(((DnsData.Addresses) data).addresses().contains(client)));
    }

    private boolean listed(List<AplRecord> lists) {
        for (AplRecord list : new TreeSet<>(lists)) { // sorted in wire order, without duplicates
            for (AplItem item : list.items()) {
                if (item.prefix().contains(client)) {
                    return !item.negated();
                }
            }
        }
        return false;
    }

    /** [LIM-2]: sort and cut first; only then skip the names outside the domain. */
    private State confirmed(DnsData.Names data, RmxEntry.Domain domain) {
        List<DomainName> sorted = new ArrayList<>(new TreeSet<>(data.names()));
        for (DomainName name : sorted.subList(0, Math.min(limits.names(), sorted.size()))) {
            // a dot inside a label is written \046, so a plain dot is a label boundary
            boolean inDomain = ("." + name).endsWith("." + orSubject(domain.name()));
            if (inDomain && holdsClient(name) == State.YES) {
                return State.YES;
            }
        }
        return State.NO;
    }

    /** [LIM-2]: sorted by preference, then by name; each name once. One that holds the client is enough. */
    private State exchanges(DnsData.Exchanges data) {
        List<DnsData.Exchange> sorted = new ArrayList<>(data.exchanges());
        sorted.sort(Comparator.comparing(DnsData.Exchange::host));
        sorted.sort(Comparator.comparing(DnsData.Exchange::preference));
        List<DomainName> hosts = new ArrayList<>();
        for (DnsData.Exchange exchange : sorted) {
            if (!hosts.contains(exchange.host()) && hosts.size() < limits.names()) {
                hosts.add(exchange.host());
            }
        }
        hosts.remove(DomainName.ROOT);
        List<State> states = hosts.stream().map(this::holdsClient).toList();
        for (State state : List.of(State.YES, State.FAILED, State.MALFORMED)) {
            if (states.contains(state)) {
                return state;
            }
        }
        return State.NO;
    }

    private static State yesIf(boolean matches) {
        return matches ? State.YES : State.NO;
    }
}
