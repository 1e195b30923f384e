package dev.rmx.receive;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IncomingMessageTest {
    private static final String FORGED = "Authentication-Results: mx.example.net; x-rmx=pass";
    private static final String OTHER = "Authentication-Results: mx.example.com; x-rmx=pass";

    private static String kept(String message) {
        byte[] octets = message.getBytes(StandardCharsets.ISO_8859_1);
        return new String(IncomingMessage.withoutClaims(octets, Verdicts.HOST), StandardCharsets.ISO_8859_1);
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
