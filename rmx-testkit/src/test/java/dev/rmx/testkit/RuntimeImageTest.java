package dev.rmx.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program with its own module and a run-time image, made by jlink: the way of the library without a class path. */
class RuntimeImageTest {
    private static final String MODULE = """
            module example {
                requires dev.rmx.resolver;
            }
            """;
    private static final String PROGRAM = """
            package example;

            import dev.rmx.RmxVerdict;
            import dev.rmx.dns.DnsAnswer;
            import dev.rmx.dns.DnsQuestion;
            import dev.rmx.quarantine.InMemoryQuarantineStore;
            import dev.rmx.quarantine.MessageReference;
            import dev.rmx.quarantine.Quarantine;
            import dev.rmx.resolver.QueryBudget;
            import dev.rmx.resolver.RmxChecker;
            import dev.rmx.resolver.RmxResolver;
            import java.util.concurrent.CompletableFuture;

            class Main {
                private static class NoDns implements RmxResolver {
                    public CompletableFuture<DnsAnswer> resolve(DnsQuestion question, QueryBudget budget) {
                        return CompletableFuture.completedFuture(
                                new DnsAnswer.Failed(DnsAnswer.Failed.Kind.TIMEOUT, "there is no DNS here"));
                    }
                }

                public static void main(String[] arguments) throws Exception {
                    try (RmxChecker checker = RmxChecker.builder(new NoDns()).build();
                            Quarantine quarantine = Quarantine.builder(
                                            checker::checkAsync,
                                            new InMemoryQuarantineStore(10),
                                            (message, decision) -> {})
                                    .build()) {
                        RmxVerdict verdict = checker.check("192.0.2.1", "joe@example.org");
                        quarantine.hold(verdict, MessageReference.of("message"));
                        System.out.print(verdict.result() + ", held: " + quarantine.list(0, 10).size());
                    }
                }
            }
            """;

    @TempDir
    private Path directory;

    /** Runs a tool of the JDK in a process of its own: jlink refuses to work in a JVM with patched modules. */
    private void run(String tool, String... arguments) throws IOException, InterruptedException {
        run(Path.of(System.getProperty("java.home"), "bin", tool), arguments);
    }

    private String image(String... arguments) throws IOException, InterruptedException {
        return run(directory.resolve("image/bin/java"), arguments);
    }

    private String run(Path program, String... arguments) throws IOException, InterruptedException {
        Path out = directory.resolve("out");
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        int status = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start()
                .waitFor();
        String printed = Files.readString(out, StandardCharsets.UTF_8);
        assertThat(status).as(program + ": " + printed).isZero();
        return printed;
    }

    @Test
    void an_image_has_the_base_module_of_java_and_no_other() throws Exception {
        Path sources = Files.createDirectories(directory.resolve("sources/example"));
        Path module = Files.writeString(directory.resolve("sources/module-info.java"), MODULE);
        Path program = Files.writeString(sources.resolve("Main.java"), PROGRAM);
        String path = System.getProperty("jdk.module.path");
        String classes = directory.resolve("classes").toString();
        run("javac", "--release", "17", "-p", path, "-d", classes, module.toString(), program.toString());
        run(
                "jlink",
                "--module-path",
                classes + File.pathSeparator + path,
                "--add-modules",
                "example",
                "--output",
                directory.resolve("image").toString());

        String modules = Arrays.stream(image("--list-modules").split("\\R", -1))
                .map(line -> line.replaceFirst("@.*", ""))
                .collect(Collectors.joining(" "));

        assertThat(modules.strip())
                .isEqualTo("com.github.benmanes.caffeine dev.rmx.api dev.rmx.codec dev.rmx.resolver example java.base"
                        + " org.dnsjava org.slf4j");
        assertThat(image("-m", "example/example.Main")).endsWith("temperror, held: 1");
    }
}
