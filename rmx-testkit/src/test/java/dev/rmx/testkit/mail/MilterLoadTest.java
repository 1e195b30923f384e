package dev.rmx.testkit.mail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.receive.ReceiverPolicy;
import dev.rmx.record.DomainName;
import dev.rmx.resolver.RmxChecker;
import dev.rmx.resolver.dnsjava.DnsjavaResolver;
import dev.rmx.testkit.DnsFault;
import dev.rmx.testkit.DnsFaultRule;
import dev.rmx.testkit.RmxDnsServer;
import dev.rmx.testkit.RmxZone;
import dev.rmx.testkit.VirtualTime;
import dev.rmx.testkit.milter.MilterServer;
import dev.rmx.testkit.milter.RmxMilter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The milter with many sessions at once, and while it stops. The DNS server can be silent, and no real time passes. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class MilterLoadTest {
    private static final int SESSIONS = 1_000;
    private static final String PEER = "mail.example [192.0.2.1]";
    private static final String FAMILY = "4\0\u0019192.0.2.1\0";

    private final VirtualTime time = new VirtualTime();
    private final RmxDnsServer dns = RmxDnsServer.start(RmxZone.parse("live.example. 3600 IN RMX ipv4:192.0.2.1\n"));
    private final RmxChecker checker = RmxChecker.builder(DnsjavaResolver.builder()
                    .servers(dns.address())
                    .clock(time)
                    .scheduler(time)
                    .build())
            .clock(time)
            .scheduler(time)
            .withoutFailureMemory()
            .questionsInFlight(16_000, 16_000) // as the command does
            .build();
    private final MilterServer server;
    private final List<AutoCloseable> opened = new ArrayList<>(List.of(dns, checker));

    MilterLoadTest() throws IOException {
        server = MilterServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                new RmxMilter(
                        checker, ReceiverPolicy.enforcing(), Optional.empty(), DomainName.parse("mx.example.net")));
        opened.add(server);
    }

    @AfterEach
    void close() throws Exception {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
    }

    private MailServerSide session() throws IOException {
        MailServerSide session = MailServerSide.connect(server.address());
        opened.add(session);
        session.negotiate();
        session.client(PEER, FAMILY);
        return session;
    }

    @Test
    void a_thousand_sessions_wait_for_a_dead_server_and_one_does_not_wait_for_them() throws Exception {
        for (int i = 0; i < SESSIONS; i++) {
            dns.fault(DnsFaultRule.of(DnsFault.Plain.NO_ANSWER).at("dead" + i + ".example"));
        }
        int threads = Thread.getAllStackTraces().size();
        List<MailServerSide> waiting = new ArrayList<>();
        for (int i = 0; i < SESSIONS; i++) {
            MailServerSide session = session();
            session.sendMail("joe@dead" + i + ".example");
            waiting.add(session);
        }

        assertThat(afterThoseThatGetNoResponse("joe@live.example")).isEqualTo(MailServerSide.CONTINUE);
        assertThat(Thread.getAllStackTraces().size() - threads).isLessThan(SESSIONS / 10);
        for (MailServerSide session : waiting) {
            assertThat(session.in().available()).isZero();
        }

        CompletableFuture<Void> answered = CompletableFuture.runAsync(() -> waiting.forEach(session -> {
            try {
                assertThat(session.answer()).startsWith("y451 4.4.3 cannot ask DNS now");
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }));
        while (!answered.isDone()) { // a command may reach the milter late
            time.pass(Duration.ofSeconds(1));
            Thread.onSpinWait();
        }
        answered.join();
    }

    /** The answer of a new session. Its query waits until those before it count no longer, which takes moments. */
    private String afterThoseThatGetNoResponse(String sender) throws Exception {
        MailServerSide session = session();
        CompletableFuture<String> answer = CompletableFuture.supplyAsync(() -> {
            try {
                return session.mail(sender);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        while (true) {
            try {
                return answer.get(100, TimeUnit.MILLISECONDS);
            } catch (TimeoutException waits) {
                time.pass(Duration.ofMillis(20));
            }
        }
    }

    @Test
    void it_stops_when_the_message_under_way_has_ended() throws Exception {
        MailServerSide sending = session();
        assertThat(sending.mail("joe@live.example")).isEqualTo(MailServerSide.CONTINUE);
        session(); // idle
        CompletableFuture<Void> stopped = CompletableFuture.runAsync(() -> {
            try {
                server.stop(Duration.ofMinutes(5));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });

        sending.send("LSubject\0test\0");
        assertThat(sending.answer()).isEqualTo(MailServerSide.CONTINUE);
        assertThat(stopped).isNotDone();
        sending.send("E");
        assertThat(sending.answer()).startsWith("i"); // a field is inserted
        while (!sending.answer().equals(MailServerSide.CONTINUE)) {
            assertThat(stopped).isNotCompletedExceptionally();
        }

        stopped.get(5, TimeUnit.MINUTES);
        assertThat(sending.in().read()).isNegative();
    }

    @Test
    void it_stops_at_once_without_messages_under_way() throws Exception {
        session();
        MailServerSide gone = session();
        assertThat(gone.mail("joe@live.example")).isEqualTo(MailServerSide.CONTINUE);
        gone.send("A");
        assertThat(session().mail("joe@none.example")).isEqualTo(MailServerSide.CONTINUE);
        MailServerSide cut = session();
        assertThat(cut.mail("joe@live.example")).isEqualTo(MailServerSide.CONTINUE);
        cut.close();
        opened.remove(opened.size() - 2).close(); // the session with none.example

        server.stop(Duration.ofDays(1));
    }
}
