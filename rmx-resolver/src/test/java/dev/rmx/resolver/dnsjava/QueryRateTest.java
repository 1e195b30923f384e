package dev.rmx.resolver.dnsjava;

import static dev.rmx.resolver.dnsjava.RawServer.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.record.DomainName;
import dev.rmx.resolver.HeldTimer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;

/** How many queries a server gets a second, on a timer whose time passes only when the test says so. */
@Timeout(120)
@SuppressWarnings("FutureReturnValueIgnored") // most queries have no response here
class QueryRateTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final HeldTimer timer = new HeldTimer();
    private final ResolverThreads threads = new ResolverThreads(timer);
    private final BlockingQueue<Integer> sent = new LinkedBlockingQueue<>();

    @BeforeAll
    static void register() {
        RmxDnsRecord.register();
    }

    @AfterEach
    void close() {
        threads.close();
    }

    private CompletableFuture<Void> first(QueryRate rate, int number) {
        CompletableFuture<Void> response = new CompletableFuture<>();
        rate.first(() -> sent.add(number), response);
        return response;
    }

    private List<Integer> taken(int count) throws InterruptedException {
        Integer[] taken = new Integer[count];
        for (int i = 0; i < count; i++) {
            taken[i] = sent.take();
        }
        assertThat(sent).isEmpty();
        return List.of(taken);
    }

    @Test
    void no_second_has_more_queries_than_allowed() throws InterruptedException {
        QueryRate rate = new QueryRate(3, threads);
        first(rate, 1);
        timer.pass(Duration.ofMillis(600));
        for (int i = 2; i <= 8; i++) {
            first(rate, i);
        }
        assertThat(taken(3)).containsExactly(1, 2, 3);

        timer.pass(Duration.ofMillis(399));
        assertThat(sent).isEmpty();
        timer.pass(Duration.ofMillis(1)); // a second after the first query, but not after the others
        assertThat(taken(1)).containsExactly(4);
        timer.pass(Duration.ofMillis(599));
        assertThat(sent).isEmpty();
        timer.pass(Duration.ofMillis(1));
        assertThat(taken(2)).containsExactlyInAnyOrder(5, 6);
        timer.pass(SECOND);
        assertThat(taken(2)).containsExactlyInAnyOrder(7, 8);
    }

    @Test
    void a_permit_that_nobody_needs_is_kept_but_not_doubled() throws InterruptedException {
        QueryRate rate = new QueryRate(1, threads);
        first(rate, 1);
        timer.pass(Duration.ofSeconds(10));
        threads.close(); // its tasks end before the next lines
        first(rate, 2);
        first(rate, 3);

        assertThat(taken(2)).containsExactly(1, 2);
    }

    @Test
    void a_query_that_nobody_waits_for_takes_no_permit() throws InterruptedException {
        QueryRate rate = new QueryRate(1, threads);
        first(rate, 1);
        first(rate, 2).cancel(false);
        first(rate, 3);
        timer.pass(SECOND);

        assertThat(taken(2)).containsExactly(1, 3);
    }

    @Test
    void a_query_that_cannot_be_sent_fails_whenever_its_turn_comes() {
        QueryRate rate = new QueryRate(1, threads);
        CompletableFuture<Void> now = new CompletableFuture<>();
        CompletableFuture<Void> later = new CompletableFuture<>();
        Runnable broken = () -> {
            throw new IllegalStateException("no socket is left");
        };
        rate.first(broken, now);
        rate.first(broken, later);
        timer.pass(SECOND);

        assertThatThrownBy(now::join).hasRootCauseMessage("no socket is left");
        assertThatThrownBy(later::join).hasRootCauseMessage("no socket is left");
    }

    @Test
    void a_further_query_of_an_exchange_goes_before_those_that_wait() throws InterruptedException {
        QueryRate rate = new QueryRate(1, threads);
        first(rate, 1);
        first(rate, 2);
        rate.again(() -> sent.add(11), new CompletableFuture<>());
        timer.pass(SECOND);
        assertThat(taken(2)).containsExactly(1, 11);
        timer.pass(SECOND);
        assertThat(taken(1)).containsExactly(2);
    }

    /** Over UDP the server truncates, so each question takes two queries. */
    @Test
    void a_query_over_TCP_counts() throws InterruptedException {
        BlockingQueue<String> queries = new LinkedBlockingQueue<>();
        try (RawServer server = new RawServer(query -> truncated(queries, query), query -> whole(queries, query));
                DnsjavaResolver resolver = resolver(server, 3)) {
            assertThat(ask(resolver, "one").join()).isInstanceOf(DnsAnswer.Found.class);
            CompletableFuture<DnsAnswer> two = ask(resolver, "two");
            assertThat(List.of(queries.take(), queries.take(), queries.take()))
                    .containsExactly("one by UDP", "one by TCP", "two by UDP");
            assertThat(two).isNotDone(); // TCP needs a fourth permit
            timer.pass(SECOND);
            assertThat(two.join()).isInstanceOf(DnsAnswer.Found.class);
            assertThat(queries).containsExactly("two by TCP");
        }
    }

    @Test
    void waiting_for_a_turn_is_not_waiting_for_the_server() throws InterruptedException {
        BlockingQueue<String> queries = new LinkedBlockingQueue<>();
        try (RawServer server = new RawServer(query -> whole(queries, query), query -> List.of());
                DnsjavaResolver resolver = resolver(server, 1)) {
            List<CompletableFuture<DnsAnswer>> answers =
                    List.of(ask(resolver, "one"), ask(resolver, "two"), ask(resolver, "three"), ask(resolver, "four"));
            for (CompletableFuture<DnsAnswer> answer : answers) {
                assertThat(answer.join()).isInstanceOf(DnsAnswer.Found.class); // after three seconds; time-out is one
                timer.pass(SECOND);
            }
        }
    }

    @Test
    void a_rate_is_one_or_more() {
        assertThatThrownBy(() -> DnsjavaResolver.builder().queriesPerSecond(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 query a second or more, not 0");
    }

    private DnsjavaResolver resolver(RawServer server, int rate) {
        return DnsjavaResolver.builder()
                .servers(server.address())
                .queriesPerSecond(rate)
                .timeout(Duration.ofMillis(1_001))
                .attempts(1)
                .scheduler(timer)
                .build();
    }

    private static CompletableFuture<DnsAnswer> ask(DnsjavaResolver resolver, String host) {
        return resolver.resolve(new DnsQuestion(DomainName.parse(host + ".example"), RecordType.RMX));
    }

    private static String host(Message query) {
        String name = query.getQuestion().getName().toString();
        return name.substring(0, name.indexOf('.')).toLowerCase(Locale.ROOT);
    }

    private static List<byte[]> truncated(BlockingQueue<String> queries, Message query) {
        queries.add(host(query) + " by UDP");
        Message response = answer(query);
        response.getHeader().setFlag(Flags.TC);
        return List.of(response.toWire());
    }

    private static List<byte[]> whole(BlockingQueue<String> queries, Message query) {
        queries.add(host(query) + " by TCP");
        return List.of(answer(query, query.getQuestion().getName() + " RMX ipv4:192.0.2.1")
                .toWire());
    }
}
