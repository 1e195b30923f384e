package dev.rmx.testkit.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
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
            assertThatTheClientIsFound(server.port(), sink, "joe@example.com");
        }
    }

    @Test
    void RCVD_4_the_client_is_found_in_what_OpenSMTPD_writes() throws Exception {
        try (MailSink sink = new MailSink();
                UnpackedServer server = UnpackedServer.openSmtpd(directory, sink.port())) {
            assertThatTheClientIsFound(server.port(), sink, "");
        }
    }

    private static void assertThatTheClientIsFound(int port, MailSink sink, String sender)
            throws IOException, InterruptedException {
        for (String helo : new String[] {"mail.example.com", "[203.0.113.66]"}) {
            assertThat(send(port, helo, TEXT)).startsWith("250");
            Traces.assertFound(sink.next().orElseThrow(), "127.0.0.1", helo, sender);
        }
        // whatever the server makes of these, nothing of it is taken for the client
        for (String helo : new String[] {"x)([203.0.113.66])(", "by"}) {
            if (send(port, helo, " (x [203.0.113.66])\n" + TEXT).startsWith("250")) {
                Traces.assertNotForged(sink.next().orElseThrow());
            }
        }
    }

    private static String send(int port, String helo, String text) throws IOException {
        try (SmtpClient client = SmtpClient.connect(port, "HELO " + helo)) {
            return client.message("<joe@example.com>", "<user@example.net>", text);
        }
    }
}
