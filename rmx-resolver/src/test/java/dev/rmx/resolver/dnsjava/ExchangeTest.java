package dev.rmx.resolver.dnsjava;

import static dev.rmx.resolver.dnsjava.RawServer.answer;
import static dev.rmx.resolver.dnsjava.RawServer.header;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.RmxVerdict;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.record.DomainName;
import dev.rmx.resolver.HeldTimer;
import dev.rmx.resolver.QueryBudget;
import dev.rmx.resolver.RmxChecker;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.CookieOption;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * What an attacker who can send datagrams can and cannot achieve. Time-outs are long: no test waits for one unless it
 * says so.
 */
@Timeout(120)
class ExchangeTest {
    private static final String NAME = "victim.example.";
    private static final String GRANT = "victim.example. RMX ipv4:192.0.2.1";
    private static final Duration LONG = Duration.ofSeconds(60);

    private RawServer server = new RawServer(query -> List.of(), query -> List.of());

    @BeforeAll
    static void register() {
        RmxDnsRecord.register();
    }

    @AfterEach
    void close() {
        server.close();
    }

    private void serve(Function<Message, List<byte[]>> byUdp, Function<Message, List<byte[]>> byTcp) {
        server.close();
        server = new RawServer(byUdp, byTcp);
    }

    private void serve(Function<Message, List<byte[]>> byUdp) {
        serve(byUdp, query -> List.of(answer(query, GRANT).toWire()));
    }

    private DnsjavaResolver resolver(InetSocketAddress... more) {
        InetSocketAddress[] all = Arrays.copyOf(more, more.length + 1);
        all[more.length] = server.address();
        return DnsjavaResolver.builder().servers(all).timeout(LONG).attempts(1).build();
    }

    private DnsAnswer ask(InetSocketAddress... more) {
        try (DnsjavaResolver resolver = resolver(more)) {
            return ask(resolver).join();
        }
    }

    private static CompletableFuture<DnsAnswer> ask(DnsjavaResolver resolver) {
        return resolver.resolve(new DnsQuestion(DomainName.parse(NAME), RecordType.RMX));
    }

    private static void assertGranted(DnsAnswer answer) {
        assertThat(answer)
                .isInstanceOfSatisfying(
                        DnsAnswer.Found.class,
                        found -> assertThat(found.data()).hasToString("RmxRecords[records=[ipv4:192.0.2.1]]"));
    }

    private static DnsAnswer.Failed.Kind kind(DnsAnswer answer) {
        return ((DnsAnswer.Failed) answer).kind();
    }

    private static byte[] with(byte[] octets, int at, int value) {
        byte[] changed = octets.clone();
        changed[at] = (byte) value;
        return changed;
    }

    private static Message renamed(Message query, String name) {
        Message other = query.clone();
        other.removeAllRecords(Section.QUESTION);
        other.addRecord(
                Record.newRecord(
                        DnsjavaNames.toName(DomainName.parse(name)),
                        query.getQuestion().getType(),
                        1),
                Section.QUESTION);
        return other;
    }

    @Test
    void LOOK_5_other_datagrams_are_dropped_and_the_wait_goes_on() {
        serve(query -> {
            byte[] right = answer(query, GRANT).toWire();
            return List.of(
                    with(right, 1, right[1] + 1), // another id
                    Arrays.copyOf(right, 3),
                    Arrays.copyOf(right, 11),
                    with(right, 2, right[2] & 0x7f), // a query
                    with(right, 2, right[2] | 0x28), // another opcode
                    header(query, Rcode.NOERROR), // without a question
                    answer(renamed(query, "other.example"), GRANT).toWire(),
                    answer(renamed(query, "ictim.example"), GRANT).toWire(),
                    right);
        });
        assertGranted(ask());
        assertThat(server.tcpQueries).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {Rcode.FORMERR, Rcode.NOTIMP})
    void LOOK_2_a_server_that_refuses_EDNS_with_a_bare_header_is_asked_without_it(int rcode) {
        serve(query -> List.of(
                query.getOPT() != null
                        ? header(query, rcode)
                        : answer(query, GRANT).toWire()));
        assertGranted(ask());
        assertThat(server.udpQueries).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {Rcode.FORMERR, Rcode.NOTIMP, Rcode.BADVERS})
    void LOOK_2_a_server_that_refuses_EDNS_in_a_whole_response_is_asked_without_it(int rcode) {
        serve(query -> {
            Message refusal = answer(query);
            refusal.getHeader().setRcode(rcode & 0xf);
            if (rcode > 0xf) {
                refusal.addRecord(new OPTRecord(1232, rcode >> 4, 0), Section.ADDITIONAL);
            }
            return List.of(
                    query.getOPT() != null
                            ? refusal.toWire()
                            : answer(query, GRANT).toWire());
        });
        assertGranted(ask());
    }

    @ParameterizedTest
    @ValueSource(ints = {Rcode.FORMERR, Rcode.NOTIMP})
    void LOOK_2_only_a_response_without_EDNS_shows_that_a_server_is_too_old(int rcode) {
        serve(query -> List.of(header(query, rcode)));
        assertThat(ask()).isInstanceOf(DnsAnswer.Absent.class);
        assertThat(server.udpQueries).hasSize(2);
        assertThat(server.udpQueries.get(1).getOPT()).isNull();
    }

    @Test
    void LOOK_5_records_of_another_class_are_ignored() {
        serve(query -> {
            Message response = answer(query, GRANT, "victim.example. CNAME elsewhere.example.");
            byte[] octets = response.toWire();
            // the class of both records: after each owner, a pointer, and the type
            return List.of(inClassChaos(octets));
        });
        assertThat(kind(ask())).isEqualTo(DnsAnswer.Failed.Kind.UNUSABLE_RESPONSE);
    }

    private static byte[] inClassChaos(byte[] octets) {
        byte[] changed = octets.clone();
        int question = 12;
        while (changed[question] != 0) {
            question += 1 + changed[question];
        }
        for (int i = question + 5; i + 3 < changed.length; i++) {
            boolean record = (changed[i] & 0xc0) == 0xc0 && changed[i + 4] == 0 && changed[i + 5] == 1;
            if (record) {
                changed[i + 5] = 3;
            }
        }
        return changed;
    }

    @Test
    void LOOK_6_a_query_is_repeated_over_TCP_if_the_case_of_its_response_differs() {
        serve(query -> List.of(answer(renamed(query, "victim.example"), "victim.example. RMX unused:")
                .toWire()));
        try (DnsjavaResolver resolver = resolver()) {
            // by chance, all letters are in lower case once in 8,192 times
            for (int i = 0; i < 3 && server.tcpQueries.isEmpty(); i++) {
                DnsAnswer answer = ask(resolver).join();
                if (!server.tcpQueries.isEmpty()) {
                    assertGranted(answer);
                }
            }
        }
        assertThat(server.tcpQueries).isNotEmpty();
    }

    @Test
    void LOOK_6_a_server_that_never_preserves_case_is_asked_in_lower_case_from_then_on() {
        Function<Message, List<byte[]>> lower =
                query -> List.of(answer(renamed(query, "victim.example"), GRANT).toWire());
        serve(lower, lower);
        try (DnsjavaResolver resolver = resolver()) {
            for (int i = 0; i < 5; i++) {
                assertGranted(ask(resolver).join());
            }
        }
        assertThat(server.tcpQueries).hasSizeLessThan(3);
        assertThat(server.udpQueries.get(4).getQuestion().getName().toString()).isEqualTo(NAME);
    }

    @Test
    void LOOK_5_letters_of_a_query_are_in_random_case() {
        serve(query -> List.of(answer(query, GRANT).toWire()));
        try (DnsjavaResolver resolver = resolver()) {
            IntStream.range(0, 20).forEach(i -> assertGranted(ask(resolver).join()));
        }
        assertThat(server.udpQueries.stream()
                        .map(query -> query.getQuestion().getName().toString())
                        .distinct())
                .hasSizeGreaterThan(15)
                .allMatch(NAME::equalsIgnoreCase);
    }

    private static Message withCookie(Message query, Message response) {
        List<EDNSOption> options = query.getOPT().getOptions(EDNSOption.Code.COOKIE);
        byte[] client = ((CookieOption) options.get(0)).getClientCookie();
        CookieOption cookie = new CookieOption(client, new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
        response.addRecord(new OPTRecord(1232, 0, 0, 0, cookie), Section.ADDITIONAL);
        return response;
    }

    @Test
    void LOOK_6_a_server_that_has_sent_a_cookie_must_send_it_again_or_is_asked_over_TCP() {
        AtomicInteger queries = new AtomicInteger();
        serve(query -> {
            boolean forged = queries.incrementAndGet() == 3;
            Message response = answer(query, forged ? "victim.example. RMX unused:" : GRANT);
            return List.of((forged ? response : withCookie(query, response)).toWire());
        });
        try (DnsjavaResolver resolver = resolver()) {
            for (int i = 0; i < 4; i++) {
                assertGranted(ask(resolver).join());
            }
        }
        assertThat(server.tcpQueries).hasSize(1);
        assertThat(((CookieOption) server.udpQueries
                                .get(1)
                                .getOPT()
                                .getOptions(EDNSOption.Code.COOKIE)
                                .get(0))
                        .getServerCookie())
                .isPresent();
        assertThat(((CookieOption) server.udpQueries
                                .get(3)
                                .getOPT()
                                .getOptions(EDNSOption.Code.COOKIE)
                                .get(0))
                        .getServerCookie())
                .as("forgotten")
                .isEmpty();
    }

    @Test
    void LOOK_5_a_datagram_with_a_foreign_cookie_is_no_response() {
        serve(query -> {
            Message forged = answer(query, "victim.example. RMX unused:");
            forged.addRecord(
                    new OPTRecord(1232, 0, 0, 0, new CookieOption(new byte[] {9, 9, 9, 9, 9, 9, 9, 9})),
                    Section.ADDITIONAL);
            return List.of(
                    forged.toWire(), withCookie(query, answer(query, GRANT)).toWire());
        });
        assertGranted(ask());
        assertThat(server.tcpQueries).isEmpty();
    }

    @Test
    void LOOK_6_BADCOOKIE_is_asked_again_with_the_new_cookie_and_then_over_TCP() {
        serve(query -> {
            Message refusal = withCookie(query, answer(query));
            byte[] octets = refusal.toWire();
            octets[3] = (byte) ((octets[3] & 0xf0) | (23 & 0xf));
            // the upper bits of the code are in the OPT record's TTL, which stands 15 octets and the cookie's before
            // the end
            octets[octets.length - (2 + 4 + 16) - 4] = 23 >> 4;
            return List.of(octets);
        });
        assertGranted(ask());
        assertThat(server.udpQueries).hasSize(2);
        assertThat(server.tcpQueries).hasSize(1);
    }

    @Test
    void LOOK_2_a_truncated_response_is_fetched_over_TCP() {
        serve(query -> {
            Message cut = answer(query);
            cut.getHeader().setFlag(Flags.TC);
            return List.of(cut.toWire());
        });
        assertGranted(ask());
    }

    @Test
    void LOOK_2_over_TCP_a_response_to_another_query_is_a_failure() {
        serve(
                query -> {
                    Message cut = answer(query);
                    cut.getHeader().setFlag(Flags.TC);
                    return List.of(cut.toWire());
                },
                query -> List.of(answer(renamed(query, "other.example"), GRANT).toWire()));
        assertThat(kind(ask())).isEqualTo(DnsAnswer.Failed.Kind.UNUSABLE_RESPONSE);
    }

    @Test
    void LOOK_5_after_an_ICMP_error_the_next_server_is_asked_at_once() {
        serve(query -> List.of(answer(query, GRANT).toWire()));
        RawServer gone = new RawServer(query -> List.of(), query -> List.of());
        InetSocketAddress nobody = gone.address();
        gone.close();
        assertGranted(ask(nobody));
    }

    @Test
    void LOOK_6_after_ICMP_errors_for_all_servers_the_question_fails_as_unreachable() throws Exception {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        // connected elsewhere, the port refuses what others send, and nobody else can take it
        try (DatagramSocket refusing = new DatagramSocket(0, loopback)) {
            refusing.connect(loopback, 9);
            try (DnsjavaResolver resolver = DnsjavaResolver.builder()
                    .servers(new InetSocketAddress(loopback, refusing.getLocalPort()))
                    .build()) {
                assertThat(kind(ask(resolver).join())).isEqualTo(DnsAnswer.Failed.Kind.UNREACHABLE);
            }
        }
    }

    @Test
    void LIM_5_a_server_known_to_be_dead_is_asked_last() throws Exception {
        serve(query -> List.of(answer(query, GRANT).toWire()));
        CompletableFuture<Void> asked = new CompletableFuture<>();
        RawServer silent = new RawServer(
                query -> {
                    asked.complete(null);
                    return List.of();
                },
                query -> List.of());
        HeldTimer timer = new HeldTimer();
        try (silent;
                DnsjavaResolver resolver = DnsjavaResolver.builder()
                        .servers(silent.address(), server.address())
                        .scheduler(timer)
                        .build()) {
            CompletableFuture<DnsAnswer> first = ask(resolver);
            asked.join();
            timer.pass(Duration.ofSeconds(2));
            assertGranted(first.join());
            for (int i = 0; i < 10; i++) {
                assertGranted(ask(resolver).join()); // without waiting for the dead one
            }
            assertThat(silent.udpQueries).hasSize(1);
        }
    }

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

    @Test
    void LOOK_2_after_an_unreadable_response_the_next_server_is_asked() {
        RawServer garbled = new RawServer(
                query -> {
                    byte[] octets = answer(query, "victim.example. CNAME a.").toWire();
                    byte[] cut = Arrays.copyOf(octets, octets.length - 2); // of the target, "01 61 00"
                    cut[cut.length - 1] = 5;
                    cut[cut.length - 2] = 1;
                    return List.of(cut);
                },
                query -> List.of());
        serve(query -> List.of(answer(query, GRANT).toWire()));
        try (garbled) {
            assertGranted(ask(garbled.address()));
        }
    }
}
