package dev.rmx.receive;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IncomingMessageTest {
    private static final String FORGED = "Authentication-Results: mx.example.net; x-rmx=pass";
    private static final String OTHER = "Authentication-Results: mx.example.com; x-rmx=pass";

    private static String kept(String message) {
        byte[] octets = message.getBytes(StandardCharsets.ISO_8859_1);
        return new String(IncomingMessage.marked(octets, Verdicts.HOST, List.of()), StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r\n", "\n", "\r"})
    void HDR_4_forged_fields_are_removed_with_any_line_break(String end) {
        String message = String.join(
                end, "Subject: a", FORGED, "To: b,", "\tc", OTHER, "x-rmx:", " Granted", "", "body", FORGED, "");
        assertThat(kept(message))
                .isEqualTo("Subject: a\r\nTo: b,\r\n\tc\r\n" + OTHER + "\r\n\r\n" + "body" + end + FORGED + end);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\r\n", "\n", "\r"})
    void HDR_4_a_message_without_an_empty_line_is_all_header_section(String end) {
        assertThat(kept("Subject: a\r\n" + FORGED + end)).isEqualTo("Subject: a\r\n");
        assertThat(kept(FORGED + "\r\nSubject: a" + end)).isEqualTo("Subject: a\r\n");
        assertThat(kept(FORGED + end)).isEmpty();
    }

    /** Otherwise one reader would read on where another sees the end. */
    @ParameterizedTest
    @ValueSource(strings = {"\n\n", "\r\r", "\n\r", "\r\n\n", "\n\r\n", "\r\r\n", "\r\n\r\n"})
    void HDR_4_the_header_section_ends_at_the_same_line_for_all_readers(String gap) {
        assertThat(kept("Subject: a" + gap + "b\r\n" + FORGED + "\r\n\r\nc"))
                .matches("Subject: a\r\n\r\n[\r\n]*b\r\n" + FORGED + "\r\n\r\nc");
    }

    @Test
    void HDR_4_blank_lines_and_rubbish_hide_no_field() {
        assertThat(kept("Subject: a\r\n \t\r\n" + FORGED + "\r\nrubbish\r\n" + FORGED + "\r\n\0\r\n" + FORGED
                        + "\r\n\r\n"))
                .isEqualTo("Subject: a\r\n \t\r\nrubbish\r\n\0\r\n\r\n");
    }

    /** Such a line would continue the receiver's own field. */
    @Test
    void HDR_3_a_first_line_does_not_begin_with_white_space() {
        assertThat(kept(" \tSubject: a\r\n b\r\n\r\n")).isEqualTo("Subject: a\r\n b\r\n\r\n");
        assertThat(kept("\t " + FORGED + "\r\n\r\nb")).isEqualTo("\r\nb");
        assertThat(kept(" \r\n\tx\r\n\r\nb")).isEqualTo("x\r\n\r\nb");
    }

    @Test
    void text_after_a_bare_line_break_stays_in_its_field() {
        assertThat(kept("Subject: a\rb c\nd\r\nTo: e\r\n\r\n")).isEqualTo("Subject: a\r\n b c\r\n d\r\nTo: e\r\n\r\n");
        assertThat(kept("a\nb\n")).isEqualTo("a\r\nb\r\n"); // no field
    }

    @Test
    void octets_are_kept() {
        String odd = "Subject: \0\u0080\u00ff\u00c3\u00bc\r\n\r\n\0\u0080\u00ff\r\n.\n";
        assertThat(kept(odd)).isEqualTo(odd);
        assertThat(kept("")).isEmpty();
        assertThat(kept("\nbody")).isEqualTo("\r\nbody");
    }

    private static final List<HeaderField> OURS =
            List.of(new HeaderField("X-RMX", "Granted\r\n addr"), new HeaderField("A", "b"));

    private static String markedFile(String message) {
        byte[] octets = message.getBytes(StandardCharsets.ISO_8859_1);
        return new String(IncomingMessage.markedFile(octets, Verdicts.HOST, OURS), StandardCharsets.ISO_8859_1);
    }

    @Test
    void HDR_4_the_receiver_s_fields_are_put_on_top() {
        byte[] marked = IncomingMessage.marked(
                (FORGED + "\nSubject: a\n\nb\n").getBytes(StandardCharsets.US_ASCII), Verdicts.HOST, OURS);

        assertThat(marked).asString().isEqualTo("X-RMX: Granted\r\n addr\r\nA: b\r\nSubject: a\r\n\r\nb\n");
    }

    @Test
    void HDR_4_a_file_keeps_its_line_ends_and_the_first_line_of_an_mbox() {
        assertThat(markedFile("From joe@a.example Thu Nov  5\n" + FORGED + "\nSubject: a\n b\n\nc\r\n"))
                .isEqualTo("From joe@a.example Thu Nov  5\nX-RMX: Granted\n addr\nA: b\nSubject: a\n b\n\nc\r\n");
        assertThat(markedFile("From: joe\n\nc")).isEqualTo("X-RMX: Granted\n addr\nA: b\nFrom: joe\n\nc");
        assertThat(markedFile("Subject: a\r\nTo: b\n\nc"))
                .isEqualTo("X-RMX: Granted\r\n addr\r\nA: b\r\nSubject: a\r\nTo: b\r\n\r\nc");
        assertThat(markedFile("")).isEqualTo("X-RMX: Granted\r\n addr\r\nA: b\r\n");
    }

    /** Otherwise a reader of lines with LF finds no empty line, and takes the start of the body for fields. */
    @Test
    void HDR_4_a_CRLF_of_the_sender_s_changes_no_line_end_of_a_file() {
        assertThat(markedFile("Received: x\nX-A: b\r\nSubject: hi\n\nX-RMX: Granted\n\nbody\n"))
                .endsWith("Received: x\nX-A: b\nSubject: hi\n\nX-RMX: Granted\n\nbody\n");
    }

    /** In SMTP, the sender writes the first line: readers that end the section there must see our fields. */
    @Test
    void HDR_4_in_SMTP_nothing_stays_above_the_receiver_s_fields() {
        byte[] octets = "From joe@a.example\r\nSubject: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

        assertThat(IncomingMessage.marked(octets, Verdicts.HOST, OURS))
                .asString()
                .startsWith("X-RMX: Granted\r\n");
    }

    @Test
    void HDR_4_octets_are_read_as_UTF_8() {
        assertThat(kept("Authentication-Results: \u00c2\u00a0mx.example.net; none\r\n"))
                .isEmpty();
        assertThat(kept("Authentication-Results: \u00a0mx.example.net; none\r\n"))
                .isEmpty();
        assertThat(kept("Authentication-Results: \u00c2\u00a0mx.example.com; none\r\n"))
                .isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"b\n", "b:\r", " \r\n", "\0", ":", "X-RMX:\n"})
    void HDR_4_a_header_section_of_a_million_octets_is_read(String piece) {
        assertThat(kept("Subject: a\n" + piece.repeat(1_000_000 / piece.length()) + "c\r\n" + FORGED))
                .startsWith("Subject: a\r\n")
                .doesNotContain("x-rmx=pass");
    }
}
