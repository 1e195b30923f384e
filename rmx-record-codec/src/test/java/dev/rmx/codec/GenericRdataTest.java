package dev.rmx.codec;

import static dev.rmx.codec.Refusals.hex;
import static dev.rmx.codec.Refusals.octets;
import static dev.rmx.codec.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The form of RFC 3597 §5, {@code \# <length> <hex>} ([WIRE-6]). */
class GenericRdataTest {
    private static void assertRefused(String text, int offset, String... words) {
        refusal(() -> GenericRdata.parse(text), offset, words);
    }

    private static void assertHexRefused(String text, int offset) {
        refusal(() -> GenericRdata.parseHex(text), offset, "two hexadecimal digits");
    }

    @Test
    void WIRE_6_no_octets() throws RmxFormatException {
        assertThat(GenericRdata.format(new byte[0])).isEqualTo("\\# 0");
        assertThat(GenericRdata.parse("\\# 0")).isEmpty();
        assertThat(GenericRdata.parse("\\# 0 \t")).isEmpty();
        assertThat(GenericRdata.parseHex("")).isEmpty();
        assertThat(GenericRdata.parseHex(" \t")).isEmpty();
    }

    @Test
    void WIRE_6_octets_are_written_in_lower_case() {
        assertThat(GenericRdata.format(octets("00090a7f80ABff"))).isEqualTo("\\# 7 00090a7f80abff");
    }

    @ParameterizedTest
    @CsvSource({
        "\\# 3 01080a,01080a",
        "\\# 3 01080A,01080a",
        "\\# 3 01 08 0a,01080a",
        "\\# 3 0108 0a,01080a",
        "\\# 3 01 \t 080a,01080a",
        "\\#  3    01080a,01080a",
        "\\#\t3\t01080a\t,01080a",
        "'  \\# 3 01080a  ',01080a",
        "\\# 03 01080a,01080a",
        "\\# 00003 01080a,01080a",
        "\\# 8 aAbBcCdD eEfF 0000,aabbccddeeff0000",
    })
    void WIRE_6_blanks_between_octets_and_case_are_ignored(String text, String octets) throws RmxFormatException {
        assertThat(hex(GenericRdata.parse(text))).isEqualTo(octets);
    }

    @ParameterizedTest
    @CsvSource({"01080A,01080a", "01 08 0a,01080a", "' \t01\t08 0a ',01080a", "ff,ff"})
    void WIRE_6_bare_octets_are_read(String text, String octets) throws RmxFormatException {
        assertThat(hex(GenericRdata.parseHex(text))).isEqualTo(octets);
    }

    @Test
    void WIRE_6_the_length_is_that_of_the_octets() {
        assertRefused("\\# 3 0108", 3, "3", "2 octets");
        assertRefused("\\# 3", 3, "3", "0 octets");
        assertRefused("\\# 2 01080a", 3, "2", "3 octets");
        assertRefused("\\# 0 00", 3, "0", "1 octets");
        assertRefused(" \\#  65535 00", 5, "65535", "1 octets");
    }

    @Test
    void WIRE_6_the_length_is_a_number_up_to_65535() {
        assertRefused("\\# 65536 00", 3, "65535");
        assertRefused("\\# 99999 00", 3, "65535");
        assertRefused("\\# 100000 00", 3, "65535");
        assertRefused("\\# 99999999999999999999 00", 3, "65535");
        assertRefused("\\# -1 00", 3, "number of octets");
        assertRefused("\\# +1 00", 3, "number of octets");
        assertRefused("\\# 0x1 00", 3, "number of octets");
        assertRefused("\\# 1a 00", 3, "number of octets");
        assertRefused("\\# \uff11 00", 3, "number of octets");
    }

    @ParameterizedTest
    @CsvSource({"\\#,2", "'\\# ',3", "\\#3 01080a,2", "\\#0,2", "'  \\#\t\t',6", "\\##,2"})
    void WIRE_6_the_length_comes_after_the_mark(String text, int offset) {
        assertRefused(text, offset, "number of octets");
    }

    @ParameterizedTest
    @CsvSource({"'',0", "' ',1", "01080a,0", "# 3 01080a,0", "\\ # 3 01080a,0", "\\3 01080a,0", "/# 0,0", "'\t x',2"})
    void WIRE_6_the_mark_comes_first(String text, int offset) {
        assertRefused(text, offset, "\\#");
    }

    @Test
    void WIRE_6_an_octet_has_two_digits() {
        assertRefused("\\# 2 01080", 10, "two hexadecimal digits");
        assertRefused("\\# 2 010 80", 8, "two hexadecimal digits");
        assertRefused("\\# 1 0", 6, "two hexadecimal digits");
        assertRefused("\\# 1 0 0", 6, "two hexadecimal digits");
        assertHexRefused("0", 1);
        assertHexRefused("01 0", 4);
        assertHexRefused("010", 3);
        assertHexRefused("0 10", 1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"g", "G", "-", "+", "x", ".", ":", "\n", "\u0000", "\u00b2", "\uff11", "\u0661", "\ud83d\ude00"})
    void WIRE_6_a_bad_character_is_refused_at_its_offset(String bad) {
        assertHexRefused(bad, 0);
        assertHexRefused("0" + bad, 1);
        assertHexRefused("01" + bad + "23", 2);
        assertHexRefused("01 2" + bad, 4);
        assertRefused("\\# 2 01" + bad + "2", 7, "two hexadecimal digits");
    }

    @Test
    void WIRE_6_65535_octets_fit() throws RmxFormatException {
        byte[] rdata = new byte[65535];

        assertThat(GenericRdata.parse(GenericRdata.format(rdata)))
                .hasSize(65535)
                .containsOnly(0);
    }

    @Test
    void WIRE_6_a_length_may_have_any_digit() throws RmxFormatException {
        assertThat(GenericRdata.parse("\\# 9 " + "00".repeat(9))).hasSize(9);
        assertThat(GenericRdata.parse("\\# 10 " + "00".repeat(10))).hasSize(10);
    }
}
