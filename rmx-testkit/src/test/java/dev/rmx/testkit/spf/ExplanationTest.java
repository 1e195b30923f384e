package dev.rmx.testkit.spf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.ExplainedQuestion;
import dev.rmx.ExplainedRecord;
import dev.rmx.Explanation;
import dev.rmx.Explanation.State;
import dev.rmx.PublishedForm;
import dev.rmx.RmxLimits;
import dev.rmx.RmxResult;
import dev.rmx.RmxVerdict;
import dev.rmx.RmxVerifier;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsData;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import dev.rmx.record.IpPrefix;
import dev.rmx.record.RmxEntry;
import dev.rmx.record.RmxRecord;
import dev.rmx.resolver.RmxChecker;
import dev.rmx.resolver.RmxResolver;
import dev.rmx.testkit.RmxZone;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What an explanation says of single entries, and how large it gets. */
class ExplanationTest {
    private static final RmxVerifier SPF = new RmxVerifier(List.of(PublishedForm.SPF), RmxLimits.DEFAULT, List.of());

    private static Explanation explain(RmxZone zone, String client, PublishedForm form) {
        try (RmxChecker checker =
                RmxChecker.builder(zone.resolver()).forms(form).build()) {
            return checker.explain(SpfDns.query(client));
        }
    }

    private static ExplainedRecord record(Explanation explanation) {
        return explanation.forms().get(0).record().orElseThrow();
    }

    private static List<String> states(ExplainedRecord record) {
        return record.entries().stream()
                .map(entry -> entry.text() + " " + entry.state())
                .toList();
    }

    @Test
    void EXPL_1_a_term_that_may_be_void_says_so() {
        RmxZone zone = RmxZone.parse("""
                example.org. IN TXT "v=spf1 a:no.example a:a.example exists:b.example mx:c.example a:d.example ~all"
                """);
        for (String name : List.of("a.example", "b.example", "c.example", "d.example")) {
            zone = zone.failing(DomainName.parse(name), Optional.empty());
        }
        List<List<ExplainedRecord.Count>> voids =
                record(explain(zone, "203.0.113.1", PublishedForm.SPF)).entries().stream()
                        .map(entry -> entry.counts().stream()
                                .filter(count -> count.limit() == ExplainedRecord.Count.Limit.VOIDS)
                                .toList())
                        .toList();

        assertThat(voids).containsExactly(voids(1, 1), voids(1, 2), voids(1, 3), voids(1, 3), voids(1, 3), List.of());
    }

    private static List<ExplainedRecord.Count> voids(int least, int greatest) {
        return List.of(new ExplainedRecord.Count(ExplainedRecord.Count.Limit.VOIDS, 1, least, greatest, 2));
    }

    @Test
    void EXPL_1_of_three_includes_one_fails() {
        RmxZone zone = RmxZone.parse("""
                example.org. IN TXT "v=spf1 include:a.example include:b.example include:c.example -all"
                a.example.   IN TXT "v=spf1 ip4:198.51.100.0/24 ~all"
                c.example.   IN TXT "v=spf1 a:out.c.example -all"
                out.c.example. IN A 192.0.2.1
                """).failing(DomainName.parse("b.example"), Optional.empty());

        Explanation explanation = explain(zone, "203.0.113.1", PublishedForm.SPF);

        assertThat(explanation.step())
                .isInstanceOfSatisfying(
                        RmxVerdict.class,
                        verdict -> assertThat(verdict.result()).isEqualTo(RmxResult.TEMPERROR));
        ExplainedRecord record = record(explanation);
        assertThat(states(record))
                .containsExactly(
                        "include:a.example NO", "include:b.example FAILED", "include:c.example FAILED", "-all YES");
        assertThat(record.results()).containsExactly("pass", "fail", "permerror");
        ExplainedRecord.Entry third = record.entries().get(2);
        assertThat(third.note()).contains("this hangs on how many terms count before it");
        assertThat(third.counts())
                .containsExactly(new ExplainedRecord.Count(ExplainedRecord.Count.Limit.TERMS, 1, 3, 11, 10));
        ExplainedRecord below = record.entries().get(0).record().orElseThrow();
        assertThat(states(below)).containsExactly("ip4:198.51.100.0/24 NO", "~all YES");
        assertThat(below.results()).containsExactly("softfail");
    }

    @Test
    void EXPL_1_SPF_3_a_term_beyond_a_limit_is_an_error() {
        RmxZone zone =
                RmxZone.parse("example.org. IN TXT \"v=spf1 a:x.example a:y.example exists:z.example mx -all\"\n");

        ExplainedRecord record = record(explain(zone, "203.0.113.1", PublishedForm.SPF));

        assertThat(states(record))
                .containsExactly(
                        "a:x.example NO",
                        "a:y.example NO",
                        "exists:z.example ERROR",
                        "mx NOT_REACHED",
                        "-all NOT_REACHED");
        assertThat(record.entries().get(2).counts())
                .contains(new ExplainedRecord.Count(ExplainedRecord.Count.Limit.VOIDS, 1, 3, 3, 2));
    }

    @Test
    void EXPL_1_LIM_1_the_entry_beyond_the_limit_of_lookups_is_an_error() {
        RmxZone zone = RmxZone.parse("example.org. IN RMX " + "host:a.example ".repeat(12) + "!ipv4:192.0.2.1\n");

        ExplainedRecord record = record(explain(zone, "192.0.2.1", PublishedForm.RMX));

        assertThat(record.entries())
                .extracting(ExplainedRecord.Entry::state)
                .startsWith(State.NOT_REACHED)
                .element(10)
                .isEqualTo(State.ERROR);
        assertThat(record.entries().get(10).note()).contains("more than 10 entries need DNS");
    }

    @Test
    void EXPL_1_the_explanation_of_a_fail_is_an_entry() {
        RmxZone zone = RmxZone.parse("""
                example.org.   IN TXT "v=spf1 -all exp=e.example.org"
                e.example.org. IN TXT "%{i} may not"
                """);
        try (RmxChecker checker = RmxChecker.builder(zone.resolver())
                .forms(PublishedForm.SPF)
                .explanations("mx.example.net")
                .build()) {
            ExplainedRecord record = record(checker.explain(SpfDns.query("192.0.2.1")));

            assertThat(states(record)).containsExactly("-all YES", "exp=e.example.org YES");
            assertThat(record.entries().get(1).questions())
                    .extracting(ExplainedQuestion::text)
                    .containsExactly("%{i} may not");
        }
    }

    @Test
    void EXPL_1_DMP_3_the_question_about_the_HELO_name_is_of_the_form() {
        RmxZone zone = RmxZone.parse("""
                _smtp-client.example.org. IN TXT "dmp="
                1.2.0.192.in-addr._smtp-client.helo.example.net. IN TXT "dmp=allow"
                """);
        try (RmxChecker checker = RmxChecker.builder(zone.resolver())
                .forms(PublishedForm.DMP)
                .dmpHelo()
                .build()) {
            Explanation.Form form =
                    checker.explain(SpfDns.query("192.0.2.1")).forms().get(0);

            assertThat(form.decides()).isTrue();
            assertThat(form.questions())
                    .extracting(ExplainedQuestion::text)
                    .containsExactly("no such record", "dmp=", "dmp=allow");
        }
    }

    @Test
    void EXPL_1_questions_still_open_when_the_check_is_ended_have_failed() {
        RmxResolver silent = (question, budget) -> new CompletableFuture<>();
        try (RmxChecker checker = RmxChecker.builder(silent).build()) {
            Thread.currentThread().interrupt(); // ends the check
            Explanation explanation = checker.explain(SpfDns.query("192.0.2.1"));

            assertThat(Thread.interrupted()).isTrue();
            assertThat(explanation.forms().get(0).state()).isEqualTo(State.FAILED);
            assertThat(explanation.forms().get(0).questions().get(0).text())
                    .isEqualTo("failed: the check was interrupted");
        }
    }

    @Test
    void EXPL_1_a_record_of_most_entries_is_explained_in_few_lines() {
        List<RmxEntry> entries = IntStream.range(0, RmxRecord.MAX_ENTRIES)
                .<RmxEntry>mapToObj(
                        i -> new RmxEntry.Ipv4(false, IpPrefix.parse("10." + i / 256 + "." + i % 256 + ".0/24")))
                .toList();
        Map<DnsQuestion, DnsAnswer> answers = Map.of(
                new DnsQuestion(DomainName.parse("example.org"), RecordType.RMX),
                found(new DnsData.RmxRecords(List.of(new RmxRecord(entries)))));

        Explanation explanation = new RmxVerifier().explain(SpfDns.query("10.63.255.1"), answers);

        ExplainedRecord record = record(explanation);
        assertThat(record.size()).isEqualTo(16_384);
        assertThat(record.text()).hasSizeLessThanOrEqualTo(Explanation.LONGEST_TEXT);
        assertThat(record.entries())
                .hasSize(Explanation.MOST_OTHERS + 1)
                .last()
                .satisfies(last -> assertThat(last.decides()).isTrue());
        assertThat(explanation.leftOut()).isZero();
    }

    /** Visits as many records as the limits allow, each with many prefixes and ten questions for each term. */
    @Test
    void EXPL_1_the_worst_record_of_SPF_is_explained_in_bounded_size() {
        RmxVerifier loose = new RmxVerifier(
                List.of(PublishedForm.SPF),
                new RmxLimits(10, 100, RmxLimits.MOST_TERMS, RmxLimits.MOST_VOIDS),
                List.of());
        StringBuilder text = new StringBuilder("v=spf1 ?exists:dead.example ");
        IntStream.range(0, 200).forEach(i -> text.append("ip4:10.0.").append(i).append(".0/24 "));
        text.append("?mx:m.example ").append("include:example.org ".repeat(15)).append("-all");
        SpfDns dns = SpfDns.spf(text.toString());
        List<DnsData.Exchange> hosts = IntStream.range(0, 100)
                .mapToObj(i -> new DnsData.Exchange(i, DomainName.parse("h" + i + ".example")))
                .toList();
        List<IpAddress> addresses = IntStream.range(0, 4_096)
                .mapToObj(i -> IpAddress.parse("172.16." + i / 256 + "." + i % 256))
                .toList();
        DnsAnswer many = found(new DnsData.Addresses(addresses));
        Map<DnsQuestion, DnsAnswer> answers = new HashMap<>(dns.answers());
        answers.put(
                new DnsQuestion(DomainName.parse("dead.example"), RecordType.A),
                new DnsAnswer.Failed(DnsAnswer.Failed.Kind.TIMEOUT, "no response", Instant.EPOCH));
        answers.put(new DnsQuestion(DomainName.parse("m.example"), RecordType.MX), found(new DnsData.Exchanges(hosts)));
        hosts.forEach(host -> answers.put(new DnsQuestion(host.host(), RecordType.A), many));

        Explanation explanation = loose.explain(SpfDns.query("192.0.2.1"), answers);

        int[] lines = new int[2];
        count(record(explanation), lines);
        assertThat(lines[0]).isBetween(Explanation.MOST_LINES / 2, Explanation.MOST_LINES + 20);
        assertThat(lines[1]).as("characters").isLessThan(2_000_000);
        assertThat(explanation.leftOut()).isPositive();
    }

    /** Counts the entries and questions, and the characters of their texts. */
    private static void count(ExplainedRecord record, int[] lines) {
        lines[1] += record.text().length();
        for (ExplainedRecord.Entry entry : record.entries()) {
            lines[0] += 1 + entry.questions().size();
            lines[1] += entry.text().length();
            entry.questions().forEach(question -> lines[1] += question.text().length());
            entry.record().ifPresent(below -> count(below, lines));
        }
    }

    @Test
    void EXPL_1_without_answers_it_names_what_is_open() {
        Explanation explanation = SPF.explain(SpfDns.query("192.0.2.1"), Map.of());

        assertThat(explanation.forms().get(0).state()).isEqualTo(State.MISSING);
        assertThat(explanation.forms().get(0).questions().get(0).text()).isEqualTo("no answer yet");
    }

    private static DnsAnswer found(DnsData data) {
        return new DnsAnswer.Found(data, Instant.MAX, false);
    }
}
