package dev.rmx;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsData;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import dev.rmx.record.IpFamily;
import dev.rmx.record.IpPrefix;
import dev.rmx.spf.SpfTerm;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Matches the mechanisms of SPF that ask DNS against one client (RFC 7208 §5.3 to §5.5, §5.7). {@link SpfWalk} handles
 * {@code include}, which stands for another record.
 */
final class SpfMatcher {
    private final IpAddress client;
    private final int mostNames;
    private final Map<DnsQuestion, DnsAnswer> known;
    private final AnswerTrace trace;

    SpfMatcher(IpAddress client, RmxLimits limits, Map<DnsQuestion, DnsAnswer> known, AnswerTrace trace) {
        this.client = client;
        this.mostNames = limits.names();
        this.known = known;
        this.trace = trace;
    }

    /** What a mechanism comes to whose name is known and can be asked. */
    SpfMatch match(SpfTerm.Mechanism term, DomainName name) {
        if (term instanceof SpfTerm.A a) {
            return a(name, a.cidr().around(client));
        }
        if (term instanceof SpfTerm.Mx mx) {
            return mx(name, mx.cidr().around(client));
        }
        if (term instanceof SpfTerm.Ptr) {
            return ptr(name);
        }
        return exists(name);
    }

    /** What a mechanism comes to whose name is open, as the value of {@code %{p}} can be ([SPF-4]). */
    static SpfMatch open(SpfTerm.Mechanism term) {
        return term instanceof SpfTerm.Mx
                ? SpfMatch.OPEN_MX
                : term instanceof SpfTerm.Ptr ? SpfMatch.OPEN : SpfMatch.OPEN_OR_VOID;
    }

    /** RFC 7208 §5.3. */
    private SpfMatch a(DomainName name, IpPrefix wanted) {
        DnsQuestion question = addressQuestion(name);
        DnsAnswer answer = Answers.to(question, known);
        return switch (trace.note(question, answer)) {
            case YES -> yesIf(anyIn(wanted, answer));
            case NO -> SpfMatch.VOID;
            case MALFORMED, FAILED, MISSING -> SpfMatch.OPEN_OR_VOID;
        };
    }

    /** RFC 7208 §5.7: asks for A, whatever the family of the client. */
    private SpfMatch exists(DomainName name) {
        DnsQuestion question = new DnsQuestion(name, RecordType.A);
        return switch (trace.note(question, Answers.to(question, known))) {
            case YES -> SpfMatch.YES;
            case NO -> SpfMatch.VOID;
            case MALFORMED, FAILED, MISSING -> SpfMatch.OPEN_OR_VOID;
        };
    }

    /** RFC 7208 §5.4. */
    private SpfMatch mx(DomainName name, IpPrefix wanted) {
        DnsQuestion question = new DnsQuestion(name, RecordType.MX);
        DnsAnswer answer = Answers.to(question, known);
        return switch (trace.note(question, answer)) {
            case YES -> exchanges(Answers.data(DnsData.Exchanges.class, answer), wanted);
            case NO -> SpfMatch.VOID;
            case MALFORMED, FAILED, MISSING -> SpfMatch.OPEN_MX;
        };
    }

    private SpfMatch exchanges(DnsData.Exchanges data, IpPrefix wanted) {
        if (data.records() > mostNames) {
            return SpfMatch.TOO_MANY; // [SPF-3]
        }
        AnswerTrace its = new AnswerTrace();
        EntryState state = EntryState.NO;
        for (DnsData.Exchange exchange : data.exchanges()) {
            if (!exchange.host().isRoot()) { // null MX (RFC 7505)
                DnsQuestion question = addressQuestion(exchange.host());
                DnsAnswer answer = Answers.to(question, known);
                EntryState found = its.note(question, answer);
                state = state.or(found == EntryState.YES && !anyIn(wanted, answer) ? EntryState.NO : found);
            }
        }
        trace.add(state, its); // [SPF-5] nothing is asked where one exchange is known to match
        return matchOf(state);
    }

    /** RFC 7208 §5.5, [SPF-6]. */
    private SpfMatch ptr(DomainName domain) {
        AnswerTrace its = new AnswerTrace();
        Optional<List<DomainName>> names = names(its);
        EntryState state = names.isPresent() ? EntryState.NO : EntryState.MISSING;
        for (DomainName name : names.orElse(List.of())) {
            state = state.or(name.isAtOrBelow(domain) ? confirmed(name, its) : EntryState.NO);
        }
        trace.add(state, its);
        return matchOf(state);
    }

    /**
     * The client's confirmed name, for {@code %{p}} (RFC 7208 §7.3, [SPF-1]): the domain itself, else the first name
     * below it, else the first. Empty if there is none; null is never given.
     *
     * @return the name; empty if an answer is open, which the trace notes
     */
    Optional<ConfirmedName> confirmedName(DomainName domain) {
        AnswerTrace its = new AnswerTrace();
        Optional<List<DomainName>> names = names(its);
        DomainName first = null;
        DomainName below = null;
        EntryState state = names.isPresent() ? EntryState.NO : EntryState.MISSING;
        for (DomainName name : names.orElse(List.of())) {
            EntryState confirmed = confirmed(name, its);
            if (confirmed == EntryState.MISSING) {
                state = EntryState.MISSING;
            } else if (confirmed == EntryState.YES) {
                first = first == null ? name : first;
                boolean better = below == null ? name.isAtOrBelow(domain) : name.equals(domain); // [SPF-1]
                below = better ? name : below;
            }
        }
        trace.add(state, its);
        return state == EntryState.MISSING
                ? Optional.empty()
                : Optional.of(new ConfirmedName(Optional.ofNullable(below == null ? first : below)));
    }

    /**
     * A name of the client whose address is the client's.
     *
     * @param name the name; empty if the client has none
     */
    record ConfirmedName(Optional<DomainName> name) {}

    /** The client's PTR names that count ([LIM-2]); empty if the answer is open. A failure gives no name ([SPF-6]). */
    private Optional<List<DomainName>> names(AnswerTrace its) {
        DnsQuestion question = new DnsQuestion(QuestionNames.reverse(client), RecordType.PTR);
        DnsAnswer answer = Answers.to(question, known);
        return switch (its.noteForgiving(question, answer)) {
            case YES -> {
                List<DomainName> all = Answers.data(DnsData.Names.class, answer).names();
                yield Optional.of(all.subList(0, Math.min(mostNames, all.size()))); // [LIM-2]
            }
            case MISSING -> Optional.empty();
            case NO, FAILED, MALFORMED -> Optional.of(List.of()); // [SPF-6]
        };
    }

    /** Whether a name's own address is the client's. A failure means that it is not ([SPF-6]). */
    private EntryState confirmed(DomainName name, AnswerTrace its) {
        DnsQuestion question = addressQuestion(name);
        DnsAnswer answer = Answers.to(question, known);
        EntryState state = its.noteForgiving(question, answer); // [SPF-6]
        return state == EntryState.YES
                        && !Answers.data(DnsData.Addresses.class, answer).contains(client)
                ? EntryState.NO
                : state;
    }

    private DnsQuestion addressQuestion(DomainName name) {
        return new DnsQuestion(name, client.family() == IpFamily.IPV4 ? RecordType.A : RecordType.AAAA);
    }

    private static boolean anyIn(IpPrefix wanted, @Nullable DnsAnswer answer) {
        return Answers.data(DnsData.Addresses.class, answer).anyIn(wanted);
    }

    private static SpfMatch yesIf(boolean matches) {
        return matches ? SpfMatch.YES : SpfMatch.NO;
    }

    private static SpfMatch matchOf(EntryState state) {
        return switch (state) {
            case YES -> SpfMatch.YES;
            case NO -> SpfMatch.NO;
            case MALFORMED, FAILED, MISSING -> SpfMatch.OPEN;
        };
    }
}
