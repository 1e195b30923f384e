package dev.rmx.testkit.mail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.PublishedForm;
import dev.rmx.quarantine.InMemoryQuarantineStore;
import dev.rmx.quarantine.Quarantine;
import dev.rmx.quarantine.QuarantineSettings;
import dev.rmx.receive.AuthenticationResultsField;
import dev.rmx.receive.ReceivedSpfField;
import dev.rmx.receive.ReceiverPolicy;
import dev.rmx.receive.XRmxField;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpPrefix;
import dev.rmx.resolver.RmxChecker;
import dev.rmx.resolver.dnsjava.DnsjavaResolver;
import dev.rmx.testkit.DnsFault;
import dev.rmx.testkit.DnsFaultRule;
import dev.rmx.testkit.FreePort;
import dev.rmx.testkit.RmxDnsServer;
import dev.rmx.testkit.RmxZone;
import dev.rmx.testkit.milter.MilterServer;
import dev.rmx.testkit.milter.RmxMilter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The milter behind a real mail server: its replies to clients, and what is delivered and held. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class MilterContract {
    static final String TEXT = "From: joe@example.com\nSubject: test\n\nhello";
    private static final DomainName HOST = DomainName.parse("mx.example.net");
    private static final RmxZone ZONE = RmxZone.parse("""
            pass.example.  3600 IN RMX ipv4:127.0.0.1
            deny.example.  3600 IN RMX !ipv4:127.0.0.1 ipv4:0.0.0.0/0
            other.example. 3600 IN RMX ipv4:192.0.2.0/24
            six.example.   3600 IN RMX ipv6:2001:db8::/32
            _rmx.bad.example. 3600 IN TXT "ipv4:300.1.2.3"
            down.example.  3600 IN RMX ipv4:127.0.0.1
            spf-pass.example. 3600 IN TXT "v=spf1 ip4:127.0.0.1 -all"
            spf-fail.example. 3600 IN TXT "v=spf1 -all"
            spf-down.example. 3600 IN TXT "v=spf1 a:down.example -all"
            """);

    private RmxDnsServer dns;
    private MailSink sink;
    private int milterPort;
    private @Nullable MailServer server;
    private final List<AutoCloseable> opened = new ArrayList<>();

    abstract MailServer start(Path directory, int milterPort, int sinkPort) throws Exception;

    final MailServer server() {
        return Objects.requireNonNull(server);
    }

    @BeforeAll
    final void startServer(@TempDir Path directory) throws Exception {
        dns = RmxDnsServer.start(ZONE);
        sink = new MailSink();
        milterPort = FreePort.ofTcp();
        server = start(directory, milterPort, sink.port());
    }

    @AfterAll
    final void stopServer() throws Exception {
        if (server != null) {
            server.stop();
        }
        sink.close();
        dns.close();
    }

    @AfterEach
    final void stopMilter() throws Exception {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.remove(i).close();
        }
        dns.clearFaults();
        assertThat(sink.isEmpty()).as("nothing else was delivered").isTrue();
    }

    /** Starts the milter. DNS fails for down.example. */
    final void milter(ReceiverPolicy policy) throws IOException {
        dns.fault(DnsFaultRule.of(DnsFault.Plain.SERVFAIL).at("down.example"));
        RmxChecker checker = RmxChecker.builder(
                        DnsjavaResolver.builder().servers(dns.address()).build())
                .forms(PublishedForm.RMX, PublishedForm.RMX_TXT, PublishedForm.SPF)
                .trustedRelays(policy.trustedRelays())
                .withoutFailureMemory()
                .build();
        Quarantine quarantine = Quarantine.builder(
                        checker::checkAsync,
                        new InMemoryQuarantineStore(100),
                        (message, decision) ->
                                server().goOn(message.reference().text().orElseThrow()))
                .settings(QuarantineSettings.DEFAULT
                        .withPauses(Duration.ofMillis(100), Duration.ofMillis(200))
                        .withPollEvery(Duration.ofMillis(20)))
                .build();
        opened.addAll(List.of(checker, quarantine));
        opened.add(MilterServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), milterPort),
                new RmxMilter(checker, policy, Optional.of(quarantine), HOST)));
    }

    final String send(String from) throws IOException {
        try (SmtpClient client = SmtpClient.connect(server().port())) {
            return client.message(from, "<user@example.net>", TEXT);
        }
    }

    final String delivered() throws InterruptedException {
        return sink.next().orElseThrow(() -> new AssertionError("nothing was delivered"));
    }

    /** The values of the fields with this name, from the top. */
    static List<String> fields(String message, String name) {
        String head = message.substring(0, message.indexOf("\n\n") + 1);
        Matcher fields =
                Pattern.compile("(?mi)^" + name + ": ?((?:.*\n[ \t])*.*)\n").matcher(head);
        return fields.results().map(field -> field.group(1)).toList();
    }

    static String outcome(String message) {
        List<String> fields = fields(message, XRmxField.NAME);
        assertThat(fields).hasSize(1);
        return XRmxField.parse(fields.get(0)).outcome().toString();
    }

    @ParameterizedTest
    @CsvSource({
        "<joe@pass.example>,  Granted,  pass, smtp.mailfrom=pass.example",
        "<joe@deny.example>,  Denied,   fail, smtp.mailfrom=deny.example",
        "<joe@other.example>, NotInRMX, fail, smtp.mailfrom=other.example",
        "<joe@bad.example>,   BadData,  none, smtp.mailfrom=bad.example",
    })
    final void DISP_2_transitional_marks_and_never_rejects(String from, String outcome, String result, String property)
            throws Exception {
        milter(ReceiverPolicy.transitional());

        assertThat(send(from)).startsWith("250");

        String message = delivered();
        Traces.assertFound(message, "127.0.0.1", "mail.example.com", ""); // [RCVD-4]
        assertThat(outcome(message)).isEqualTo(outcome);
        List<String> results = fields(message, AuthenticationResultsField.NAME);
        assertThat(results).hasSize(1);
        AuthenticationResultsField field = AuthenticationResultsField.parse(results.get(0));
        assertThat(field.host()).isEqualTo(HOST);
        assertThat(field.results()).hasSize(1);
        assertThat(field.result("x-rmx").orElseThrow().result()).isEqualTo(result);
        assertThat(results.get(0)).endsWith(property);
    }

    @ParameterizedTest
    @CsvSource({
        "<joe@spf-pass.example>, pass, smtp.mailfrom=spf-pass.example",
        "<joe@spf-fail.example>, fail, smtp.mailfrom=spf-fail.example",
    })
    final void HDR_5_a_domain_with_SPF_only_is_marked_in_the_fields_of_SPF(String from, String word, String property)
            throws Exception {
        milter(ReceiverPolicy.transitional());

        assertThat(send(from)).startsWith("250");

        String message = delivered();
        List<String> received = fields(message, ReceivedSpfField.NAME);
        assertThat(received).hasSize(1);
        assertThat(ReceivedSpfField.parse(received.get(0)).result()).hasToString(word);
        assertThat(fields(message, XRmxField.NAME)).isEmpty();
        List<String> results = fields(message, AuthenticationResultsField.NAME);
        assertThat(results).hasSize(1);
        assertThat(results.get(0)).startsWith(HOST + "; spf=" + word).endsWith(property);
    }

    @ParameterizedTest
    @CsvSource({
        "<joe@none.example>, smtp.mailfrom=none.example",
        "<>,                 smtp.helo=mail.example.com",
    })
    final void HDR_5_a_domain_without_a_record_is_marked_in_the_fields_of_all_forms(String from, String property)
            throws Exception {
        milter(ReceiverPolicy.transitional());

        assertThat(send(from)).startsWith("250");

        String message = delivered();
        assertThat(outcome(message)).isEqualTo("NoRMX");
        assertThat(fields(message, ReceivedSpfField.NAME)).singleElement().matches(value -> value.startsWith("none"));
        List<String> results = fields(message, AuthenticationResultsField.NAME);
        assertThat(results).hasSize(1);
        AuthenticationResultsField field = AuthenticationResultsField.parse(results.get(0));
        assertThat(field.result("x-rmx").orElseThrow().result()).isEqualTo("none");
        assertThat(field.result("spf").orElseThrow().result()).isEqualTo("none");
        assertThat(results.get(0)).endsWith(property);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<joe@spf-fail.example> | 550 5.7.23 | message refused: spf-fail.example refuses 127.0.0.1 by -all",
                "<joe@spf-down.example> | 451 4.7.24 | cannot ask DNS now, try again later: down.example A:",
                "<joe@pass.example> | 250 | \'\'",
                "<joe@none.example> | 250 | \'\'",
                "<joe@bad.example> | 250 | \'\'",
                "<joe@deny.example> | 550 5.7.1 | message refused: deny.example refuses 127.0.0.1 by !ipv4:127.0.0.1",
                "<joe@other.example> | 550 5.7.1 | message refused: no entry of the record of other.example matches 127.0.0.1",
                "<joe@down.example> | 451 4.4.3 | cannot ask DNS now, try again later: down.example RMX:",
            })
    final void DISP_3_SMTP_1_SMTP_2_enforcing_rejects_and_defers(String from, String code, String text)
            throws Exception {
        milter(ReceiverPolicy.enforcing());

        assertThat(send(from)).startsWith(code).contains(text);

        if (code.startsWith("2")) {
            assertThat(outcome(delivered())).isNotEmpty();
        }
    }

    @Test
    final void DISP_2_a_message_is_held_until_DNS_answers() throws Exception {
        milter(ReceiverPolicy.transitional());

        assertThat(send("<joe@down.example>")).startsWith("250");
        assertThat(server().held()).hasSize(1);
        assertThat(sink.isEmpty()).isTrue();

        dns.clearFaults();

        assertThat(outcome(delivered())).isEqualTo("TempFail");
        assertThat(server().held()).isEmpty();
    }

    @Test
    final void a_trusted_relay_is_not_checked() throws Exception {
        milter(ReceiverPolicy.enforcing().trusting(List.of(IpPrefix.parse("127.0.0.0/8"))));
        dns.forgetAsked();

        assertThat(send("<joe@deny.example>")).startsWith("250");

        assertThat(outcome(delivered())).isEqualTo("Trusted");
        assertThat(dns.asked()).isEmpty();
    }

    /** The client forwards mail of other.example, whose record does not list it (draft 10). */
    @Test
    final void DISP_2_a_forwarder_is_marked_unless_trusted_or_it_rewrites_the_sender() throws Exception {
        milter(ReceiverPolicy.transitional());
        assertThat(send("<joe@other.example>")).startsWith("250");
        assertThat(outcome(delivered())).isEqualTo("NotInRMX");
        stopMilter();

        milter(ReceiverPolicy.enforcing());
        assertThat(send("<joe@other.example>")).startsWith("550 5.7.1");
        assertThat(send("<SRS0=hash=tt=other.example=joe@pass.example>")).startsWith("250"); // rewritten sender
        assertThat(outcome(delivered())).isEqualTo("Granted");
        stopMilter();

        milter(ReceiverPolicy.enforcing().trusting(List.of(IpPrefix.parse("127.0.0.1/32"))));
        assertThat(send("<joe@other.example>")).startsWith("250");
        assertThat(outcome(delivered())).isEqualTo("Trusted");
    }

    @Test
    final void HDR_4_forged_fields_are_removed_and_other_hosts_fields_stay() throws Exception {
        milter(ReceiverPolicy.transitional());
        String other = "Granted addr 192.0.2.1 by mx.example.com on Thu, 5 Nov 2026 06:07:08 +0000 mechanism mx:";
        String forged = "X-RMX: Granted\nX-Rmx: " + other.replace(".com", ".net") + "\nX-RMX: " + other
                + "\nAuthentication-Results: mx.example.net; x-rmx=pass\n\tsmtp.mailfrom=deny.example\n"
                + "x-rmx: Granted addr 192.0.2.1\n by MX.example.NET on Thu, 5 Nov 2026 06:07:08 +0000 mechanism mx:\n"
                + "authentication-results: mx.example.com; spf=pass\n";
        try (SmtpClient client = SmtpClient.connect(server().port())) {
            assertThat(client.message("<joe@deny.example>", "<user@example.net>", forged + TEXT))
                    .startsWith("250");
        }

        String message = delivered();
        List<String> fields = fields(message, "X-RMX");
        assertThat(fields).hasSize(2);
        assertThat(fields.get(0)).startsWith("Denied").contains("by mx.example.net");
        assertThat(fields.get(1)).isEqualTo(other);
        List<String> results = fields(message, "Authentication-Results");
        assertThat(results).hasSize(2);
        assertThat(results.get(0)).startsWith("mx.example.net; x-rmx=fail");
        assertThat(results.get(1)).isEqualTo("mx.example.com; spf=pass");
    }

    @Test
    final void without_the_filter_clients_must_try_again() throws Exception {
        milter(ReceiverPolicy.transitional());
        assertThat(send("<joe@pass.example>")).startsWith("250");
        delivered();

        stopMilter();

        assertThat(send("<joe@pass.example>")).startsWith(server().withoutMilter());
        milter(ReceiverPolicy.transitional());
        assertThat(send("<joe@pass.example>")).startsWith("250");
        delivered();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<joe@\u0000pass.example>",
                "<j\u00fce@pass.example>",
                "<joe@p\u00fcss.example>",
                "joe@pass.example",
                "<joe@[127.0.0.1]>",
                "<@a.example,@b.example:joe@pass.example>",
                "<\"joe\\\"@x\"@pass.example>",
                "<joe@pass..example>",
                "<joe@pass.example",
                "<joe%pass.example%n%s@pass.example>",
            })
    final void the_filter_survives_bad_senders(String from) throws Exception {
        milter(ReceiverPolicy.enforcing());

        try (SmtpClient client = SmtpClient.connect(server().port())) {
            assertThat(client.say("MAIL FROM:" + from)).matches("[245]\\d\\d .*");
            assertThat(client.say("RSET")).startsWith("250");
        }
        assertThat(send("<joe@deny.example>")).startsWith("550 5.7.1");
    }

    @Test
    final void strange_sessions_do_no_harm() throws Exception {
        milter(ReceiverPolicy.enforcing());
        try (SmtpClient client = SmtpClient.connect(server().port())) {
            assertThat(client.say("MAIL FROM:<" + "a".repeat(65_536) + "@pass.example>"))
                    .matches("[45]\\d\\d .*");
        }
        try (SmtpClient client = SmtpClient.connect(server().port())) {
            assertThat(client.say("HELO a name with spaces")).matches("[25]\\d\\d .*");
            assertThat(client.message("<>", "<user@example.net>", TEXT)).startsWith("250");
            delivered();
        }
        try (SmtpClient client = SmtpClient.connect(server().port())) {
            assertThat(client.say("MAIL FROM:<joe@pass.example>")).startsWith("250");
            for (int i = 0; i < 100; i++) {
                assertThat(client.say("RCPT TO:<user" + i + "@example.net>")).startsWith("250");
            }
            client.say("DATA");
            client.send("Subject: half of"); // and disconnects
        }
        try (SmtpClient client = SmtpClient.connect(server().port())) { // two messages, the first abandoned
            client.say("MAIL FROM:<joe@pass.example>");
            client.say("RSET");
            assertThat(client.message("<joe@deny.example>", "<user@example.net>", TEXT))
                    .startsWith("550 5.7.1");
            assertThat(client.message("<joe@pass.example>", "<user@example.net>", TEXT))
                    .startsWith("250");
            assertThat(outcome(delivered())).isEqualTo("Granted");
        }
    }
}
