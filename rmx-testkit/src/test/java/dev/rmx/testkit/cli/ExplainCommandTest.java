package dev.rmx.testkit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.rmx.PublishedForm;
import dev.rmx.resolver.RmxChecker;
import dev.rmx.testkit.RmxZone;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code rmx explain}: the tree, the JSON object and the web page. */
class ExplainCommandTest extends CommandRun {
    private static final String ZONE = """
            example.org.       300 IN TXT "v=spf1 include:_spf.mail.example include:_spf.news.example include:_spf.crm.example -all"
            _spf.mail.example. 300 IN TXT "v=spf1 ip4:198.51.100.0/24 ~all"
            _spf.news.example. 300 IN TXT "v=spf1 ip4:203.0.113.0/24 -all"
            _spf.crm.example.  300 IN TXT "v=spf1 mx:crm.example ?all"
            crm.example.       300 IN MX  10 mx.crm.example.
            mx.crm.example.    300 IN A   192.0.2.1
            moved.example.     300 IN TXT "v=spf1 redirect=_spf.news.example"
            hostile.example.   300 IN TXT "v=spf1 k=<script>alert('x')</script> l=\\"&amp; -all"
            dmp.example.       300 IN TXT "nothing"
            1.2.0.192.in-addr._smtp-client.dmp.example. 300 IN TXT "dmp=deny"
            """;

    private String zone = "";

    @BeforeEach
    void writeZone() throws IOException {
        zone = write("zone", ZONE);
    }

    private int explain(String... words) {
        return rmx(
                Stream.concat(Stream.of("explain", "--zone", zone, "--forms", "spf,rmx,rmx-txt,dmp"), Stream.of(words))
                        .toArray(String[]::new));
    }

    /** The output as on a machine that needs no time: with each TTL as it is published. */
    private String withTtl(int ttl) {
        return out.replaceAll("TTL \\d+", "TTL " + ttl).replaceAll("holds for \\d+ s", "holds for " + ttl + " s");
    }

    @Test
    void EXPL_1_the_tree_shows_the_way_to_the_entry_that_decides() {
        assertThat(explain("192.0.2.1", "joe@example.org")).isZero();
        assertThat(withTtl(300)).isEqualTo("""
                May 192.0.2.1 send for example.org?

                SPF      published
                │  example.org TXT: v=spf1 include:_spf.mail.example include:_spf.news.example
                │      include:_spf.crm.example -all  (TTL 300)
                ├─ no       include:_spf.mail.example  (term 1 of 10)
                │  │  _spf.mail.example TXT: v=spf1 ip4:198.51.100.0/24 ~all  (TTL 300)
                │  │  _spf.mail.example gives softfail: no match
                │  ├─ no       ip4:198.51.100.0/24
                │  └─ yes      ~all
                ├─ no       include:_spf.news.example  (term 2 of 10)
                │  │  _spf.news.example TXT: v=spf1 ip4:203.0.113.0/24 -all  (TTL 300)
                │  │  _spf.news.example gives fail: no match
                │  ├─ no       ip4:203.0.113.0/24
                │  └─ yes      -all
                ├─ yes      include:_spf.crm.example  ◄  (term 3 of 10)
                │  │  _spf.crm.example TXT: v=spf1 mx:crm.example ?all  (TTL 300)
                │  │  _spf.crm.example gives pass: a match
                │  ├─ yes      mx:crm.example  ◄ decides  (term 4 of 10; 1 name)
                │  │     crm.example MX: 10 mx.crm.example  (TTL 300)
                │  │     mx.crm.example A: 192.0.2.1  (TTL 300)
                │  └─ -        ?all
                └─ -        -all

                Limits: terms 4 of 10.
                DNSSEC: no answers authenticated.
                The verdict holds for 300 s.
                SPF: pass
                pass (Granted): example.org authorizes 192.0.2.1 by include:_spf.crm.example
                """);
    }

    @Test
    void EXPL_1_the_tree_tells_why_it_is_a_temperror() {
        assertThat(explain("--fail", "_spf.news.example", "192.0.2.9", "joe@example.org"))
                .isEqualTo(75);
        assertThat(out)
                .contains("├─ unknown  include:_spf.news.example  (a lookup failed; term 2 of 10)\n")
                .contains("│     _spf.news.example TXT: failed: zone in memory: SERVFAIL\n")
                .contains("\nWithout the answer to _spf.news.example TXT, example.org can come to pass, fail or"
                        + " permerror.\n");
        assertThat(out.lines().toList()).last().asString().startsWith("temperror (TempFail): _spf.news.example TXT");
    }

    @Test
    void EXPL_1_the_example_in_the_README_is_what_is_printed() throws IOException {
        assertThat(rmx("explain", "--demo", "--forms", "spf", "192.0.2.70", "joe@shop.example"))
                .isZero();
        String indented =
                out.lines().map(line -> line.isEmpty() ? "" : "    " + line).collect(Collectors.joining("\n"));
        assertThat(Files.readString(Path.of("README.md"))).contains(indented);
    }

    @ParameterizedTest
    @CsvSource({
        "203.0.113.1,  joe@moved.example,   0, '└─ yes      redirect=_spf.news.example  ◄  (term 1 of 10)'",
        "192.0.2.1,    joe@dmp.example,     1, 'DMP      published  ◄ decides'",
        "192.0.2.1,    joe@none.example,    2, 'DMP      not published'",
        "192.0.2.1,    not-an-address,      2, 'none (NoRMX): the sender has no domain that can be checked'"
    })
    void EXPL_1_each_form_and_result_is_shown(String ip, String sender, int status, String line) {
        assertThat(explain(ip, sender)).isEqualTo(status);
        assertThat(out.lines()).contains(line);
    }

    @ParameterizedTest
    @CsvSource({
        "213.133.101.23, hadmut@danisch.de,     0",
        "1.2.3.5,        joe@rackland.de,       1",
        "192.0.2.7,      jane@full.example,     0",
        "192.0.2.26,     joe@mx.example,        0",
        "192.0.2.30,     joe@mapped.example,    0",
        "2001:db8:40::1, joe@txt.example,       0",
        "192.0.2.1,      joe@broken.example,    2"
    })
    void EXPL_1_json_is_as_the_schema_says(String ip, String sender, int status) {
        assertThat(rmx("explain", "--demo", "--json", ip, sender)).isEqualTo(status);
        assertThat(problems(out)).isEmpty();
    }

    @Test
    void EXPL_1_json_of_SPF_and_DMP_is_as_the_schema_says() {
        for (String sender : List.of("<>", "joe@example.org", "joe@moved.example", "joe@dmp.example")) {
            explain("--json", "--fail", "_spf.news.example", "192.0.2.1", sender);
            assertThat(problems(out)).as(out).isEmpty();
        }
        assertThat(problems(out.replace("\"version\":1", "\"version\":2"))).isNotEmpty();
        assertThat(problems(out.replace("\"state\":\"absent\"", "\"state\":\"gone\"")))
                .isNotEmpty();
    }

    /** What the schema that the command prints finds wrong with a document. */
    private List<String> problems(String document) {
        String printed = out;
        assertThat(rmx("explain", "--json-schema")).isZero();
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(out, InputFormat.JSON);
        out = printed;
        return schema.validate(document, InputFormat.JSON).stream()
                .map(Object::toString)
                .toList();
    }

    @Test
    void EXPL_1_colour_is_for_terminals() {
        CheckLine line = new CheckLine("192.0.2.1", "joe@example.org", "");
        try (RmxChecker checker = RmxChecker.builder(RmxZone.parse(ZONE).resolver())
                .forms(PublishedForm.SPF)
                .build()) {
            String coloured = new ExplanationTree(line, Instant.EPOCH, true).text(checker.explain(line.query()));

            assertThat(coloured).contains("\033[32myes\033[0m");
            explain("192.0.2.1", "joe@example.org");
            assertThat(out).doesNotContain("\033");
        }
    }

    @Test
    void EXPL_1_the_page_has_no_mark_up_from_DNS_and_loads_nothing() {
        assertThat(explain("--html", "-", "192.0.2.1", "\"<b>&\"@hostile.example", "<i>\"'"))
                .isEqualTo(1);
        assertThat(out)
                .startsWith("<!DOCTYPE html>")
                .endsWith("</html>\n")
                .contains("k=&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;", "l=&quot;&amp;amp;")
                .contains("default-src 'none'")
                .doesNotContain("<script", "<b>", "<i>", "src=", "href=", "url(", "@import", "http:", "https:");
    }

    @Test
    void EXPL_1_the_page_is_written_to_a_file_besides_the_tree() throws IOException {
        Path page = directory.resolve("page.html");

        assertThat(explain("--html", page.toString(), "192.0.2.1", "joe@example.org"))
                .isZero();

        assertThat(out).contains("pass (Granted)");
        assertThat(Files.readString(page)).contains("<title>May 192.0.2.1 send for example.org?</title>");
        assertThat(explain("--html", directory.toString(), "192.0.2.1", "joe@example.org"))
                .isEqualTo(74);
        assertThat(err).startsWith("rmx: cannot write ").contains("directory");
    }

    @ParameterizedTest
    @ValueSource(strings = {"light", "dark"})
    void EXPL_1_a_browser_shows_the_page_in_both_colour_schemes(String scheme) throws Exception {
        Path page = directory.resolve("page.html");
        explain("--html", page.toString(), "192.0.2.1", "joe@example.org");

        Screenshot shown = Chromium.show(page, scheme, 800);

        int ground = shown.brightness(5, 5);
        assertThat(ground > 128).as("the ground is %s", ground).isEqualTo(scheme.equals("light"));
        assertThat(shown.ink()).as("pixels of text").isGreaterThan(2_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "192.0.2.1",
                "--json-schema 192.0.2.1 a@b.c",
                "--json --html - 192.0.2.1 a@b.c",
                "--exp 192.0.2.1 a@b.c"
            })
    void wrong_usage_exits_64(String line) {
        assertThat(rmx(("explain " + line).strip().split(" ", -1))).isEqualTo(64);
        assertThat(err).isNotBlank();
        assertThat(out).isEmpty();
    }

    @Test
    void a_client_that_is_no_address_is_bad_input() {
        assertThat(explain("mail.example.org", "joe@example.org")).isEqualTo(65);
        assertThat(err).startsWith("rmx: ");
    }
}
