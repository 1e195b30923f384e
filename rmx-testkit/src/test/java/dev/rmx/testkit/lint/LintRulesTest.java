package dev.rmx.testkit.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.codec.lint.LintFinding;
import dev.rmx.codec.lint.LintRecord;
import dev.rmx.codec.lint.LintReport;
import dev.rmx.codec.lint.LintRule;
import dev.rmx.codec.lint.RecordLint;
import dev.rmx.dns.RecordType;
import dev.rmx.record.DomainName;
import dev.rmx.resolver.DomainLint;
import dev.rmx.testkit.RmxZone;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Each rule of lint finds what it is for, and does not find what only looks like it. */
class LintRulesTest {
    private static final DomainName DOMAIN = DomainName.parse("example.org");
    private static final Pattern ZONES =
            Pattern.compile("^== (\\S+)\\n(.*?)^--\\n(.*?)(?=^==|\\z)", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern FAILURE = Pattern.compile("^; fail (\\S+)(?: (\\S+))?$", Pattern.MULTILINE);

    /** A rule, with records or a zone in which it finds something, and some in which it does not. */
    private record Example(LintRule rule, boolean isZone, String found, String notFound) {
        List<LintRule> rules(String text) {
            LintReport report = isZone ? ofZone(text) : ofRecords(text);
            return report.findings().stream().map(LintFinding::rule).toList();
        }

        private static LintReport ofRecords(String text) {
            List<LintRecord> records = new ArrayList<>();
            for (String record : text.split(" & ", -1)) {
                records.add(LintRecord.of(Optional.of(DOMAIN), longText(record)));
            }
            return RecordLint.DEFAULT.lint(records);
        }

        private static LintReport ofZone(String text) {
            RmxZone zone = RmxZone.parse(text);
            Matcher failures = FAILURE.matcher(text);
            while (failures.find()) {
                Optional<RecordType> type =
                        Optional.ofNullable(failures.group(2)).flatMap(RecordType::ofMnemonic);
                zone = zone.failing(DomainName.parse(failures.group(1)), type);
            }
            return DomainLint.of(zone.resolver()).lint(DOMAIN);
        }
    }

    /** Texts that are too long for a table. */
    private static String longText(String name) {
        return switch (name) {
            case "TOO-LARGE" -> "mx: ".repeat(16_385);
            case "MANY-TERMS" -> "v=spf1" + " a".repeat(16_385);
            case "MOST-TERMS" -> "v=spf1" + " a".repeat(16_384);
            case "LONG-RECORD" -> "v=spf1 " + "ip4:6.1.2.3 ".repeat(40) + "-all";
            case "LONG-STRING" -> "\"v=spf1 " + "ip4:6.1.2.3 ".repeat(40) + "-all\"";
            default -> name;
        };
    }

    private static List<Example> examples() throws IOException {
        List<Example> examples = new ArrayList<>();
        read("rules.txt").lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            String[] parts = line.split("\\|", -1);
            examples.add(new Example(rule(parts[0].strip()), false, parts[1].strip(), parts[2].strip()));
        });
        ZONES.matcher(read("zones.txt"))
                .results()
                .forEach(
                        zones -> examples.add(new Example(rule(zones.group(1)), true, zones.group(2), zones.group(3))));
        return examples;
    }

    private static String read(String resource) throws IOException {
        try (InputStream text = LintRulesTest.class.getResourceAsStream(resource)) {
            return new String(Objects.requireNonNull(text).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static LintRule rule(String id) {
        return Stream.of(LintRule.values())
                .filter(rule -> rule.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(id));
    }

    @TestFactory
    Stream<DynamicTest> LINT_1_LINT_2_each_rule_finds_what_it_is_for() throws IOException {
        return examples().stream()
                .map(example -> DynamicTest.dynamicTest(
                        example.rule() + " in " + example.found().strip(),
                        () -> assertThat(example.rules(example.found())).contains(example.rule())));
    }

    @TestFactory
    Stream<DynamicTest> LINT_2_no_rule_finds_what_only_looks_like_it() throws IOException {
        return examples().stream()
                .map(example -> DynamicTest.dynamicTest(
                        example.rule() + " not in " + example.notFound().strip(),
                        () -> assertThat(example.rules(example.notFound())).doesNotContain(example.rule())));
    }

    @Test
    void LINT_1_each_rule_has_examples_and_a_line_in_the_README() throws IOException {
        assertThat(examples()).extracting(Example::rule).contains(LintRule.values());
        List<String> lines = Files.readAllLines(Path.of("../rmx-record-codec/README.md"));
        for (LintRule rule : LintRule.values()) {
            assertThat(lines)
                    .contains("| `" + rule.id() + "` | " + rule.severity() + " | " + rule.description() + " |");
        }
    }

    /** The first table of the README has the rules of the text, the second those that need DNS. */
    @Test
    void LINT_1_each_rule_is_in_the_table_where_it_is_found() throws IOException {
        String readme = Files.readString(Path.of("../rmx-record-codec/README.md"));
        int withDns = readme.indexOf("With DNS, `DomainLint`");
        Set<String> inText = used(Path.of("../rmx-record-codec/src/main/java/dev/rmx/codec/lint"));
        Set<String> inDns = used(Path.of("../rmx-resolver/src/main/java/dev/rmx/resolver"));
        for (LintRule rule : LintRule.values()) {
            boolean first = readme.indexOf("| `" + rule.id() + "`") < withDns;
            assertThat(inText.contains(rule.name())).as("%s without DNS", rule).isEqualTo(first);
            assertThat(first || inDns.contains(rule.name()))
                    .as("%s with DNS", rule)
                    .isTrue();
        }
        for (Example example : examples()) {
            boolean first = readme.indexOf("| `" + example.rule().id() + "`") < withDns;
            assertThat(first || example.isZone()).as("%s", example).isTrue();
        }
    }

    private static Set<String> used(Path folder) throws IOException {
        Set<String> used = new HashSet<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                Pattern.compile("LintRule\\.([A-Z_0-9]+)")
                        .matcher(Files.readString(file))
                        .results()
                        .forEach(rule -> used.add(rule.group(1)));
            }
        }
        return used;
    }
}
