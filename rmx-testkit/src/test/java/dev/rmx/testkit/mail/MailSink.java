package dev.rmx.testkit.mail;

import dev.rmx.testkit.FreePort;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.subethamail.smtp.helper.BasicMessageListener;
import org.subethamail.smtp.server.SMTPServer;

/** The destination to which mail is delivered. */
final class MailSink implements AutoCloseable {
    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    private final SMTPServer server;

    MailSink() throws IOException {
        BasicMessageListener listener = (context, from, to, data) ->
                messages.add(new String(data, StandardCharsets.ISO_8859_1).replace("\r\n", "\n"));
        server = SMTPServer.port(FreePort.ofTcp())
                .bindAddress(InetAddress.getLoopbackAddress())
                .insertReceivedHeaders(false)
                .messageHandler(listener)
                .build();
        server.start();
    }

    int port() {
        return server.getPort();
    }

    /** The next message, with line feeds; empty if none arrives. */
    Optional<String> next() throws InterruptedException {
        return Optional.ofNullable(messages.poll(60, TimeUnit.SECONDS));
    }

    /** Whether nothing else was delivered. */
    boolean isEmpty() {
        return messages.isEmpty();
    }

    @Override
    public void close() {
        server.stop();
    }
}
