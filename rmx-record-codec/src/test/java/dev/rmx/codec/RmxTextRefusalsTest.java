package dev.rmx.codec;

import static dev.rmx.codec.Refusals.assertTextRefused;
import static dev.rmx.codec.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Errors of the presentation format, with the entry, its offset and the reason ([TEXT-5]). */
class RmxTextRefusalsTest {
    @ParameterizedTest
    @ValueSource(strings = {"spf:", "v=spf1:", "ipv:", "ipv44:", "a:b", ":", "!:", "!!mx:", "mx!:", "+mx:", "unuse:"})
    void TEXT_5_an_unknown_tag_is_refused(String entry) {
        assertTextRefused(entry, 0, "tag");
        assertTextRefused("mx:  " + entry + " full:", 5, "tag");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0:", "10:", "11:192.0.2.1", "99:", "127:", "129:", "137:", "255:", "256:", "257:", "999:"})
    void TEXT_5_an_unknown_code_is_refused(String entry) {
        assertTextRefused("mx: " + entry, 4, "code", "1 to 9");
        assertTextRefused("mx: !" + entry, 4, "code", "1 to 9");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "01:192.0.2.1",
                "09:",
                "009:",
                "0009:",
                "00:",
                "+9:",
                "-9:",
                "0x9:",
                "9.:",
                "1000:",
                "99999999999:"
            })
    void TEXT_5_a_code_is_one_to_three_digits_without_leading_zeros(String entry) {
        assertTextRefused("mx: " + entry, 4, "code");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ho\u017ft:a", // long s, which upper-cases to S
                "un\u017fused:",
                "\u0131pv4:192.0.2.1", // dotless i
                "\u0130PV4:192.0.2.1", // I with a dot, as a Turkish locale would write it
                "\uff29\uff30\uff36\uff14:192.0.2.1",
                "\uff11:192.0.2.1", // fullwidth 1
                "\u0661:192.0.2.1", // Arabic-Indic 1
                "mx\uff1a", // fullwidth colon
                "\uff01mx:", // fullwidth exclamation mark
                "m\u0445:", // Cyrillic ha
            })
    void TEXT_5_lookalikes_of_tags_are_unknown(String entry) {
        assertTextRefused("mx: " + entry, 4, "tag");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a.example",
                "192.0.2",
                "192.0.2.",
                ".192.0.2.1",
                "192.0.2.1.",
                "192.0.2.1.1",
                "192.0..1",
                "192.0.2.256",
                "192.0.2.999",
                "192.0.2.01",
                "192.0.2.00",
                "010.1.2.3",
                "192.0.2.-1",
                "192.0.2.+1",
                "192.0.2.1000",
                "0xc0.0.2.1",
                "3221225985",
                "192.0.2.\uff11",
                "192.0.2.\u0661",
                "::1",
                "::ffff:192.0.2.1",
                "[192.0.2.1]",
                "192.0.2.1:25",
            })
    void TEXT_5_data_that_is_no_ipv4_address_is_refused(String data) {
        assertTextRefused("ipv4:" + data, 0);
        assertTextRefused("mx: !ipv4:" + data, 4);
        assertTextRefused("\t1:" + data + "/24 mx:", 1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                ":::",
                "1",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "1:2:3:4:5:6:7:8::",
                "::1:2:3:4:5:6:7:8",
                "1:2:3:4::5:6:7:8",
                "1::2::3",
                "::1::",
                ":1::2",
                "1:::2",
                "1:2:3:4:5:6:7:",
                "1::2:",
                ":1:2:3:4:5:6:7:8",
                "12345::",
                "::00001",
                "::g",
                "::-1",
                "::+1",
                "::0x1",
                "::\uff11",
                "fe80::1%eth0",
                "fe80::1%1",
                "[::1]",
                "192.0.2.1",
                "::192.0.2",
                "::192.0.2.01",
                "::192.0.2.256",
                "::192.0.2.1:1",
                "192.0.2.1::",
                "::192.0.2.1.1",
                "1:2:3:4:5:6:7:192.0.2.1",
                "1:2:3:4:5:192.0.2.1",
                "1:2:3:4:5:6::192.0.2.1",
                "a.example",
            })
    void TEXT_5_data_that_is_no_ipv6_address_is_refused(String data) {
        assertTextRefused("ipv6:" + data, 0);
        assertTextRefused("mx: !2:" + data + "/64", 4);
    }

    @Test
    void TEXT_5_reasons_say_what_is_wrong_with_an_address() {
        assertTextRefused("ipv4:192.0.2", 0, "192.0.2", "four decimal octets");
        assertTextRefused("ipv4:192.0.2.256", 0, "255");
        assertTextRefused("ipv4:192.0.2.01", 0, "leading zero");
        assertTextRefused("ipv4:::1", 0, "IPv4", "::1");
        assertTextRefused("ipv6:192.0.2.1", 0, "IPv6", "192.0.2.1");
        assertTextRefused("ipv6:1::2::3", 0, "twice");
        assertTextRefused("ipv6:1:2:3", 0, "eight groups");
        assertTextRefused("ipv6:::12345", 0, "four hexadecimal digits");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fe80::1%1", "fe80::1%eth0", "fe80::%2/64", "fe80::1%"})
    void TEXT_5_the_reason_names_a_zone_id(String data) {
        assertTextRefused("mx: ipv6:" + data, 4, "zone id");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "08", "00", "+8", "-1", "8 ", "x", "0x8", "1.0", "8/8", "/8", "1000", "99999999999", "\uff18"
            })
    void TEXT_5_a_prefix_length_is_decimal_without_leading_zeros(String length) {
        assertTextRefused("ipv4:10.0.0.0/" + length.strip() + (length.endsWith(" ") ? "/" : ""), 0, "prefix length");
        assertTextRefused("ipv6:fe80::/" + length.strip() + (length.endsWith(" ") ? "/" : ""), 0, "prefix length");
    }

    @Test
    void TEXT_5_a_prefix_length_fits_the_family() {
        assertTextRefused("ipv4:10.0.0.0/33", 0, "0 to 32", "33");
        assertTextRefused("mx: ipv4:10.0.0.0/128", 4, "0 to 32", "128");
        assertTextRefused("ipv6:fe80::/129", 0, "0 to 128", "129");
        assertTextRefused("ipv6:fe80::/256", 0, "0 to 128", "256");
        assertTextRefused("ipv6:fe80::/999", 0, "0 to 128", "999");
    }

    @ParameterizedTest
    @ValueSource(strings = {"unused:", "full:", "6:", "7:", "UNUSED:", "Full:"})
    void TEXT_5_unused_and_full_cannot_be_negated(String entry) {
        assertTextRefused("!" + entry, 0, "negated");
        assertTextRefused("mx: \t!" + entry, 5, "negated");
    }

    @ParameterizedTest
    @ValueSource(strings = {"host:", "apl:", "3:", "4:", "host:.", "apl:.", "!host:", "!apl:."})
    void TEXT_5_host_and_apl_need_a_name(String entry) {
        assertTextRefused(entry, 0, entry.contains("4") || entry.contains("apl") ? "apl" : "host", "empty");
        assertTextRefused("mx:\tdomain: " + entry, 12, "empty");
    }

    @ParameterizedTest
    @ValueSource(strings = {"unused:x", "full:x", "mx:x", "!mx:a.example", "6:0", "7:.", "9::", "mx:!", "mx:mx:"})
    void TEXT_5_unused_full_and_mx_take_no_data(String entry) {
        assertTextRefused(entry, 0, "takes no data");
        assertTextRefused("full: " + entry, 6, "takes no data");
    }

    @Test
    void TEXT_5_one_bad_entry_makes_the_whole_record_bad() {
        assertTextRefused("bad ipv4:192.0.2.1 mx:", 0);
        assertTextRefused("ipv4:192.0.2.1 bad mx:", 15);
        assertTextRefused("ipv4:192.0.2.1 mx: bad", 19);
        assertTextRefused("unused: bad", 8);
    }

    @Test
    void TEXT_5_the_first_bad_entry_is_reported() {
        assertTextRefused("mx: 99: bad ipv4:x", 4, "code");
    }

    @Test
    void TEXT_5_the_message_names_entry_offset_and_reason() {
        RmxFormatException refusal = refusal(() -> RmxText.parse("mx: ipv4:10.0.0.0/33 full:"), 4, "33");

        assertThat(refusal)
                .hasMessageContaining("\"ipv4:10.0.0.0/33\"")
                .hasMessageContaining("offset 4")
                .hasMessageEndingWith(refusal.reason());
    }

    @Test
    void TEXT_5_the_reason_for_a_long_entry_is_short_printable_ascii() {
        RmxFormatException name = refusal(() -> RmxText.parse("host:" + "a".repeat(100_000)), 0, "label", "63");
        RmxFormatException address = refusal(() -> RmxText.parse("ipv4:" + "1".repeat(100_000)), 0, "octets");
        RmxFormatException length = refusal(() -> RmxText.parse("ipv6:::/" + "1".repeat(100_000)), 0, "length");
        RmxFormatException tag = refusal(() -> RmxText.parse("x".repeat(100_000) + ":"), 0, "tag");

        assertThat(name.getMessage()).hasSizeLessThan(1000);
        assertThat(address.getMessage()).hasSizeLessThan(1000);
        assertThat(length.getMessage()).hasSizeLessThan(1000);
        assertThat(tag.getMessage()).hasSizeLessThan(1000);
    }
}
