package dev.rmx;

import dev.rmx.dns.DnsData;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import dev.rmx.record.IpFamily;
import dev.rmx.record.RmxEntry;
import java.util.Optional;

/**
 * How each type of entry matches one client ([ENT-ip] to [ENT-mx]). {@code full} stands for other entries: {@link Evaluation} does
 * it.
 */
final class EntryMatcher {
    private final IpAddress client;
    private final DomainName subject;
    private final int mostNames;

    EntryMatcher(IpAddress client, DomainName subject, RmxLimits limits) {
        this.client = client;
        this.subject = subject;
        this.mostNames = limits.names();
    }

    /** How an entry that asks DNS stands to the client. */
    Match match(RmxEntry entry, Lookups lookups) {
        return switch (entry.type()) {
            case HOST -> addressOf(((RmxEntry.Host) entry).name(), lookups); // [ENT-host]
            case APL -> apl(((RmxEntry.Apl) entry).name(), lookups);
            case DOMAIN -> domain(orSubject((RmxEntry.Domain) entry), lookups);
            case MAPPED -> mapped(orSubject((RmxEntry.Mapped) entry), lookups);
            case MX -> mx(lookups);
            case IPV4, IPV6, UNUSED, FULL -> throw new IllegalArgumentException(entry + " has no lookup of its own");
        };
    }

    /** Whether DNS has to be asked before anybody knows if an entry matches; not if it would ask for a name that is too long. */
    boolean isOpen(RmxEntry entry) {
        return !(entry instanceof RmxEntry.Mapped mapped)
                || QuestionNames.mappedLength(client, orSubject(mapped)) <= DomainName.MAX_OCTETS;
    }

    private DomainName orSubject(RmxEntry.Named entry) {
        return entry.name().isRoot() ? subject : entry.name();
    }

    private DnsQuestion addressQuestion(DomainName name) {
        return new DnsQuestion(name, client.family() == IpFamily.IPV4 ? RecordType.A : RecordType.AAAA);
    }

    private Match holdsClient(DnsData data) {
        return yesIf(((DnsData.Addresses) data).contains(client));
    }

    private Match addressOf(DomainName name, Lookups lookups) {
        return lookups.ask(addressQuestion(name), this::holdsClient);
    }

    /** [ENT-apl] */
    private Match apl(DomainName name, Lookups lookups) {
        return lookups.ask(
                new DnsQuestion(name, RecordType.APL), data -> yesIf(((DnsData.PrefixLists) data).hold(client)));
    }

    /** [ENT-domain], [LIM-2]: the names are cut before they are filtered, so that the cut does not depend on the entry. */
    private Match domain(DomainName domain, Lookups lookups) {
        return lookups.askForgiving(
                new DnsQuestion(QuestionNames.reverse(client), RecordType.PTR),
                data -> ((DnsData.Names) data)
                        .names().stream()
                                .limit(mostNames)
                                .filter(name -> name.isAtOrBelow(domain))
                                .map(name -> lookups.askForgiving(addressQuestion(name), this::holdsClient))
                                .reduce(Match.NO, Match::or));
    }

    /** [ENT-mapped] */
    private Match mapped(DomainName data, Lookups lookups) {
        Optional<DomainName> name = QuestionNames.mapped(client, data);
        return name.isEmpty()
                ? Match.NO
                : lookups.ask(new DnsQuestion(name.get(), RecordType.A), anyAddress -> Match.YES);
    }

    /** [ENT-mx], [LIM-2] */
    private Match mx(Lookups lookups) {
        return lookups.ask(
                new DnsQuestion(subject, RecordType.MX),
                data -> ((DnsData.Exchanges) data)
                        .exchanges().stream()
                                .limit(mostNames)
                                .map(DnsData.Exchange::host)
                                .filter(host -> !host.isRoot()) // null MX (RFC 7505)
                                .map(host -> addressOf(host, lookups))
                                .reduce(Match.NO, Match::or));
    }

    private static Match yesIf(boolean matches) {
        return matches ? Match.YES : Match.NO;
    }
}
