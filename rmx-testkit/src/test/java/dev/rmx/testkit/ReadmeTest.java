package dev.rmx.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The READMEs are right: their Java compiles and runs, and their commands exist. */
class ReadmeTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern JAVA_BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern TEST = Pattern.compile("@Test|@Property|extends \\w+Contract");
    private static final Pattern CLASS_NAME = Pattern.compile("class (\\w+)");

    private static Stream<Path> readmes() {
        return Stream.of("", "rmx-api", "rmx-record-codec", "rmx-resolver", "rmx-testkit")
                .map(module -> ROOT.resolve(module).resolve("README.md"));
    }

    @ParameterizedTest
    @MethodSource("readmes")
    void java_compiles(Path readme, @TempDir Path directory) throws IOException {
        List<String> blocks = JAVA_BLOCK
                .matcher(Files.readString(readme))
                .results()
                .map(block -> block.group(1))
                .toList();

        assertThat(blocks).isNotEmpty();
        assertThat(blocks)
                .allSatisfy(block -> assertThat(compile(block, directory)).isEmpty());
    }

    /** Surefire would silently skip a test class with another name. */
    @ParameterizedTest
    @MethodSource("readmes")
    void tests_have_names_that_Surefire_finds(Path readme) throws IOException {
        List<String> tests = JAVA_BLOCK
                .matcher(Files.readString(readme))
                .results()
                .map(block -> block.group(1))
                .filter(block -> TEST.matcher(block).find())
                .map(ReadmeTest::className)
                .toList();

        assertThat(tests).allMatch(name -> name.endsWith("Test"));
    }

    private static String className(String source) {
        Matcher name = CLASS_NAME.matcher(source);
        assertThat(name.find()).isTrue();
        return name.group(1);
    }

    /** The compiler's errors and warnings for a source file. */
    private static String compile(String source, Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve(className(source) + ".java"), source);
        String path = Stream.of("jdk.module.path", "java.class.path")
                .map(System::getProperty)
                .filter(Objects::nonNull)
                .collect(Collectors.joining(File.pathSeparator));
        StringWriter messages = new StringWriter();
        PrintWriter out = new PrintWriter(messages, true);
        int status = ToolProvider.findFirst("javac")
                .orElseThrow()
                .run(
                        out,
                        out,
                        "-proc:none",
                        "-Xlint:all",
                        "-classpath",
                        path,
                        "-d",
                        directory.toString(),
                        file.toString());
        return status == 0 ? messages.toString() : "status " + status + "\n" + messages;
    }

    @Test
    void both_commands_are_in_the_README() throws IOException {
        assertThat(Files.readString(ROOT.resolve("README.md")))
                .contains("mvn -q -DskipTests package && java -jar rmx-testkit/target/rmx.jar"
                        + " check --demo 213.133.101.23 hadmut@danisch.de\n")
                .contains("mvn -B verify\n");
    }
}
