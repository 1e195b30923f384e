package dev.rmx;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsData;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.record.AplRecord;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import dev.rmx.record.Records;
import dev.rmx.record.RmxRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/**
 * Small random worlds for a check of {@code user@example.org} from 192.0.2.1. Records use so few names that all
 * possible questions are known, and each has an answer.
 */
final class World {
    static final RmxQuery QUERY = Dns.query("192.0.2.1", "user@example.org");
    private static final List<String> HOSTS = List.of("example.org", "a.example.org", "b.example");
    static final List<DnsQuestion> QUESTIONS = questions();

    private World() {}

    private static List<DnsQuestion> questions() {
        List<DnsQuestion> questions = new ArrayList<>();
        questions.add(Dns.question("example.org", RecordType.RMX));
        questions.add(Dns.question("_rmx.example.org", RecordType.RMX_TXT));
        questions.add(Dns.question("user._rmx.example.org", RecordType.RMX));
        questions.add(Dns.question("user._rmx.example.org", RecordType.RMX_TXT));
        questions.add(Dns.question("1.2.0.192.in-addr.arpa", RecordType.PTR));
        questions.add(Dns.question("example.org", RecordType.MX));
        for (String host : HOSTS) {
            questions.add(Dns.question(host, RecordType.A));
            questions.add(Dns.question(host, RecordType.APL));
            questions.add(Dns.question("192.0.2.1." + host, RecordType.A));
        }
        return List.copyOf(questions);
    }

    /** An answer to every question. */
    static Arbitrary<Map<DnsQuestion, DnsAnswer>> answers(boolean withTrouble) {
        List<Arbitrary<DnsAnswer>> all = QUESTIONS.stream()
                .map(question -> answer(question, withTrouble))
                .toList();
        return Combinators.combine(all).as(answers -> {
            Map<DnsQuestion, DnsAnswer> map = new LinkedHashMap<>();
            for (int i = 0; i < answers.size(); i++) {
                map.put(QUESTIONS.get(i), answers.get(i));
            }
            return map;
        });
    }

    private static Arbitrary<DnsAnswer> answer(DnsQuestion question, boolean withTrouble) {
        boolean record = question.type() == RecordType.RMX || question.type() == RecordType.RMX_TXT;
        Arbitrary<DnsAnswer> found = data(question.type()).map(data -> new DnsAnswer.Found(data, Dns.NOW, false));
        Arbitrary<DnsAnswer> trouble = Arbitraries.of(
                new DnsAnswer.Failed(DnsAnswer.Failed.Kind.OTHER, "time-out", Dns.NOW),
                new DnsAnswer.Malformed("truncated", Dns.NOW, false));
        return Arbitraries.frequencyOf(
                Tuple.of(record ? 8 : 3, found),
                Tuple.of(2, Arbitraries.just(new DnsAnswer.Absent(Dns.NOW, false))),
                Tuple.of(withTrouble ? 2 : 0, trouble));
    }

    private static Arbitrary<DnsData> data(RecordType type) {
        return switch (type) {
            case RMX, RMX_TXT -> records().list().ofMinSize(1).ofMaxSize(3).map(DnsData.RmxRecords::new);
            case A, AAAA -> some("192.0.2.1", "192.0.2.2").map(texts -> new DnsData.Addresses(addresses(texts)));
            case PTR -> some(HOSTS.toArray(String[]::new)).map(texts -> new DnsData.Names(names(texts)));
            case MX ->
                some("example.org", "a.example.org", "b.example", ".")
                        .map(texts -> new DnsData.Exchanges(names(texts).stream()
                                .map(name -> new DnsData.Exchange(name.wireLength() % 3, name))
                                .toList()));
            case APL ->
                some("1:192.0.2.0/24", "!1:192.0.2.1/32", "2:::/0", "!1:192.0.2.0/24 1:0.0.0.0/0", "")
                        .map(texts -> new DnsData.PrefixLists(lists(texts)));
            case SPF, SPF_EXPLANATION, DMP -> throw new IllegalArgumentException("RMX does not ask " + type);
        };
    }

    /** Records with entries of all nine types, most of them short. */
    static Arbitrary<RmxRecord> records() {
        Arbitrary<String> literal =
                Arbitraries.of("ipv4:192.0.2.1", "ipv4:192.0.2.2", "ipv4:192.0.2.0/24", "ipv6:::/0", "unused:");
        Arbitrary<String> lookup = Arbitraries.of("host:", "apl:", "domain:", "mapped:")
                .flatMap(tag -> Arbitraries.of(HOSTS).map(host -> tag + host));
        Arbitrary<String> bare = Arbitraries.of("domain:", "mapped:", "mx:");
        Arbitrary<String> entry = Arbitraries.frequencyOf(Tuple.of(2, literal), Tuple.of(4, lookup), Tuple.of(2, bare))
                .flatMap(text -> Arbitraries.of("", "!").map(not -> text.equals("unused:") ? text : not + text));
        return Arbitraries.frequencyOf(Tuple.of(8, entry), Tuple.of(1, Arbitraries.just("full:")))
                .list()
                .ofMaxSize(6)
                .map(entries -> Records.record(String.join(" ", entries)));
    }

    private static Arbitrary<List<String>> some(String... texts) {
        return Arbitraries.of(texts).list().ofMinSize(1).ofMaxSize(3);
    }

    private static List<IpAddress> addresses(List<String> texts) {
        return texts.stream().map(IpAddress::parse).toList();
    }

    private static List<DomainName> names(List<String> texts) {
        return texts.stream().map(DomainName::parse).toList();
    }

    private static List<AplRecord> lists(List<String> texts) {
        return texts.stream().map(Records::apl).toList();
    }
}
