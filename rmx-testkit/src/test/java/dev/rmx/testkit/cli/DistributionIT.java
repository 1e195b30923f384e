package dev.rmx.testkit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a user installs: the jar, its launcher, and the completion script. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class DistributionIT {
    private static final Path DISTRIBUTION = Path.of("target", "rmx").toAbsolutePath();
    private static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));

    @TempDir
    private Path directory;

    private ProcessBuilder process;

    @BeforeEach
    void prepare() {
        process = new ProcessBuilder();
        process.environment().put("JAVA_HOME", JAVA_HOME.toString());
    }

    private int run(String... words) throws IOException, InterruptedException {
        return process.command(words)
                .redirectOutput(directory.resolve("out").toFile())
                .redirectError(directory.resolve("err").toFile())
                .start()
                .waitFor();
    }

    private String printed(String file) throws IOException {
        return Files.readString(directory.resolve(file), StandardCharsets.UTF_8);
    }

    private static String launcher() {
        return DISTRIBUTION.resolve("bin/rmx").toString();
    }

    @Test
    void the_jar_holds_what_the_command_needs_and_nothing_to_test_with() throws IOException {
        try (JarFile jar = new JarFile(Path.of("target", "rmx.jar").toFile())) {
            List<String> names = jar.stream().map(ZipEntry::getName).toList();
            assertThat(names)
                    .contains("picocli/CommandLine.class", "com/fasterxml/jackson/databind/ObjectMapper.class")
                    .contains("dev/rmx/testkit/cli/RmxCommand.class", "dev/rmx/testkit/demo.zone")
                    .contains("org/nightcode/milter/MilterHandler.class", "org/sqlite/JDBC.class")
                    .noneMatch(name -> name.startsWith("org/junit/")
                            || name.startsWith("net/jqwik/")
                            || name.startsWith("org/opentest4j/")
                            || name.startsWith("org/apiguardian/")
                            || name.startsWith("org/assertj/"));
        }
    }

    @Test
    void the_launcher_passes_on_arguments_and_exit_codes() throws Exception {
        assertThat(run(launcher(), "check", "--demo", "213.133.101.23", "hadmut@danisch.de"))
                .isZero();
        assertThat(printed("out")).startsWith("pass (Granted): ");
        assertThat(printed("err")).isEmpty();
        assertThat(run(launcher(), "check", "--demo", "192.0.2.99", "\"a b\"@danisch.de"))
                .isEqualTo(ExitCode.FAIL);
        assertThat(run(launcher(), "encode", "")).isZero();
    }

    /** Its caller keeps the message and tries again, and takes nothing else for the message. */
    @Test
    void a_filter_that_cannot_start_ends_with_75_and_writes_nothing() throws Exception {
        process.environment().put("RMX_JAVA_OPTS", "-Xmx99999999g");
        assertThat(run(launcher(), "filter", "--host", "mx.example.net")).isEqualTo(ExitCode.TEMPERROR);
        assertThat(printed("out")).isEmpty();

        process.environment().put("RMX_JAVA_OPTS", "-XX:+UseLargePages -Xmx64m"); // Java warns
        assertThat(run("sh", "-c", "printf 'A: b\\n\\nc\\n' | " + launcher() + " filter --host mx.example.net"))
                .isZero();
        assertThat(printed("out")).isEqualTo("A: b\n\nc\n");

        process.environment().remove("RMX_JAVA_OPTS");
        assertThat(run("sh", "-c", launcher() + " filter --host mx.example.net <&-"))
                .isEqualTo(ExitCode.TEMPERROR);
        assertThat(printed("out")).isEmpty();
        assertThat(run("sh", "-c", "true | " + launcher() + " filter --host mx.example.net >&-"))
                .isEqualTo(ExitCode.TEMPERROR);

        process.environment().put("JAVA_HOME", directory.toString());
        assertThat(run(launcher(), "filter")).isEqualTo(ExitCode.TEMPERROR);
        assertThat(printed("out")).isEmpty();
    }

    @Test
    void the_launcher_works_through_links_and_in_paths_with_blanks() throws Exception {
        Path blanks = Files.createDirectories(directory.resolve("a b/in stalled"));
        Files.createSymbolicLink(blanks.resolve("lib"), DISTRIBUTION.resolve("lib"));
        Path bin = Files.createDirectory(blanks.resolve("bin"));
        Path copy = Files.copy(DISTRIBUTION.resolve("bin/rmx"), bin.resolve("rmx"));
        assertThat(copy.toFile().setExecutable(true)).isTrue();
        Path relative = Files.createSymbolicLink(directory.resolve("a b/one"), Path.of("in stalled/bin/rmx"));
        Path absolute = Files.createSymbolicLink(directory.resolve("two"), relative);

        assertThat(run(absolute.toString(), "encode", "mx:")).isZero();
        assertThat(printed("out")).isEqualToIgnoringNewLines("\\# 1 09");
        process.directory(bin.toFile());
        assertThat(run("sh", "rmx", "decode", "09")).isZero();
        assertThat(printed("out")).isEqualToIgnoringNewLines("mx:");
    }

    @Test
    void the_launcher_uses_PATH_without_JAVA_HOME() throws Exception {
        process.environment().remove("JAVA_HOME");
        process.environment().put("PATH", JAVA_HOME.resolve("bin") + ":" + System.getenv("PATH"));
        assertThat(run(launcher(), "decode", "09")).isZero();
    }

    @Test
    void the_launcher_reports_that_Java_is_missing() throws Exception {
        process.environment().put("JAVA_HOME", directory.toString());
        assertThat(run(launcher(), "decode", "09")).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(printed("err"))
                .startsWith("rmx: there is no " + directory + "/bin/java; ")
                .hasLineCount(1);
    }

    @Test
    void the_launcher_reads_UTF_8_without_a_locale() throws Exception {
        process.environment().put("LC_ALL", "C");
        String script = "exec '" + launcher() + "' check --json --demo 192.0.2.1 x@b$(printf '\\303\\274')cher.example";
        assertThat(run("sh", "-c", script)).isEqualTo(ExitCode.NONE);
        assertThat(printed("out")).contains("\"subject\":\"xn--bcher-kva.example\"");
    }

    @ParameterizedTest
    @CsvSource({
        "'rmx ch',            check",
        "'rmx mil',           milter",
        "'rmx conf',          conformance",
        "'rmx check --ba',    --batch",
        "'rmx check --server --de', ''",
        "'rmx encode --ba',   --batch",
        "'rmx help dec',      decode"
    })
    void bash_completes_the_words_of_the_command(String line, String word) throws Exception {
        String script =
                DISTRIBUTION.resolve("share/bash-completion/completions/rmx").toString();
        assertThat(run("bash", "-n", script)).isZero();
        String complete = "source \"$0\" && COMP_WORDS=($1) && COMP_CWORD=$((${#COMP_WORDS[@]} - 1)) && COMP_LINE=$1"
                + " && COMP_POINT=${#1} && _complete_rmx; echo ${COMPREPLY[*]}";
        assertThat(run("bash", "-c", complete, script, line)).isZero();
        assertThat(printed("out").strip()).isEqualTo(word);
    }

    @Test
    void each_command_has_a_manual_page() {
        assertThat(DISTRIBUTION.resolve("share/man/man1/rmx.1")).isNotEmptyFile();
        assertThat(DISTRIBUTION.resolve("share/man/man1/rmx-quarantine.1")).isNotEmptyFile();
    }
}
