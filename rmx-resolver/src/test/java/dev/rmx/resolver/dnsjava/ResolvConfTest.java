package dev.rmx.resolver.dnsjava;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResolvConfTest {
    private static ResolvConf parse(String text) {
        return ResolvConf.parse(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static List<String> addresses(String text) {
        ResolvConf conf = parse(text);
        assertThat(conf.problems()).isEmpty();
        return conf.servers().stream()
                .peek(server -> assertThat(server.getPort()).isEqualTo(53))
                .map(server -> server.getAddress().getHostAddress())
                .toList();
    }

    @Test
    void name_servers_come_in_order_and_once() {
        assertThat(addresses("""
                # made by hand
                ; so is this
                search example.org
                nameserver 192.0.2.2
                options edns0 trust-ad
                nameserver 2001:db8::1
                #nameserver 192.0.2.9
                nameserver 192.0.2.2
                nameserver 192.0.2.1
                """)).containsExactly("192.0.2.2", "2001:db8:0:0:0:0:0:1", "192.0.2.1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nameserver 192.0.2.1",
                "nameserver\t192.0.2.1\r\n",
                "  nameserver \t 192.0.2.1 \t# the near one\n",
                "\rnameserver 192.0.2.1\r",
                "\u00ef\u00bb\u00bfnameserver 192.0.2.1\n",
                "search \u00e9\u0000\u00ff\nnameserver 192.0.2.1\n",
                "nameserver ::ffff:192.0.2.1\n"
            })
    void blanks_line_ends_and_other_lines_do_not_matter(String text) {
        assertThat(addresses(text)).containsExactly("192.0.2.1");
    }

    @Test
    void no_more_servers_than_in_the_c_library() {
        assertThat(addresses(
                        "nameserver 192.0.2.1\nnameserver 192.0.2.2\nnameserver 192.0.2.3\nnameserver 192.0.2.4\n"))
                .containsExactly("192.0.2.1", "192.0.2.2", "192.0.2.3");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nameserver fe80::1%none7   | the text after % is no network interface",
                "nameserver fe80::1%        | the text after % is no network interface",
                "nameserver 192.0.2.7%lo    | the text after % is no network interface",
                "nameserver 127.0.0.1;local | not an IP address: \"127.0.0.1;local\": an octet has one to three digits",
                "nameserver [::1]:5353      | not an IP address: \"[::1]:5353\": a group is hexadecimal",
                "nameserver ns.example.org  | not an IP address: \"ns.example.org\": an octet is decimal",
                "nameserver 010.0.0.1       | not an IP address: \"010.0.0.1\": an octet has no leading zero",
                "nameserver 224.0.0.1       | a name server cannot have a multicast address",
                "nameserver                 | not an IP address: \"\": an IPv4 address has four decimal octets"
            })
    void an_unusable_line_is_skipped(String line, String problem) {
        ResolvConf conf = parse("# one\n" + line + "\nnameserver 192.0.2.1\n");
        assertThat(conf.servers()).containsExactly(new InetSocketAddress("192.0.2.1", 53));
        assertThat(conf.problems()).containsExactly("line 2 \"" + line + "\": " + problem);
    }

    @Test
    void a_problem_is_one_short_printable_line() {
        ResolvConf conf = parse("nameserver \u0000\u001b[2J\u00e9" + "x".repeat(5000));
        assertThat(conf.problems())
                .singleElement()
                .satisfies(problem ->
                        assertThat(problem).matches("[ -~]{1,300}").startsWith("line 1 \"nameserver ??[2J?xxx"));
    }

    @Test
    void a_zone_is_that_of_an_interface() throws Exception {
        NetworkInterface loopback = NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress());
        ResolvConf conf = parse("nameserver fe80::1%" + loopback.getName() + "\n");
        assertThat(conf.problems()).isEmpty();
        assertThat(conf.servers()).singleElement().satisfies(server -> {
            assertThat(server.getAddress()).isEqualTo(Inet6Address.getByName("fe80::1"));
            assertThat(((Inet6Address) server.getAddress()).getScopeId()).isEqualTo(loopback.getIndex());
        });
    }
}
