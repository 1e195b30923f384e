package dev.rmx.testkit.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressOptionTest {
    @ParameterizedTest
    @CsvSource({
        "192.0.2.1,            192.0.2.1,   53",
        "192.0.2.1:5353,       192.0.2.1,   5353",
        "[2001:db8::1],        2001:db8::1, 53",
        "[2001:db8::1]:65535,  2001:db8::1, 65535",
        "localhost:1,          127.0.0.1,   1"
    })
    void right_forms(String text, String address, int port) throws Exception {
        InetSocketAddress server = AddressOption.SERVER.parse(text);
        assertThat(server.getPort()).isEqualTo(port);
        if (text.startsWith("localhost")) {
            assertThat(server.getAddress().isLoopbackAddress()).isTrue();
        } else {
            assertThat(server.getAddress()).isEqualTo(java.net.InetAddress.getByName(address));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            1.2.3            | four decimal octets
            127.1            | four decimal octets
            2130706433       | four decimal octets
            0x7f.1           | not an IP address
            a.0x7f           | not an IP address
            01.2.3.4         | not an IP address
            1.2.3.4.         | not an IP address
            1.2.3.4.5:53     | not an IP address
            .                | not an IP address
            ::1              | an IPv6 address needs brackets
            ::1:5399         | an IPv6 address needs brackets
            1.2.3.4:5:6      | an IPv6 address needs brackets
            [1.2.3.4]        | only an IPv6 address can be in brackets
            [::1             | the bracket is not closed
            [::1]5399        | a port must be 1 to 65535, after a colon
            [::g]:53         | not an IP address
            [fe80::1%nope.0] | there is no network interface nope.0
            1.2.3.4:         | a port must be 1 to 65535, after a colon
            1.2.3.4:0        | a port must be 1 to 65535, after a colon
            1.2.3.4:-1       | a port must be 1 to 65535, after a colon
            1.2.3.4:+53      | a port must be 1 to 65535, after a colon
            1.2.3.4:65536    | a port must be 1 to 65535, after a colon
            localhost:99999  | a port must be 1 to 65535, after a colon
            :53              | the address is missing
            ''               | the address is missing
            a..b             | a label is empty
            """)
    void other_forms_are_refused_with_the_right_ones(String text, String why) {
        assertThatThrownBy(() -> AddressOption.SERVER.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("--server " + text + ": ")
                .hasMessageContaining(why)
                .hasMessageEndingWith(
                        "; write 192.0.2.1, 192.0.2.1:5353, [2001:db8::1]:5353 or a host such as ns.example.org");
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1:10040, 10040", "[::1]:0, 0", "localhost:1, 1"})
    void an_address_to_listen_on(String text, int port) {
        assertThat(AddressOption.LISTEN.parse(text).getPort()).isEqualTo(port);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            127.0.0.1       | the port is missing
            [::1]           | the port is missing
            10040           | four decimal octets
            127.0.0.1:65536 | a port must be 0 to 65535, after a colon
            ::1:10040       | an IPv6 address needs brackets
            """)
    void an_address_to_listen_on_has_a_port(String text, String why) {
        assertThatThrownBy(() -> AddressOption.LISTEN.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("--listen " + text + ": ")
                .hasMessageContaining(why)
                .hasMessageEndingWith("; write 127.0.0.1:10040, [::1]:10040 or localhost:10040");
    }

    @Test
    void an_address_is_written_as_the_option_takes_it() {
        assertThat(AddressOption.text(AddressOption.LISTEN.parse("[::1]:1"))).isEqualTo("[0:0:0:0:0:0:0:1]:1");
        assertThat(AddressOption.text(AddressOption.LISTEN.parse("127.0.0.1:1")))
                .isEqualTo("127.0.0.1:1");
    }
}
