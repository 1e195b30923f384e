package dev.rmx.testkit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code rmx encode} and {@code rmx decode}. */
class FormatCommandTest extends CommandRun {
    @Test
    void encode_and_decode() {
        assertThat(rmx("encode", "!ipv4:1.2.3.5 ipv4:1.2.3.0/24")).isZero();
        assertThat(out).isEqualToIgnoringNewLines("\\# 11 8120010203050118010203");
        assertThat(rmx("decode", "\\# 11 8120010203050118010203")).isZero();
        assertThat(out).isEqualToIgnoringNewLines("!ipv4:1.2.3.5 ipv4:1.2.3.0/24");
        assertThat(rmx("decode", "06")).isZero();
        assertThat(out).isEqualToIgnoringNewLines("unused:");
        assertThat(rmx("encode", "")).isZero();
        assertThat(out).isEqualToIgnoringNewLines("\\# 0");
    }

    @Test
    void encode_and_decode_in_batches() {
        assertThat(rmxWithInput("mx:\nwhat\nunused:\n", "encode", "--batch", "-"))
                .isEqualTo(65);
        assertThat(out.lines()).hasSize(3).first().isEqualTo("\\# 1 09");
        assertThat(out.lines().toList().get(1)).startsWith("error: line 2: ").contains("what");
        assertThat(rmxWithInput("09\n\\# 1 06\n", "decode", "--batch", "-")).isZero();
        assertThat(out.lines()).containsExactly("mx:", "unused:");
    }

    @Test
    void bad_data_exits_65_with_one_line() {
        assertThat(rmx("encode", "host:")).isEqualTo(65);
        assertThat(err).contains("host:").hasLineCount(1);
        assertThat(rmx("decode", "0g")).isEqualTo(65);
        assertThat(err).contains("hexadecimal").hasLineCount(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ipv4:192.0.2.1/24         | ipv4:192.0.2.1/24 has bits beyond its prefix length, and stands for all of 192.0.2.0/24; write 192.0.2.0/24, or 192.0.2.1 if you mean this host
            1:192.0.2.1/24            | 1:192.0.2.1/24 has bits beyond its prefix length, and stands for all of 192.0.2.0/24; write 192.0.2.0/24, or 192.0.2.1 if you mean this host
            !ipv4:192.0.2.1/0         | !ipv4:192.0.2.1/0 has bits beyond its prefix length, and stands for all of 0.0.0.0/0; write 0.0.0.0/0, or 192.0.2.1 if you mean this host
            mx: ipv6:2001:db8::1/32   | ipv6:2001:db8::1/32 has bits beyond its prefix length, and stands for all of 2001:db8::/32; write 2001:db8::/32, or 2001:db8::1 if you mean this host
            ipv6:::ffff:1.2.3.4       | ipv6:::ffff:102:304 matches nobody: a client with an IPv4-mapped address counts as IPv4; write the IPv4 prefix 1.2.3.4
            !IPV6:::ffff:1.2.3.0/120  | !ipv6:::ffff:102:300/120 matches nobody: a client with an IPv4-mapped address counts as IPv4; write the IPv4 prefix 1.2.3.0/24
            """)
    void encode_warns_about_entries_hardly_intended(String record, String warning) {
        assertThat(rmx("encode", record)).isZero();
        assertThat(out).startsWith("\\# ");
        assertThat(err).isEqualToIgnoringNewLines("rmx: " + warning);

        assertThat(rmxWithInput("mx:\n" + record + "\n", "encode", "--batch", "-"))
                .isZero();
        assertThat(out.lines()).hasSize(2);
        assertThat(err).isEqualToIgnoringNewLines("rmx: line 2: " + warning);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ipv4:192.0.2.0/24", "ipv4:192.0.2.1/32", "ipv6:::/0", "ipv6:::fffe:0:0/95", "host:a.b/24"})
    void encode_warns_about_nothing_else(String record) {
        assertThat(rmx("encode", record)).isZero();
        assertThat(err).isEmpty();
    }
}
