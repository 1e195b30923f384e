package dev.rmx.resolver.dnsjava;

import static dev.rmx.resolver.dnsjava.RawServer.answer;
import static dev.rmx.resolver.dnsjava.RawServer.header;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.RmxVerdict;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.record.DomainName;
import dev.rmx.resolver.QueryBudget;
import dev.rmx.resolver.RmxChecker;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

/** How many queries a check sends: equal questions share one, and each that is sent is paid for ([LIM-5]). */
class QueryBudgetTest extends WithRawServer {
    @Test
    void LOOK_5_equal_questions_under_way_are_one_query() throws Exception {
        CompletableFuture<Void> go = new CompletableFuture<>();
        serve(query -> {
            go.join();
            return List.of(answer(query, GRANT).toWire());
        });
        try (DnsjavaResolver resolver = resolver()) {
            List<CompletableFuture<DnsAnswer>> answers =
                    IntStream.range(0, 1_000).mapToObj(i -> ask(resolver)).toList();
            answers.subList(0, 500).forEach(answer -> answer.cancel(true));
            go.complete(null);
            answers.subList(500, 1_000).forEach(answer -> assertGranted(answer.join()));
        }
        assertThat(server.udpQueries).hasSize(1);
    }

    @Test
    void LOOK_5_a_question_that_all_waiters_cancelled_is_asked_again() throws Exception {
        CompletableFuture<Void> asked = new CompletableFuture<>();
        AtomicInteger queries = new AtomicInteger();
        serve(query -> {
            asked.complete(null);
            return queries.incrementAndGet() == 1
                    ? List.of()
                    : List.of(answer(query, GRANT).toWire());
        });
        try (DnsjavaResolver resolver = resolver()) {
            CompletableFuture<DnsAnswer> given = ask(resolver);
            asked.get();
            given.cancel(true);
            assertGranted(ask(resolver).join());
        }
    }

    @Test
    void LIM_5_aliases_that_come_one_by_one_spend_the_budget() {
        serve(query -> {
            String name = query.getQuestion().getName().toString();
            return List.of(answer(query, name + " CNAME x" + name).toWire());
        });
        QueryBudget budget = new QueryBudget(10);
        try (DnsjavaResolver resolver = resolver()) {
            DnsQuestion question = new DnsQuestion(DomainName.parse(NAME), RecordType.A);
            DnsAnswer answer = resolver.resolve(question, budget).join();
            assertThat(kind(answer)).isEqualTo(DnsAnswer.Failed.Kind.BUDGET_SPENT);
            assertThat(budget.isSpent()).isTrue();
        }
        assertThat(server.udpQueries).hasSize(10);
    }

    @Test
    void LIM_5_a_check_that_shares_a_question_asks_again_if_the_others_budget_is_spent() {
        CompletableFuture<Void> go = new CompletableFuture<>();
        AtomicInteger queries = new AtomicInteger();
        serve(query -> {
            if (queries.incrementAndGet() == 1) {
                go.join();
                return List.of(header(query, Rcode.FORMERR)); // so the query is repeated without EDNS
            }
            return List.of(answer(query, GRANT).toWire());
        });
        try (DnsjavaResolver resolver = resolver()) {
            DnsQuestion question = new DnsQuestion(DomainName.parse(NAME), RecordType.RMX);
            CompletableFuture<DnsAnswer> poor = resolver.resolve(question, new QueryBudget(1));
            CompletableFuture<DnsAnswer> other = resolver.resolve(question, new QueryBudget(10));
            go.complete(null);
            assertThat(kind(poor.join())).isEqualTo(DnsAnswer.Failed.Kind.BUDGET_SPENT);
            assertGranted(other.join());
        }
    }

    /** A server that gives one alias in each response, for every name of a record and its mail exchanges. */
    @Test
    void LIM_5_a_check_sends_250_queries_at_most() {
        serve(query -> {
            String name = query.getQuestion().getName().toString();
            String lower = name.toLowerCase(Locale.ROOT);
            String hosts = IntStream.range(0, 9)
                    .mapToObj(i -> "host:h" + i + ".victim.example")
                    .collect(Collectors.joining(" "));
            return List.of(
                    switch (query.getQuestion().getType()) {
                        case 65_280 ->
                            answer(query, name + " RMX " + hosts + " mx:").toWire();
                        case Type.MX ->
                            answer(
                                            query,
                                            IntStream.range(0, 10)
                                                    .mapToObj(i -> name + " MX 10 m" + i + "." + lower)
                                                    .toArray(String[]::new))
                                    .toWire();
                        default -> answer(query, name + " CNAME x." + lower).toWire();
                    });
        });
        try (RmxChecker checker = RmxChecker.builder(resolver()).build()) {
            RmxVerdict verdict = checker.check("192.0.2.1", "user@victim.example");
            assertThat(verdict.failure().orElseThrow().kind())
                    .isIn(DnsAnswer.Failed.Kind.BUDGET_SPENT, DnsAnswer.Failed.Kind.UNUSABLE_RESPONSE);
            assertThat(server.udpQueries).hasSizeBetween(200, 250);
        }
    }
}
