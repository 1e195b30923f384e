package dev.rmx.testkit.mail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.receive.ReceiverPolicy;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostfixIT extends MilterContract {
    @Override
    MailServer start(Path directory, int milterPort, int sinkPort) throws Exception {
        return Postfix.start(directory, milterPort, sinkPort);
    }

    @ParameterizedTest
    @CsvSource({
        "2001:db8::7, <joe@six.example>,   Granted",
        "2001:db9::7, <joe@six.example>,   NotInRMX",
        "192.0.2.200, <joe@other.example>, Granted",
        "192.0.3.200, <joe@other.example>, NotInRMX",
    })
    void the_client_is_the_one_that_the_header_of_a_proxy_names(String client, String from, String outcome)
            throws Exception {
        milter(ReceiverPolicy.transitional());
        InetAddress address = InetAddress.getByName(client);
        for (byte[] header : List.of(ProxyHeaders.version1(address), ProxyHeaders.version2(address))) {
            try (SmtpClient smtp = SmtpClient.afterHeader(((Postfix) server()).portBehindProxy(), header)) {
                assertThat(smtp.message(from, "<user@example.net>", TEXT)).startsWith("250");
            }
            String message = delivered();
            assertThat(outcome(message)).isEqualTo(outcome);
            assertThat(fields(message, "X-RMX").get(0)).contains(" addr " + client + " ");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "IPV6:2001:db8::7, <joe@six.example>,   Granted",
        "IPV6:2001:db9::7, <joe@six.example>,   NotInRMX",
        "192.0.2.200,      <joe@other.example>, Granted",
        "192.0.3.200,      <joe@other.example>, NotInRMX",
    })
    void the_client_is_the_one_that_XCLIENT_names(String client, String from, String outcome) throws Exception {
        milter(ReceiverPolicy.transitional());
        try (SmtpClient smtp = SmtpClient.connect(server().port())) {
            assertThat(smtp.say("XCLIENT NAME=mail.example.com ADDR=" + client)).startsWith("220");
            smtp.say("EHLO mail.example.com");
            assertThat(smtp.message(from, "<user@example.net>", TEXT)).startsWith("250");
        }
        String message = delivered();
        Traces.assertFound(message, client.replace("IPV6:", ""), "mail.example.com", ""); // [RCVD-4]
        assertThat(outcome(message)).isEqualTo(outcome);
    }
}
