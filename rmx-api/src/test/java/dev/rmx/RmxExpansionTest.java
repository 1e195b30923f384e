package dev.rmx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsData;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import dev.rmx.record.IpPrefix;
import dev.rmx.record.Records;
import dev.rmx.record.RmxRecord;
import dev.rmx.spf.MacroString;
import dev.rmx.spf.SpfQualifier;
import dev.rmx.spf.SpfRecord;
import dev.rmx.spf.SpfTerm;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a domain says of all addresses, by example. The test kit compares it with checks of random worlds. */
class RmxExpansionTest {
    private static final DomainName SUBJECT = DomainName.parse("example.org");
    private static final Instant SOON = Instant.ofEpochSecond(300);
    private static final Instant LATE = Instant.ofEpochSecond(3600);

    private final Map<DnsQuestion, DnsAnswer> known = new HashMap<>();

    private void answer(String name, RecordType type, DnsAnswer answer) {
        known.put(new DnsQuestion(DomainName.parse(name), type), answer);
    }

    private void publish(String record) {
        answer("example.org", RecordType.RMX, found(new DnsData.RmxRecords(List.of(Records.record(record))), LATE));
    }

    private static DnsAnswer found(DnsData data, Instant until) {
        return new DnsAnswer.Found(data, until, false);
    }

    private static DnsAnswer addresses(String... addresses) {
        return found(
                new DnsData.Addresses(
                        List.of(addresses).stream().map(IpAddress::parse).toList()),
                SOON);
    }

    private RmxExpansion expansion() {
        return new RmxVerifier().expand(SUBJECT, known);
    }

    @Test
    void LINT_4_the_first_questions_are_those_of_a_check() {
        assertThat(expansion().questions())
                .extracting(DnsQuestion::toString)
                .containsExactly("example.org RMX", "_rmx.example.org TXT");
    }

    @Test
    void LINT_4_hosts_are_asked_for_the_addresses_of_both_families() {
        publish("host:mail.example.org ipv4:192.0.2.0/24");

        assertThat(expansion().questions())
                .extracting(DnsQuestion::toString)
                .containsExactlyInAnyOrder("mail.example.org A", "mail.example.org AAAA");
    }

    @Test
    void LINT_4_a_part_says_where_it_comes_from_and_how_long_it_holds() {
        publish("!ipv4:192.0.2.7 ipv4:192.0.2.0/29 host:mail.example.org");
        answer("mail.example.org", RecordType.A, addresses("192.0.2.5", "198.51.100.1"));
        answer("mail.example.org", RecordType.AAAA, new DnsAnswer.Absent(LATE, false));
        RmxExpansion expansion = expansion();

        assertThat(expansion.questions()).isEmpty();
        assertThat(expansion.addresses(RmxResult.PASS)).hasToString("192.0.2.0-192.0.2.6, 198.51.100.1");
        RmxExpansion.Part prefix = expansion.part(IpAddress.parse("192.0.2.5"));
        assertThat(prefix.source()).containsExactly("ipv4:192.0.2.0/29");
        assertThat(prefix.verdict().flatMap(RmxVerdict::validUntil)).contains(LATE);
        RmxExpansion.Part host = expansion.part(IpAddress.parse("198.51.100.1"));
        assertThat(host.source()).containsExactly("host:mail.example.org");
        assertThat(host.verdict().flatMap(RmxVerdict::validUntil)).contains(SOON);
    }

    @Test
    void LINT_4_a_directive_that_cannot_be_listed_is_named_where_it_matters() {
        publish("ipv4:192.0.2.0/24 !domain:bad.example ipv4:198.51.100.0/24");
        RmxExpansion expansion = expansion();

        assertThat(expansion.addresses(RmxResult.PASS)).hasToString("192.0.2.0/24");
        RmxExpansion.Part hanging = expansion.part(IpAddress.parse("198.51.100.1"));
        assertThat(hanging.unlisted()).containsExactly(List.of("!domain:bad.example"));
        assertThat(hanging.otherwise().map(RmxVerdict::result)).contains(RmxResult.PASS);
        // behind it, the record fails whether it matches or not
        assertThat(expansion.part(IpAddress.parse("203.0.113.1")).verdict().map(RmxVerdict::result))
                .contains(RmxResult.FAIL);
    }

    @Test
    void LINT_4_what_failed_is_named() {
        publish("host:down.example.org ipv4:192.0.2.0/24");
        for (RecordType type : List.of(RecordType.A, RecordType.AAAA)) {
            answer("down.example.org", type, new DnsAnswer.Failed(DnsAnswer.Failed.Kind.TIMEOUT, "no answer"));
        }
        RmxExpansion expansion = expansion();

        assertThat(expansion.addresses(RmxResult.PASS)).hasToString("192.0.2.0/24");
        assertThat(expansion.part(IpAddress.parse("::1")).verdict().map(RmxVerdict::result))
                .contains(RmxResult.TEMPERROR);
        assertThat(expansion.failures().keySet())
                .extracting(DnsQuestion::toString)
                .containsExactlyInAnyOrder("down.example.org A", "down.example.org AAAA");
        assertThat(expansion.hangsOnFailure()).isTrue();
    }

    @Test
    void EVAL_3_a_failure_that_changes_no_result_is_named_and_nothing_hangs_on_it() {
        for (RecordType type : List.of(RecordType.A, RecordType.AAAA)) {
            answer("down.example.org", type, new DnsAnswer.Failed(DnsAnswer.Failed.Kind.TIMEOUT, "no answer"));
        }
        publish("ipv4:192.0.2.0/24 !host:down.example.org");
        assertThat(expansion().hangsOnFailure()).isFalse();
        assertThat(expansion().failures()).hasSize(2);
        publish("ipv4:192.0.2.0/24 !host:down.example.org domain:example.org");
        assertThat(expansion().hangsOnFailure())
                .as("it does for a client that domain: matches")
                .isTrue();
    }

    @Test
    void LIM_4_where_there_are_too_many_cases_to_tell_every_failure_counts() {
        ExpansionParts parts = new ExpansionParts();
        parts.add(
                new RangeSweep.Range(IpAddress.parse("0.0.0.0"), null),
                null,
                List.of(List.of("include:%{i}.example.org")),
                null,
                List.of(UnlistedCase.UNKNOWN));
        DnsQuestion question = new DnsQuestion(DomainName.parse("down.example.org"), RecordType.A);
        DnsAnswer.Failed failed = new DnsAnswer.Failed(DnsAnswer.Failed.Kind.TIMEOUT, "no answer");
        DomainName subject = DomainName.parse("example.org");

        assertThat(parts.expansion(subject, Set.of(), Map.of(question, failed), false)
                        .hangsOnFailure())
                .isTrue();
        assertThat(parts.expansion(subject, Set.of(), Map.of(), false).hangsOnFailure())
                .isFalse();
    }

    @Test
    void LIM_4_a_record_with_the_most_entries_is_listed_exactly() {
        String entries = IntStream.range(0, RmxRecord.MAX_ENTRIES)
                .mapToObj(i -> "ipv4:10." + i / 256 + "." + i % 256 + ".1")
                .collect(Collectors.joining(" "));
        publish(entries);
        RmxExpansion expansion = expansion();

        assertThat(expansion.tooMany()).isFalse();
        assertThat(expansion.addresses(RmxResult.PASS).count()).isEqualTo(RmxRecord.MAX_ENTRIES);
    }

    @Test
    void LIM_4_while_answers_are_missing_some_ranges_are_enough() {
        publish(IntStream.range(0, 5_000)
                        .mapToObj(i -> "ipv4:10." + i / 256 + "." + i % 256 + ".1")
                        .collect(Collectors.joining(" "))
                + " host:a.example");
        int[] evaluations = new int[1];
        RmxExpansion expansion = new RmxVerifier().expand(SUBJECT, known, () -> ++evaluations[0] > 0);

        assertThat(expansion.questions())
                .extracting(DnsQuestion::toString)
                .containsExactlyInAnyOrder("a.example A", "a.example AAAA");
        assertThat(evaluations[0]).isLessThan(2_000);
    }

    @Test
    void LIM_3_what_the_caller_has_no_time_for_is_left_out() {
        publish(IntStream.range(0, 200).mapToObj(i -> "ipv4:192.0." + i + ".1").collect(Collectors.joining(" ")));
        RmxExpansion expansion = new RmxVerifier().expand(SUBJECT, known, () -> false);

        assertThat(expansion.tooMany()).isTrue();
        assertThat(expansion.part(IpAddress.parse("203.0.113.1")).verdict()).isEmpty();
        assertThat(expansion.part(IpAddress.parse("192.0.0.1")).verdict()).isPresent();
        assertThat(RmxDifference.between(expansion, expansion)).isNotEmpty(); // nobody can tell
    }

    /** Ten records of 64 KiB distinguish more ranges than an expansion lists. */
    @Test
    void LIM_4_what_has_too_many_ranges_is_left_out_by_name() {
        List<SpfTerm> includes = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            List<SpfTerm> prefixes = new ArrayList<>();
            for (int k = 0; k < 5_000; k++) {
                String prefix = "10." + (k / 256 + 20 * i) + "." + k % 256 + ".1";
                prefixes.add(new SpfTerm.Ip(SpfQualifier.PASS, IpPrefix.parse(prefix)));
            }
            String name = "i" + i + ".example";
            answer(name, RecordType.SPF, found(new DnsData.Spf(new SpfRecord(prefixes)), LATE));
            includes.add(
                    new SpfTerm.Include(SpfQualifier.PASS, new MacroString(List.of(new MacroString.Literal(name)))));
        }
        answer("example.org", RecordType.SPF, found(new DnsData.Spf(new SpfRecord(includes)), LATE));
        RmxVerifier spf = new RmxVerifier(List.of(PublishedForm.SPF), RmxLimits.DEFAULT, List.of());
        RmxExpansion expansion = spf.expand(SUBJECT, known);

        assertThat(expansion.tooMany()).isTrue();
        RmxExpansion.Part leftOut = expansion.part(IpAddress.parse("10.0.0.1"));
        assertThat(leftOut.verdict()).isEmpty();
        assertThat(leftOut.unlisted()).isEmpty();
        assertThat(expansion.part(IpAddress.parse("::1")).verdict()).isPresent();
    }

    /** The record is over the limit, and certain only for those whose names are not asked. */
    @Test
    void LIM_1_a_limit_that_bites_some_senders_or_clients_only_is_left_open() {
        String hosts = "host:h.example ".repeat(RmxLimits.DEFAULT.lookups() + 1);
        publish(hosts + "full: ipv4:0.0.0.0/0");
        assertThat(expansion().part(IpAddress.parse("192.0.2.1")).unlisted()).containsExactly(List.of("full:"));

        String label = "x".repeat(60);
        String mapped = "!mapped:" + label + "." + label + "." + label + "." + label + ".a"; // 247 octets
        publish(hosts + mapped + " ipv4:0.0.0.0/0");
        assertThat(expansion().part(IpAddress.parse("192.0.2.1")).unlisted()).containsExactly(List.of(mapped));

        publish(hosts + "ipv4:0.0.0.0/0");
        assertThat(expansion().addresses(RmxResult.PASS)).hasToString("0.0.0.0/0");
    }

    @Test
    void SPF_3_the_limits_hold_for_the_clients_for_which_they_bite() {
        List<SpfTerm> terms = new ArrayList<>();
        terms.add(new SpfTerm.Ip(SpfQualifier.PASS, IpPrefix.parse("192.0.2.0/24")));
        for (int i = 0; i < 11; i++) {
            terms.add(new SpfTerm.Mx(SpfQualifier.PASS, Optional.empty(), SpfTerm.DualCidr.ALL));
        }
        answer("example.org", RecordType.SPF, found(new DnsData.Spf(new SpfRecord(terms)), LATE));
        answer(
                "example.org",
                RecordType.MX,
                found(
                        new DnsData.Exchanges(List.of(new DnsData.Exchange(10, DomainName.parse("mx.example.org")))),
                        LATE));
        answer("mx.example.org", RecordType.A, addresses("198.51.100.1"));
        answer("mx.example.org", RecordType.AAAA, new DnsAnswer.Absent(LATE, false));
        RmxExpansion expansion =
                new RmxVerifier(List.of(PublishedForm.SPF), RmxLimits.DEFAULT, List.of()).expand(SUBJECT, known);

        assertThat(expansion.addresses(RmxResult.PASS)).hasToString("192.0.2.0/24, 198.51.100.1");
        assertThat(expansion.part(IpAddress.parse("203.0.113.1")).verdict().map(RmxVerdict::outcome))
                .contains(RmxOutcome.BAD_DATA);
    }
}
