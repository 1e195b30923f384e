package dev.rmx.testkit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files and lines as users have them: with byte order marks, comments and blanks; or missing. */
class InputTest extends CommandRun {
    private static final String MARK = "\uFEFF";

    /** The ways to name a file. */
    private static List<List<String>> readers(String file) {
        return List.of(
                List.of("check", "--demo", "--batch", file),
                List.of("check", "--zone", file, "192.0.2.1", "a@b.c"),
                List.of("encode", "--batch", file),
                List.of("decode", "--batch", file),
                List.of("conformance", file),
                List.of("check", "@" + file));
    }

    private void isNotRead(String file, String problem) {
        assertThat(readers(file)).allSatisfy(words -> {
            assertThat(rmx(words.toArray(new String[0]))).isEqualTo(ExitCode.NO_INPUT);
            assertThat(err)
                    .matches("rmx: cannot read (the zone )?\\Q" + file + "\\E: " + problem + "\\R")
                    .doesNotContain("Exception", "java.");
            assertThat(out).isEmpty();
        });
    }

    @Test
    void a_missing_file() {
        isNotRead(directory.resolve("none").toString(), "there is no such file");
    }

    @Test
    void a_directory() {
        isNotRead(directory.toString(), "it is a directory");
    }

    /** Not with a real file, because root can read every file. */
    @Test
    void a_file_without_permissions() {
        assertThat(Input.problem(new AccessDeniedException("locked"))).isEqualTo("permission is denied");
    }

    @Test
    void an_invalid_file_name() {
        assertThat(rmx("check", "--zone", "a\0b", "192.0.2.1", "a@b.c")).isEqualTo(ExitCode.USAGE);
        assertThat(err).contains("it is not a file name").doesNotContain("Exception");
        assertThat(rmx("encode", "--batch", "a\0b")).isEqualTo(ExitCode.USAGE);
        assertThat(err).contains("it is not a file name").doesNotContain("Exception");
    }

    @Test
    void a_byte_order_mark_is_not_part_of_a_batch() throws IOException {
        assertThat(rmx("encode", "--batch", write("in", MARK + "mx:\nmx:\n"))).isZero();
        assertThat(out.lines()).containsExactly("\\# 1 09", "\\# 1 09");
        assertThat(rmxWithInput(MARK + "09", "decode", "--batch", "-")).isZero();
        assertThat(out).isEqualToIgnoringNewLines("mx:");
        assertThat(rmxWithInput(MARK + "213.133.101.23 a@danisch.de", "check", "--demo", "--batch", "-"))
                .isZero();
        assertThat(out).contains("\"result\":\"pass\"").hasLineCount(1);
        assertThat(rmxWithInput(MARK, "encode", "--batch", "-")).isZero();
        assertThat(out).isEmpty();
    }

    @Test
    void a_byte_order_mark_is_not_part_of_a_zone() throws IOException {
        String zone = write("zone", MARK + "example.org. IN RMX unused:\n");
        assertThat(rmx("check", "--zone", zone, "192.0.2.1", "a@example.org")).isEqualTo(ExitCode.FAIL);
        String bad = write("bad", MARK + "\nexample.org. IN RMX x:\n");
        assertThat(rmx("check", "--zone", bad, "192.0.2.1", "a@example.org")).isEqualTo(ExitCode.BAD_DATA);
        assertThat(err).startsWith("rmx: cannot read the zone " + bad + ": line 2: entry \"x:\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t ", "#", "# mx:", "  #mx:"})
    void blank_lines_and_comments_are_skipped_but_counted(String line) {
        assertThat(rmxWithInput("mx:\n" + line + "\nwhat\n", "encode", "--batch", "-"))
                .isEqualTo(ExitCode.BAD_DATA);
        assertThat(out.lines()).hasSize(2).last().asString().startsWith("error: line 3: ");
        assertThat(rmxWithInput(line + "\n09\n", "decode", "--batch", "-")).isZero();
        assertThat(out.lines()).containsExactly("mx:");
        assertThat(rmxWithInput(line + "\n1.2.3 a@b.c\n" + line, "check", "--demo", "--batch", "-"))
                .isEqualTo(ExitCode.BAD_DATA);
        assertThat(out).startsWith("{\"error\":\"line 2: ").hasLineCount(1);
        assertThat(err).isEmpty();
    }

    @Test
    void a_line_that_is_not_UTF_8_is_a_bad_line() throws IOException {
        Path in = directory.resolve("latin-1");
        Files.write(
                in,
                "192.0.2.1 x@b\u00fccher.example.org\n192.0.2.1 x@example.org\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(rmx("check", "--demo", "--batch", in.toString())).isEqualTo(ExitCode.BAD_DATA);
        assertThat(out.lines()).hasSize(2).first().isEqualTo("{\"error\":\"line 1: the line is not UTF-8\"}");
    }

    @Test
    void odd_lines_are_data() {
        String lines = "192.0.2.1 a\0b@example.org\n192.0.2.1 " + "x".repeat(100_000) + "@example.org\n\0\n";
        assertThat(rmxWithInput(lines, "check", "--demo", "--batch", "-")).isEqualTo(ExitCode.BAD_DATA);
        assertThat(out.lines()).hasSize(3).last().asString().startsWith("{\"error\":\"line 3: ");
    }
}
