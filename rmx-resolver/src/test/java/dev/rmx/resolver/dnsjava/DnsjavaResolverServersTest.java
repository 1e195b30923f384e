package dev.rmx.resolver.dnsjava;

import static dev.rmx.resolver.dnsjava.ScriptedServer.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.record.DomainName;
import dev.rmx.resolver.HeldTimer;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Resolver;

/** How servers are asked: which ones, how often, for how long, and what happens when they are gone. */
@Timeout(60)
class DnsjavaResolverServersTest {
    private static DnsAnswer ask(String name, RecordType type, Resolver... servers) {
        try (DnsjavaResolver resolver =
                DnsjavaResolver.builder().transports(servers).build()) {
            return resolver.resolve(new DnsQuestion(DomainName.parse(name), type))
                    .join();
        }
    }

    private static String reason(DnsAnswer answer) {
        assertThat(answer).isInstanceOf(DnsAnswer.Failed.class);
        return ((DnsAnswer.Failed) answer).reason();
    }

    @Test
    void second_server_is_asked_if_the_first_does_not_answer() {
        ScriptedServer down = ScriptedServer.saying(Rcode.SERVFAIL);
        ScriptedServer up =
                new ScriptedServer((question, response) -> answer(response, "a.example.", "A", "192.0.2.1"));

        assertThat(ask("a.example", RecordType.A, down, up)).isInstanceOf(DnsAnswer.Found.class);
        assertThat(down.asked).hasSize(1);
    }

    @Test
    void server_that_responded_is_not_asked_again() {
        ScriptedServer server = ScriptedServer.saying(Rcode.SERVFAIL);

        ask("a.example", RecordType.A, server);

        assertThat(server.asked).hasSize(1);
    }

    @Test
    void unexpected_exceptions_of_dnsjava_are_failures() {
        ScriptedServer server = new ScriptedServer((question, response) -> {
            throw new IllegalStateException("boom");
        });

        assertThat(reason(ask("a.example", RecordType.A, server))).contains("boom");
    }

    @Test
    void silent_server_is_a_failure_after_all_attempts() throws Exception {
        try (DatagramSocket silent = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                DnsjavaResolver resolver = DnsjavaResolver.builder()
                        .servers((InetSocketAddress) silent.getLocalSocketAddress())
                        .timeout(Duration.ofMillis(50))
                        .attempts(3)
                        .build()) {
            DnsAnswer answer = resolver.resolve(new DnsQuestion(DomainName.parse("a.example"), RecordType.A))
                    .join();

            assertThat(reason(answer)).contains("timed out").contains(String.valueOf(silent.getLocalPort()));
        }
    }

    @Test
    void transport_that_never_completes_is_a_failure() {
        ScriptedServer hanging = ScriptedServer.hanging();
        try (DnsjavaResolver resolver = DnsjavaResolver.builder()
                .transports(hanging)
                .timeout(Duration.ofMillis(20))
                .build()) {
            DnsAnswer answer = resolver.resolve(new DnsQuestion(DomainName.parse("a.example"), RecordType.A))
                    .join();

            assertThat(reason(answer)).contains("timed out");
            assertThat(hanging.asked).hasSize(2);
        }
    }

    @Test
    void close_fails_open_questions_at_once_and_sends_nothing_more() throws Exception {
        try (DatagramSocket silent = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            DnsjavaResolver resolver = DnsjavaResolver.builder()
                    .servers((InetSocketAddress) silent.getLocalSocketAddress())
                    .timeout(Duration.ofMinutes(5))
                    .build();
            DnsQuestion question = new DnsQuestion(DomainName.parse("a.example"), RecordType.A);
            CompletableFuture<DnsAnswer> open = resolver.resolve(question);
            silent.receive(new DatagramPacket(new byte[512], 512));

            resolver.close();

            assertThat(reason(open.join())).isEqualTo("the resolver is closed");
            assertThat(reason(resolver.resolve(question).join())).isEqualTo("the resolver is closed");
            silent.setSoTimeout(50);
            assertThatThrownBy(() -> silent.receive(new DatagramPacket(new byte[512], 512)))
                    .isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void a_cancelled_question_is_not_asked_again() throws Exception {
        Duration timeout = Duration.ofSeconds(2);
        HeldTimer timer = new HeldTimer();
        try (DatagramSocket silent = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                DnsjavaResolver resolver = DnsjavaResolver.builder()
                        .servers((InetSocketAddress) silent.getLocalSocketAddress())
                        .timeout(timeout)
                        .attempts(1_000)
                        .scheduler(timer)
                        .build()) {
            CompletableFuture<DnsAnswer> answer =
                    resolver.resolve(new DnsQuestion(DomainName.parse("a.example"), RecordType.A));
            silent.receive(new DatagramPacket(new byte[512], 512));
            timer.pass(timeout);
            silent.receive(new DatagramPacket(new byte[512], 512)); // the second attempt
            answer.cancel(true);

            timer.pass(timeout.multipliedBy(10));

            silent.setSoTimeout(50);
            assertThatThrownBy(() -> silent.receive(new DatagramPacket(new byte[512], 512)))
                    .isInstanceOf(SocketTimeoutException.class);
        }
    }

    /** dnsjava has one thread for all sockets, the JDK one for all timers: our code must not block them. */
    @Test
    void stages_of_a_question_run_on_the_resolvers_threads() throws Exception {
        try (DatagramSocket silent = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                DnsjavaResolver resolver = DnsjavaResolver.builder()
                        .servers((InetSocketAddress) silent.getLocalSocketAddress())
                        .timeout(Duration.ofMillis(50))
                        .attempts(1)
                        .build()) {
            String here = Thread.currentThread().getName();
            String thread;
            do {
                thread = resolver.resolve(new DnsQuestion(DomainName.parse("a.example"), RecordType.A))
                        .thenApply(answer -> Thread.currentThread().getName())
                        .join();
            } while (thread.equals(here)); // the question was over before the stage was there

            assertThat(thread).startsWith("rmx-dns-");
        }
    }

    @Test
    void builder_refuses_nonsense_at_once() {
        DnsjavaResolverBuilder builder = DnsjavaResolver.builder();

        assertThatThrownBy(builder::servers).hasMessageContaining("name server");
        assertThatThrownBy(builder::transports).hasMessageContaining("transport");
        assertThatThrownBy(() -> builder.servers(InetSocketAddress.createUnresolved("a.invalid", 53)))
                .hasMessageContaining("a.invalid");
        assertThatThrownBy(() -> builder.timeout(Duration.ZERO)).hasMessageContaining("PT0S");
        assertThatThrownBy(() -> builder.attempts(0)).hasMessageContaining("not 0");
        assertThatThrownBy(() -> builder.rmxType(65536)).hasMessageContaining("65536");
        assertThatThrownBy(() -> builder.rmxType(128)).hasMessageContaining("128");
        assertThatThrownBy(() -> builder.rmxType(255)).hasMessageContaining("255");
    }

    @Test
    void WIRE_6_type_number_is_a_setting() {
        ScriptedServer server = new ScriptedServer((question, response) -> {});
        try (DnsjavaResolver resolver =
                DnsjavaResolver.builder().transports(server).rmxType(65400).build()) {
            resolver.resolve(new DnsQuestion(DomainName.parse("a.example"), RecordType.RMX))
                    .join();
        }
        assertThat(server.asked).containsExactly("a.example. TYPE65400");
    }
}
