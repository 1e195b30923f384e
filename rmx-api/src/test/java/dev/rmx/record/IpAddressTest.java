package dev.rmx.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressTest {
    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "192.0.2.1", "255.255.255.255", "10.100.0.9"})
    void TEXT_2_ipv4_is_four_decimal_octets(String text) {
        assertThat(IpAddress.parse(text)).hasToString(text);
        assertThat(IpAddress.parse(text).family()).isEqualTo(IpFamily.IPV4);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ".",
                "...",
                "1",
                "1.2",
                "1.2.3",
                "1.2.3.",
                ".1.2.3",
                "1.2.3.4.",
                "1.2.3.4.5",
                "1..2.3",
                "256.0.0.0",
                "1.2.3.256",
                "1.2.3.1000",
                "1.2.3.4 ",
                " 1.2.3.4",
                "1.2.3.-4",
                "1.2.3.+4",
                "0x1.2.3.4",
                "1.2.3.a",
                "localhost",
                "example.org",
                "1.2.3.٤",
                "1.2.3.4/32",
                "[1.2.3.4]",
                "2130706433",
                "1.2.3.4\n"
            })
    void ID_6_what_is_not_an_ipv4_literal_is_refused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> IpAddress.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"010.1.2.3", "10.01.2.3", "10.1.2.03", "10.1.2.00", "00.0.0.0", "::ffff:010.1.2.3"})
    void ID_6_leading_zeros_are_refused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> IpAddress.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"fe80::1%eth0", "fe80::1%1", "::1%", "1.2.3.4%eth0"})
    void ID_6_zone_ids_are_refused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> IpAddress.parse(text))
                .withMessageContaining("zone id");
    }

    @ParameterizedTest
    @CsvSource({
        "::,                                    ::",
        "::1,                                   ::1",
        "1::,                                   1::",
        "2001:DB8::A,                           2001:db8::a",
        "2001:0db8:0000:0000:0001:0000:0000:01, 2001:db8::1:0:0:1",
        "1:0:0:2:0:0:0:3,                       1:0:0:2::3",
        "1:0:2:3:4:5:6:7,                       1:0:2:3:4:5:6:7",
        "1::2:3:4:5:6:7,                        1:0:2:3:4:5:6:7",
        "::2:3:4:5:6:7:8,                       0:2:3:4:5:6:7:8",
        "1:2:3:4:5:6:7::,                       1:2:3:4:5:6:7:0",
        "0:0:1::,                               0:0:1::",
        "0:0:0:1:0:0:0:0,                       0:0:0:1::",
        "::ffff:192.0.2.1,                      ::ffff:c000:201",
        "::192.0.2.1,                           ::c000:201",
        "64:ff9b::192.0.2.1,                    64:ff9b::c000:201",
        "1:2:3:4:5:6:192.0.2.1,                 1:2:3:4:5:6:c000:201",
        "1:2:3:4:5::192.0.2.1,                  1:2:3:4:5:0:c000:201",
        "fec0:0:0:ffff::1,                      fec0:0:0:ffff::1",
    })
    void TEXT_4_ipv6_is_written_as_in_rfc_5952(String text, String canonical) {
        assertThat(IpAddress.parse(text)).hasToString(canonical);
        assertThat(IpAddress.parse(text).family()).isEqualTo(IpFamily.IPV6);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ":",
                ":::",
                "::1::",
                "1::2::3",
                ":1",
                "1:",
                "1:2",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "1:2:3:4:5:6:7:8:",
                ":1:2:3:4:5:6:7:8",
                "1:2:3:4:5:6:7:8::",
                "::1:2:3:4:5:6:7:8",
                "1:2:3:4::5:6:7:8",
                "1:::2",
                "12345::",
                "::g",
                "::-1",
                "[::1]",
                "::1 ",
                "::1/128",
                "1:2:3:4:5:6:7:1.2.3.4",
                "1:2:3:4:5:6::1.2.3.4",
                "1.2.3.4::",
                "::1.2.3.4:5",
                "::1.2.3",
                "::1.2.3.4.5",
                "::256.0.0.1",
                "::.",
                "::1.2.3.4:",
                "::\uff11",
                "1.2:3::"
            })
    void TEXT_2_what_is_not_an_ipv6_literal_is_refused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> IpAddress.parse(text));
    }

    @Test
    void TEXT_5_an_error_quotes_the_text_on_one_short_line() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> IpAddress.parse("1.2.3\r\n" + "x".repeat(500)))
                .withMessageContaining("\"1.2.3\\u000d\\u000axxx")
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(200).doesNotContain("\r", "\n"));
    }

    @Test
    void ID_6_a_mapped_address_is_ipv4_once_unmapped() {
        IpAddress mapped = IpAddress.parse("::ffff:192.0.2.1");
        assertThat(mapped.family()).isEqualTo(IpFamily.IPV6);
        assertThat(mapped.unmapped()).isEqualTo(IpAddress.parse("192.0.2.1"));
        for (String other : new String[] {"::192.0.2.1", "1::ffff:192.0.2.1", "::1:ffff:192.0.2.1", "192.0.2.1"}) {
            assertThat(IpAddress.parse(other).unmapped()).isEqualTo(IpAddress.parse(other));
        }
    }

    @Test
    void ID_6_an_address_has_4_or_16_octets() {
        for (int length : new int[] {0, 3, 5, 15, 17}) {
            assertThatIllegalArgumentException().isThrownBy(() -> IpAddress.of(new byte[length]));
        }
    }

    @Test
    void ID_6_a_java_address_keeps_its_octets_and_loses_its_scope() throws Exception {
        assertThat(IpAddress.of(InetAddress.getByName("fe80::1%1"))).isEqualTo(IpAddress.parse("fe80::1"));
        assertThat(IpAddress.of(InetAddress.getByName("192.0.2.1"))).isEqualTo(IpAddress.parse("192.0.2.1"));
        assertThat(IpAddress.parse("2001:db8::1").toInetAddress()).isEqualTo(InetAddress.getByName("2001:db8::1"));
    }

    @Test
    void REC_3_addresses_are_ordered_by_family_and_unsigned_value() {
        String[] ordered = {
            "0.0.0.0", "127.255.255.255", "128.0.0.0", "255.0.0.0", "::", "::8000:0:0:0", "7fff::", "8000::"
        };
        String[] shuffled = {
            "8000::", "128.0.0.0", "::", "255.0.0.0", "7fff::", "0.0.0.0", "::8000:0:0:0", "127.255.255.255"
        };
        assertThat(Arrays.stream(shuffled).map(IpAddress::parse).sorted().map(IpAddress::toString))
                .containsExactly(ordered);
    }

    @Test
    void ENT_ip_addresses_of_two_families_are_never_equal() {
        assertThat(IpAddress.parse("1.2.3.4")).isNotEqualTo(IpAddress.parse("102:304::"));
        assertThat(IpAddress.parse("1.2.3.4")).hasSameHashCodeAs(IpAddress.parse("1.2.3.4"));
    }
}
