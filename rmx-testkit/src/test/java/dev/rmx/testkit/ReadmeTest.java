package dev.rmx.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the READMEs show is true: their Java compiles, and the commands are there. */
class ReadmeTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern JAVA_BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern CLASS_NAME = Pattern.compile("class (\\w+)");

    private static Stream<Path> readmes() {
        return Stream.of("", "rmx-api", "rmx-record-codec", "rmx-resolver", "rmx-testkit")
                .map(module -> ROOT.resolve(module).resolve("README.md"));
    }

    @ParameterizedTest
    @MethodSource("readmes")
    void java_compiles(Path readme, @TempDir Path classes) throws IOException {
        List<String> blocks = JAVA_BLOCK
                .matcher(Files.readString(readme))
                .results()
                .map(block -> block.group(1))
                .toList();

        assertThat(blocks).isNotEmpty();
        assertThat(blocks).allSatisfy(block -> assertThat(compile(block, classes)).isEmpty());
    }

    /** What the compiler says against a source file. */
    private static String compile(String source, Path classes) {
        Matcher name = CLASS_NAME.matcher(source);
        assertThat(name.find()).isTrue();
        JavaFileObject file =
                new SimpleJavaFileObject(URI.create("string:///" + name.group(1) + ".java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return source;
                    }
                };
        String path = Stream.of("jdk.module.path", "java.class.path")
                .map(System::getProperty)
                .filter(Objects::nonNull)
                .collect(Collectors.joining(File.pathSeparator));
        StringWriter messages = new StringWriter();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        compiler.getTask(
                        messages,
                        null,
                        null,
                        List.of("-proc:none", "-classpath", path, "-d", classes.toString()),
                        null,
                        List.of(file))
                .call();
        return messages.toString();
    }

    @Test
    void both_commands_stand_in_the_README() throws IOException {
        assertThat(Files.readString(ROOT.resolve("README.md")))
                .contains("mvn -q -DskipTests package && java -jar rmx-testkit/target/rmx.jar"
                        + " check --demo 213.133.101.23 hadmut@danisch.de\n")
                .contains("mvn -B verify\n");
    }
}
