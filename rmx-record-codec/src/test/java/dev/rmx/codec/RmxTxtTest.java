package dev.rmx.codec;

import static dev.rmx.codec.Refusals.assertTxtRefused;
import static dev.rmx.codec.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.record.RmxEntry;
import dev.rmx.record.RmxRecord;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The TXT encoding ([TXT-1] to [TXT-3]). */
class RmxTxtTest {
    private static Optional<RmxRecord> decode(String... strings) throws RmxFormatException {
        return RmxTxt.decode(Stream.of(strings).map(Refusals::latin1).toList());
    }

    private static String joined(List<byte[]> strings) {
        return strings.stream()
                .map(string -> new String(string, StandardCharsets.ISO_8859_1))
                .collect(Collectors.joining());
    }

    @Test
    void TXT_1_character_strings_are_joined_with_nothing_between() throws RmxFormatException {
        RmxRecord record = RmxText.parse("ipv4:192.0.2.1 !mx:");

        assertThat(decode("ipv4:192.0.2.1 !mx:")).contains(record);
        assertThat(decode("ipv4:192.0", ".2.1 !", "mx:")).contains(record);
        assertThat(decode("i", "pv4:192.0.2.1 ", "", "!mx:", "")).contains(record);
        assertThat(decode("", "ipv4:192.0.2.1", " ", "!mx:")).contains(record);
    }

    @Test
    void TXT_1_a_string_boundary_does_not_separate_entries() {
        refusal(() -> decode("mx:", "full:"), 0, "takes no data");
        refusal(() -> decode("full: ", "mx:", "mx:"), 6, "takes no data");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "v=spf1 -all",
                "v=spf1 ip4:192.0.2.1 -all",
                "v=spf1 mx: -all",
                "google-site-verification=x",
                "spf:x",
                "ipv4",
                "ipv4 :192.0.2.1",
                "ipv4=192.0.2.1",
                "mx",
                "mx full:",
                "9",
                "!",
                "!!mx:",
                "! mx:",
                "!:",
                ":",
                ":mx:",
                "1234:x",
                "0001:192.0.2.1",
                "+1:x",
                "a1:x",
                "1a:x",
                "ipv44:192.0.2.1",
                "xipv4:192.0.2.1",
                "ipv5:x",
                "\u00a0mx:",
                "\nmx:",
                "\rmx:",
                "\u0000mx:",
                "mx\u00a0:",
                "m\u00d7:",
                "\"mx:\"",
                "hello ipv4:192.0.2.1",
            })
    void TXT_2_text_without_a_tag_or_code_is_not_rmx(String text) throws RmxFormatException {
        assertThat(decode(text)).isEmpty();
        assertThat(decode(" \t" + text)).isEmpty();
    }

    @Test
    void TXT_2_a_record_without_any_word_is_not_rmx() throws RmxFormatException {
        assertThat(decode()).isEmpty();
        assertThat(decode("")).isEmpty();
        assertThat(decode("", "")).isEmpty();
        assertThat(decode(" ", "\t", "  ")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "IPV4:192.0.2.1,ipv4:192.0.2.1",
        "Ipv6:::1,ipv6:::1",
        "hOST:a,host:a",
        "!aPl:a,!apl:a",
        "DomaiN:,domain:",
        "UNUSED:,unused:",
        "Full:,full:",
        "!MAPPED:,!mapped:",
        "mX:,mx:",
        "1:192.0.2.1,ipv4:192.0.2.1",
        "!9:,!mx:",
    })
    void TXT_2_any_known_tag_or_code_makes_it_rmx(String text, String canonical) throws RmxFormatException {
        assertThat(decode(text)).hasValueSatisfying(record -> assertThat(record).hasToString(canonical));
        assertThat(decode("  \t" + text + " "))
                .hasValueSatisfying(r -> assertThat(r).hasToString(canonical));
    }

    @Test
    void TXT_2_any_code_of_one_to_three_digits_counts_as_rmx() {
        assertTxtRefused("0:", 0, "code");
        assertTxtRefused("00:", 0, "code");
        assertTxtRefused("012:x", 0, "code");
        assertTxtRefused("01:192.0.2.1", 0, "code");
        assertTxtRefused("99:x", 0, "code");
        assertTxtRefused("!999:x", 0, "code");
    }

    @Test
    void TXT_2_errors_in_text_that_is_rmx_are_refused() {
        assertTxtRefused("!unused:", 0, "unused", "negated");
        assertTxtRefused("!FULL: mx:", 0, "full", "negated");
        assertTxtRefused("ipv4:", 0);
        assertTxtRefused("  ipv4:192.0.2.256", 2, "255");
        assertTxtRefused("host: mx:", 0, "host", "empty");
        assertTxtRefused("mx: v=spf1", 4, "colon");
        assertTxtRefused("\tmx: \tfull: hello", 12, "colon");
        assertTxtRefused("mx:\nfull:", 0, "takes no data");
    }

    @Test
    void TXT_2_the_tag_may_be_spread_over_strings() throws RmxFormatException {
        assertThat(decode("!", "m", "X", ":")).contains(RmxRecord.of(new RmxEntry.Mx(true)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0080", "\u00a0", "\u00e4", "\u00ff", "\u00c3\u00a4"})
    void TXT_3_octets_outside_ascii_make_a_record_bad(String other) {
        assertTxtRefused("host:" + other, 0, "printable ASCII");
        assertTxtRefused("mx: host:a" + other + ".example", 4, "printable ASCII");
        assertTxtRefused("mx: " + other, 4, "colon");
        assertTxtRefused("mx:" + other, 0, "takes no data");
        assertTxtRefused("mx:" + other + "mx:", 0, "takes no data");
        assertTxtRefused("ipv4:192.0.2.1" + other, 0, "octet");
    }

    /** In UTF-8, ä takes two octets: offsets after it count octets, not characters. */
    @Test
    void TXT_3_offsets_are_those_of_the_joined_octets() {
        byte[] utf8 = "mx: full: \u00e4\u00e4:x bad".getBytes(StandardCharsets.UTF_8);
        refusal(() -> RmxTxt.decode(List.of(utf8)), 10, "tag");
        refusal(() -> decode("mx:", " ", "fu", "ll: ", "bad"), 10, "colon");
    }

    @ParameterizedTest
    @CsvSource({"6,1", "254,1", "255,1", "256,2", "510,2", "511,3", "600,3"})
    void TXT_3_pieces_have_at_most_255_octets(int length, int pieces) throws RmxFormatException {
        String text = "mx: ".repeat((length - 6) / 4) + "host:" + "a".repeat(1 + (length - 6) % 4);
        RmxRecord record = RmxText.parse(text);

        List<byte[]> strings = RmxTxt.encode(record);

        assertThat(text).hasSize(length);
        assertThat(joined(strings)).isEqualTo(text);
        assertThat(strings)
                .hasSize(pieces)
                .allSatisfy(string -> assertThat(string.length).isBetween(1, 255));
        assertThat(strings.subList(0, pieces - 1))
                .allSatisfy(string -> assertThat(string).hasSize(255));
        assertThat(RmxTxt.decode(strings)).contains(record);
    }

    /** 65,279 octets of text need 256 strings, each with its length octet. */
    @Test
    void TXT_3_a_record_fits_in_65535_octets_with_the_length_octets() throws RmxFormatException {
        RmxRecord most = new RmxRecord(Collections.nCopies(16320, new RmxEntry.Mx(false)));
        RmxRecord more = new RmxRecord(Collections.nCopies(16321, new RmxEntry.Mx(false)));

        assertThat(joined(RmxTxt.encode(most))).hasSize(65279);
        assertThat(RmxTxt.decode(RmxTxt.encode(most))).contains(most);
        refusal(() -> RmxTxt.encode(more), 65535, "65535", "65540");
    }

    @Test
    void TXT_3_the_empty_record_cannot_be_txt() {
        refusal(() -> RmxTxt.encode(RmxRecord.of()), 0, "without entries", "RMX");
    }

    @Test
    void TXT_3_the_text_is_canonical() throws RmxFormatException {
        RmxRecord record = RmxText.parse("1:10.1.2.3/8\t!MX:  HOST:A*.");

        assertThat(joined(RmxTxt.encode(record))).isEqualTo("ipv4:10.0.0.0/8 !mx: host:a\\042");
    }
}
