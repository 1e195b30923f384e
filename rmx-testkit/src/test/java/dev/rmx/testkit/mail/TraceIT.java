package dev.rmx.testkit.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client is found in what real servers write, whatever it says. */
class TraceIT {
    private static final String TEXT = "From: joe@example.com\nSubject: test\n\nhello";

    private static final List<String> HELOS =
            List.of("x)([203.0.113.66])(", "by", "x(AUTH:", "(authenticated", "x;", "\"", "with");
    private static final List<String> SENDERS = List.of(
            "<\"x) ([203.0.113.66]) (\"@example.com>",
            "<\"; by mx with ESMTPSA\"@example.com>",
            "<\"(AUTH: LOGIN joe)\"@example.com>",
            "<(authenticated)joe@example.com>",
            "<>");
    private static final List<String> FIRST_LINES = List.of(
            " (x [203.0.113.66])", "\t(AUTH: LOGIN joe)", " (authenticated bits=0)", " x; y", " with ESMTPA", " ");
    private static final List<String> AUTH_NAMES = List.of(
            "joe@example.com",
            "x) ([203.0.113.66]) (",
            "x) by mx with ESMTP (",
            "x; y",
            "x\"",
            "x(",
            "x)",
            "x\\",
            "\u00fc");

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
        Path queue = Files.createDirectory(directory.resolve("queue"));
        Path folder = Files.createDirectory(directory.resolve("accounts"));
        try (CourierAccounts accounts = new CourierAccounts(folder);
                UnpackedServer server = UnpackedServer.courier(directory, queue, accounts.folder())) {
            assertThatTheClientIsFound(server.port(), () -> takeFrom(queue), "");
            for (String name : AUTH_NAMES) {
                try (SmtpClient client = SmtpClient.connect(server.port())) {
                    String login = Base64.getEncoder()
                            .encodeToString(("\0" + name + "\0secret").getBytes(StandardCharsets.ISO_8859_1));
                    assertThat(client.say("AUTH PLAIN " + login)).as(name).startsWith("235");
                    assertThat(client.message("<joe@example.com>", "<user@example.net>", TEXT))
                            .startsWith("250");
                }
                String message = takeFrom(queue);
                assertThat(message).contains("(AUTH: PLAIN " + name + ")");
                Traces.assertSubmittedOrUnknown(message);
            }
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
            assertThat(send(port, helo, "<joe@example.com>", TEXT)).startsWith("250");
            Traces.assertFound(received.call(), "127.0.0.1", helo, sender);
        }
        // whatever the server makes of these, nothing of it is taken for the client
        for (String helo : HELOS) {
            assertNotForged(send(port, helo, "<joe@example.com>", TEXT), received);
        }
        for (String from : SENDERS) {
            assertNotForged(send(port, "mail.example.com", from, TEXT), received);
        }
        for (String line : FIRST_LINES) {
            for (String helo : List.of("mail.example.com", HELOS.get(0))) {
                assertNotForged(send(port, helo, "<joe@example.com>", line + "\n" + TEXT), received);
            }
        }
    }

    private static void assertNotForged(String reply, Callable<String> received) throws Exception {
        if (reply.startsWith("250")) {
            Traces.assertNotForged(received.call());
        }
    }

    private static String send(int port, String helo, String sender, String text) throws IOException {
        try (SmtpClient client = SmtpClient.connect(port, "HELO " + helo)) {
            return client.message(sender, "<user@example.net>", text);
        }
    }
}
