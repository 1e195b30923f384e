package dev.rmx.testkit.lint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rmx.PublishedForm;
import dev.rmx.codec.lint.LintFinding;
import dev.rmx.codec.lint.LintReport;
import dev.rmx.codec.lint.LintRule;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.record.DomainName;
import dev.rmx.resolver.DomainLint;
import dev.rmx.resolver.RmxChecker;
import dev.rmx.resolver.RmxResolver;
import dev.rmx.testkit.RmxZone;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Lint with DNS: its bounds, and that what it says of SPF is what the evaluation does. */
class DomainLintTest {
    private static final DomainName DOMAIN = DomainName.parse("example.org");

    private static LintReport lint(String zone) {
        return DomainLint.of(RmxZone.parse(zone).resolver()).lint(DOMAIN);
    }

    private static List<LintRule> rules(LintReport report) {
        return report.findings().stream().map(LintFinding::rule).toList();
    }

    private static String hosts(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "host:h" + i + ".example.org")
                .collect(Collectors.joining(" "));
    }

    @Test
    void LINT_3_no_question_is_asked_twice_and_no_more_than_allowed() {
        RmxResolver zone = RmxZone.parse("example.org. IN RMX " + hosts(50)).resolver();
        Set<DnsQuestion> asked = ConcurrentHashMap.newKeySet();
        AtomicInteger count = new AtomicInteger();
        RmxResolver counting = (question, budget) -> {
            count.incrementAndGet();
            asked.add(question);
            return zone.resolve(question, budget);
        };

        LintReport report = DomainLint.of(counting).withQuestions(20).lint(DOMAIN);

        assertThat(count).hasValue(20);
        assertThat(asked).hasSize(20);
        assertThat(report.remarks()).anyMatch(remark -> remark.contains("at most 20 questions"));
        // a host that was not looked up is neither absent nor failed
        assertThat(report.findings())
                .filteredOn(finding -> finding.rule() == LintRule.TARGET_ABSENT)
                .hasSize(8);
        assertThat(rules(report)).doesNotContain(LintRule.TARGET_FAILED);
    }

    @Test
    void LINT_3_a_lookup_without_an_answer_ends_at_the_deadline_as_failed() {
        CompletableFuture<DnsAnswer> never = new CompletableFuture<>();
        RmxResolver silent = (question, budget) -> never;

        LintReport report =
                DomainLint.of(silent).withDeadline(Duration.ofMillis(1)).lint(DOMAIN);

        assertThat(rules(report)).containsOnly(LintRule.RECORD_FAILED).hasSize(3);
        assertThat(never).isCancelled();
    }

    @Test
    void LINT_3_a_resolver_that_breaks_its_promise_has_failed() {
        RmxResolver broken = (question, budget) -> {
            throw new IllegalStateException("broken");
        };

        assertThat(rules(DomainLint.of(broken).lint(DOMAIN)))
                .containsOnly(LintRule.RECORD_FAILED)
                .hasSize(3);
    }

    @Test
    void LINT_3_a_lint_needs_time_and_questions() {
        DomainLint lint = DomainLint.of(RmxZone.parse("").resolver());

        assertThatThrownBy(() -> lint.withDeadline(Duration.ZERO)).hasMessageContaining("more than zero");
        assertThatThrownBy(() -> lint.withQuestions(2)).hasMessageContaining("3 questions or more");
    }

    @Test
    void LINT_3_SPF_lookups_are_counted_for_each_term() {
        LintReport report = lint("""
                example.org.   IN TXT "v=spf1 include:a.example.org mx a:%{p}.example.org redirect=b.example.org"
                a.example.org. IN TXT "v=spf1 a:c.example.org exists:%{i}.example.org -all mx"
                b.example.org. IN TXT "v=spf1 ptr ~all"
                """);

        assertThat(report.remarks())
                .contains("SPF counts 8 of 10 lookups: include:a.example.org 3, mx 1, a:%{p}.example.org 2,"
                        + " redirect=b.example.org 2");
    }

    /** Twelve levels of two includes each would be 8,190 lookups. */
    @Test
    void LINT_3_counting_through_includes_ends() {
        String zone = IntStream.range(0, 12)
                .mapToObj(i -> "n" + i + ".example.org. IN TXT \"v=spf1 include:n" + (i + 1)
                        + ".example.org include:m" + (i + 1) + ".example.org -all\"\nm" + i
                        + ".example.org. IN TXT \"v=spf1 include:n" + (i + 1) + ".example.org include:m" + (i + 1)
                        + ".example.org -all\"\n")
                .collect(Collectors.joining("", "example.org. IN TXT \"v=spf1 include:n0.example.org -all\"\n", ""));

        assertThat(lint(zone).remarks()).anyMatch(remark -> remark.startsWith("SPF counts over 100 of 10 lookups"));
    }

    @Test
    void LINT_3_the_error_of_too_many_voids_is_that_of_the_evaluation() {
        String zone = """
                example.org.   IN TXT "v=spf1 a:a.example.org a:b.example.org a:c.example.org -all"
                a.example.org. IN A 6.1.2.3
                b.example.org. IN A 6.1.2.4
                c.example.org. IN A 6.1.2.5
                """;
        assertThat(lint(zone).findings())
                .filteredOn(finding -> finding.rule() == LintRule.TOO_MANY_VOIDS)
                .singleElement()
                .satisfies(
                        finding -> assertThat(finding.what()).startsWith("receivers say permerror for mail over IPv6"));
        try (RmxChecker checker = RmxChecker.builder(RmxZone.parse(zone).resolver())
                .forms(PublishedForm.SPF)
                .build()) {
            assertThat(checker.check("2a00::1", "joe@example.org").toString()).contains("BadData");
            assertThat(checker.check("6.1.2.9", "joe@example.org").toString()).contains("Denied");
        }
    }

    @Test
    void LINT_3_no_difference_found_is_said_as_such() {
        LintReport same = lint("""
                example.org. IN RMX ipv4:6.1.2.0/24 ipv6:2a00::/64
                example.org. IN TXT "v=spf1 ip4:6.1.2.0/24 ip6:2a00::/64 -all"
                """);

        assertThat(same.findings()).isEmpty();
        assertThat(same.remarks()).contains("SPF and RMX: no difference found in who passes, at 8 addresses tried");
    }

    @Test
    void LINT_3_a_difference_comes_with_an_address() {
        LintReport report = lint("""
                example.org. IN RMX ipv4:6.1.2.0/24
                example.org. IN TXT "v=spf1 ip4:6.1.2.0/25 ip4:9.9.9.9 -all"
                """);

        assertThat(report.findings())
                .filteredOn(finding -> finding.rule() == LintRule.SPF_DIFFERS)
                .extracting(LintFinding::what)
                .containsExactly(
                        "RMX says pass and SPF does not of mail from 6.1.2.255 and 1 more of the 9 addresses tried",
                        "SPF says pass and RMX does not of mail from 9.9.9.9 of the 9 addresses tried");
    }

    @Test
    void LINT_3_records_of_strangers_are_printable() {
        LintReport report = lint("example.org. IN TXT \"v=spf1 \\027[31m -all\"");

        assertThat(rules(report)).containsExactly(LintRule.BAD_RECORD);
        assertThat(report.findings().get(0).toString()).matches("[ -~]*");
    }

    @Test
    void LIM_4_a_record_of_very_many_names_asks_about_the_first_hundred() {
        Set<DnsQuestion> asked = new HashSet<>();
        RmxResolver zone = RmxZone.parse("example.org. IN RMX " + hosts(1_000)).resolver();

        LintReport report = DomainLint.of((question, budget) -> {
                    asked.add(question);
                    return zone.resolve(question, budget);
                })
                .lint(DOMAIN);

        assertThat(asked).hasSize(3 + 2 * 100);
        assertThat(report.remarks()).contains("only the first 100 entries that need DNS were looked up");
    }
}
