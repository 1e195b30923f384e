package dev.rmx.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpPrefixTest {
    @ParameterizedTest
    @CsvSource({
        "10.1.2.3/8,       10.0.0.0/8",
        "10.1.2.3,         10.1.2.3",
        "10.1.2.3/32,      10.1.2.3",
        "10.1.2.3/31,      10.1.2.2/31",
        "255.255.255.255/0, 0.0.0.0/0",
        "fec0:1::/16,      fec0::/16",
        "2001:db8::1/128,  2001:db8::1",
        "2001:db8::1/127,  2001:db8::/127",
        "ffff::ffff/0,     ::/0",
        "1:2:3:4:5:6:7:8/64, 1:2:3:4::/64",
        "1:2:3:ffff:ffff:6:7:8/63, 1:2:3:fffe::/63",
        "1:2:3:4:ffff:6:7:8/65, 1:2:3:4:8000::/65",
        "::ffff:192.0.2.1/120, ::ffff:c000:200/120",
    })
    void TEXT_4_canonical_prefixes(String text, String canonical) {
        assertThat(IpPrefix.parse(text)).hasToString(canonical);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/8",
                "10.0.0.0/",
                "10.0.0.0/33",
                "10.0.0.0/08",
                "10.0.0.0/00",
                "10.0.0.0/-1",
                "10.0.0.0/+8",
                "10.0.0.0/8/8",
                "10.0.0.0/ 8",
                "10.0.0.0/8 ",
                "10.0.0.0/8\n",
                "10.0.0.0/a",
                "10.0.0/8",
                "::/129",
                "::/1000",
                "::/99999999999",
                "::/\u0668",
                "fe80::%1/64"
            })
    void TEXT_2_what_is_not_a_prefix_is_refused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> IpPrefix.parse(text));
    }

    @Test
    void TEXT_2_nothing_outside_a_part_is_read() {
        assertThat(IpPrefix.parse("10.0.0.0/81", 1, 10)).hasToString("0.0.0.0/8");
        assertThatIllegalArgumentException().isThrownBy(() -> IpPrefix.parse("::", 0, 1));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> IpPrefix.parse("192.0.2.1", 0, 10));
    }

    @Test
    void TEXT_5_a_length_fits_the_family() {
        IpAddress ipv4 = IpAddress.parse("192.0.2.1");
        assertThatIllegalArgumentException().isThrownBy(() -> new IpPrefix(ipv4, 33));
        assertThatIllegalArgumentException().isThrownBy(() -> new IpPrefix(ipv4, -1));
        assertThatIllegalArgumentException().isThrownBy(() -> new IpPrefix(IpAddress.parse("::"), 129));
        assertThat(IpPrefix.of(ipv4).length()).isEqualTo(32);
    }

    @Test
    void ENT_ip_the_borders_of_a_prefix() {
        IpPrefix prefix = IpPrefix.parse("192.0.2.64/26");
        assertThat(prefix.contains(IpAddress.parse("192.0.2.63"))).isFalse();
        assertThat(prefix.contains(IpAddress.parse("192.0.2.64"))).isTrue();
        assertThat(prefix.contains(IpAddress.parse("192.0.2.127"))).isTrue();
        assertThat(prefix.contains(IpAddress.parse("192.0.2.128"))).isFalse();
    }

    @Test
    void ENT_ip_the_borders_of_prefixes_in_both_halves_of_an_IPv6_address() {
        IpPrefix shorter = IpPrefix.parse("2001:db8:0:8000::/49");
        assertThat(shorter.contains(IpAddress.parse("2001:db8:0:7fff:ffff::"))).isFalse();
        assertThat(shorter.contains(IpAddress.parse("2001:db8:0:8000::"))).isTrue();
        IpPrefix longer = IpPrefix.parse("2001:db8::8:0/109");
        assertThat(longer.contains(IpAddress.parse("2001:db8::7:ffff"))).isFalse();
        assertThat(longer.contains(IpAddress.parse("2001:db8::8:0"))).isTrue();
        assertThat(longer.contains(IpAddress.parse("2001:db8::f:ffff"))).isTrue();
        assertThat(longer.contains(IpAddress.parse("2001:db8::10:0"))).isFalse();
        assertThat(longer.contains(IpAddress.parse("2001:db9::8:0"))).isFalse();
    }

    @Test
    void ENT_ip_a_prefix_of_length_0_holds_only_its_family() {
        assertThat(IpPrefix.parse("0.0.0.0/0").contains(IpAddress.parse("255.1.2.3")))
                .isTrue();
        assertThat(IpPrefix.parse("0.0.0.0/0").contains(IpAddress.parse("::"))).isFalse();
        assertThat(IpPrefix.parse("::/0").contains(IpAddress.parse("0.0.0.0"))).isFalse();
    }

    @Test
    void REC_3_prefixes_are_ordered_by_family_length_and_address() {
        String[] ordered = {
            "0.0.0.0/0", "128.0.0.0/1", "10.0.0.0/8", "192.0.0.0/8", "1.2.3.4", "::/0", "8000::/1", "::1"
        };
        assertThat(Stream.of(
                                "::1",
                                "1.2.3.4",
                                "8000::/1",
                                "192.0.0.0/8",
                                "::/0",
                                "128.0.0.0/1",
                                "10.0.0.0/8",
                                "0.0.0.0/0")
                        .map(IpPrefix::parse)
                        .sorted()
                        .map(IpPrefix::toString))
                .containsExactly(ordered);
    }
}
