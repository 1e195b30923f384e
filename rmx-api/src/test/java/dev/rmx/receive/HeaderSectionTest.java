package dev.rmx.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderSectionTest {
    private static List<HeaderField> fields(String message) {
        return HeaderSection.of(message.getBytes(StandardCharsets.ISO_8859_1)).fields();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r\n", "\n", "\r"})
    void RCVD_1_fields_are_read_top_first_with_any_line_break(String end) {
        assertThat(fields(String.join(end, "Received: a", "\tb", "To:c", "Subject :  d ", "", "From: e")))
                .containsExactly(
                        new HeaderField("Received", "a\r\n\tb"),
                        new HeaderField("To", "c"),
                        new HeaderField("Subject", "d "));
    }

    @Test
    void RCVD_1_the_From_line_of_an_mbox_is_no_field() {
        assertThat(fields("From a@example.com  Thu Nov 26 10:11:12 2026\n>From b\nTo: c\nFrom: d\n\n"))
                .containsExactly(new HeaderField("To", "c"), new HeaderField("From", "d"));
    }

    @Test
    void a_value_keeps_its_folds() {
        assertThat(fields("To:\r\n a\n\r\n")).containsExactly(new HeaderField("To", "\r\n a"));
        assertThat(fields("To: a\rb\r\n \t\r\n\r\n")).containsExactly(new HeaderField("To", "a\r\n b\r\n \t"));
        assertThat(fields("A: a\r\nTo: a\nb\r\n")).endsWith(new HeaderField("To", "a\r\n b"));
    }

    @Test
    void RCVD_6_in_a_file_a_line_that_is_no_field_continues_none() {
        assertThat(fields("Received: a\nhello\nSubject: x\n\n"))
                .containsExactly(new HeaderField("Received", "a"), new HeaderField("Subject", "x"));
    }

    @Test
    void octets_that_are_not_UTF_8_are_read_as_ISO_8859_1() {
        assertThat(fields("A: \u00c3\u00bc\r\nB: \u00c3\u00bc\u00ff\r\nC: \0\r\n"))
                .containsExactly(
                        new HeaderField("A", "\u00fc"),
                        new HeaderField("B", "\u00c3\u00bc\u00ff"),
                        new HeaderField("C", "\0"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "\r\nTo: a\r\n", "a", " ", " \n", "a b:", "\u00fc: a\n", ": a"})
    void a_section_may_have_no_field(String message) {
        List<HeaderField> none = fields(message);
        assertThat(none).isEmpty();
        assertThatThrownBy(() -> none.get(0)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    /** With a name of a million octets, each further line once cost a million steps. */
    @ParameterizedTest
    @ValueSource(strings = {"b\n", "b:\r", " \r\n", "\0", ":", "b\r\n", "\t\n"})
    void RCVD_1_ten_million_octets_are_read_once(String piece) {
        String name = "a".repeat(1_000_000);
        List<HeaderField> fields = fields(name + ":\n" + piece.repeat(9_000_000 / piece.length()));
        assertThat(fields.get(0).name()).isEqualTo(name);
        assertThat(fields.get(fields.size() - 1)).isNotNull();
    }
}
