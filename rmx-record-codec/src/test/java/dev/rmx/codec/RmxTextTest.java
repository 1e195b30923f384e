package dev.rmx.codec;

import static dev.rmx.codec.Refusals.assertTextRefused;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the presentation format is read and written ([TEXT-1], [TEXT-2], [TEXT-4]). */
class RmxTextTest {
    private static String canonical(String text) throws RmxFormatException {
        return RmxText.format(RmxText.parse(text));
    }

    @Test
    void TEXT_1_colon_is_required() {
        assertTextRefused("unused", 0, "colon");
        assertTextRefused("mx", 0, "colon");
        assertTextRefused("6", 0, "colon");
        assertTextRefused("!mx", 0, "colon");
        assertTextRefused("ipv4=192.0.2.1", 0, "colon");
    }

    @ParameterizedTest
    @ValueSource(strings = {"unused:", "full:", "mx:", "domain:", "mapped:", "!mx:", "!domain:", "!mapped:"})
    void TEXT_1_data_may_be_empty_after_the_colon(String text) throws RmxFormatException {
        assertThat(canonical(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t", " \t  \t"})
    void TEXT_a_blank_text_is_a_record_without_entries(String text) throws RmxFormatException {
        assertThat(RmxText.parse(text).entries()).isEmpty();
    }

    @Test
    void TEXT_spaces_and_tabs_separate_entries() throws RmxFormatException {
        assertThat(canonical(" \t mx:\tfull: \t \t!mx:   unused:\t ")).isEqualTo("mx: full: !mx: unused:");
    }

    @Test
    void TEXT_an_entry_has_no_white_space_inside() {
        assertTextRefused("! mx:", 0, "colon");
        assertTextRefused("mx: !\tmx:", 4, "colon");
        assertTextRefused("mx :", 0, "colon");
        assertTextRefused("ipv4: 192.0.2.1", 0, "four decimal octets");
        assertTextRefused("ipv4:192.0.2.0 /24", 15, "colon");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r", "\u000b", "\f", "\u0000", "\u0085", "\u00a0", "\u2003", "\u3000", "\ufeff"})
    void TEXT_only_space_and_tab_are_white_space(String other) {
        assertTextRefused("mx:" + other + "full:", 0, "mx: takes no data");
        assertTextRefused("mx: " + other, 4, "colon");
        assertTextRefused(" " + other + "mx:", 1, "tag");
    }

    @ParameterizedTest
    @CsvSource({"IPV4:192.0.2.1,ipv4:192.0.2.1", "Host:a,host:a", "!hOST:a,!host:a", "UNUSED:,unused:", "fuLL:,full:"})
    void TEXT_tags_are_case_insensitive(String text, String canonical) throws RmxFormatException {
        assertThat(canonical(text)).isEqualTo(canonical);
    }

    @Test
    void TEXT_codes_stand_for_tags() throws RmxFormatException {
        assertThat(canonical("1:10.0.0.0/8 2:fe80::1 3:a !4:b !5: 6: 7: 8:c. !9:"))
                .isEqualTo("ipv4:10.0.0.0/8 ipv6:fe80::1 host:a !apl:b !domain: unused: full: mapped:c !mx:");
    }

    @ParameterizedTest
    @CsvSource({
        "ipv4:0.0.0.0,ipv4:0.0.0.0",
        "ipv4:255.255.255.255/32,ipv4:255.255.255.255",
        "ipv4:10.1.2.3/8,ipv4:10.0.0.0/8",
        "ipv4:10.1.2.3/0,ipv4:0.0.0.0/0",
        "ipv4:10.1.2.255/31,ipv4:10.1.2.254/31",
        "ipv4:192.0.2.129/25,ipv4:192.0.2.128/25",
        "ipv6:ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/0,ipv6:::/0",
        "ipv6:ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/63,ipv6:ffff:ffff:ffff:fffe::/63",
        "ipv6:ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/64,ipv6:ffff:ffff:ffff:ffff::/64",
        "ipv6:ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/65,ipv6:ffff:ffff:ffff:ffff:8000::/65",
        "ipv6:ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/127,ipv6:ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe/127",
    })
    void TEXT_2_bits_beyond_the_prefix_length_are_cleared(String text, String canonical) throws RmxFormatException {
        assertThat(canonical(text)).isEqualTo(canonical);
        assertThat(RmxText.parse(text)).isEqualTo(RmxText.parse(canonical));
    }

    @ParameterizedTest
    @CsvSource({
        "ipv6:::,ipv6:::",
        "ipv6:::1,ipv6:::1",
        "ipv6:1::,ipv6:1::",
        "ipv6:0:0:0:0:0:0:0:0,ipv6:::",
        "ipv6:2001:0DB8:0000:0000:0000:0000:0000:0001,ipv6:2001:db8::1",
        "ipv6:1:2:3:4:5:6:7::,ipv6:1:2:3:4:5:6:7:0",
        "ipv6:::2:3:4:5:6:7:8,ipv6:0:2:3:4:5:6:7:8",
        "ipv6:::192.0.2.1,ipv6:::c000:201",
        "ipv6:64:ff9b::192.0.2.33,ipv6:64:ff9b::c000:221",
        "ipv6:1:2:3:4:5:6:7.8.9.10,ipv6:1:2:3:4:5:6:708:90a",
        "ipv6:::1.2.3.4/96,ipv6:::/96",
    })
    void TEXT_2_ipv6_is_written_in_any_form_of_rfc_4291(String text, String canonical) throws RmxFormatException {
        assertThat(canonical(text)).isEqualTo(canonical);
    }

    @ParameterizedTest
    @CsvSource({"ipv6:::ffff:192.0.2.1,ipv6:::ffff:c000:201", "ipv6:::ffff:0:0/96,ipv6:::ffff:0:0/96"})
    void TEXT_2_a_mapped_prefix_stays_ipv6(String text, String canonical) throws RmxFormatException {
        assertThat(canonical(text)).isEqualTo(canonical);
        assertTextRefused(text.replace("ipv6", "ipv4"), 0, "IPv4");
    }

    @Test
    void TEXT_4_entries_are_separated_by_one_space() throws RmxFormatException {
        assertThat(canonical("  MX:\t\tFULL:  ")).isEqualTo("mx: full:");
    }

    @Test
    void TEXT_4_the_full_prefix_length_is_omitted() throws RmxFormatException {
        assertThat(canonical("ipv4:192.0.2.1/32")).isEqualTo("ipv4:192.0.2.1");
        assertThat(canonical("ipv4:192.0.2.0/31")).isEqualTo("ipv4:192.0.2.0/31");
        assertThat(canonical("ipv6:::1/128")).isEqualTo("ipv6:::1");
        assertThat(canonical("ipv6:::/32")).isEqualTo("ipv6:::/32");
        assertThat(canonical("ipv4:0.0.0.0/0")).isEqualTo("ipv4:0.0.0.0/0");
    }

    /** The examples of RFC 5952 §4. */
    @ParameterizedTest
    @CsvSource({
        "ipv6:2001:0db8::0001,ipv6:2001:db8::1",
        "ipv6:2001:db8:0:0:0:0:2:1,ipv6:2001:db8::2:1",
        "ipv6:2001:db8::1:1:1:1:1,ipv6:2001:db8:0:1:1:1:1:1",
        "ipv6:2001:0:0:1:0:0:0:1,ipv6:2001:0:0:1::1",
        "ipv6:2001:db8:0:0:1:0:0:1,ipv6:2001:db8::1:0:0:1",
        "ipv6:0:0:1:0:0:0:0:0,ipv6:0:0:1::",
        "ipv6:0:0:0:1:1:0:0:0,ipv6:::1:1:0:0:0",
        "ipv6:2001:DB8::ABCD:EF01,ipv6:2001:db8::abcd:ef01",
    })
    void TEXT_4_ipv6_is_written_as_rfc_5952_says(String text, String canonical) throws RmxFormatException {
        assertThat(canonical(text)).isEqualTo(canonical);
    }

    @ParameterizedTest
    @CsvSource({
        "host:Mail.EXAMPLE.Org.,host:mail.example.org",
        "domain:.,domain:",
        "!mapped:.,!mapped:",
        "host:_rmx.a-b.c9,host:_rmx.a-b.c9",
        "host:*.example,host:\\042.example",
        "host:a\\.b.c,host:a\\046b.c",
        "host:\\000\\032\\127\\200\\255,host:\\000\\032\\127\\200\\255",
        "host:a@b!c:d/e,host:a\\064b\\033c\\058d\\047e",
    })
    void TEXT_4_names_have_one_form(String text, String canonical) throws RmxFormatException {
        assertThat(canonical(text)).isEqualTo(canonical);
        assertThat(canonical(canonical)).isEqualTo(canonical);
    }
}
