package dev.rmx.testkit.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowingConsumer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Replays the inputs that fuzzing has kept: those that reach new code, and those that once found a fault. */
class CorpusTest {
    private static final Path CORPUS = Path.of("src/test/fuzz");
    private static final Map<String, ThrowingConsumer<byte[]>> HARNESSES = Map.ofEntries(
            Map.entry("CheckFileFuzz", CheckFileFuzz::fuzzerTestOneInput),
            Map.entry("GenericRdataFuzz", GenericRdataFuzz::fuzzerTestOneInput),
            Map.entry("LiteralFuzz", LiteralFuzz::fuzzerTestOneInput),
            Map.entry("ResponseFuzz", ResponseFuzz::fuzzerTestOneInput),
            Map.entry("ResultsFuzz", ResultsFuzz::fuzzerTestOneInput),
            Map.entry("SenderFuzz", SenderFuzz::fuzzerTestOneInput),
            Map.entry("SpfFuzz", SpfFuzz::fuzzerTestOneInput),
            Map.entry("TextFuzz", TextFuzz::fuzzerTestOneInput),
            Map.entry("TraceFuzz", TraceFuzz::fuzzerTestOneInput),
            Map.entry("TxtFuzz", TxtFuzz::fuzzerTestOneInput),
            Map.entry("WireFuzz", WireFuzz::fuzzerTestOneInput),
            Map.entry("ZoneFuzz", ZoneFuzz::fuzzerTestOneInput));

    @TestFactory
    Stream<DynamicNode> every_kept_input_is_dealt_with() {
        return HARNESSES.entrySet().stream()
                .map(harness -> DynamicTest.dynamicTest(harness.getKey(), () -> {
                    List<Path> inputs = inputs(harness.getKey());
                    assertThat(inputs).isNotEmpty();
                    assertThat(inputs).allSatisfy(input -> harness.getValue().accept(Files.readAllBytes(input)));
                }));
    }

    /** A harness missing from this test would be fuzzed, but never replayed. */
    @Test
    void every_harness_is_replayed() throws IOException {
        try (Stream<Path> sources = Files.list(Path.of("src/test/java/dev/rmx/testkit/fuzz"))) {
            assertThat(sources.map(file -> file.getFileName().toString().replace(".java", ""))
                            .filter(name -> name.endsWith("Fuzz")))
                    .containsExactlyInAnyOrderElementsOf(HARNESSES.keySet());
        }
    }

    private static List<Path> inputs(String harness) {
        try (Stream<Path> files = Files.list(CORPUS.resolve(harness))) {
            return files.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
