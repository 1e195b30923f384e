package dev.rmx.codec;

import static dev.rmx.codec.Refusals.assertTextRefused;
import static dev.rmx.codec.Refusals.hex;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names in the presentation format ([TEXT-3]). */
class RmxTextNamesTest {
    private static final String LABEL_63 = "a".repeat(63);
    private static final String THREE_LABELS = LABEL_63 + "." + LABEL_63 + "." + LABEL_63;

    private static String wire(String text) throws RmxFormatException {
        return hex(RmxWire.encode(RmxText.parse(text)));
    }

    @Test
    void TEXT_3_names_are_absolute_with_or_without_a_trailing_dot() throws RmxFormatException {
        assertThat(wire("host:a.b")).isEqualTo("030161016200");
        assertThat(wire("host:a.b.")).isEqualTo("030161016200");
    }

    @ParameterizedTest
    @ValueSource(strings = {"domain:", "domain:.", "mapped:", "mapped:."})
    void TEXT_3_a_lone_dot_is_the_root(String text) throws RmxFormatException {
        assertThat(wire(text)).endsWith("00").hasSize(4);
    }

    @ParameterizedTest
    @CsvSource({
        "host:\\097,03016100",
        "host:\\065,03016100",
        "host:\\000,03010000",
        "host:\\255,0301ff00",
        "host:\\0970,0302613000",
        "host:\\x,03017800",
        "host:\\X,03017800",
        "host:\\.,03012e00",
        "host:\\\\,03015c00",
        "host:\\\\.a,03015c016100",
        "host:a\\.,0302612e00",
        "host:a\\..,0302612e00",
        "host:a\\046b.c,0303612e62016300",
        "host:\\:,03013a00",
        "host:\\\",03012200",
        "host:a:b,0303613a6200",
    })
    void TEXT_3_escapes_are_those_of_rfc_1035(String text, String wire) throws RmxFormatException {
        assertThat(wire(text)).isEqualTo(wire);
    }

    @Test
    void TEXT_3_labels_hold_any_printable_ascii() throws RmxFormatException {
        String printable = IntStream.rangeClosed('!', '~')
                .filter(c -> c != '.' && c != '\\')
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
        String text = "host:" + printable.substring(0, 46) + "." + printable.substring(46);

        assertThat(wire(text))
                .isEqualTo(hex(("\3" + "\56" + printable.substring(0, 46) + "\56" + printable.substring(46) + "\0")
                        .toLowerCase(Locale.ROOT)
                        .getBytes(StandardCharsets.US_ASCII)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u007f", "\u0000", "\n", "\u001f", "\u0080", "\u00e9", "\u017f", "\uff41", "\ud83d\ude00"})
    void TEXT_3_a_label_is_printable_ascii(String other) {
        assertTextRefused("mx: host:a" + other + ".example", 4, "printable ASCII");
        assertTextRefused("mx: host:a\\" + other + ".example", 4, "backslash");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\", "a\\", "\\1", "\\12", "\\1a2", "\\12a", "\\1\uff112"})
    void TEXT_3_an_escape_is_complete(String name) {
        assertTextRefused("host:" + name, 0, "backslash");
        assertTextRefused("mx: domain:" + name, 4, "backslash");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\256", "\\999", "\\300"})
    void TEXT_3_an_escaped_octet_is_at_most_255(String name) {
        assertTextRefused("host:" + name, 0, "255");
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", ".a", "a..b", "a..", "...", "a\\...b"})
    void TEXT_3_no_label_is_empty(String name) {
        assertTextRefused("mx: host:" + name, 4, "label", "empty");
        assertTextRefused("mx: domain:" + name, 4, "label", "empty");
    }

    @Test
    void TEXT_3_a_label_has_at_most_63_octets() throws RmxFormatException {
        assertThat(wire("host:" + LABEL_63)).isEqualTo("033f" + "61".repeat(63) + "00");
        assertThat(wire("host:" + "\\097".repeat(63))).isEqualTo("033f" + "61".repeat(63) + "00");
        assertTextRefused("mx: host:" + LABEL_63 + "a", 4, "label", "63");
        assertTextRefused("mx: host:b." + LABEL_63 + "\\097.c", 4, "label", "63");
    }

    @ParameterizedTest
    @ValueSource(strings = {"host", "apl", "domain", "mapped"})
    void TEXT_5_a_name_has_at_most_255_octets_in_wire_form(String tag) throws RmxFormatException {
        String name255 = THREE_LABELS + "." + "a".repeat(61);
        String name256 = THREE_LABELS + "." + "a".repeat(62);

        assertThat(wire(tag + ":" + name255)).hasSize(2 * (1 + 255));
        assertThat(wire(tag + ":" + name255 + ".")).hasSize(2 * (1 + 255));
        assertThat(RmxText.format(RmxText.parse(tag + ":" + name255))).isEqualTo(tag + ":" + name255);
        assertTextRefused("mx: " + tag + ":" + name256, 4, "255");
        assertTextRefused("mx: " + tag + ":" + name256 + ".", 4, "255");
    }

    @Test
    void TEXT_5_escapes_count_as_one_octet_each() throws RmxFormatException {
        String label = "\\200".repeat(63);
        String name = label + "." + label + "." + label + "." + "\\200".repeat(61);

        assertThat(wire("host:" + name)).hasSize(2 * (1 + 255));
        assertTextRefused("host:" + name + "\\200", 0, "255");
    }

    @Test
    void TEXT_3_a_name_of_127_labels_fits() throws RmxFormatException {
        assertThat(wire("host:" + "a.".repeat(127))).hasSize(2 * (1 + 255));
        assertTextRefused("host:" + "a.".repeat(128), 0, "255");
    }
}
