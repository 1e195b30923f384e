package dev.rmx.testkit.jqwik;

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
import dev.rmx.record.IpFamily;
import dev.rmx.record.IpPrefix;
import dev.rmx.record.RmxEntry;
import dev.rmx.record.RmxRecord;
import dev.rmx.testkit.RmxZone;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tuple;

/**
 * One check and all answers of DNS to it. The world has only a few names, so random records often match. The sender is
 * {@code u@s.x}; the client is 192.0.2.1 or 2001:db8::1. Each question that the check can ask has a {@link Choice}.
 *
 * <p>Shrinks to few entries, IPv4, and absent answers. Immutable and thread-safe.
 *
 * @param family the client's family
 * @param record the record that the subject publishes
 * @param full the record at the name of the full sender address
 * @param choices the answer to each of {@link #questions}, in that order
 */
public record RmxWorld(IpFamily family, RmxRecord record, RmxRecord full, List<Choice> choices) {
    /** How many questions a world has. */
    public static final int QUESTIONS = 16;

    private static final Instant UNTIL = Instant.MAX;
    private static final List<String> NAMES = List.of("a.x", "b.x", "c.x");
    private static final Sides IPV4 = new Sides(
            "192.0.2.1",
            "192.0.2.2",
            "192.0.2.0/24",
            "192.0.3.0/24",
            RecordType.A,
            "1.2.0.192.in-addr.arpa",
            "192.0.2.1");
    private static final Sides IPV6 = new Sides(
            "2001:db8::1",
            "2001:db8::2",
            "2001:db8::/32",
            "2001:db9::/32",
            RecordType.AAAA,
            "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa",
            "2.0.0.1.0.d.b.8.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.1");

    /** The answer to a question. The first three are certain. */
    public enum Choice {
        /** There is no such record. */
        ABSENT,
        /** The data match the client: its address is in the prefix or the list, or the name is the client's. */
        YES,
        /** There are records, but they do not match the client. */
        OTHER,
        /** The lookup fails. */
        FAILED,
        /** There are records, but they cannot be parsed. */
        MALFORMED,
        /** There is no answer yet. */
        MISSING
    }

    /**
     * What differs between the families: addresses that match the client or not, and the names built from its address.
     */
    private record Sides(
            String client,
            String other,
            String inside,
            String outside,
            RecordType addresses,
            String ptr,
            String mapped) {}

    /**
     * Copies the choices.
     *
     * @param family the client's family
     * @param record the record that the subject publishes
     * @param full the record at the name of the full sender address
     * @param choices the answer to each question
     * @throws IllegalArgumentException if there is not one choice for each question
     */
    public RmxWorld {
        choices = List.copyOf(choices);
        if (choices.size() != QUESTIONS) {
            throw new IllegalArgumentException("a world needs " + QUESTIONS + " choices, not " + choices.size());
        }
    }

    /**
     * Worlds with the given entries and choices.
     *
     * @param entries the entries to choose from, such as {@link #entries}
     * @param choices the answers to choose from
     * @return worlds; in most of them the subject has a record
     */
    public static Arbitrary<RmxWorld> worlds(Arbitrary<RmxEntry> entries, Arbitrary<Choice> choices) {
        // mostly short records; some exceed the lookup limit
        Arbitrary<RmxRecord> records = entries.list()
                .ofMaxSize(14)
                .withSizeDistribution(RandomDistribution.biased())
                .map(RmxRecord::new);
        // the first question is for the subject's record, which mostly exists
        Arbitrary<Choice> first =
                Arbitraries.frequencyOf(Tuple.of(3, Arbitraries.just(Choice.YES)), Tuple.of(1, choices));
        Arbitrary<List<Choice>> rest = choices.list().ofSize(QUESTIONS - 1);
        return Combinators.combine(Arbitraries.of(IpFamily.class), records, records, first, rest)
                .as(RmxWorld::of);
    }

    private static RmxWorld of(IpFamily family, RmxRecord record, RmxRecord full, Choice first, List<Choice> rest) {
        List<Choice> choices = new ArrayList<>(rest);
        choices.add(0, first);
        return new RmxWorld(family, record, full, choices);
    }

    /**
     * Entries with the names and addresses of these worlds.
     *
     * @return entries of all types
     */
    public static Arbitrary<RmxEntry> entries() {
        Arbitrary<Boolean> negated = Arbitraries.of(false, true);
        Arbitrary<IpPrefix> ipv4 =
                Arbitraries.of(IPV4.outside(), IPV4.client(), IPV4.inside()).map(IpPrefix::parse);
        Arbitrary<IpPrefix> ipv6 =
                Arbitraries.of(IPV6.outside(), IPV6.client(), IPV6.inside()).map(IpPrefix::parse);
        Arbitrary<DomainName> names = Arbitraries.of(NAMES).map(DomainName::parse);
        Arbitrary<DomainName> suffixes = Arbitraries.of(".", "a.x", "b.x", "x").map(DomainName::parse);
        Arbitrary<DomainName> mapped = Arbitraries.of(".", "a.x", "b.x", "c.x").map(DomainName::parse);
        List<Arbitrary<RmxEntry>> types = new ArrayList<>();
        types.add(Combinators.combine(negated, ipv4).as(RmxEntry.Ipv4::new));
        types.add(Combinators.combine(negated, ipv6).as(RmxEntry.Ipv6::new));
        types.add(Combinators.combine(negated, names).as(RmxEntry.Host::new));
        types.add(Combinators.combine(negated, names).as(RmxEntry.Apl::new));
        types.add(Combinators.combine(negated, suffixes).as(RmxEntry.Domain::new));
        types.add(Combinators.combine(negated, mapped).as(RmxEntry.Mapped::new));
        types.add(negated.map(RmxEntry.Mx::new));
        types.add(Arbitraries.of(new RmxEntry.Full(), new RmxEntry.Unused()));
        return Arbitraries.oneOf(types);
    }

    /**
     * This world's check.
     *
     * @return the query for {@code u@s.x} from this world's client
     */
    public RmxQuery query() {
        return EnvelopeSender.parse("u@s.x").from(IpAddress.parse(sides().client()));
    }

    /**
     * Every question that this world's check can ask.
     *
     * @return {@link #QUESTIONS} questions; the first is for the subject's record
     */
    public List<DnsQuestion> questions() {
        RecordType addresses = sides().addresses();
        List<DnsQuestion> questions = new ArrayList<>();
        questions.add(question("s.x", RecordType.RMX));
        questions.add(question("_rmx.s.x", RecordType.RMX_TXT));
        questions.add(question("u._rmx.s.x", RecordType.RMX));
        questions.add(question("u._rmx.s.x", RecordType.RMX_TXT));
        questions.add(question(sides().ptr(), RecordType.PTR));
        questions.add(question("s.x", RecordType.MX));
        questions.add(question(sides().mapped() + ".s.x", RecordType.A));
        NAMES.forEach(name -> questions.add(question(sides().mapped() + "." + name, RecordType.A)));
        NAMES.forEach(name -> questions.add(question(name, addresses)));
        NAMES.forEach(name -> questions.add(question(name, RecordType.APL)));
        return questions;
    }

    /**
     * The answers of DNS in this world.
     *
     * @return an answer to every question, except where it is {@link Choice#MISSING}
     */
    public Map<DnsQuestion, DnsAnswer> answers() {
        Map<DnsQuestion, DnsAnswer> answers = new HashMap<>();
        List<DnsQuestion> questions = questions();
        for (int i = 0; i < QUESTIONS; i++) {
            if (choices.get(i) != Choice.MISSING) {
                answers.put(questions.get(i), answer(questions.get(i), choices.get(i)));
            }
        }
        return answers;
    }

    /**
     * This world as a zone in memory. Its {@link RmxZone#resolver} gives {@link #answers}, except for what a zone
     * cannot hold: {@link Choice#MISSING} answers fail, malformed records of types other than RMX and TXT fail, and TXT
     * has no records without entries.
     *
     * @return the zone, with the failing lookups
     */
    public RmxZone zone() {
        return ZoneWriter.zone(answers(), questions());
    }

    /**
     * This world with some choices replaced.
     *
     * @param filling a choice for each question
     * @param gaps the choices of this world to replace
     * @return a world that differs only where this one has a gap
     */
    public RmxWorld filledFrom(List<Choice> filling, Set<Choice> gaps) {
        List<Choice> filled = new ArrayList<>(choices);
        for (int i = 0; i < filled.size(); i++) {
            if (gaps.contains(filled.get(i))) {
                filled.set(i, filling.get(i));
            }
        }
        return new RmxWorld(family, record, full, filled);
    }

    private Sides sides() {
        return family == IpFamily.IPV4 ? IPV4 : IPV6;
    }

    private static DnsQuestion question(String name, RecordType type) {
        return new DnsQuestion(DomainName.parse(name), type);
    }

    private DnsAnswer answer(DnsQuestion question, Choice choice) {
        return switch (choice) {
            case ABSENT -> new DnsAnswer.Absent(UNTIL, false);
            case FAILED, MISSING -> new DnsAnswer.Failed(DnsAnswer.Failed.Kind.OTHER, "down", UNTIL);
            case MALFORMED -> new DnsAnswer.Malformed("bad", UNTIL, false);
            case YES -> new DnsAnswer.Found(data(question, true), UNTIL, false);
            case OTHER -> new DnsAnswer.Found(data(question, false), UNTIL, false);
        };
    }

    private DnsData data(DnsQuestion question, boolean yes) {
        return switch (question.type()) {
            case A, AAAA -> addresses(question.type() == sides().addresses(), yes);
            case APL ->
                new DnsData.PrefixLists(
                        List.of(new AplRecord(List.of(new AplItem(!yes, IpPrefix.parse(sides().inside()))))));
            // a.zx ends in x, but not at a label boundary
            case PTR -> new DnsData.Names(List.of(DomainName.parse(yes ? "a.x" : "a.zx"), DomainName.parse("b.x")));
            case MX ->
                new DnsData.Exchanges(List.of(
                        new DnsData.Exchange(10, DomainName.parse("a.x")),
                        new DnsData.Exchange(5, DomainName.parse(yes ? "b.x" : "."))));
            case RMX, RMX_TXT -> records(question, yes);
            case SPF, SPF_EXPLANATION, DMP -> throw new IllegalArgumentException("RMX does not ask " + question);
        };
    }

    /** The addresses of a name; a mapped name matches with any A record. */
    private DnsData addresses(boolean ofClient, boolean yes) {
        return new DnsData.Addresses(
                List.of(IpAddress.parse(!ofClient ? "127.0.0.2" : yes ? sides().client() : sides().other())));
    }

    private DnsData records(DnsQuestion question, boolean yes) {
        boolean isFull = question.name().toString().startsWith("u.");
        RmxRecord one = isFull ? full : record;
        return new DnsData.RmxRecords(yes ? List.of(one) : List.of(one, RmxRecord.of(new RmxEntry.Unused())));
    }
}
