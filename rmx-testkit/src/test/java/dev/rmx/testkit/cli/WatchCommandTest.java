package dev.rmx.testkit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code rmx watch} with one pass: what it says, and its exit codes. */
class WatchCommandTest extends CommandRun {
    private static final String BEFORE = """
            example.org.      IN RMX ipv4:192.0.2.0/24 mx:
            example.org.      IN MX  10 mail.example.org.
            mail.example.org. IN A   198.51.100.1
            """;

    /** Watches example.org, or other domains and options, in a world. */
    private int watch(String zone, String... more) throws IOException {
        List<String> words = new ArrayList<>(List.of("watch", "--state", state().toString()));
        words.addAll(List.of("--zone", write("zone", zone)));
        words.addAll(List.of(more));
        if (more.length == 0 || more[more.length - 1].startsWith("-")) {
            words.add("example.org");
        }
        return rmx(words.toArray(String[]::new));
    }

    private Path state() {
        return directory.resolve("state");
    }

    private static Schema schema() {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Json.schema("watch"));
    }

    private void assertOfSchema() {
        assertThat(out.lines())
                .isNotEmpty()
                .allSatisfy(line ->
                        assertThat(schema().validate(line, InputFormat.JSON)).isEmpty());
    }

    @Test
    void LINT_4_says_which_addresses_gain_and_lose_by_entry() throws IOException {
        assertThat(watch(BEFORE)).isZero();
        assertThat(out.lines()).containsExactly("example.org: recorded: 257 addresses authorized");
        assertThat(watch(BEFORE)).isZero();
        assertThat(out).isEmpty();

        assertThat(watch(BEFORE.replace("192.0.2.0/24", "192.0.2.0/25").replace("100.1", "100.2")))
                .isEqualTo(1);
        assertThat(out.lines())
                .containsExactly(
                        "example.org: loses 192.0.2.128/25: pass (ipv4:192.0.2.0/24) -> fail (nothing matches)",
                        "example.org: loses 198.51.100.1: pass (mx:) -> fail (nothing matches)",
                        "example.org: gains 198.51.100.2: fail (nothing matches) -> pass (mx:)");
        assertThat(err).isEmpty();
        assertThat(watch(BEFORE)).as("the new state was kept").isEqualTo(1);
    }

    @Test
    void LOOK_2_a_failed_lookup_is_no_change_and_other_domains_are_looked_at() throws IOException {
        String both = BEFORE + "example.com. IN RMX ipv4:192.0.2.1\n";
        assertThat(watch(both, "example.org", "example.com")).isZero();
        byte[] state = Files.readAllBytes(state());

        assertThat(watch(both, "--fail", "mail.example.org/A", "example.org")).isEqualTo(75);
        assertThat(out).isEmpty();
        assertThat(err).startsWith("rmx: example.org: not compared: a lookup failed: mail.example.org A: ");
        assertThat(state()).hasBinaryContent(state);

        assertThat(watch(both.replace("2.1\n", "2.2\n"), "--fail", "example.org", "example.org", "example.com"))
                .isEqualTo(75);
        assertThat(out.lines()).hasSize(2).allMatch(line -> line.startsWith("example.com: "));
        assertThat(watch(both)).as("the last known state of example.org stays").isZero();
        assertThat(out).isEmpty();
    }

    @Test
    void LOOK_2_a_domain_that_fails_at_the_first_look_is_not_recorded() throws IOException {
        assertThat(watch(BEFORE, "--fail", "example.org", "example.org")).isEqualTo(75);
        assertThat(state()).doesNotExist();
        assertThat(watch(BEFORE)).isZero();
        assertThat(out).contains("recorded");
    }

    @Test
    void LOOK_2_a_failed_lookup_on_which_nothing_hangs_does_no_harm() throws IOException {
        String all = BEFORE.replace("ipv4:192.0.2.0/24 mx:", "ipv4:0.0.0.0/0 ipv6:::/0 mx:");
        assertThat(watch(all)).isZero();
        assertThat(watch(all, "--fail", "mail.example.org", "example.org")).isZero();
    }

    @Test
    void LOOK_2_a_failed_lookup_on_which_only_some_clients_of_an_address_hang_is_no_change() throws IOException {
        String hangs = BEFORE.replace("ipv4:192.0.2.0/24 mx:", "!mx: domain:");
        assertThat(watch(BEFORE)).isZero();
        assertThat(watch(hangs, "--fail", "example.org/MX", "example.org"))
                .as("where domain: matches, mx: decides")
                .isEqualTo(75);
        assertThat(out).isEmpty();
        assertThat(watch(hangs)).isEqualTo(1);
        assertThat(watch(hangs)).as("the new state was kept").isZero();
    }

    @Test
    void LOOK_2_a_failed_lookup_that_changes_a_word_and_no_result_is_no_change() throws IOException {
        String zone = """
                example.org.      IN TXT "v=spf1 ?include:i.example.org ~all"
                i.example.org.    IN TXT "v=spf1 a:mail.example.org -all"
                mail.example.org. IN A   198.51.100.1
                """;
        String[] failing = {"--forms", "spf", "--fail", "i.example.org", "example.org"};
        assertThat(watch(zone, "--forms", "spf", "example.org")).isZero();
        assertThat(watch(zone, failing)).isZero();
        assertThat(out).isEmpty();
        assertThat(watch(zone.replace("example.org ~all", "example.org ?all"), failing))
                .as("the include says what it said last")
                .isEqualTo(1);
        assertThat(out).contains("softfail (~all) -> neutral (?all)").doesNotContain("198.51.100.1");
        assertThat(watch(zone.replace("example.org ~all", "example.org ?all"), failing))
                .as("the new state was kept")
                .isZero();
    }

    @Test
    void LINT_4_the_same_answers_are_no_change_even_if_there_are_too_many_cases_to_compare() throws IOException {
        String zone = """
                example.org. IN TXT "v=spf1 include:%{i}.a.example include:%{i}.b.example include:%{i}.c.example -all"
                """;
        assertThat(watch(zone, "--forms", "spf", "example.org")).isZero();
        assertThat(watch(zone, "--forms", "spf", "example.org")).isZero();
        assertThat(out).isEmpty();
        assertThat(rmx("diff", "--zone", write("zone", zone), "--forms", "spf", "example.org", "example.org"))
                .as("a comparison cannot tell")
                .isEqualTo(1);
    }

    @Test
    void LOOK_2_a_record_whose_lookup_fails_has_not_changed() throws IOException {
        String all = BEFORE + "_rmx.example.org. IN TXT \"ipv4:192.0.2.0/24\"\n";
        String[] failing = {"--text", "--fail", "_rmx.example.org", "example.org"};
        assertThat(watch(all, "--text", "example.org")).isZero();
        assertThat(watch(all, failing)).as("the address hangs on RMX alone").isZero();
        assertThat(watch(all.replace("2.0/24 mx:", "2.0/25 mx:"), failing)).isEqualTo(1);
        assertThat(watch(all.replace("2.0/24 mx:", "2.0/25 mx:"), "--text", "example.org"))
                .as("the last known text was kept")
                .isZero();
    }

    @Test
    void LOOK_2_a_record_whose_lookup_failed_at_first_has_not_changed_when_it_is_back() throws IOException {
        String all = BEFORE + "_rmx.example.org. IN TXT \"ipv4:192.0.2.0/24\"\n";
        assertThat(watch(all, "--text", "--fail", "_rmx.example.org", "example.org"))
                .isZero();
        assertThat(watch(all, "--text", "example.org")).isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            v=spf1 ip4:192.0.2.0/24 -all |                                 | loses 192.0.2.0/24: pass (ip4:192.0.2.0/24) -> none (nothing is published)
            v=spf1 ip4:192.0.2.0/24 -all | v=spf1 ip4:192.0.2.0/24 bad:x   | loses 192.0.2.0/24: pass (ip4:192.0.2.0/24) -> permerror
            v=spf1 ip4:192.0.2.0/24 -all | v=spf1 ip4:192.0.2.0/24 ~all    | changes 0.0.0.0-192.0.1.255: fail (-all) -> softfail (~all)
            v=spf1 -all                  | v=spf1 exists:%{i}.x.example -all | changes 0.0.0.0/0: fail (-all) -> unknown (hangs on exists:%{i}.x.example; otherwise fail)
            v=spf1 ptr -all              | v=spf1 -all                     | only before, cannot be listed: ptr
            v=spf1 ptr ?all              | v=spf1 a exists:%{l}.x.example ptr ?all | only now, cannot be listed: exists:%{l}.x.example
            """)
    void LINT_4_what_vanishes_or_cannot_be_used_or_listed_is_a_change(String before, String after, String line)
            throws IOException {
        String name = "example.org. IN TXT \"";
        assertThat(watch(name + before + "\"\n", "--forms", "spf", "example.org"))
                .isZero();
        assertThat(watch(
                        after == null ? "example.com. IN A 192.0.2.1\n" : name + after + "\"\n",
                        "--forms",
                        "spf",
                        "example.org"))
                .isEqualTo(1);
        assertThat(out).contains("example.org: " + line);
    }

    @Test
    void LINT_4_the_same_macros_are_no_change_whatever_is_behind_them() throws IOException {
        String zone = "example.org. IN TXT \"v=spf1 exists:%{i}.x.example ptr -all\"\n";
        assertThat(watch(zone, "--forms", "spf", "example.org")).isZero();
        assertThat(watch(zone + "1.2.0.192.x.example. IN A 127.0.0.2\n", "--forms", "spf", "example.org"))
                .isZero();
        assertThat(out).isEmpty();
    }

    @Test
    void a_text_that_changes_no_address_is_news_only_on_demand() throws IOException {
        String split = BEFORE.replace("192.0.2.0/24", "192.0.2.0/25 ipv4:192.0.2.128/25");
        assertThat(watch(BEFORE)).isZero();
        assertThat(watch(split)).isZero();
        assertThat(out).isEmpty();
        assertThat(watch(split, "--text")).as("it was kept all the same").isZero();

        assertThat(watch(BEFORE, "--text")).isEqualTo(1);
        assertThat(out.lines()).containsExactly("example.org: the text changed, and no address: example.org RMX");
        assertThat(watch(split, "--text", "--json")).isEqualTo(1);
        assertOfSchema();
        assertThat(out).contains("\"event\":\"text\"", "\"records\":[\"example.org RMX\"]");
    }

    @Test
    void json_is_of_its_schema() throws IOException {
        assertThat(watch(BEFORE, "--json")).isZero();
        assertOfSchema();
        assertThat(out).contains("\"event\":\"recorded\"", "\"authorized\":\"257\"");
        assertThat(watch(BEFORE, "--json", "--fail", "example.org", "example.org"))
                .isEqualTo(75);
        assertOfSchema();
        assertThat(watch(BEFORE.replace("2.0/24", "2.0/25 domain:x.example"), "--json"))
                .isEqualTo(1);
        assertOfSchema();
        assertThat(out)
                .contains(
                        "{\"change\":\"loses\",\"ranges\":[\"192.0.2.128/25\"],\"count\":\"128\",\"old\":",
                        "\"onlyInNew\":[\"domain:x.example\"]");
        assertThat(schema().validate(out.replace("loses", "looses"), InputFormat.JSON))
                .isNotEmpty();
        assertThat(rmx("watch", "--json-schema")).isZero();
        assertThat(out).isEqualTo(Json.schema("watch"));
    }

    @Test
    void LIM_4_a_hostile_record_gives_few_lines_and_little_JSON() throws IOException {
        String many = "example.org. IN RMX "
                + IntStream.range(0, 4_000)
                        .mapToObj(i -> "ipv4:10.0." + i / 100 + "." + 2 * (i % 100))
                        .collect(Collectors.joining(" "))
                + "\n";
        assertThat(watch(BEFORE)).isZero();
        assertThat(watch(many)).isEqualTo(1);
        assertThat(out.lines()).hasSize(101);
        assertThat(out).endsWith("example.org: and more: --json shows more, and rmx expand all\n");
        assertThat(watch(BEFORE, "--json")).isEqualTo(1);
        assertThat(out).hasSizeBetween(1 << 20, 2 << 20).doesNotContain("\"leftOut\":0");
    }

    @Test
    void the_forms_of_the_state_are_needed() throws IOException {
        assertThat(watch(BEFORE)).isZero();
        assertThat(watch(BEFORE, "--forms", "spf", "example.org")).isEqualTo(64);
        assertThat(err).contains("--forms rmx,rmx-txt; use these, or another file");
    }

    @Test
    void domains_that_are_not_named_stay_in_the_state() throws IOException {
        String both = BEFORE + "example.com. IN RMX ipv4:192.0.2.1\n";
        assertThat(watch(both, "example.org", "example.com", "EXAMPLE.org")).isZero();
        assertThat(out.lines()).hasSize(2);
        assertThat(watch(both.replace("2.1\n", "2.2\n"), "example.org")).isZero();
        assertThat(watch(both.replace("2.1\n", "2.2\n"), "example.com")).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            watch                                       | 64 | --state FILE and a DOMAIN are needed
            watch --state x                             | 64 | --state FILE and a DOMAIN are needed
            watch example.org                           | 64 | --state FILE and a DOMAIN are needed
            watch --state x --every 0s example.org      | 64 | --every takes at least 1s
            watch --state x --every soon example.org    | 64 | a time is a number and s, m, h or d
            watch --demo --state x localhost            | 65 | is not a domain that senders can have
            watch --demo --state /nowhere/x a.example   | 74 | cannot write /nowhere/x: there is no folder /nowhere
            watch --demo --state /dev/null a.example    | 74 | cannot write /dev/null: it is not a regular file
            watch --demo --state / a.example            | 74 | cannot write /: it is a directory
            """)
    void wrong_usage_is_said(String line, int status, String problem) {
        assertThat(rmx(line.split(" ", -1))).isEqualTo(status);
        assertThat(err).contains(problem);
    }
}
