package dev.rmx.testkit.mail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.testkit.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.james.metrics.tests.RecordingMetricFactory;
import org.apache.james.protocols.netty.NettyServer;
import org.apache.james.protocols.smtp.SMTPConfigurationImpl;
import org.apache.james.protocols.smtp.SMTPProtocol;
import org.apache.james.protocols.smtp.SMTPProtocolHandlerChain;
import org.apache.james.protocols.smtp.hook.HookResult;
import org.apache.james.protocols.smtp.hook.MessageHook;
import org.junit.jupiter.api.Test;
import org.subethamail.smtp.helper.BasicMessageListener;
import org.subethamail.smtp.server.SMTPServer;

/** The client is found in what mail servers in Java write. Both let the first line of DATA continue their field. */
class JavaServersTraceTest {
    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();

    private void assertThatTheClientIsFound(int port) throws Exception {
        try (SmtpClient client = SmtpClient.connect(port)) {
            assertThat(client.message("<joe@example.com>", "<user@example.net>", MilterContract.TEXT))
                    .startsWith("250");
            Traces.assertFound(next(), "127.0.0.1", "mail.example.com", "");
            for (String line : new String[] {" (x [203.0.113.66])", " (authenticated bits=0)", " x; y"}) {
                client.message("<joe@example.com>", "<user@example.net>", line + "\n" + MilterContract.TEXT);
                Traces.assertNotForged(next());
            }
        }
        String hello = "EHLO x) ([203.0.113.66]) by mx1.example.net with LMTP (";
        try (SmtpClient client = SmtpClient.connect(port, hello)) {
            if (client.message("<joe@example.com>", "<user@example.net>", MilterContract.TEXT)
                    .startsWith("250")) {
                Traces.assertNotForged(next());
            }
        }
    }

    private String next() throws InterruptedException {
        return Objects.requireNonNull(messages.poll(60, TimeUnit.SECONDS), "no message");
    }

    @Test
    void RCVD_4_the_client_is_found_in_what_SubEthaSMTP_writes() throws Exception {
        BasicMessageListener listener =
                (context, from, to, data) -> messages.add(new String(data, StandardCharsets.ISO_8859_1));
        SMTPServer server = SMTPServer.port(FreePort.ofTcp())
                .bindAddress(InetAddress.getLoopbackAddress())
                .messageHandler(listener)
                .build();
        server.start();
        try {
            assertThatTheClientIsFound(server.getPort());
        } finally {
            server.stop();
        }
    }

    @Test
    void RCVD_4_the_client_is_found_in_what_James_writes() throws Exception {
        MessageHook keeper = (session, envelope) -> {
            try {
                messages.add(new String(envelope.getMessageInputStream().readAllBytes(), StandardCharsets.ISO_8859_1));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return HookResult.OK;
        };
        NettyServer server = new NettyServer.Factory()
                .protocol(new SMTPProtocol(
                        new SMTPProtocolHandlerChain(new RecordingMetricFactory(), keeper),
                        new SMTPConfigurationImpl()))
                .build();
        server.setListenAddresses(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        server.setGracefulShutdown(false);
        server.bind();
        try {
            assertThatTheClientIsFound(server.getListenAddresses().get(0).getPort());
        } finally {
            server.unbind();
        }
    }
}
