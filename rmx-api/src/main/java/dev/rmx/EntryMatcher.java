package dev.rmx;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsData;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import dev.rmx.record.IpFamily;
import dev.rmx.record.RmxEntry;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Matches entries that ask DNS against one client ([ENT-host] to [ENT-mx]). {@link RmxEvaluation} handles {@code full},
 * which stands for other entries.
 */
final class EntryMatcher {
    private final IpAddress client;
    private final DomainName subject;
    private final int mostNames;
    private final Map<DnsQuestion, DnsAnswer> known;

    EntryMatcher(IpAddress client, DomainName subject, RmxLimits limits, Map<DnsQuestion, DnsAnswer> known) {
        this.client = client;
        this.subject = subject;
        this.mostNames = limits.names();
        this.known = known;
    }

    /** The state of an entry that asks DNS. The trace notes the answers used and the questions open. */
    EntryState match(RmxEntry entry, AnswerTrace trace) {
        return switch (entry.type()) {
            case HOST -> addressOf(((RmxEntry.Host) entry).name(), trace); // [ENT-host]
            case APL -> apl(((RmxEntry.Apl) entry).name(), trace);
            case DOMAIN -> domain(orSubject((RmxEntry.Domain) entry), trace);
            case MAPPED -> mapped(orSubject((RmxEntry.Mapped) entry), trace);
            case MX -> mx(trace);
            case IPV4, IPV6, UNUSED, FULL -> throw new IllegalArgumentException(entry + " has no lookup of its own");
        };
    }

    /**
     * Whether DNS decides if the entry matches. It does not where the name to ask about is too long: that is a
     * <i>no</i>.
     */
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

    private EntryState holdsClient(DnsData data) {
        return yesIf(((DnsData.Addresses) data).contains(client));
    }

    private EntryState addressOf(DomainName name, AnswerTrace trace) {
        return ask(addressQuestion(name), trace, this::holdsClient);
    }

    /** [ENT-apl] */
    private EntryState apl(DomainName name, AnswerTrace trace) {
        return ask(
                new DnsQuestion(name, RecordType.APL), trace, data -> yesIf(((DnsData.PrefixLists) data).hold(client)));
    }

    /** [ENT-domain], [LIM-2]: cuts the names before it filters them, so that the cut does not depend on the entry. */
    private EntryState domain(DomainName domain, AnswerTrace trace) {
        return askForgiving(
                new DnsQuestion(QuestionNames.reverse(client), RecordType.PTR),
                trace,
                data -> ((DnsData.Names) data)
                        .names().stream()
                                .limit(mostNames) // [LIM-2]
                                .filter(name -> name.isAtOrBelow(domain)) // [ENT-domain]
                                .map(name -> askForgiving(addressQuestion(name), trace, this::holdsClient))
                                .reduce(EntryState.NO, EntryState::or));
    }

    /** [ENT-mapped] */
    private EntryState mapped(DomainName data, AnswerTrace trace) {
        Optional<DomainName> name = QuestionNames.mapped(client, data);
        return name.isEmpty() // [ENT-mapped]
                ? EntryState.NO
                : ask(new DnsQuestion(name.get(), RecordType.A), trace, anyAddress -> EntryState.YES);
    }

    /** [ENT-mx], [LIM-2] */
    private EntryState mx(AnswerTrace trace) {
        return ask(
                new DnsQuestion(subject, RecordType.MX),
                trace,
                data -> ((DnsData.Exchanges) data)
                        .exchanges().stream()
                                .limit(mostNames) // [LIM-2]
                                .map(DnsData.Exchange::host)
                                .filter(host -> !host.isRoot()) // [ENT-mx] null MX (RFC 7505)
                                .map(host -> addressOf(host, trace))
                                .reduce(EntryState.NO, EntryState::or));
    }

    /**
     * The state that {@code found} gives to the data; <i>no</i> if there is none; otherwise a kind of <i>unknown</i>.
     */
    private EntryState ask(DnsQuestion question, AnswerTrace trace, Function<DnsData, EntryState> found) {
        DnsAnswer answer = Answers.to(question, known);
        EntryState state = trace.note(question, answer);
        return answer instanceof DnsAnswer.Found data ? found.apply(data.data()) : state;
    }

    /** As {@link #ask}, but a failure or malformed data is a <i>no</i> ([ENT-domain]). */
    private EntryState askForgiving(DnsQuestion question, AnswerTrace trace, Function<DnsData, EntryState> found) {
        DnsAnswer answer = Answers.to(question, known);
        EntryState state = trace.noteForgiving(question, answer); // [ENT-domain]
        return answer instanceof DnsAnswer.Found data ? found.apply(data.data()) : state;
    }

    private static EntryState yesIf(boolean matches) {
        return matches ? EntryState.YES : EntryState.NO;
    }
}
