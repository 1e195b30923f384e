package dev.rmx.testkit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.rmx.testkit.RmxDnsServer;
import dev.rmx.testkit.RmxZone;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code rmx audit}: its lines, its file, and its page. */
class AuditCommandTest extends CommandRun {
    private static final String ZONE = """
            one.example.       IN TXT "v=spf1 ip4:6.1.2.0/24 include:_spf.mail.example -all"
            _spf.mail.example. IN TXT "v=spf1 ip4:6.1.4.0/24 -all"
            two.example.       IN RMX ipv4:6.1.2.0/25 host:mail.two.example
            mail.two.example.  IN AAAA 2a00::25
            bad.example.       IN TXT "v=spf1 ip4:6.1.2 -all"
            odd.example.       IN TXT "v=spf1 k=<script>'&\\" ?all"
            """;
    private static final String DOMAINS = "one.example\ntwo.example\nbad.example\nodd.example\nnone.example\n";

    private String zone = "";
    private Path lines = Path.of("");

    @BeforeEach
    void writeZone() throws IOException {
        zone = write("zone", ZONE);
        lines = directory.resolve("lines");
    }

    private int audit(String input, String... words) {
        return rmxWithInput(
                input,
                Stream.of(Stream.of("audit", "--zone", zone), Stream.of(words), Stream.of("-"))
                        .flatMap(all -> all)
                        .toArray(String[]::new));
    }

    private static List<String> sortedWithoutTimes(String text) {
        return text.lines()
                .map(line -> line.replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:]+Z", "…"))
                .sorted()
                .toList();
    }

    @Test
    void a_line_says_what_a_domain_publishes() {
        assertThat(audit("one.example\n")).isZero();
        assertThat(sortedWithoutTimes(out)).containsExactly("""
                        {"version":1,"domain":"one.example","time":"…","state":"published","form":"SPF",\
                        "forms":[{"form":"SPF","state":"present",\
                        "records":["v=spf1 ip4:6.1.2.0/24 include:_spf.mail.example -all"],"cut":false,"reason":null},\
                        {"form":"RMX","state":"absent","records":[],"cut":false,"reason":null},\
                        {"form":"RMX-TXT","state":"absent","records":[],"cut":false,"reason":null}],\
                        "authorized":{"ipv4":"512","ipv6":"0","complete":true},"spfLookups":1,"spfVoids":0,\
                        "findings":[],"leftOut":0,"failures":[],"moreFailures":0,\
                        "authenticated":false,"validUntil":"…"}""");
    }

    @ParameterizedTest
    @CsvSource({
        "other.example,          absent,        absent, 'complete\":true'",
        "one.example/TXT,        failed,        failed, 'authorized\":null'",
        "one.example/RMX,        published,     present, 'complete\":true'",
        "_rmx.one.example/TXT,   published,     present, 'complete\":true'",
        "_spf.mail.example/TXT,  partly-failed, present, 'complete\":false'"
    })
    void LOOK_2_failed_is_never_absent(String fail, String state, String spf, String more) {
        String domain = state.equals("absent") ? "none.example" : "one.example";
        assertThat(audit(domain, "--fail", fail)).isZero();
        assertThat(out).contains("\"state\":\"" + state + "\",", "[{\"form\":\"SPF\",\"state\":\"" + spf + "\"", more);
        assertThat(out.contains("\"state\":\"failed\""))
                .isEqualTo(!state.equals("absent") && !state.startsWith("part"));
    }

    @Test
    void lines_are_as_the_schema_says() throws IOException {
        audit(DOMAINS + "one.example", "--fail", "_spf.mail.example", "--fail", "none.example/RMX");
        List<String> all = out.lines().toList();
        assertThat(all).hasSize(5);
        assertThat(rmx("audit", "--json-schema")).isZero();
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(out, InputFormat.JSON);

        for (String line : all) {
            assertThat(schema.validate(line, InputFormat.JSON)).as(line).isEmpty();
            assertThat(schema.validate(line.replace("\"version\":1", "\"version\":2"), InputFormat.JSON))
                    .isNotEmpty();
            assertThat(schema.validate(line.replaceFirst("\"leftOut\":0,", ""), InputFormat.JSON))
                    .isNotEmpty();
        }
    }

    @Test
    void a_bad_line_is_named_and_the_others_are_audited() {
        assertThat(audit("\n# comment\none.example\n a b\nexample\n\u001b[31m\n  two.example \n" + "x".repeat(600_000)))
                .isEqualTo(65);
        assertThat(out.lines()).hasSize(2);
        assertThat(err.lines())
                .hasSize(4)
                .containsSequence(
                        "rmx: line 4: \"a b\" is not a domain that senders can have",
                        "rmx: line 5: \"example\" is not a domain that senders can have",
                        "rmx: line 6: \"\\u001b[31m\" is not a domain that senders can have")
                .last()
                .asString()
                .startsWith("rmx: line 8: the line is longer than");
    }

    @Test
    void a_domain_that_is_repeated_is_audited_once() {
        assertThat(audit("one.example\nONE.example.\ntwo.example\none.example\n"))
                .isZero();
        assertThat(out.lines()).hasSize(2);
    }

    @Test
    void a_file_that_holds_something_is_only_gone_on_with() throws IOException {
        assertThat(audit(DOMAINS, "--output", lines.toString())).isZero();
        assertThat(out).isEqualTo("5 domains: 3 published, 0 partly failed, 1 unusable, 1 absent, 0 failed\n");
        String whole = Files.readString(lines);

        assertThat(audit(DOMAINS, "--output", lines.toString())).isEqualTo(74);
        assertThat(err).isEqualTo("rmx: cannot write " + lines + ": it is there already; --resume goes on with it\n");
        assertThat(Files.readString(lines)).isEqualTo(whole);

        assertThat(audit(DOMAINS + "new.example\n", "--output", lines.toString(), "--resume"))
                .isZero();
        assertThat(Files.readString(lines))
                .startsWith(whole)
                .contains("new.example")
                .hasLineCount(6);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a list of mine", "a list\nof mine\n", "{\"version\":1,\"domain\":\"a.example\"}\n", "\n"})
    void another_file_stays_as_it_is(String text) throws IOException {
        Files.writeString(lines, text);

        assertThat(audit(DOMAINS, "--output", lines.toString(), "--resume")).isEqualTo(65);
        assertThat(err).startsWith("rmx: " + lines + ", line 1: this is no line of an audit: ");
        assertThat(Files.readString(lines)).isEqualTo(text);
    }

    /** At every octet, by the file alone. */
    @Test
    void whatever_octet_was_the_last_whole_lines_are_kept_and_a_torn_one_is_dropped() throws IOException {
        audit("none.example\ntwo.example\n", "--output", lines.toString());
        byte[] whole = Files.readAllBytes(lines);
        for (int cut = 0; cut <= whole.length; cut++) {
            Path file = Files.write(directory.resolve("cut"), Arrays.copyOf(whole, cut));
            StringBuilder kept = new StringBuilder();
            try (AuditFile resumed =
                    AuditFile.resume(file, line -> kept.append(line).append('\n'))) {
                assertThat(new String(whole, 0, cut, StandardCharsets.US_ASCII)).startsWith(kept);
                assertThat(cut - kept.length()).isLessThan(1_500).isNotNegative();
                resumed.stream()
                        .append(new String(
                                whole, kept.length(), whole.length - kept.length(), StandardCharsets.US_ASCII))
                        .flush();
            }
            assertThat(Files.readAllBytes(file)).as("cut at %s", cut).isEqualTo(whole);
        }
    }

    @Test
    void after_a_kill_only_what_is_missing_is_asked() throws IOException {
        Path page = directory.resolve("page");
        try (RmxDnsServer server = RmxDnsServer.start(RmxZone.parse(ZONE))) {
            String[] command = {
                "audit",
                "--server",
                "127.0.0.1:" + server.address().getPort(),
                "--output",
                lines.toString(),
                "--html",
                page.toString(),
                "--resume",
                "-"
            };
            assertThat(rmxWithInput(DOMAINS, command)).isZero();
            String whole = Files.readString(lines);
            String counts = out;
            String plots = Files.readString(page).replaceAll("Written [^<]*", "");
            for (int cut : new int[] {0, 10, whole.indexOf('\n'), whole.indexOf('\n') + 1, whole.length() - 1}) {
                Files.writeString(lines, whole.substring(0, cut));
                List<String> done = Files.readString(lines)
                        .substring(0, whole.lastIndexOf('\n', cut - 1) + 1)
                        .lines()
                        .map(line -> line.substring(AuditLine.START.length(), line.indexOf("\",")))
                        .toList();
                server.forgetAsked();

                assertThat(rmxWithInput(DOMAINS, command)).isZero();

                assertThat(server.asked()).map(RmxDnsServer.Asked::name).noneMatch(done::contains);
                assertThat(sortedWithoutTimes(Files.readString(lines))).isEqualTo(sortedWithoutTimes(whole));
                assertThat(out).isEqualTo(counts);
                assertThat(Files.readString(page).replaceAll("Written [^<]*", ""))
                        .isEqualTo(plots);
            }
        }
    }

    /** Three questions for each domain. */
    @Test
    void a_name_server_gets_no_more_queries_a_second_than_allowed() {
        try (RmxDnsServer server = RmxDnsServer.start(RmxZone.parse(ZONE))) {
            long begin = System.nanoTime();
            int status = rmxWithInput(
                    "a.example\nb.example",
                    "audit",
                    "--server",
                    "127.0.0.1:" + server.address().getPort(),
                    "--rate",
                    "3",
                    "-");

            assertThat(status).isZero();
            assertThat(server.asked()).hasSize(6);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
        }
    }

    @Test
    void two_audits_do_not_write_one_file() {
        try (AuditFile file = AuditFile.create(lines)) {
            assertThat(audit(DOMAINS, "--output", lines.toString())).isEqualTo(74);
            assertThat(err).contains("writes it already");
            assertThat(file.stream().checkError()).isFalse();
        }
    }

    @Test
    void a_full_disk_is_said() {
        assertThat(audit(DOMAINS, "--output", "/dev/full")).isEqualTo(74);
        assertThat(err).startsWith("rmx: cannot write /dev/full: ");
    }

    @Test
    void the_page_has_no_mark_up_from_DNS_and_loads_nothing() throws IOException {
        Path page = directory.resolve("page");
        assertThat(audit(DOMAINS, "--html", page.toString())).isZero();
        assertThat(out.lines()).hasSize(5);
        assertThat(Files.readString(page))
                .startsWith("<!DOCTYPE html>")
                .endsWith("</html>\n")
                .contains("<title>Who may send mail for 5 domains?</title>", "3  (60.0 %)", "default-src 'none'")
                .doesNotContain("<script", "src=", "href=", "url(", "@import", "http:", "https:", "example");
        assertThat(audit(DOMAINS, "--html", directory.toString())).isEqualTo(74);
        assertThat(out.lines()).hasSize(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"light", "dark"})
    void a_browser_shows_the_page_in_both_colour_schemes(String scheme) throws Exception {
        Path page = directory.resolve("page.html");
        audit(DOMAINS, "--html", page.toString());

        Screenshot shown = Chromium.show(page, scheme, 1_900);

        int ground = shown.brightness(5, 5);
        assertThat(ground > 128).as("the ground is %s", ground).isEqualTo(scheme.equals("light"));
        assertThat(shown.ink()).as("pixels of text and bars").isGreaterThan(20_000);
    }

    @Test
    void LIM_4_a_line_is_short_whatever_is_published() throws IOException {
        String hosts = IntStream.range(0, 1_500)
                .mapToObj(i -> "host:a" + i + ".example !ipv4:10.0.0.0/8 ipv4:10.1.1.1 ")
                .collect(Collectors.joining());
        String terms = IntStream.range(0, 400)
                .mapToObj(i -> "\" a:\\\\034" + "b".repeat(30) + i
                        + ".example a:c a/0 mx/0 k=\\\\034\\\\034 include:one.example\" ")
                .collect(Collectors.joining());
        zone = write("zone", "big.example. IN RMX " + hosts + "\nbig.example. IN TXT \"v=spf1\" " + terms + "\n");

        assertThat(audit("big.example")).isZero();

        assertThat(out).hasSizeLessThan(1 << 16).contains("\"cut\":true").hasLineCount(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "--json-schema -",
                "--resume -",
                "--rate -1 -",
                "--parallel 0 -",
                "--parallel 10001 -",
                "--output - -",
                "--html - -",
                "--forms dmp -",
                "--forms rmx,rmx -",
                "a b"
            })
    void wrong_usage_exits_64(String line) {
        assertThat(rmx(("audit " + line).strip().split(" ", -1))).isEqualTo(64);
        assertThat(err).isNotBlank();
        assertThat(out).isEmpty();
    }

    @Test
    void a_file_of_domains_that_is_not_there_exits_66() {
        assertThat(rmx("audit", "--zone", zone, directory.resolve("nothing").toString()))
                .isEqualTo(66);
        assertThat(err).startsWith("rmx: cannot read ");
    }
}
