package dev.rmx.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * RULES.md and the code have the same rules: every cited id is defined, and every defined id is cited where main code
 * decides it, and tested.
 */
class RulesTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern DEFINED = Pattern.compile("^- \\*\\*\\[([A-Z]+-[a-z0-9-]+)]", Pattern.MULTILINE);
    private static final Pattern CITED = Pattern.compile("\\[([A-Z]{2,5}-[a-z0-9-]+)]");
    /** A test is named for its rule: EVAL_3_… for [EVAL-3]. */
    private static final Pattern TEST_NAME =
            Pattern.compile("\\b(?:void|boolean|DynamicTest>) ([A-Z]{2,5}_[A-Za-z0-9_]+)\\(");

    private static Set<String> defined() throws IOException {
        return ids(DEFINED, Files.readString(ROOT.resolve("rmx-api/RULES.md")));
    }

    private static Set<String> ids(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(id -> id.group(1)).collect(Collectors.toCollection(TreeSet::new));
    }

    /** The main or test sources of all modules. */
    private static List<String> sources(String part) throws IOException {
        return sources(part, file -> true);
    }

    private static List<String> sources(String part, Predicate<Path> which) throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(file -> file.toString().endsWith(".java") && which.test(file))
                    .filter(file -> file.toString().contains("/src/" + part + "/"))
                    .filter(file -> !file.toString().contains("/target/"))
                    .map(RulesTest::read)
                    .toList();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> cited(Stream<String> texts) {
        return texts.flatMap(text -> ids(CITED, text).stream()).collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void every_cited_id_is_a_rule() throws IOException {
        Stream<String> readmes = Stream.of("", "rmx-api", "rmx-record-codec", "rmx-resolver", "rmx-testkit")
                .map(module -> read(ROOT.resolve(module).resolve("README.md")));
        Set<String> cited = cited(Stream.of(sources("main").stream(), sources("test").stream(), readmes)
                .flatMap(texts -> texts));

        assertThat(cited).hasSizeGreaterThan(60);
        assertThat(defined()).containsAll(cited);
    }

    /** Whoever searches for an id finds the line that decides, not only a description. */
    @Test
    void every_rule_is_cited_at_a_line_of_main_code() throws IOException {
        Set<String> described = new TreeSet<>(defined());
        // the test kit's reference reads the rules a second time
        List<String> deciding =
                sources("main", file -> !file.getFileName().toString().startsWith("Reference"));
        described.removeAll(cited(deciding.stream().flatMap(String::lines).filter(RulesTest::isCode)));
        assertThat(described).as("rules that only Javadoc cites").isEmpty();
    }

    private static boolean isCode(String line) {
        return !line.strip().startsWith("*") && !line.strip().startsWith("/*");
    }

    @Test
    void every_rule_has_a_test_that_names_it() throws IOException {
        // contracts are tests in main code
        List<String> names = Stream.concat(sources("test").stream(), sources("main").stream())
                .flatMap(text -> TEST_NAME.matcher(text).results())
                .map(name -> name.group(1))
                .toList();
        Set<String> untested = new TreeSet<>(defined());
        untested.removeIf(id -> names.stream().anyMatch(name -> name.startsWith(id.replace('-', '_') + "_")));

        assertThat(names).hasSizeGreaterThan(500);
        assertThat(untested).isEmpty();
    }
}
