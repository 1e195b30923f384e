package dev.rmx.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.MatchResult;
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

    /** A line of an example that prints what its comment says. */
    private static final Pattern PRINTED = Pattern.compile("println\\(.*\\); // (.*)");

    private static Stream<Path> readmes() {
        Stream<Path> pages = Stream.of("FROM-JSPF.md", "IN-PRODUCTION.md").map(ROOT.resolve("rmx-resolver")::resolve);
        return Stream.concat(Stream.of(ROOT.resolve("README.md")), Stream.concat(ofModules(), pages));
    }

    private static Stream<Path> ofModules() {
        return Stream.of("rmx-api", "rmx-record-codec", "rmx-resolver", "rmx-testkit")
                .map(module -> ROOT.resolve(module).resolve("README.md"));
    }

    /** What it is, how to get it, and an example in ten lines. */
    @ParameterizedTest
    @MethodSource("ofModules")
    void begins_with_what_a_newcomer_needs(Path readme) throws IOException {
        String artifact = readme.getName(readme.getNameCount() - 2).toString();
        String text = Files.readString(readme);

        assertThat(text).startsWith("# " + artifact + "\n\n");
        assertThat(text.substring(0, text.indexOf("```java")))
                .containsSubsequence(
                        "<artifactId>" + artifact + "</artifactId>",
                        "Nothing is on Maven Central yet: `mvn -Dcommand.only install`");
        Matcher first = JAVA_BLOCK.matcher(text);
        assertThat(first.find()).isTrue();
        assertThat(first.group(1).lines())
                .filteredOn(line -> !line.startsWith("import ") && !line.matches("[ }]*"))
                .hasSizeLessThanOrEqualTo(15);
    }

    @ParameterizedTest
    @MethodSource("ofModules")
    void examples_print_what_they_say(Path readme, @TempDir Path directory) throws IOException {
        for (MatchResult block :
                JAVA_BLOCK.matcher(Files.readString(readme)).results().toList()) {
            Matcher printed = PRINTED.matcher(block.group(1));
            if (printed.find()) {
                assertThat(compile(block.group(1), directory)).isEmpty();
                String path = directory + File.pathSeparator + ChildJava.classPath();
                Process run = new ProcessBuilder(ChildJava.command("-cp", path, className(block.group(1)))).start();
                assertThat(new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                        .isEqualTo(printed.group(1) + System.lineSeparator());
            }
        }
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
                .contains("mvn -B -Dcommand.only package && java -jar rmx-testkit/target/rmx.jar"
                        + " check --demo 213.133.101.23 hadmut@danisch.de\n")
                .contains("mvn -B verify\n");
    }
}
