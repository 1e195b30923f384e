package dev.rmx.testkit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code rmx received}, and {@code rmx check --message}. */
class ReceivedCommandTest extends CommandRun {
    private static final String DATE = "; Thu, 26 Nov 2026 10:11:12 +0000\n";
    private static final String FROM_RELAY =
            "Received: from mx2.example.net (mx2.example.net [192.0.2.2]) by mx1.example.net with ESMTP id 1" + DATE;
    private static final String FROM_CLIENT =
            "Received: from h.example (h.example [192.0.2.99])\n\tby mx2.example.net (Postfix) with ESMTP id 2" + DATE;
    private static final String MESSAGE = "From joe Thu Nov 26 10:11:12 2026\nReturn-Path: <user@spf.example>\n"
            + FROM_RELAY + FROM_CLIENT + "\nbody\n";

    @Test
    void the_client_its_HELO_and_the_sender_are_printed_with_their_fields() throws IOException {
        assertThat(rmx("received", "--trust", "192.0.2.0/28", write("m", MESSAGE)))
                .isZero();
        assertThat(out.strip()).isEqualTo("client 192.0.2.99 helo h.example from 3 sender user@spf.example from 1");
        assertThat(rmxWithInput(MESSAGE, "received", "--trust", "192.0.2.0/28", "--json", "-"))
                .isZero();
        assertThat(out.strip())
                .isEqualTo("{\"file\":\"-\",\"result\":\"client\",\"client\":\"192.0.2.99\",\"helo\":\"h.example\","
                        + "\"from\":3,\"sender\":\"user@spf.example\",\"senderFrom\":1,\"reason\":null}");
    }

    @Test
    void the_reason_is_printed_where_there_is_no_client() throws IOException {
        String submitted = write("submitted", FROM_CLIENT.replace("ESMTP", "ESMTPSA"));
        String local = write("local", "Received: by a.example (Postfix, from userid 0) id 1" + DATE);
        String unknown = write("unknown", "Subject: a\n\n" + FROM_CLIENT);
        assertThat(rmx("received", submitted, local, unknown)).isEqualTo(2);
        assertThat(out.lines())
                .containsExactly(
                        submitted + ": submitted: Received, field 1, says that the client authenticated itself",
                        local + ": local: Received, field 1, is a local submission by a user id",
                        unknown + ": unknown: no Received field is left, and every hop is by a trusted relay");
        assertThat(rmx("received", "--json", local)).isEqualTo(2);
        assertThat(out)
                .contains("\"result\":\"local\",\"client\":null,\"helo\":null,\"from\":1,", "\"reason\":\"Received");
    }

    @Test
    void names_and_the_field_of_the_sender_can_be_given() {
        String message = "X-From: <>\n" + FROM_RELAY + FROM_CLIENT;
        String[] options = {"received", "--trust=192.0.2.2", "--name=mx1.example.net", "--sender-field=x-from", "-"};
        assertThat(rmxWithInput(message, options)).isEqualTo(2);
        assertThat(out).contains("by \"mx2.example.net\", which is none of the relays' names");
        options[2] = "--name=mx2.example.net";
        assertThat(rmxWithInput(message.replace("mx1", "mx2"), options)).isZero();
        assertThat(out).contains("sender <> from 1");
    }

    @Test
    void control_characters_are_not_printed() {
        String message = FROM_CLIENT.replace("from h.example", "from h\u009b2J");
        assertThat(rmxWithInput(message, "received", "-")).isZero();
        assertThat(out).contains("helo h?2J from 1 sender unknown");
    }

    /** The body may be larger than the memory. */
    @ParameterizedTest
    @ValueSource(strings = {"\n\n", "\r\n\r\n", "\n\r\n", "\r\r", "\n\r"})
    void nothing_behind_the_header_section_is_read(String end) {
        String header = "Subject: a" + end + FROM_CLIENT;
        assertThat(rmxWithInput(header, "received", "-")).isEqualTo(2);
        assertThat(rmxWithInput("Subject: a" + end.substring(0, 1) + FROM_CLIENT, "received", "-"))
                .isZero();
    }

    @Test
    void a_message_is_checked_by_what_it_shows() throws IOException {
        String file = write("m", MESSAGE);
        assertThat(rmx("check", "--demo", "--forms", "spf", "--trust", "192.0.2.0/28", "--message", file))
                .isZero();
        assertThat(out).contains("pass (Granted): spf.example authorizes 192.0.2.99");
        assertThat(rmxWithInput(MESSAGE, "check", "--demo", "--trust", "192.0.2.0/24", "--json", "--message", "-"))
                .isEqualTo(2);
        assertThat(out).contains("\"result\":\"unknown\"");
        assertThat(rmxWithInput(FROM_CLIENT, "check", "--demo", "--message", "-"))
                .isEqualTo(2);
        assertThat(out).contains("sender unknown");
    }

    @Test
    void a_file_that_cannot_be_read_is_named() {
        for (String command : new String[] {"received x", "check --message x"}) {
            assertThat(rmx(command.split(" "))).isEqualTo(66);
            assertThat(err.strip()).isEqualTo("rmx: cannot read x: there is no such file");
        }
        assertThat(rmx("received", directory.toString())).isEqualTo(66);
        assertThat(err).contains("it is a directory");
    }
}
