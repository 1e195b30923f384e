package dev.rmx.testkit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code rmx conformance} with good and bad files. */
class ConformanceCommandTest extends CommandRun {
    private static final String HOLDS = """
            [{"id": "X.1", "says": "right", "format": "text", "input": ["mx:"], "expect": {"canonical": "mx:", "rdata": "09"}}]
            """;

    @Test
    void runs_the_vectors() {
        assertThat(rmx("conformance")).isZero();
        assertThat(out).matches("[0-9]{4} vectors, 0 failed\\R");
    }

    @Test
    void reports_a_failing_vector() throws IOException {
        String vectors = write("vectors.json", """
                [{"id": "X.1", "says": "wrong", "format": "text", "input": ["mx:"], "expect": {"error": 7}}]
                """);

        assertThat(rmx("conformance", vectors)).isEqualTo(1);
        assertThat(out)
                .contains("X.1 (wrong): expected ", "error=7", "canonical=mx:")
                .endsWith("1 vectors, 1 failed\n");
    }

    @Test
    void reports_a_failing_vector_of_SPF() throws IOException {
        String vectors = write("vectors.json", """
                [{"id": "X.1", "says": "wrong", "client": "192.0.2.1", "mailFrom": "joe@example.org", "forms": ["SPF"],
                  "explain": true, "host": "mx.example.net", "time": 7,
                  "zone": {"example.org TXT": ["\\"v=spf1 exp=why.%{d} -all\\""],
                           "why.example.org TXT": ["\\"said by %{r} at %{t}\\""]},
                  "expect": {"result": "fail", "outcome": "Denied", "spf": "softfail", "asks": []}}]
                """);

        assertThat(rmx("conformance", vectors)).isEqualTo(1);
        assertThat(out)
                .contains(
                        "X.1 (wrong): expected ",
                        "spf=softfail",
                        "spf=fail, terms=0, voids=0, explanation=said by mx.example.net at 7")
                .endsWith("1 vectors, 1 failed\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            [{"id":                                                                      | line 2, column
            {"id": "X.1"}                                                                | the file must hold an array of vectors
            [] []                                                                        | line 1, column
            [{"id": "X.1", "id": "X.2"}]                                                 | Duplicate
            [{"id": "X.1", "says": "s", "format": "text", "input": ["mx:"]}]             | vector 1 (X.1): "expect" is missing
            [{"id": "X.1", "says": "s", "format": "tekst", "input": [], "expect": {}}]   | vector 1 (X.1): Cannot deserialize
            [{"id": "X.1", "says": "s", "mailFrom": "", "expect": {}, "expects": {}}]    | vector 1 (X.1): Unrecognized field "expects"
            [{"id": "X.1", "says": "s", "format": "text", "input": [], "expect": {}}]    | vector 1 (X.1): Cannot construct instance of `dev.rmx.testkit.conformance.ConformanceVector$Codec`, problem: input must be one text
            [{"id":"X","says":"","client":"","mailFrom":"","zone":{"x":[]},"expect":{}}] | a key must be a name, a blank and a type, not "x"
            [{"id":"X","says":"","client":"","mailFrom":"","zone":{},"fails":{"x A":"MAYBE"},"expect":{}}] | not one of the values accepted for Enum class: [
            [{"id":"X","says":"","client":"","mailFrom":"","zone":{},"forms":["SENDERID"],"expect":{}}] | not one of the values accepted for Enum class: [
            [{"id":"X","says":"","client":"","mailFrom":"","zone":{},"forms":[],"expect":{}}] | forms must be one form or more, each once, not []
            [{"id":"X","says":"","client":"","mailFrom":"","zone":{},"forms":["SPF","SPF"],"expect":{}}] | forms must be one form or more, each once, not [SPF, SPF]
            [7]                                                                          | vector 1 (no id): "id" is missing
            """)
    void refuses_a_damaged_file(String vectors, String problem) throws IOException {
        String file = write("vectors.json", vectors + "\n");

        assertThat(rmx("conformance", file)).isEqualTo(ExitCode.BAD_DATA);
        assertThat(err).startsWith("rmx: " + file + ": ").contains(problem).hasLineCount(1);
    }

    @Test
    void refuses_an_endless_file() throws IOException {
        Path file = directory.resolve("endless.json");
        Files.write(file, new byte[(10 << 20) + 1]);
        assertThat(rmx("conformance", file.toString())).isEqualTo(ExitCode.BAD_DATA);
        assertThat(err).endsWith("endless.json: the file is larger than 10485760 octets\n");
    }

    @Test
    void a_missing_file_is_reported() {
        assertThat(rmx("conformance", "no-such-file")).isEqualTo(ExitCode.NO_INPUT);
        assertThat(err).contains("no-such-file");
    }

    @Test
    void a_byte_order_mark_is_skipped() throws IOException {
        assertThat(rmx("conformance", write("vectors.json", "\uFEFF" + HOLDS))).isZero();
        assertThat(out).isEqualToIgnoringNewLines("1 vectors, 0 failed");
    }

    @Test
    void a_file_without_vectors_is_bad_data() throws IOException {
        String none = write("none.json", "[]");
        assertThat(rmx("conformance", write("vectors.json", HOLDS), none)).isEqualTo(ExitCode.BAD_DATA);
        assertThat(err).isEqualToIgnoringNewLines("rmx: " + none + ": it holds no vectors");
        assertThat(out).isEmpty();
    }
}
