package dev.rmx.testkit.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client is found in what real servers write, whatever it says. */
class TraceIT {
    private static final String TEXT = "From: joe@example.com\nSubject: test\n\nhello";

    @TempDir
    private Path directory;

    @Test
    void RCVD_4_the_client_is_found_in_what_Exim_writes() throws Exception {
        try (MailSink sink = new MailSink();
                UnpackedServer server = UnpackedServer.exim(directory, sink.port())) {
            assertThatTheClientIsFound(server.port(), () -> sink.next().orElseThrow(), "joe@example.com");
        }
    }

    @Test
    void RCVD_4_the_client_is_found_in_what_OpenSMTPD_writes() throws Exception {
        try (MailSink sink = new MailSink();
                UnpackedServer server = UnpackedServer.openSmtpd(directory, sink.port())) {
            assertThatTheClientIsFound(server.port(), () -> sink.next().orElseThrow(), "");
        }
    }

    @Test
    void RCVD_4_the_client_is_found_in_what_Courier_writes() throws Exception {
        Path queue = directory.resolve("queue");
        try (UnpackedServer server = UnpackedServer.courier(directory, queue)) {
            assertThatTheClientIsFound(server.port(), () -> takeFrom(queue), "");
        }
    }

    /** The message in a queue that holds one; it is removed. */
    private static String takeFrom(Path queue) throws IOException {
        try (Stream<Path> files = Files.walk(queue)) {
            Path data = files.filter(file -> Files.isRegularFile(file)
                            && file.getFileName().toString().startsWith("D"))
                    .reduce((one, other) -> {
                        throw new IllegalStateException("two messages: " + one + ", " + other);
                    })
                    .orElseThrow();
            String message = Files.readString(data, StandardCharsets.ISO_8859_1);
            Files.delete(data);
            return message;
        }
    }

    private static void assertThatTheClientIsFound(int port, Callable<String> received, String sender)
            throws Exception {
        for (String helo : new String[] {"mail.example.com", "[203.0.113.66]"}) {
            assertThat(send(port, helo, TEXT)).startsWith("250");
            Traces.assertFound(received.call(), "127.0.0.1", helo, sender);
        }
        // whatever the server makes of these, nothing of it is taken for the client
        for (String helo : new String[] {"x)([203.0.113.66])(", "by"}) {
            if (send(port, helo, " (x [203.0.113.66])\n" + TEXT).startsWith("250")) {
                Traces.assertNotForged(received.call());
            }
        }
    }

    private static String send(int port, String helo, String text) throws IOException {
        try (SmtpClient client = SmtpClient.connect(port, "HELO " + helo)) {
            return client.message("<joe@example.com>", "<user@example.net>", text);
        }
    }
}
