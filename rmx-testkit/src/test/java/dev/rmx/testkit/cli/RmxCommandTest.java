package dev.rmx.testkit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The command, run as a user would. */
class RmxCommandTest {
    private static final String ZONE = """
            example.org.      IN RMX ipv4:192.0.2.1 host:mail.example.org !ipv4:192.0.2.0/24
            mail.example.org. IN A   192.0.2.7
            b.example.        IN RMX ipv4:192.0.2.1
            _rmx.t.example.   IN TXT "mx:"
            """;

    @TempDir
    private Path directory;

    private String zone = "";
    private String out = "";
    private String err = "";

    @BeforeEach
    void writeZone() throws IOException {
        zone = Files.writeString(directory.resolve("test.zone"), ZONE).toString();
    }

    private int rmx(String... arguments) {
        return rmxWithInput("", arguments);
    }

    private int rmxWithInput(String input, String... arguments) {
        ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
        ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
        int status = RmxCommand.run(
                new RmxCommand.Streams(
                        new StringReader(input),
                        new PrintStream(outBytes, true, StandardCharsets.UTF_8),
                        new PrintStream(errBytes, true, StandardCharsets.UTF_8)),
                arguments);
        out = outBytes.toString(StandardCharsets.UTF_8);
        err = errBytes.toString(StandardCharsets.UTF_8);
        return status;
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
    void demo_zones_do_what_their_comments_say(String ip, String sender, int status) {
        assertThat(rmx("check", "--demo", ip, sender)).isEqualTo(status);
    }

    @Test
    void exit_status_says_the_result() {
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
                        + "\"mechanism\":\"host:mail.example.org\",\"source\":\"RMX\","
                        + "\"reason\":\"example.org authorizes 192.0.2.7 by host:mail.example.org\",\"failure\":null}");
    }

    @Test
    void json_is_null_where_there_is_nothing_to_say() {
        rmx("check", "--zone", zone, "--json", "192.0.2.7", "nobody");

        assertThat(out).contains("\"subject\":null", "\"mechanism\":null", "\"source\":null", "\"outcome\":\"NoRMX\"");
    }

    @Test
    void HELO_is_the_subject_of_a_null_sender() {
        assertThat(rmx("check", "--zone", zone, "192.0.2.1", "<>", "example.org"))
                .isZero();
        assertThat(rmx("check", "--zone", zone, "192.0.2.1", "<>")).isEqualTo(2);
    }

    @Test
    void failures_are_by_type_and_repeatable() {
        String[] check = {"192.0.2.9", "joe@example.org"};
        assertThat(rmx("check", "--zone", zone, "--fail", "mail.example.org/AAAA", check[0], check[1]))
                .isEqualTo(1);
        assertThat(rmx("check", "--zone", zone, "--fail", "example.org/rmx", check[0], check[1]))
                .isEqualTo(75);
        assertThat(rmx("check", "--zone", zone, "--fail", "x.example", "--fail", "example.org", check[0], check[1]))
                .isEqualTo(75);
    }

    @Test
    void server_that_does_not_answer_is_temperror() {
        assertThat(rmx("check", "--server", "127.0.0.1:9", "192.0.2.1", "joe@example.org"))
                .isEqualTo(75);
    }

    @Test
    void batch_keeps_the_order_and_goes_on_after_bad_lines() {
        String lines = """
                192.0.2.1 joe@example.org

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
        Path file = Files.writeString(directory.resolve("batch"), lines);

        assertThat(rmx("check", "--demo", "--batch", file.toString())).isZero();
        assertThat(out.lines().map(line -> line.replaceAll(".*\"sender\":\"u(\\d+)@.*", "$1")))
                .containsExactlyElementsOf(
                        IntStream.range(0, 3000).mapToObj(Integer::toString).toList());
    }

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
        assertThat(rmxWithInput("mx:\nwhat\n\nunused:\n", "encode", "--batch", "-"))
                .isEqualTo(65);
        assertThat(out.lines()).hasSize(4).first().isEqualTo("\\# 1 09");
        assertThat(out.lines().toList().get(1)).startsWith("error: line 2: ").contains("what");
        assertThat(rmxWithInput("09\n\\# 1 06\n", "decode", "--batch", "-")).isZero();
        assertThat(out.lines()).containsExactly("mx:", "unused:");
    }

    @Test
    void bad_data_is_65_and_told_in_one_line() {
        assertThat(rmx("check", "--zone", zone, "1.2.3", "a@b.c")).isEqualTo(65);
        assertThat(err.lines()).hasSize(1).first().asString().contains("1.2.3");
        assertThat(rmx("encode", "host:")).isEqualTo(65);
        assertThat(err).contains("host:");
        assertThat(rmx("decode", "0g")).isEqualTo(65);
        assertThat(err).contains("hexadecimal");
    }

    @Test
    void unreadable_zone_names_file_and_line() throws IOException {
        Path bad = Files.writeString(directory.resolve("bad.zone"), "a.example. IN A 192.0.2.1\nb.example. IN A x\n");

        assertThat(rmx("check", "--zone", bad.toString(), "192.0.2.1", "a@b.c")).isEqualTo(65);
        assertThat(err).contains(bad.toString()).contains(":2:");
        assertThat(rmx("check", "--zone", directory.resolve("none").toString(), "192.0.2.1", "a@b.c"))
                .isEqualTo(66);
        assertThat(rmx("encode", "--batch", directory.resolve("none").toString()))
                .isEqualTo(66);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "check",
                "check 192.0.2.1",
                "check 192.0.2.1 a@b.c d e",
                "check --batch - 192.0.2.1 a@b.c",
                "check --fail a.example 192.0.2.1 a@b.c",
                "check --demo --fail a.example/NS 192.0.2.1 a@b.c",
                "check --demo --zone x 192.0.2.1 a@b.c",
                "check --server host:99999 192.0.2.1 a@b.c",
                "check --server :53 192.0.2.1 a@b.c",
                "encode",
                "decode --batch - 06"
            })
    void wrong_usage_is_64(String line) {
        String[] arguments = line.isEmpty() ? new String[0] : line.split(" ");

        assertThat(rmx(arguments)).isEqualTo(64);
        assertThat(err).isNotBlank();
        assertThat(out).isEmpty();
    }

    @Test
    void arguments_can_come_from_a_file() throws IOException {
        Path file = Files.writeString(directory.resolve("arguments"), "--demo\n213.133.101.23\nhadmut@danisch.de\n");

        assertThat(rmx("check", "@" + file)).isZero();
    }

    @Test
    void conformance_runs_the_vectors() {
        assertThat(rmx("conformance")).isZero();
        assertThat(out).matches("[0-9]{3} vectors, 0 failed\\R");
    }

    @Test
    void conformance_tells_which_vector_does_not_hold() throws IOException {
        String vectors = write("""
                [{"id": "X.1", "says": "wrong", "form": "text", "input": ["mx:"], "expect": {"error": 7}}]
                """);

        assertThat(rmx("conformance", vectors)).isEqualTo(1);
        assertThat(out)
                .contains("X.1 (wrong): expected ", "error=7", "canonical=mx:")
                .endsWith("1 vectors, 1 failed\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            [{"id":                                                                      | line 2, column
            {"id": "X.1"}                                                                | vectors are an array
            [] []                                                                        | line 1, column
            [{"id": "X.1", "id": "X.2"}]                                                 | Duplicate
            [{"id": "X.1", "says": "s", "form": "text", "input": ["mx:"]}]               | vector 1 (X.1): Missing required creator property 'expect'
            [{"id": "X.1", "says": "s", "form": "tekst", "input": [], "expect": {}}]     | vector 1 (X.1): Cannot deserialize
            [{"id": "X.1", "says": "s", "mailFrom": "", "expect": {}, "expects": {}}]    | vector 1 (X.1): Unrecognized field "expects"
            [{"id": "X.1", "says": "s", "form": "text", "input": [], "expect": {}}]      | vector 1 (X.1): Cannot construct instance of `dev.rmx.testkit.conformance.ConformanceVector$Codec`, problem: input is one text
            [{"id":"X","says":"","client":"","mailFrom":"","zone":{"x":[]},"expect":{}}] | a name, a blank and a type should stand where "x" stands
            [{"id":"X","says":"","client":"","mailFrom":"","zone":{},"fails":{"x A":"MAYBE"},"expect":{}}] | not one of the values accepted for Enum class: [
            [7]                                                                          | vector 1 (no id): Cannot construct
            """)
    void conformance_refuses_a_damaged_file(String vectors, String problem) throws IOException {
        String file = write(vectors + "\n");

        assertThat(rmx("conformance", file)).isEqualTo(ExitCode.BAD_DATA);
        assertThat(err).startsWith("rmx: " + file + ": ").contains(problem).hasLineCount(1);
    }

    @Test
    void conformance_reads_no_more_than_a_file_of_vectors_can_have() throws IOException {
        Path file = directory.resolve("endless.json");
        Files.write(file, new byte[(10 << 20) + 1]);
        assertThat(rmx("conformance", file.toString())).isEqualTo(ExitCode.BAD_DATA);
        assertThat(err).endsWith("endless.json: a file of vectors has at most 10485760 octets\n");
    }

    @Test
    void conformance_without_its_file() {
        assertThat(rmx("conformance", "no-such-file")).isEqualTo(ExitCode.NO_INPUT);
        assertThat(err).contains("no-such-file");
    }

    private String write(String text) throws IOException {
        return Files.writeString(directory.resolve("vectors.json"), text).toString();
    }
}
