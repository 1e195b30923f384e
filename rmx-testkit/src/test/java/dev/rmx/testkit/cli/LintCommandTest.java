package dev.rmx.testkit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code rmx lint}. */
class LintCommandTest extends CommandRun {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            v=spf1 mx -all                       | 0
            ipv4:6.1.2.0/25 ipv4:6.1.2.128/25    | 0
            V=SPF1 mx                            | 1
            ipv4:10.0.0.1                        | 1
            ipv4:6.1.2.0/24 !ipv4:6.1.2.5        | 2
            mx: ip4:6.1.2.5                      | 2
            """)
    void LINT_1_the_exit_code_is_the_worst_severity(String record, int status) {
        assertThat(rmx("lint", record)).isEqualTo(status);
        assertThat(rmx("lint", "--json", record)).isEqualTo(status);
        assertThat(rmx("lint", "--sarif", record)).isEqualTo(status);
        assertThat(err).isEmpty();
    }

    @Test
    void a_finding_shows_the_entry_in_its_record() {
        rmx("lint", "ipv4:6.1.2.0/24 !ipv4:6.1.2.5");

        assertThat(out).isEqualToNormalizingNewlines("""
                error: !ipv4:6.1.2.5 excepts nobody: ipv4:6.1.2.0/24, before it, lets mail from 6.1.2.5 pass \
                [negation-too-late]
                    ipv4:6.1.2.0/24 !ipv4:6.1.2.5
                                    ^^^^^^^^^^^^^ offset 16
                    put !ipv4:6.1.2.5 before ipv4:6.1.2.0/24
                1 finding
                """);
    }

    @Test
    void words_are_joined_and_good_records_give_one_line() {
        assertThat(rmx("lint", "mx:", "ipv4:6.1.2.3")).isZero();
        assertThat(out).isEqualToIgnoringNewLines("nothing found");
    }

    @Test
    void a_file_has_the_records_of_one_name() throws IOException {
        String file = write("a b.txt", """
                # two records

                ipv4:6.1.2.0/24
                !ipv4:6.1.2.5
                """);

        assertThat(rmx("lint", "--domain", "example.org", "--file", file)).isEqualTo(2);
        assertThat(out)
                .contains(file + ":4: example.org RMX: error: ")
                .contains("[negation-too-late]", "[order-matters]");
        assertThat(rmx("lint", "--sarif", "--file", file)).isEqualTo(2);
        assertThat(out).contains("a%20b.txt").contains("\"startLine\":4,\"startColumn\":1,\"endColumn\":14");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-", "--file=-"})
    void a_record_can_come_from_standard_input(String from) {
        assertThat(rmxWithInput("v=spf1 mx\n", "lint", from)).isEqualTo(1);
        assertThat(out).contains("[no-all]");
    }

    @Test
    void strings_are_read_as_in_a_zone_file() {
        assertThat(rmx("lint", "\"v=spf1 mx\" \" -all\"")).isZero();
        assertThat(rmx("lint", "\"v=spf1 mx\" \"a -all\"")).isEqualTo(2);
        assertThat(out).contains("[cut-word]").contains("end the first string with a blank");
    }

    @Test
    void JSON_has_the_members_that_the_README_lists() throws IOException {
        rmx("lint", "--json", "--domain", "example.org", "mx: ipv4:10.1.2.3/24");
        JsonNode report = new ObjectMapper().readTree(out);

        assertThat(out).hasLineCount(1);
        assertThat(report.get("records").get(0).toString())
                .isEqualTo(
                        "{\"domain\":\"example.org\",\"form\":\"RMX\",\"line\":null,\"text\":\"mx: ipv4:10.1.2.3/24\"}");
        assertThat(names(report.get("findings").get(0)))
                .containsExactlyInAnyOrder("rule", "severity", "record", "offset", "entry", "what", "right");
        assertThat(report.get("findings").get(0).get("offset").asInt()).isEqualTo(4);
        assertThat(report.get("leftOut").asInt()).isZero();
        assertThat(report.get("remarks").isArray()).isTrue();
    }

    private static Set<String> names(JsonNode node) {
        Set<String> names = new TreeSet<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** SARIF 2.1.0 §3.13, §3.14, §3.18, §3.19, §3.27, §3.49: what is required, and what refers to what. */
    @Test
    void SARIF_has_its_required_members() throws IOException {
        rmx("lint", "--sarif", "v=spf1 ip4:10.0.0.1 ip4:192.168.0.1 ptr");
        JsonNode log = new ObjectMapper().readTree(out);
        JsonNode run = log.get("runs").get(0);
        JsonNode rules = run.get("tool").get("driver").get("rules");

        assertThat(log.get("version").asText()).isEqualTo("2.1.0");
        assertThat(log.get("$schema").asText()).endsWith("sarif-schema-2.1.0.json");
        assertThat(run.get("tool").get("driver").get("name").asText()).isEqualTo("rmx lint");
        assertThat(rules).hasSize(3).allSatisfy(rule -> {
            assertThat(rule.get("id").asText()).isNotEmpty();
            assertThat(rule.get("shortDescription").get("text").asText()).isNotEmpty();
        });
        assertThat(run.get("results")).hasSize(4).allSatisfy(result -> {
            assertThat(result.get("message").get("text").asText()).isNotEmpty();
            assertThat(result.get("level").asText()).isIn("note", "warning", "error");
            assertThat(result.get("ruleId"))
                    .isEqualTo(rules.get(result.get("ruleIndex").asInt()).get("id"));
            JsonNode location = result.get("locations").get(0);
            assertThat(location.get("logicalLocations").get(0).get("name").asText())
                    .isEqualTo("SPF");
            assertThat(location.has("physicalLocation")).as("a file").isFalse();
        });
    }

    @Test
    void an_argument_has_no_line_and_standard_input_has() {
        rmx("lint", "--json", "v=spf1 mx");
        assertThat(out).contains("\"line\":null");
        rmxWithInput("v=spf1 mx\n", "lint", "--json", "-");
        assertThat(out).contains("\"line\":1");
        rmxWithInput("v=spf1 mx\n", "lint", "--sarif", "-");
        assertThat(out).contains("\"uri\":\"stdin\"");
    }

    @Test
    void nothing_found_is_SARIF_too() throws IOException {
        assertThat(rmx("lint", "--sarif", "mx:")).isZero();
        assertThat(new ObjectMapper().readTree(out).get("runs").get(0).get("results"))
                .isEmpty();
    }

    @Test
    void LINT_3_a_domain_is_looked_up() {
        assertThat(rmx("lint", "--demo", "rackland.de")).isZero();
        assertThat(out).isEqualToIgnoringNewLines("nothing found");
        assertThat(rmx("lint", "--demo", "nothing.example")).isEqualTo(1);
        assertThat(out).contains("[no-record]");
        assertThat(rmx("lint", "--demo", "broken.example")).isEqualTo(2);
        assertThat(out).contains("[bad-record]");
    }

    @Test
    void LINT_3_a_record_that_cannot_be_read_now_exits_75() {
        assertThat(rmx("lint", "--demo", "--fail", "rackland.de/RMX", "rackland.de"))
                .isEqualTo(75);
        assertThat(out).contains("[record-failed]").doesNotContain("[no-record]");
        assertThat(rmx("lint", "--demo", "--fail", "mail.rackland.de", "rackland.de"))
                .isEqualTo(1);
        assertThat(out).contains("[target-failed]").doesNotContain("[target-absent]");
    }

    @Test
    void no_control_character_of_a_record_reaches_the_terminal() {
        assertThat(rmx("lint", "mx: host:\u001b[31m\u202e")).isEqualTo(2);
        assertThat(out.replace("\n", "").replace("\r", "")).matches("[ -~]*");
    }

    @Test
    void a_file_of_too_many_records_is_refused() {
        assertThat(rmxWithInput("mx:\n".repeat(5_000), "lint", "-")).isEqualTo(65);
        assertThat(err).contains("line 4097").hasLineCount(1);
    }
}
