package dev.rmx.testkit.mail;

import static dev.rmx.testkit.mail.MilterContract.fields;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.testkit.DnsFault;
import dev.rmx.testkit.DnsFaultRule;
import dev.rmx.testkit.FreePort;
import dev.rmx.testkit.RmxDnsServer;
import dev.rmx.testkit.RmxZone;
import dev.rmx.testkit.cli.PolicydProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code rmx policyd} behind a real Postfix, which asks three times a message. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PolicydIT {
    private static final String LONG = ("a".repeat(60) + ".").repeat(3) + "example";
    private static final RmxZone ZONE = RmxZone.parse("""
            pass.example.     3600 IN RMX ipv4:127.0.0.1
            other.example.    3600 IN RMX ipv4:192.0.2.0/24
            six.example.      3600 IN RMX ipv6:2001:db8::/32
            spf-pass.example. 3600 IN TXT "v=spf1 ip4:127.0.0.1 -all"
            spf-fail.example. 3600 IN TXT "v=spf1 -all"
            spf-down.example. 3600 IN TXT "v=spf1 a:down.example -all"
            rmx-down.example. 3600 IN RMX host:down.example
            """ + LONG + ". 3600 IN TXT \"v=spf1 -all\"\n");

    private RmxDnsServer dns;
    private MailSink sink;
    private MailServer server;
    private int port;
    private @Nullable PolicydProcess policyd;

    @BeforeAll
    void startServer(@TempDir Path directory) throws Exception {
        dns = RmxDnsServer.start(ZONE);
        dns.fault(DnsFaultRule.of(DnsFault.Plain.SERVFAIL).at("down.example"));
        sink = new MailSink();
        port = FreePort.ofTcp();
        String ask = "check_policy_service inet:127.0.0.1:" + port;
        server = Postfix.start(
                directory,
                sink.port(),
                "smtpd_recipient_restrictions = reject_unauth_destination, " + ask + ", " + ask,
                "smtpd_data_restrictions = " + ask);
    }

    @AfterAll
    void stopServer() throws Exception {
        server.stop();
        sink.close();
        dns.close();
    }

    @AfterEach
    void stopPolicyd() throws Exception {
        if (policyd != null) {
            policyd.close();
        }
        assertThat(sink.isEmpty()).as("nothing else was delivered").isTrue();
    }

    private void policyd(String policy) throws IOException {
        policyd = PolicydProcess.start(
                port,
                "--policy",
                policy,
                "--server",
                "127.0.0.1:" + dns.address().getPort());
    }

    private String send(String from) throws IOException {
        return send(from, "XCLIENT NAME=mail.example.com");
    }

    private String send(String from, String xclient) throws IOException {
        try (SmtpClient smtp = SmtpClient.connect(server.port())) {
            assertThat(smtp.say(xclient)).startsWith("220");
            smtp.say("EHLO mail.example.com");
            return smtp.message(from, "<user@example.net>", MilterContract.TEXT);
        }
    }

    private String delivered() throws InterruptedException {
        return sink.next().orElseThrow(() -> new AssertionError("nothing was delivered"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<joe@spf-fail.example> | 550 5.7.23 | message refused: spf-fail.example refuses 127.0.0.1 by -all",
                "<joe@other.example> | 550 5.7.1 | no entry of the record of other.example matches 127.0.0.1",
                "<joe@spf-down.example> | 451 4.7.24 | cannot ask DNS now, try again later: down.example A:",
                "<joe@rmx-down.example> | 451 4.4.3 | cannot ask DNS now, try again later: down.example A:",
                "<\"joe\\\"@x\"@other.example> | 550 5.7.1 | no entry of the record of other.example matches",
                "<\"<\"@other.example> | 550 5.7.1 | no entry of the record of other.example matches",
                "<@a.example,@b.example:joe@other.example> | 550 5.7.1 | no entry of the record of other.example",
            })
    void DISP_3_SMTP_1_SMTP_2_SMTP_4_enforcing_rejects_and_defers(String from, String code, String text)
            throws Exception {
        policyd("enforcing");

        assertThat(send(from)).startsWith(code).contains(text);
    }

    @Test
    void a_message_has_each_field_once_whatever_its_recipients() throws Exception {
        policyd("transitional");
        try (SmtpClient smtp = SmtpClient.connect(server.port())) {
            for (String domain : List.of("spf-pass.example", "spf-fail.example", "spf-pass.example")) {
                smtp.say("MAIL FROM:<joe@" + domain + ">");
                for (int i = 0; i < 5; i++) {
                    assertThat(smtp.say("RCPT TO:<user" + i + "@example.net>")).startsWith("250");
                }
                smtp.say("DATA");
                assertThat(smtp.say(MilterContract.TEXT.replace("\n", "\r\n") + "\r\n."))
                        .startsWith("250");
                String message = delivered();
                String word = domain.substring("spf-".length(), "spf-".length() + 4);
                assertThat(fields(message, "Authentication-Results"))
                        .singleElement()
                        .asString()
                        .startsWith("mx.example.net; spf=" + word)
                        .endsWith("smtp.mailfrom=" + domain);
                assertThat(fields(message, "Received-SPF"))
                        .singleElement()
                        .asString()
                        .startsWith(word);
                assertThat(message).startsWith("Authentication-Results: mx.example.net;");
            }
        }
    }

    /** A field goes to Postfix as one line. */
    @Test
    void HDR_3_a_long_field_arrives_whole() throws Exception {
        policyd("transitional");

        assertThat(send("<joe@" + LONG + ">")).startsWith("250");

        assertThat(fields(delivered(), "Authentication-Results"))
                .singleElement()
                .isEqualTo("mx.example.net; spf=fail reason=\"" + LONG + " refuses 127.0.0.1 by -all\" smtp.mailfrom="
                        + LONG);
    }

    @Test
    void HDR_5_a_null_sender_is_checked_by_its_HELO_name() throws Exception {
        policyd("transitional");

        assertThat(send("<>")).startsWith("250");

        String message = delivered();
        assertThat(fields(message, "Authentication-Results"))
                .singleElement()
                .asString()
                .endsWith("smtp.helo=mail.example.com");
        assertThat(fields(message, "X-RMX")).singleElement().asString().startsWith("NoRMX");
        assertThat(fields(message, "Received-SPF")).singleElement().asString().startsWith("none");
    }

    @Test
    void DISP_5_a_client_that_authenticated_itself_is_not_checked() throws Exception {
        policyd("enforcing");

        assertThat(send("<joe@spf-fail.example>", "XCLIENT LOGIN=joe")).startsWith("250");

        assertThat(fields(delivered(), "Authentication-Results")).isEmpty();
    }

    @Test
    void DISP_5_a_client_without_an_address_is_deferred() throws Exception {
        policyd("enforcing");

        assertThat(send("<joe@pass.example>", "XCLIENT ADDR=[UNAVAILABLE]"))
                .startsWith("451 4.7.1")
                .contains("message deferred: the address of the client is not known");
    }

    @ParameterizedTest
    @CsvSource({
        "IPV6:2001:db8::7, <joe@six.example>,   Granted",
        "IPV6:2001:db9::7, <joe@six.example>,   NotInRMX",
        "192.0.2.200,      <joe@other.example>, Granted"
    })
    void clients_of_both_families_are_checked(String client, String from, String outcome) throws Exception {
        policyd("transitional");

        assertThat(send(from, "XCLIENT ADDR=" + client)).startsWith("250");

        assertThat(fields(delivered(), "X-RMX")).singleElement().asString().startsWith(outcome);
    }

    @Test
    void DISP_2_a_message_is_held_and_marked() throws Exception {
        policyd("transitional");

        assertThat(send("<joe@rmx-down.example>")).startsWith("250");

        assertThat(sink.isEmpty()).isTrue();
        List<String> held = server.held();
        assertThat(held).hasSize(1);
        server.goOn(held.get(0));
        String message = delivered();
        assertThat(fields(message, "X-RMX")).singleElement().asString().startsWith("TempFail");
        assertThat(fields(message, "Authentication-Results"))
                .singleElement()
                .asString()
                .startsWith("mx.example.net; x-rmx=temperror");
    }

    @Test
    void clients_try_again_while_the_service_is_down_and_Postfix_finds_it_again() throws Exception {
        policyd("transitional");
        try (SmtpClient smtp = SmtpClient.connect(server.port())) {
            assertThat(smtp.message("<joe@pass.example>", "<user@example.net>", MilterContract.TEXT))
                    .startsWith("250");
            delivered();
            stopPolicyd();
            assertThat(smtp.message("<joe@pass.example>", "<user@example.net>", MilterContract.TEXT))
                    .startsWith("451 4.3.5");
            policyd("transitional");
            assertThat(smtp.message("<joe@pass.example>", "<user@example.net>", MilterContract.TEXT))
                    .startsWith("250");
            delivered();
        }
    }

    @Test
    void what_a_client_says_breaks_nothing() throws Exception {
        policyd("enforcing");
        try (SmtpClient smtp = SmtpClient.connect(server.port())) {
            smtp.say("EHLO a=b\u0000\u00fc\taction=OK");
            smtp.say("MAIL FROM:<\"\r\n\naction=OK\"@other.example>");
            smtp.say("RCPT TO:<user@example.net>");
            smtp.say("RSET");
            smtp.say("MAIL FROM:<\"sender=\u0001\u00fc=\"@" + "a".repeat(63) + ".other.example>");
            smtp.say("RCPT TO:<user@example.net>");
        }
        assertThat(send("<\"instance=\t=\"@other.example>")).startsWith("550 5.7.1");
        assertThat(send("<joe@pass.example>")).startsWith("250");
        delivered();
    }
}
