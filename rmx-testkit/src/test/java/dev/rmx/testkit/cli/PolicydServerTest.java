package dev.rmx.testkit.cli;

import static dev.rmx.PublishedForm.RMX;
import static dev.rmx.PublishedForm.RMX_TXT;
import static dev.rmx.PublishedForm.SPF;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.RmxQuery;
import dev.rmx.RmxVerdict;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.receive.ReceiverPolicy;
import dev.rmx.record.DomainName;
import dev.rmx.resolver.QueryBudget;
import dev.rmx.resolver.RmxChecker;
import dev.rmx.resolver.RmxResolver;
import dev.rmx.testkit.RmxZone;
import dev.rmx.testkit.VirtualTime;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many connections at once, and the end. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class PolicydServerTest {
    private static final int SESSIONS = 1_000;
    private static final DomainName DEAD = DomainName.parse("dead.example");

    private final VirtualTime time = new VirtualTime();
    /** The checks of dead domains that have not begun. */
    private final CountDownLatch toBegin = new CountDownLatch(SESSIONS);

    private final RmxChecker checker = ServiceOptions.configure(
                    RmxChecker.builder(new HalfDead()), ReceiverPolicy.enforcing())
            .forms(SPF, RMX, RMX_TXT)
            .clock(time)
            .scheduler(time)
            .build();
    private final Queue<String> log = new ConcurrentLinkedQueue<>();
    private final List<PolicydClient> clients = new ArrayList<>();
    private final PolicydServer server = start();

    /** Answers from a zone, but never about names below dead.example. */
    private static final class HalfDead implements RmxResolver {
        private final RmxResolver zone =
                RmxZone.parse("example.org. IN RMX ipv4:192.0.2.1").resolver();

        @Override
        public CompletableFuture<DnsAnswer> resolve(DnsQuestion question, QueryBudget budget) {
            return question.name().isAtOrBelow(DEAD) ? new CompletableFuture<>() : zone.resolve(question, budget);
        }
    }

    private PolicydServer start() {
        PolicydAnswers answers = new PolicydAnswers(
                this::check, ReceiverPolicy.enforcing(), DomainName.parse("mx.example.net"), time, log::add);
        try {
            return PolicydServer.start(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), answers::answer, log::add);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private CompletableFuture<RmxVerdict> check(RmxQuery query) {
        CompletableFuture<RmxVerdict> verdict = checker.checkAsync(query);
        if (query.subject().orElseThrow().isAtOrBelow(DEAD)) {
            toBegin.countDown();
        }
        return verdict;
    }

    private PolicydClient connect() throws IOException {
        PolicydClient client = new PolicydClient(server.address().getPort());
        clients.add(client);
        return client;
    }

    @AfterEach
    void close() throws IOException {
        for (PolicydClient client : clients) {
            client.close();
        }
        server.stop(Duration.ofMinutes(1));
        checker.close();
    }

    @Test
    void LIM_3_a_dead_server_defers_a_thousand_sessions_and_delays_no_other() throws Exception {
        for (int i = 0; i < SESSIONS; i++) {
            connect().send(PolicydClient.request("dead" + i, "192.0.2.1", "joe@d" + i + ".dead.example"));
        }
        toBegin.await();

        PolicydClient other = connect();
        for (int i = 0; i < 10; i++) {
            assertThat(other.ask(PolicydClient.request("alive" + i, "192.0.2.1", "joe@example.org")))
                    .startsWith("PREPEND Authentication-Results: mx.example.net; x-rmx=pass");
            assertThat(other.ask(PolicydClient.request("alive" + i, "192.0.2.9", "joe@example.org")))
                    .startsWith("550 5.7.1 message refused: ");
        }

        time.pass(RmxChecker.DEFAULT_DEADLINE);
        for (PolicydClient client : clients.subList(0, SESSIONS)) {
            assertThat(client.action()).startsWith("451 4.7.24 cannot ask DNS now, try again later: ");
        }
        assertThat(log).isEmpty();
    }

    @Test
    void at_the_end_idle_connections_close_and_the_request_under_way_is_answered() throws Exception {
        PolicydClient idle = connect();
        assertThat(idle.ask(PolicydClient.request("a", "192.0.2.1", "joe@example.org")))
                .startsWith("PREPEND ");
        for (int i = 0; i < SESSIONS; i++) {
            connect().send(PolicydClient.request("dead" + i, "192.0.2.1", "joe@d" + i + ".dead.example"));
        }
        toBegin.await();
        CompletableFuture<Void> stopped = CompletableFuture.runAsync(() -> server.stop(Duration.ofMinutes(4)));

        assertThat(idle.action()).isEqualTo("closed");
        assertThat(stopped).isNotDone();
        time.pass(RmxChecker.DEFAULT_DEADLINE);
        for (PolicydClient client : clients.subList(1, SESSIONS + 1)) {
            assertThat(client.action()).startsWith("451 4.7.24 ");
            assertThat(client.action()).isEqualTo("closed");
        }
        stopped.join();
        assertThat(log).isEmpty();
    }
}
