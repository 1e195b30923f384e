package dev.rmx.resolver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.RmxExpansion;
import dev.rmx.RmxResult;
import dev.rmx.RmxVerifier;
import dev.rmx.codec.RmxFormatException;
import dev.rmx.codec.RmxText;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsData;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import dev.rmx.record.IpRanges;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** How an expander asks DNS. */
class RmxExpanderTest {
    private static final DomainName SUBJECT = DomainName.parse("example.org");

    private final List<DnsQuestion> asked = new ArrayList<>();

    private DnsAnswer answer(DnsQuestion question) {
        asked.add(question);
        try {
            return switch (question.type()) {
                case RMX -> found(new DnsData.RmxRecords(List.of(RmxText.parse("host:a.example host:b.example"))));
                case A -> found(new DnsData.Addresses(List.of(IpAddress.parse("192.0.2.1"))));
                default -> new DnsAnswer.Absent(Instant.MAX, false);
            };
        } catch (RmxFormatException e) {
            throw new AssertionError(e);
        }
    }

    private static DnsAnswer found(DnsData data) {
        return new DnsAnswer.Found(data, Instant.MAX, false);
    }

    private RmxExpander expander(Duration deadline) {
        return new RmxExpander((question, budget) -> CompletableFuture.completedFuture(answer(question)), deadline);
    }

    @Test
    void LINT_4_asks_each_question_once_for_all_expansions() {
        RmxExpander expander = expander(Duration.ofDays(1));
        RmxExpansion first = expander.expand(new RmxVerifier(), SUBJECT);
        expander.expand(new RmxVerifier(), SUBJECT);

        assertThat(first.addresses(RmxResult.PASS)).hasToString("192.0.2.1");
        assertThat(expander.answer(new DnsQuestion(DomainName.parse("a.example"), RecordType.A)))
                .isInstanceOf(DnsAnswer.Found.class);
        assertThat(asked).hasSize(6).doesNotHaveDuplicates(); // RMX, TXT, two names in two families
    }

    @Test
    void LINT_4_given_answers_take_the_place_of_those_of_DNS() throws RmxFormatException {
        RmxExpander expander = expander(Duration.ofDays(1));
        DnsAnswer other = found(new DnsData.RmxRecords(List.of(RmxText.parse("ipv4:198.51.100.1"))));
        RmxExpansion expansion =
                expander.expand(new RmxVerifier(), SUBJECT, Map.of(new DnsQuestion(SUBJECT, RecordType.RMX), other));

        assertThat(expansion.addresses(RmxResult.PASS)).hasToString("198.51.100.1");
        assertThat(expander.expand(new RmxVerifier(), SUBJECT).addresses(RmxResult.PASS))
                .hasToString("192.0.2.1");
    }

    @Test
    void LIM_3_after_the_deadline_nothing_is_asked() {
        RmxExpansion expansion = expander(Duration.ZERO).expand(new RmxVerifier(), SUBJECT);

        assertThat(asked).isEmpty();
        assertThat(expansion.failures()).hasSize(1);
        assertThat(expansion.addresses(RmxResult.TEMPERROR)).isEqualTo(IpRanges.ALL);
    }

    @Test
    void LIM_3_a_resolver_that_never_answers_is_given_up() {
        CompletableFuture<DnsAnswer> never = new CompletableFuture<>();
        RmxExpander expander = new RmxExpander((question, budget) -> never, Duration.ofMillis(1));

        assertThat(expander.expand(new RmxVerifier(), SUBJECT).addresses(RmxResult.TEMPERROR))
                .isEqualTo(IpRanges.ALL);
    }

    @Test
    void LIM_5_the_queries_are_bounded() {
        List<QueryBudget> budgets = new ArrayList<>();
        RmxExpander expander = new RmxExpander(
                (question, budget) -> {
                    budgets.add(budget);
                    return CompletableFuture.completedFuture(answer(question));
                },
                Duration.ofDays(1));
        expander.expand(new RmxVerifier(), SUBJECT);

        QueryBudget budget = budgets.get(0);
        assertThat(budgets).containsOnly(budget);
        int paid = 0;
        while (budget.take()) {
            paid++;
        }
        assertThat(paid).isEqualTo(RmxExpander.QUERIES);
    }
}
