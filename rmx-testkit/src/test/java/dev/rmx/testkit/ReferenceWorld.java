package dev.rmx.testkit;

import dev.rmx.RmxQuery;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsData;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.receive.EnvelopeSender;
import dev.rmx.record.AplItem;
import dev.rmx.record.AplRecord;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import dev.rmx.record.IpPrefix;
import dev.rmx.record.RmxEntry;
import dev.rmx.record.RmxRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/**
 * A small world in which random records hit: few names, and for each question one of a few answers. It shrinks towards few
 * entries and towards answers that are absent.
 *
 * @param record the subject's record
 * @param full the record of the full sender address
 * @param choices which answer each question gets
 */
record ReferenceWorld(RmxRecord record, RmxRecord full, List<Choice> choices) {
    static final RmxQuery QUERY = EnvelopeSender.parse("u@s.x").from(IpAddress.parse("192.0.2.1"));
    private static final Instant UNTIL = Instant.MAX;
    private static final List<String> NAMES = List.of("a.x", "b.x", "c.x");
    private static final List<DnsQuestion> QUESTIONS = List.of(
            question("s.x", RecordType.RMX),
            question("_rmx.s.x", RecordType.TXT),
            question("u._rmx.s.x", RecordType.RMX),
            question("u._rmx.s.x", RecordType.TXT),
            question("1.2.0.192.in-addr.arpa", RecordType.PTR),
            question("s.x", RecordType.MX),
            question("192.0.2.1.s.x", RecordType.A),
            question("192.0.2.1.a.x", RecordType.A),
            question("192.0.2.1.b.x", RecordType.A),
            question("192.0.2.1.c.x", RecordType.A),
            question("a.x", RecordType.A),
            question("b.x", RecordType.A),
            question("c.x", RecordType.A),
            question("a.x", RecordType.APL),
            question("b.x", RecordType.APL),
            question("c.x", RecordType.APL));

    /** An answer, or the lack of one. The first three are knowledge. */
    enum Choice {
        ABSENT,
        YES,
        OTHER,
        FAILED,
        MALFORMED,
        MISSING
    }

    static DnsQuestion question(String name, RecordType type) {
        return new DnsQuestion(DomainName.parse(name), type);
    }

    static Arbitrary<ReferenceWorld> worlds(Arbitrary<RmxEntry> entries, Arbitrary<Choice> choices) {
        Arbitrary<RmxRecord> records = entries.list().ofMaxSize(6).map(RmxRecord::new);
        Arbitrary<RmxRecord> longer = entries.list().ofMinSize(11).ofMaxSize(14).map(RmxRecord::new);
        Arbitrary<RmxRecord> some = Arbitraries.frequencyOf(Tuple.of(9, records), Tuple.of(1, longer));
        // the first question is for the subject's own record: mostly there is one
        Arbitrary<Choice> first =
                Arbitraries.frequencyOf(Tuple.of(3, Arbitraries.just(Choice.YES)), Tuple.of(1, choices));
        Arbitrary<List<Choice>> rest = choices.list().ofSize(QUESTIONS.size() - 1);
        return Combinators.combine(some, some, first, rest).as(ReferenceWorld::of);
    }

    private static ReferenceWorld of(RmxRecord record, RmxRecord full, Choice first, List<Choice> rest) {
        List<Choice> choices = new ArrayList<>(rest);
        choices.add(0, first);
        return new ReferenceWorld(record, full, choices);
    }

    static Arbitrary<RmxEntry> entries() {
        Arbitrary<Boolean> negated = Arbitraries.of(false, true);
        Arbitrary<IpPrefix> prefixes =
                Arbitraries.of("192.0.3.0/24", "192.0.2.1", "192.0.2.0/24").map(IpPrefix::parse);
        Arbitrary<DomainName> names = Arbitraries.of(NAMES).map(DomainName::parse);
        Arbitrary<DomainName> optional = Arbitraries.of(".", "a.x", "b.x", "x").map(DomainName::parse);
        List<Arbitrary<RmxEntry>> types = new ArrayList<>();
        types.add(Combinators.combine(negated, prefixes).as(RmxEntry.Ipv4::new));
        types.add(Combinators.combine(negated, names).as(RmxEntry.Host::new));
        types.add(Combinators.combine(negated, names).as(RmxEntry.Apl::new));
        types.add(Combinators.combine(negated, optional).as(RmxEntry.Domain::new));
        types.add(Combinators.combine(negated, optional.filter(name -> !name.equals(DomainName.parse("x"))))
                .as(RmxEntry.Mapped::new));
        types.add(negated.map(RmxEntry.Mx::new));
        types.add(Arbitraries.of(new RmxEntry.Full(), new RmxEntry.Unused()));
        return Arbitraries.oneOf(types);
    }

    /** The answers of this world; what is missing is not in the map. */
    Map<DnsQuestion, DnsAnswer> answers() {
        Map<DnsQuestion, DnsAnswer> answers = new HashMap<>();
        for (int i = 0; i < QUESTIONS.size(); i++) {
            if (choices.get(i) != Choice.MISSING) {
                answers.put(QUESTIONS.get(i), answer(QUESTIONS.get(i), choices.get(i)));
            }
        }
        return answers;
    }

    /** This world with every answer that {@code gap} names replaced by that of another world. */
    Map<DnsQuestion, DnsAnswer> filledFrom(List<Choice> other, Set<Choice> gaps) {
        List<Choice> filled = new ArrayList<>(choices);
        for (int i = 0; i < filled.size(); i++) {
            if (gaps.contains(filled.get(i))) {
                filled.set(i, other.get(i));
            }
        }
        return new ReferenceWorld(record, full, filled).answers();
    }

    private DnsAnswer answer(DnsQuestion question, Choice choice) {
        return switch (choice) {
            case ABSENT -> new DnsAnswer.Absent(UNTIL, false);
            case FAILED, MISSING -> new DnsAnswer.Failed("down", UNTIL);
            case MALFORMED -> new DnsAnswer.Malformed("bad", UNTIL, false);
            case YES -> found(data(question, true));
            case OTHER -> found(data(question, false));
        };
    }

    static DnsAnswer found(DnsData data) {
        return new DnsAnswer.Found(data, UNTIL, false);
    }

    private DnsData data(DnsQuestion question, boolean yes) {
        return switch (question.type()) {
            case A, AAAA -> new DnsData.Addresses(List.of(IpAddress.parse(yes ? "192.0.2.1" : "192.0.2.2")));
            case APL ->
                new DnsData.PrefixLists(
                        List.of(new AplRecord(List.of(new AplItem(!yes, IpPrefix.parse("192.0.2.0/24"))))));
            case PTR -> new DnsData.Names(List.of(DomainName.parse(yes ? "a.x" : "a.y"), DomainName.parse("b.x")));
            case MX ->
                new DnsData.Exchanges(List.of(
                        new DnsData.Exchange(10, DomainName.parse("a.x")),
                        new DnsData.Exchange(5, DomainName.parse(yes ? "b.x" : "."))));
            case RMX, TXT -> records(question, yes);
        };
    }

    private DnsData records(DnsQuestion question, boolean yes) {
        boolean isFull = question.name().toString().startsWith("u.");
        RmxRecord one = isFull ? full : record;
        return new DnsData.RmxRecords(yes ? List.of(one) : List.of(one, RmxRecord.of(new RmxEntry.Unused())));
    }
}
