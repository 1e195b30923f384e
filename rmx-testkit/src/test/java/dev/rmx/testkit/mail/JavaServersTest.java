package dev.rmx.testkit.mail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.PublishedForm;
import dev.rmx.RmxOutcome;
import dev.rmx.RmxVerdict;
import dev.rmx.quarantine.InMemoryQuarantineStore;
import dev.rmx.quarantine.Quarantine;
import dev.rmx.quarantine.QuarantineSettings;
import dev.rmx.receive.AuthenticationResultsField;
import dev.rmx.receive.Disposition;
import dev.rmx.receive.ReceivedSpfField;
import dev.rmx.receive.ReceiverPolicy;
import dev.rmx.record.DomainName;
import dev.rmx.resolver.RmxChecker;
import dev.rmx.resolver.dnsjava.DnsjavaResolver;
import dev.rmx.spf.SpfResult;
import dev.rmx.testkit.DnsFault;
import dev.rmx.testkit.DnsFaultRule;
import dev.rmx.testkit.FreePort;
import dev.rmx.testkit.RmxDnsServer;
import dev.rmx.testkit.RmxZone;
import example.james.RmxHook;
import example.subethasmtp.ProxiedClients;
import example.subethasmtp.RmxMessageHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.james.metrics.tests.RecordingMetricFactory;
import org.apache.james.protocols.api.ProtocolSession;
import org.apache.james.protocols.netty.NettyServer;
import org.apache.james.protocols.smtp.SMTPConfigurationImpl;
import org.apache.james.protocols.smtp.SMTPProtocol;
import org.apache.james.protocols.smtp.SMTPProtocolHandlerChain;
import org.apache.james.protocols.smtp.hook.HookResult;
import org.apache.james.protocols.smtp.hook.MessageHook;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.subethamail.smtp.server.SMTPServer;

/** The examples for mail servers in Java. */
class JavaServersTest {
    private static final String TEXT = "Subject: test\n\nhello";
    private static final DomainName HOST = DomainName.parse("mx.example.net");
    private static final ProxiedClients CLIENTS = ProxiedClients.direct();

    private final RmxDnsServer dns = RmxDnsServer.start(RmxZone.parse("""
            pass.example. 3600 IN RMX ipv4:127.0.0.1
            deny.example. 3600 IN RMX !ipv4:127.0.0.1
            down.example. 3600 IN RMX ipv4:127.0.0.1
            spf-pass.example.  3600 IN TXT "v=spf1 ip4:127.0.0.1 -all"
            spf-fail.example.  3600 IN TXT "v=spf1 -all exp=why.example."
            why.example.       3600 IN TXT "%{i} may not send for %{o}"
            spf-error.example. 3600 IN TXT "v=spf1 ip4:nowhere"
            spf-down.example.  3600 IN TXT "v=spf1 a:down.example -all"
            """));
    private final RmxChecker checker = RmxChecker.builder(
                    DnsjavaResolver.builder().servers(dns.address()).build())
            .withoutFailureMemory()
            .forms(PublishedForm.RMX, PublishedForm.RMX_TXT, PublishedForm.SPF)
            .explanations("mx.example.net")
            .build();
    private final Spool spool = new Spool();
    private final Quarantine quarantine = Quarantine.builder(
                    checker::checkAsync,
                    new InMemoryQuarantineStore(1),
                    (message, decision) ->
                            spool.deliver(message.reference().text().orElseThrow()))
            .settings(QuarantineSettings.DEFAULT
                    .withPauses(Duration.ofMillis(20), Duration.ofMillis(50))
                    .withPollEvery(Duration.ofMillis(10)))
            .build();

    JavaServersTest() {
        dns.fault(DnsFaultRule.of(DnsFault.Plain.SERVFAIL).at("down.example"));
    }

    @AfterEach
    void close() {
        quarantine.close();
        checker.close();
        dns.close();
    }

    private static final class Spool implements RmxMessageHandler.Spool {
        private final AtomicInteger ids = new AtomicInteger();
        private final Map<String, String> messages = new ConcurrentHashMap<>();
        private final BlockingQueue<String> delivered = new LinkedBlockingQueue<>();
        private final AtomicInteger repliable = new AtomicInteger();

        @Override
        public String keep(String from, List<String> recipients, byte[] message, boolean mayReply) {
            String id = "m" + ids.incrementAndGet();
            messages.put(id, new String(message, StandardCharsets.ISO_8859_1));
            if (mayReply) {
                repliable.incrementAndGet();
            }
            return id;
        }

        @Override
        public void deliver(String id) throws IOException {
            String message = messages.remove(id);
            if (message == null) {
                throw new IOException("no message " + id);
            }
            delivered.add(message.replace("\r\n", "\n"));
        }

        @Override
        public void remove(String id) {
            messages.remove(id);
        }

        String next() throws InterruptedException {
            String message = delivered.poll(60, TimeUnit.SECONDS);
            assertThat(message).isNotNull();
            return message;
        }
    }

    private interface Session {
        void run(SmtpClient client) throws Exception;
    }

    private void subEtha(ReceiverPolicy policy, Session session) throws Exception {
        SMTPServer server = SMTPServer.port(FreePort.ofTcp())
                .bindAddress(InetAddress.getLoopbackAddress())
                .insertReceivedHeaders(false)
                .messageHandlerFactory(context ->
                        new RmxMessageHandler(context, CLIENTS.of(context), checker, policy, quarantine, HOST, spool))
                .build();
        server.start();
        try (SmtpClient client = SmtpClient.connect(server.getPort())) {
            session.run(client);
        } finally {
            server.stop();
        }
    }

    private static String send(SmtpClient client, String from) throws IOException {
        return client.message(from, "<user@example.net>", TEXT);
    }

    @Test
    void SubEthaSMTP_marks_and_holds_with_the_transitional_policy() throws Exception {
        subEtha(ReceiverPolicy.transitional(), client -> {
            assertThat(send(client, "<joe@deny.example>")).startsWith("250");
            assertThat(MilterContract.outcome(spool.next())).isEqualTo("Denied");
            assertThat(send(client, "<>")).startsWith("250");
            assertThat(spool.next()).contains("smtp.helo=mail.example.com").endsWith(TEXT + "\n");
            assertThat(send(client, "<joe@down.example>")).startsWith("250");
            assertThat(spool.delivered).isEmpty();
            assertThat(send(client, "<joe@down.example>")).startsWith("451 4.3.0"); // quarantine is full
            assertThat(spool.messages).hasSize(1);

            dns.clearFaults();
            assertThat(MilterContract.outcome(spool.next())).isEqualTo("TempFail");
        });
    }

    @Test
    void RFC_3834_SubEthaSMTP_lets_a_vacation_program_reply_to_genuine_senders_only() throws Exception {
        subEtha(ReceiverPolicy.transitional(), client -> {
            assertThat(send(client, "<joe@deny.example>")).startsWith("250");
            assertThat(send(client, "<>")).startsWith("250");
            assertThat(client.message("<joe@pass.example>", "<user@example.net>", "Precedence: list\n" + TEXT))
                    .startsWith("250");
            assertThat(spool.repliable).hasValue(0);

            assertThat(send(client, "<joe@pass.example>")).startsWith("250");
            assertThat(spool.repliable).hasValue(1);
        });
    }

    @Test
    void SubEthaSMTP_refuses_with_the_enforcing_policy() throws Exception {
        subEtha(ReceiverPolicy.enforcing(), client -> {
            assertThat(send(client, "<joe@deny.example>"))
                    .isEqualTo("550 5.7.1 message refused: deny.example refuses 127.0.0.1 by !ipv4:127.0.0.1");
            assertThat(send(client, "<joe@down.example>")).startsWith("451 4.4.3 cannot ask DNS now");
            assertThat(send(client, "<joe@pass.example>")).startsWith("250");
            assertThat(MilterContract.outcome(spool.next())).isEqualTo("Granted");
        });
    }

    private static final ReceiverPolicy REJECTS_UNUSABLE_RECORDS =
            ReceiverPolicy.enforcing().with(RmxOutcome.BAD_DATA, Disposition.REJECT);

    @Test
    void HDR_5_SMTP_4_SubEthaSMTP_takes_a_domain_with_SPF_only() throws Exception {
        subEtha(REJECTS_UNUSABLE_RECORDS, client -> {
            assertThat(send(client, "<joe@spf-pass.example>")).startsWith("250");
            assertThatSpfSays("pass", spool.next());
            assertThatSpfIsRefused(client);
        });
    }

    private static void assertThatSpfIsRefused(SmtpClient client) throws IOException {
        assertThat(send(client, "<joe@spf-fail.example>"))
                .isEqualTo("550 5.7.23 message refused: spf-fail.example refuses 127.0.0.1 by -all; spf-fail.example"
                        + " explains: 127.0.0.1 may not send for spf-fail.example");
        assertThat(send(client, "<joe@spf-error.example>")).startsWith("550 5.7.24 message refused: ");
        assertThat(send(client, "<joe@spf-down.example>")).startsWith("451 4.7.24 cannot ask DNS now");
    }

    @Test
    void HDR_5_SubEthaSMTP_marks_and_holds_a_domain_with_SPF_only() throws Exception {
        subEtha(ReceiverPolicy.transitional(), client -> {
            assertThat(send(client, "<joe@spf-fail.example>")).startsWith("250");
            assertThatSpfSays("fail", spool.next());
            assertThat(send(client, "<joe@spf-error.example>")).startsWith("250");
            assertThatSpfSays("permerror", spool.next());
            assertThat(send(client, "<joe@spf-down.example>")).startsWith("250");
            assertThat(spool.delivered).isEmpty();

            dns.clearFaults();
            assertThatSpfSays("temperror", spool.next());
        });
    }

    private static void assertThatSpfSays(String word, String message) {
        List<String> received = MilterContract.fields(message, ReceivedSpfField.NAME);
        List<String> results = MilterContract.fields(message, AuthenticationResultsField.NAME);
        assertThat(received).hasSize(1);
        assertThat(results).hasSize(1);
        assertThat(ReceivedSpfField.parse(received.get(0)).result()).hasToString(word);
        assertThat(AuthenticationResultsField.parse(results.get(0)).results())
                .singleElement()
                .matches(one -> one.method().equals("spf") && one.result().equals(word), word);
        assertThat(MilterContract.fields(message, "X-RMX")).isEmpty();
    }

    @Test
    void SubEthaSMTP_removes_forged_fields() throws Exception {
        subEtha(ReceiverPolicy.transitional(), client -> {
            String forged =
                    "X-RMX: Granted\nReceived-SPF: pass\nReceived: by x\n\tfor y\nAuthentication-Results:\n mx.example.net; x-rmx=pass\n";
            assertThat(client.message("<joe@deny.example>", "<user@example.net>", forged + TEXT))
                    .startsWith("250");
            String message = spool.next();
            assertThat(MilterContract.outcome(message)).isEqualTo("Denied");
            assertThat(MilterContract.fields(message, "Authentication-Results")).hasSize(1);
            assertThat(message).endsWith("\nReceived: by x\n\tfor y\n" + TEXT + "\n");
            for (String text : List.of("\nno header", "no header at all", "Subject: no body\n")) {
                assertThat(client.message("<joe@pass.example>", "<user@example.net>", text))
                        .startsWith("250");
                assertThat(spool.next()).endsWith(text + "\n").contains("x-rmx=pass");
            }
        });
    }

    /** RFC 5322 allows a message without an empty line after its header section. */
    @Test
    void HDR_4_SubEthaSMTP_removes_forged_fields_whatever_the_line_ends() throws Exception {
        String forged = "Authentication-Results: mx.example.net; x-rmx=pass";
        subEtha(ReceiverPolicy.transitional(), client -> {
            for (String text : List.of(
                    "Subject: a\r\n" + forged,
                    forged,
                    "Subject: a\n" + forged + "\n\nhello",
                    "Subject: a\r" + forged + "\r\rhello",
                    "Subject: a\n" + forged + "\r\n\r\nhello",
                    "Subject: a\n\nb\r\n" + forged + "\r\n\r\nhello",
                    " \r\n" + forged)) {
                assertThat(client.say("MAIL FROM:<joe@deny.example>")).startsWith("250");
                assertThat(client.say("RCPT TO:<user@example.net>")).startsWith("250");
                assertThat(client.say("DATA")).startsWith("354");
                assertThat(client.say(text + "\r\n.")).startsWith("250");
                String message = spool.next();
                String header = (message + "\n\n").substring(0, (message + "\n\n").indexOf("\n\n"));
                assertThat(header).contains("x-rmx=fail").doesNotContain("x-rmx=pass", "\r");
            }
        });
    }

    private static final List<String> NO_REVERSE_PATHS = List.of(
            "<a@deny.example(c)>",
            "<<a@deny.example>>",
            "<a@deny.example\0>",
            "<a@deny.example\t>",
            "<a@deny.example>\0",
            "<a@deny.example>\t",
            "<a@deny.example,b@deny.example>",
            "<a@deny.example\u00a0>");

    /** The example or the server itself refuses the command. */
    private static void assertThatNoneIsTaken(SmtpClient client, String sender) throws IOException {
        assertThat(client.say("MAIL FROM:" + sender)).as(sender).matches("(501 5\\.1\\.7|550 5\\.7\\.1|50\\d|553) .*");
    }

    @Test
    void SubEthaSMTP_refuses_a_sender_that_is_not_a_reverse_path() throws Exception {
        for (String sender : NO_REVERSE_PATHS) { // the server may close the connection after one
            subEtha(ReceiverPolicy.enforcing(), client -> assertThatNoneIsTaken(client, sender));
        }
        for (String sender : List.of("<a@deny.example\t>", "<<a@deny.example>>", "<a@deny.example(c)>")) {
            subEtha(
                    ReceiverPolicy.enforcing(),
                    client -> assertThat(client.say("MAIL FROM:" + sender)).startsWith("501 5.1.7 "));
        }
    }

    @Test
    void James_refuses_and_passes_the_verdict_on() throws Exception {
        BlockingQueue<RmxVerdict> verdicts = new LinkedBlockingQueue<>();
        MessageHook last = (session, envelope) -> {
            verdicts.add(session.getAttachment(RmxHook.VERDICT, ProtocolSession.State.Transaction)
                    .orElseThrow());
            return HookResult.OK;
        };
        NettyServer server = new NettyServer.Factory()
                .protocol(new SMTPProtocol(
                        new SMTPProtocolHandlerChain(
                                new RecordingMetricFactory(),
                                new RmxHook(checker, REJECTS_UNUSABLE_RECORDS, HOST),
                                last),
                        new SMTPConfigurationImpl()))
                .build();
        server.setListenAddresses(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        server.setGracefulShutdown(false);
        server.bind();
        try (SmtpClient client =
                SmtpClient.connect(server.getListenAddresses().get(0).getPort())) {
            assertThat(send(client, "<joe@deny.example>"))
                    .isEqualTo("550 5.7.1 message refused: deny.example refuses 127.0.0.1 by !ipv4:127.0.0.1");
            assertThat(send(client, "<joe@down.example>")).startsWith("451 4.4.3 cannot ask DNS now");
            assertThat(send(client, "<joe@pass.example>")).startsWith("250");
            assertThat(verdicts.remove().outcome()).hasToString("Granted");
            assertThat(send(client, "<>")).startsWith("250");
            assertThat(verdicts.remove().outcome()).hasToString("NoRMX");
            assertThatSpfIsRefused(client);
            assertThat(send(client, "<joe@spf-pass.example>")).startsWith("250");
            assertThat(verdicts.remove().spf().orElseThrow().result()).contains(SpfResult.PASS);
            for (String sender : NO_REVERSE_PATHS) {
                assertThatNoneIsTaken(client, sender);
                assertThat(client.say("RSET")).startsWith("250");
            }
        } finally {
            server.unbind();
        }
    }
}
