package dev.rmx.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The workflows of the hosted build run no code that can change under them, and may do no more than they need. */
class WorkflowsTest {
    private static final Path GITHUB = Path.of("../.github");
    private static final Path FUZZ = GITHUB.resolve("workflows/fuzz.yml");

    private static Stream<Path> workflows() throws IOException {
        try (Stream<Path> files = Files.list(GITHUB.resolve("workflows"))) {
            return files.sorted().toList().stream();
        }
    }

    private static Map<?, ?> read(Path file) throws IOException {
        Object read = new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));
        return (Map<?, ?>) Objects.requireNonNull(read);
    }

    private static Map<?, ?> map(Map<?, ?> from, String key) {
        return (Map<?, ?>) Objects.requireNonNull(from.get(key), key);
    }

    @ParameterizedTest
    @MethodSource("workflows")
    void actions_are_pinned_and_permissions_are_named(Path file) throws IOException {
        Map<?, ?> workflow = read(file);

        assertThat(map(workflow, "permissions").values()).allMatch("read"::equals);
        Map<?, ?> jobs = map(workflow, "jobs");
        for (Object name : jobs.keySet()) {
            Map<?, ?> job = map(jobs, String.valueOf(name));
            assertThat(job.containsKey("timeout-minutes")).isTrue();
            List<?> steps = (List<?>) Objects.requireNonNull(job.get("steps"));
            assertThat(steps.stream()
                            .map(step -> ((Map<?, ?>) step).get("uses"))
                            .filter(Objects::nonNull)
                            .map(Object::toString))
                    .isNotEmpty()
                    .allMatch(uses -> uses.matches("[\\w/-]+@[0-9a-f]{40}"));
        }
    }

    @Test
    void every_fuzz_harness_runs_at_night() throws IOException {
        Map<?, ?> strategy = map(map(map(read(FUZZ), "jobs"), "fuzz"), "strategy");
        try (Stream<Path> sources = Files.list(Path.of("src/test/java/dev/rmx/testkit/fuzz"))) {
            List<String> harnesses = sources.map(source -> source.getFileName().toString())
                    .filter(name -> name.endsWith("Fuzz.java"))
                    .map(name -> name.replace(".java", ""))
                    .sorted()
                    .toList();
            assertThat((List<?>) map(strategy, "matrix").get("harness")).isEqualTo(harnesses);
        }
    }

    @Test
    void updates_are_asked_for_Maven_and_for_actions() throws IOException {
        List<?> updates = (List<?>)
                Objects.requireNonNull(read(GITHUB.resolve("dependabot.yml")).get("updates"));
        assertThat(updates)
                .<Object>extracting(update -> ((Map<?, ?>) update).get("package-ecosystem"))
                .containsExactly("maven", "github-actions");
    }
}
