package dev.rmx.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.testkit.cli.RmxCommand;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A project that uses the test kit without picocli, Jackson and Micrometer, on the class path and on the module path.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class OptionalLibrariesTest {
    private static final String CONSUMER = """
            package consumer;

            import dev.rmx.quarantine.InMemoryQuarantineStore;
            import dev.rmx.quarantine.Quarantine;
            import dev.rmx.quarantine.QuarantineException;
            import dev.rmx.resolver.RmxChecker;
            import dev.rmx.testkit.RmxZone;
            import dev.rmx.testkit.conformance.ConformanceVector;
            import dev.rmx.testkit.conformance.RmxConformance;
            import dev.rmx.testkit.conformance.RmxImplementation;
            import dev.rmx.testkit.replay.CheckFile;

            public final class Main {
                public static void main(String[] arguments) throws QuarantineException {
                    RmxZone zone = RmxZone.parse("example.org. IN RMX unused:");
                    try (RmxChecker checker = RmxChecker.builder(zone.resolver()).build()) {
                        System.out.println(checker.check("192.0.2.1", "joe@example.org").result());
                        InMemoryQuarantineStore store = new InMemoryQuarantineStore(1);
                        try (Quarantine held = Quarantine.builder(checker::checkAsync, store, (m, d) -> {}).build()) {
                            System.out.println(held.held().count());
                        }
                    }
                    RmxImplementation library = RmxConformance.library();
                    System.out.println(library.subject(new ConformanceVector.Sender(
                            "X.1", "", "joe@example.org", "", new ConformanceVector.Subject(null, null))));
                    try {
                        System.out.println(RmxConformance.vectors().size());
                    } catch (IllegalStateException e) {
                        System.out.println(e.getMessage());
                    }
                    try {
                        System.out.println(CheckFile.read("{}"));
                    } catch (IllegalStateException e) {
                        System.out.println(e.getMessage());
                    }
                }
            }
            """;

    private static final String SAYS = """
            fail
            0
            Subject[subject=example.org, localPart=joe]
            reading conformance vectors needs Jackson; add com.fasterxml.jackson.core:jackson-databind
            recorded checks need Jackson 2.18 or later; add com.fasterxml.jackson.core:jackson-databind
            """;

    @TempDir
    private Path directory;

    @BeforeEach
    void writeSources() throws IOException {
        Files.writeString(directory.resolve("Main.java"), CONSUMER);
        Files.writeString(directory.resolve("module-info.java"), "module consumer { requires dev.rmx.testkit; }");
    }

    private static String without(String path, String... libraries) {
        return Arrays.stream(path.split(File.pathSeparator))
                .filter(element -> Arrays.stream(libraries)
                        .noneMatch(Path.of(element).getFileName().toString()::startsWith))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String classPath() {
        return without(ChildJava.classPath(), "picocli", "jackson-", "micrometer-");
    }

    /** The module path that Maven gives to a module's tests. */
    private static String modulePath() {
        String path = System.getProperty("jdk.module.path");
        Assumptions.assumeTrue(path != null, "the tests run on the class path");
        return without(String.valueOf(path), "picocli", "jackson-", "micrometer-");
    }

    /** Compiles the sources, and allows no warning. */
    private String compile(String pathOption, String path, String... sources) {
        List<String> arguments = new ArrayList<>(List.of(
                "-proc:none",
                "-Xlint:all,-path,-requires-automatic,-requires-transitive-automatic",
                "-Werror",
                pathOption,
                path));
        arguments.addAll(List.of("-d", directory.resolve("classes").toString()));
        for (String source : sources) {
            arguments.add(directory.resolve(source).toString());
        }
        StringWriter messages = new StringWriter();
        PrintWriter out = new PrintWriter(messages, true);
        ToolProvider.findFirst("javac").orElseThrow().run(out, out, arguments.toArray(new String[0]));
        return messages.toString();
    }

    private int java(String... arguments) throws IOException, InterruptedException {
        return new ProcessBuilder(ChildJava.command(arguments))
                .redirectOutput(directory.resolve("out").toFile())
                .redirectError(directory.resolve("err").toFile())
                .start()
                .waitFor();
    }

    private String printed(String file) throws IOException {
        return Files.readString(directory.resolve(file), StandardCharsets.UTF_8);
    }

    @Test
    void a_consumer_on_the_class_path() throws Exception {
        assertThat(compile("-cp", classPath(), "Main.java")).isEmpty();
        java("-cp", directory.resolve("classes") + File.pathSeparator + classPath(), "consumer.Main");
        assertThat(printed("out")).isEqualToIgnoringNewLines(SAYS);
    }

    @Test
    void a_consumer_on_the_module_path() throws Exception {
        String path = modulePath();
        assertThat(compile("-p", path, "Main.java", "module-info.java")).isEmpty();
        java("-p", directory.resolve("classes") + File.pathSeparator + path, "-m", "consumer/consumer.Main");
        assertThat(printed("out")).isEqualToIgnoringNewLines(SAYS);
    }

    /** As in an image made by jlink: Java Flight Recorder is a module that few need. */
    @Test
    void a_consumer_without_flight_recorder() throws Exception {
        assertThat(compile("-cp", classPath(), "Main.java")).isEmpty();
        String path = directory.resolve("classes") + File.pathSeparator + classPath();
        String modules = "java.base,java.logging,java.sql";
        java("--limit-modules", modules, "-cp", path, "consumer.Main");
        assertThat(printed("out")).isEqualToIgnoringNewLines(SAYS);
        java("--limit-modules", modules, "--list-modules");
        assertThat(printed("out")).contains("java.sql").doesNotContain("jdk.jfr");
    }

    /** Loading the class of an event starts Flight Recorder, which takes a program's time. */
    @Test
    void flight_recorder_does_not_start_by_itself() throws Exception {
        assertThat(compile("-cp", classPath(), "Main.java")).isEmpty();
        String path = directory.resolve("classes") + File.pathSeparator + classPath();
        java("-Xlog:class+load", "-cp", path, "consumer.Main");
        assertThat(printed("out"))
                .contains("dev.rmx.resolver.FlightRecord ", "jdk.jfr.FlightRecorder ")
                .doesNotContain("dev.rmx.resolver.SlowCheck ", "jdk.jfr.internal.JVM ");
    }

    /** A consumer neither compiles nor links with java.sql: only the stores in a database need it. */
    @Test
    void a_consumer_does_not_get_java_sql() throws Exception {
        String path = modulePath();
        assertThat(compile("-p", path, "Main.java", "module-info.java")).isEmpty();
        java(
                "-p",
                directory.resolve("classes") + File.pathSeparator + path,
                "--limit-modules",
                "consumer",
                "--list-modules");
        assertThat(printed("out")).contains("dev.rmx.resolver").doesNotContain("java.sql");
    }

    @Test
    void the_command_without_picocli() throws Exception {
        assertThat(java("-cp", classPath(), RmxCommand.class.getName(), "check", "--demo", "192.0.2.1", "a@b.c"))
                .isEqualTo(69);
        assertThat(printed("err"))
                .startsWith("rmx: the command needs picocli")
                .contains("info.picocli:picocli")
                .hasLineCount(1);
        assertThat(printed("out")).isEmpty();
    }

    @Test
    void the_command_without_picocli_on_the_module_path() throws Exception {
        String command = "dev.rmx.testkit/" + RmxCommand.class.getName();
        assertThat(java("-p", modulePath(), "-m", command, "check", "--demo", "192.0.2.1", "a@b.c"))
                .isEqualTo(69);
        assertThat(printed("err")).startsWith("rmx: the command needs picocli").hasLineCount(1);
    }

    @Test
    void the_command_without_Jackson_does_all_but_conformance_and_recording() throws Exception {
        String path = without(ChildJava.classPath(), "jackson-");
        assertThat(java(
                        "-cp",
                        path,
                        RmxCommand.class.getName(),
                        "check",
                        "--demo",
                        "--json",
                        "213.133.101.23",
                        "a@danisch.de"))
                .isZero();
        assertThat(java("-cp", path, RmxCommand.class.getName(), "conformance")).isEqualTo(69);
        assertThat(printed("err"))
                .startsWith("rmx: reading conformance vectors needs Jackson")
                .hasLineCount(1);
        Path file = Files.writeString(directory.resolve("check.json"), "{}");
        assertThat(java("-cp", path, RmxCommand.class.getName(), "replay", file.toString()))
                .isEqualTo(69);
        assertThat(printed("err"))
                .startsWith("rmx: recorded checks need Jackson 2.18 or later")
                .hasLineCount(1);
    }

    private static final String[] MILTER = {"milter", "--listen", "127.0.0.1:0", "--host", "mx.example.net"};

    @Test
    void the_command_without_jmilter_does_all_but_milter() throws Exception {
        String path = without(ChildJava.classPath(), "jmilter", "netty-");
        String[] words = Stream.concat(Stream.of("-cp", path, RmxCommand.class.getName()), Stream.of(MILTER))
                .toArray(String[]::new);
        assertThat(java(words)).isEqualTo(69);
        assertThat(printed("err"))
                .startsWith("rmx: the milter needs jmilter; add org.nightcode:jmilter")
                .hasLineCount(1);
        assertThat(java("-cp", path, RmxCommand.class.getName(), "help")).isZero();
    }

    @Test
    void the_milter_without_the_driver_of_its_quarantine() throws Exception {
        String path = without(ChildJava.classPath(), "sqlite-jdbc");
        String file = directory.resolve("held.db").toString();
        String[] words = Stream.of(
                        Stream.of("-cp", path, RmxCommand.class.getName()),
                        Stream.of(MILTER),
                        Stream.of("--quarantine", file))
                .flatMap(part -> part)
                .toArray(String[]::new);
        assertThat(java(words)).isEqualTo(69);
        assertThat(printed("err"))
                .contains("rmx: the quarantine cannot open " + file + ": SQLite's driver is missing")
                .hasLineCount(1);
    }
}
