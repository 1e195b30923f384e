package dev.rmx.testkit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.testkit.ChildJava;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The command in its own JVM with older libraries, as an application's dependency management may choose them. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class OlderVersionsTest {
    @TempDir
    private Path directory;

    private int check(String... java) throws IOException, InterruptedException {
        List<String> command = ChildJava.command(java);
        command.addAll(List.of("check", "--demo", "213.133.101.23", "hadmut@danisch.de"));
        return new ProcessBuilder(command)
                .redirectOutput(directory.resolve("out").toFile())
                .redirectError(directory.resolve("err").toFile())
                .start()
                .waitFor();
    }

    private String printed(String file) throws IOException {
        return Files.readString(directory.resolve(file), StandardCharsets.UTF_8);
    }

    /** The path with another version of one library. */
    private static String with(String jar, String path) {
        Path older = Path.of("target", "older-versions", jar);
        assertThat(older).exists();
        String name = jar.substring(0, jar.indexOf('-') + 1);
        return Arrays.stream(path.split(File.pathSeparator))
                .map(element -> Path.of(element).getFileName().toString().startsWith(name) ? older.toString() : element)
                .distinct()
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String[] onClassPath(String jar) {
        return new String[] {"-cp", with(jar, ChildJava.classPath()), RmxCommand.class.getName()};
    }

    private static String[] onModulePath(String jar) {
        return new String[] {
            "-p",
            with(jar, System.getProperty("jdk.module.path")),
            "--add-modules",
            "info.picocli",
            "-m",
            "dev.rmx.testkit/" + RmxCommand.class.getName()
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"caffeine-2.7.0.jar", "caffeine-3.1.8.jar", "dnsjava-3.6.0.jar"})
    void older_versions_work(String jar) throws Exception {
        int status = check(onClassPath(jar));
        // newer JDKs warn about Caffeine 2.7
        assertThat(printed("err")).doesNotContain("rmx:", "Error", "Exception");
        assertThat(printed("out")).startsWith("pass (Granted): ");
        assertThat(status).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "caffeine-2.6.2.jar, false, Caffeine 2.7.0, 2.6.2",
        "caffeine-2.6.2.jar, true, Caffeine 2.7.0, 2.6.2",
        "dnsjava-3.5.3.jar, false, dnsjava 3.6.0, 3.5.3",
        "dnsjava-3.5.3.jar, true, dnsjava 3.6.0, 3.5.3"
    })
    void too_old_versions_are_refused_in_one_sentence(String jar, boolean modules, String needed, String found)
            throws Exception {
        assertThat(check(modules ? onModulePath(jar) : onClassPath(jar))).isEqualTo(ExitCode.SOFTWARE);
        assertThat(printed("err").lines().findFirst())
                .hasValueSatisfying(line -> assertThat(line)
                        .startsWith("rmx: internal error: " + needed + " or later is needed, and " + found + " (file:")
                        .endsWith(jar + ") was found; the application's dependency management may have chosen it"));
    }
}
