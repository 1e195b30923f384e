package dev.rmx.testkit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The output of {@code rmx check}, and how it reads its input. */
class CheckCommandTest extends CommandRun {
    private static final String ZONE = """
            example.org.      IN RMX ipv4:192.0.2.1 host:mail.example.org !ipv4:192.0.2.0/24
            mail.example.org. IN A   192.0.2.7
            b.example.        IN RMX ipv4:192.0.2.1
            _rmx.t.example.   IN TXT "mx:"
            """;

    private String zone = "";

    @BeforeEach
    void writeZone() throws IOException {
        zone = write("test.zone", ZONE);
    }

    @Test
    void demo_prints_a_pass_with_its_mechanism_over_a_real_socket() {
        assertThat(rmx("check", "--demo", "213.133.101.23", "hadmut@danisch.de"))
                .isZero();
        assertThat(out).startsWith("pass").contains("apl:relays.rackland.de");
    }

    @ParameterizedTest
    @CsvSource({
        "213.133.101.23, hadmut@danisch.de,     0",
        "192.0.2.99,     hadmut@danisch.de,     1",
        "213.133.101.23, ceo@unused.example,    1",
        "192.0.2.7,      jane@full.example,     0",
        "192.0.2.7,      joe@full.example,      1",
        "192.0.2.25,     joe@mx.example,        0",
        "192.0.2.26,     joe@mx.example,        0",
        "192.0.2.30,     joe@mapped.example,    0",
        "2001:db8:40::1, joe@txt.example,       0",
        "213.133.101.23, joe@rackland.de,       0",
        "1.2.3.5,        joe@rackland.de,       1",
        "192.0.2.1,      joe@broken.example,    2",
        "192.0.2.1,      joe@none.example,      2"
    })
    void demo_zones_match_their_comments(String ip, String sender, int status) {
        assertThat(rmx("check", "--demo", ip, sender)).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({"192.0.2.1, pass, 0", "198.51.100.1, fail, 1"})
    void demo_has_a_domain_with_SPF(String ip, String word, int status) {
        assertThat(rmx("check", "--demo", "--forms", "spf", ip, "user@spf.example"))
                .isEqualTo(status);
        assertThat(out).startsWith(word).contains("SPF: " + word);
    }

    @Test
    void exit_code_tells_the_result() {
        assertThat(rmx("check", "--zone", zone, "192.0.2.1", "joe@example.org")).isZero();
        assertThat(rmx("check", "--zone", zone, "192.0.2.9", "joe@example.org")).isEqualTo(1);
        assertThat(rmx("check", "--zone", zone, "192.0.2.9", "joe@elsewhere.org"))
                .isEqualTo(2);
        assertThat(rmx("check", "--zone", zone, "--fail", "mail.example.org", "192.0.2.7", "joe@example.org"))
                .isEqualTo(75);
        assertThat(out).startsWith("temperror (TempFail)").contains("mail.example.org A");
    }

    @Test
    void json_has_every_key() {
        rmx("check", "--zone", zone, "--json", "192.0.2.7", "<joe@example.org>");

        assertThat(out)
                .isEqualToIgnoringNewLines("{\"ip\":\"192.0.2.7\",\"sender\":\"<joe@example.org>\","
                        + "\"subject\":\"example.org\",\"result\":\"pass\",\"outcome\":\"Granted\","
                        + "\"mechanism\":\"host:mail.example.org\",\"form\":\"RMX\",\"spf\":null,\"explanation\":null,"
                        + "\"reason\":\"example.org authorizes 192.0.2.7 by host:mail.example.org\",\"failure\":null}");
    }

    @Test
    void json_has_null_for_missing_values() {
        rmx("check", "--zone", zone, "--json", "192.0.2.7", "nobody");

        assertThat(out).contains("\"subject\":null", "\"mechanism\":null", "\"form\":null", "\"outcome\":\"NoRMX\"");
    }

    @Test
    void HELO_is_the_subject_of_a_null_sender() {
        assertThat(rmx("check", "--zone", zone, "192.0.2.1", "<>", "example.org"))
                .isZero();
        assertThat(out).doesNotContain("HELO");
        assertThat(rmx("check", "--zone", zone, "192.0.2.1", "<>")).isEqualTo(2);
        assertThat(out).contains("the null sender needs a HELO name");
        assertThat(rmx("check", "--zone", zone, "192.0.2.1", "nobody")).isEqualTo(2);
        assertThat(out).doesNotContain("HELO");
    }

    @Test
    void fail_takes_a_type_and_is_repeatable() {
        String[] check = {"192.0.2.9", "joe@example.org"};
        assertThat(rmx("check", "--zone", zone, "--fail", "mail.example.org/AAAA", check[0], check[1]))
                .isEqualTo(1);
        assertThat(rmx("check", "--zone", zone, "--fail", "example.org/rmx", check[0], check[1]))
                .isEqualTo(75);
        assertThat(rmx("check", "--zone", zone, "--fail", "x.example", "--fail", "example.org", check[0], check[1]))
                .isEqualTo(75);
    }

    @Test
    void silent_server_is_temperror() {
        assertThat(rmx("check", "--server", "127.0.0.1:9", "192.0.2.1", "joe@example.org"))
                .isEqualTo(75);
    }

    @Test
    void batch_keeps_the_order_and_goes_on_after_bad_lines() {
        String lines = """
                192.0.2.1 joe@example.org
                192.0.2.1
                nonsense
                192.0.2.9\t<joe@example.org>
                192.0.2.1 "a b"@example.org
                192.0.2.1 <> b.example
                1.2.3 a@b.c
                """;

        assertThat(rmxWithInput(lines, "check", "--zone", zone, "--batch", "-")).isEqualTo(65);
        assertThat(out.lines().map(line -> line.replaceAll(".*(\"error\":\"line \\d|\"outcome\":\"\\w+).*", "$1")))
                .containsExactly(
                        "\"outcome\":\"Granted",
                        "\"error\":\"line 2",
                        "\"error\":\"line 3",
                        "\"outcome\":\"Denied",
                        "\"outcome\":\"Granted",
                        "\"outcome\":\"Granted",
                        "\"error\":\"line 7");
    }

    @Test
    void batch_from_a_file_over_a_socket_is_in_order() throws IOException {
        String lines = IntStream.range(0, 3000)
                .mapToObj(i -> "213.133.101." + i % 256 + " u" + i + "@danisch.de\n")
                .collect(Collectors.joining());

        assertThat(rmx("check", "--demo", "--batch", write("batch", lines))).isZero();
        assertThat(out.lines().map(line -> line.replaceAll(".*\"sender\":\"u(\\d+)@.*", "$1")))
                .containsExactlyElementsOf(
                        IntStream.range(0, 3000).mapToObj(Integer::toString).toList());
    }

    @Test
    void bad_data_exits_65_with_one_line() {
        assertThat(rmx("check", "--zone", zone, "1.2.3", "a@b.c")).isEqualTo(65);
        assertThat(err.lines()).hasSize(1).first().asString().contains("1.2.3");
    }

    @Test
    void unreadable_zone_names_file_and_line() throws IOException {
        String bad = write("bad.zone", "a.example. IN A 192.0.2.1\nb.example. IN A x\n");

        assertThat(rmx("check", "--zone", bad, "192.0.2.1", "a@b.c")).isEqualTo(65);
        assertThat(err)
                .startsWith("rmx: cannot read the zone " + bad + ": line 2: ")
                .hasLineCount(1);
        assertThat(rmx("check", "--zone", directory.resolve("none").toString(), "192.0.2.1", "a@b.c"))
                .isEqualTo(66);
    }
}
