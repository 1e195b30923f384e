package dev.rmx.quarantine;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A small JVM that runs a class of these tests, to be killed or stopped. It unpacks SQLite's native library into the
 * test's directory.
 */
final class ChildJvm implements AutoCloseable {
    private final Process process;
    private final boolean under;
    private final Path output;

    private ChildJvm(Process process, boolean under, Path output) {
        this.process = process;
        this.under = under;
        this.output = output;
    }

    static ChildJvm start(Path directory, List<String> options, Class<?> main, String... arguments) throws IOException {
        return start(List.of(), directory, options, main, arguments);
    }

    /**
     * Starts the JVM.
     *
     * @param under a command and its options that runs the JVM, such as a tracer; may be empty
     * @param options the JVM's options
     */
    static ChildJvm start(List<String> under, Path directory, List<String> options, Class<?> main, String... arguments)
            throws IOException {
        Path output = Files.createTempFile(directory, "output", ".txt");
        List<String> command = new ArrayList<>(under);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dorg.sqlite.tmpdir=" + Files.createDirectories(directory.resolve("native"))));
        command.addAll(options);
        command.addAll(List.of("-cp", classPath(), main.getName()));
        command.addAll(List.of(arguments));
        return new ChildJvm(
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start(),
                !under.isEmpty(),
                output);
    }

    /** The class path of the tests, the tested classes and the driver, from wherever this JVM loaded them. */
    private static String classPath() {
        return Stream.of(ChildJvm.class, SqliteFile.class, org.sqlite.JDBC.class)
                .map(ChildJvm::place)
                .distinct()
                .collect(joining(File.pathSeparator));
    }

    private static String place(Class<?> type) {
        String file = "/" + type.getName().replace('.', '/') + ".class";
        String url = Objects.requireNonNull(type.getResource(file), file).toString();
        String root = url.substring(0, url.length() - file.length());
        return Path.of(URI.create(root.replace("jar:", "").replaceFirst("!$", "")))
                .toString();
    }

    /** Waits for the end, and returns all output. */
    String output() throws IOException, InterruptedException {
        process.waitFor();
        return Files.readString(output);
    }

    /** Waits for this output; fails if the process ends before. */
    void awaitOutput(String text) throws IOException, InterruptedException {
        while (!Files.readString(output).contains(text)) {
            pause(10);
        }
    }

    /** Lets the process run for a while; fails if it ends meanwhile. */
    void pause(int milliseconds) throws IOException, InterruptedException {
        boolean ended = process.waitFor(milliseconds, TimeUnit.MILLISECONDS);
        assertThat(ended).as(Files.readString(output)).isFalse();
    }

    /** Stops the process (SIGSTOP), and returns when all its threads are stopped. Linux only. */
    void stop() throws IOException, InterruptedException {
        signal("STOP");
        while (!standsStill()) {
            pause(1);
        }
    }

    /** Continues the process after {@link #stop}. */
    void goOn() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .inheritIO()
                .start();
        assertThat(kill.waitFor()).isZero();
    }

    private boolean standsStill() throws IOException {
        try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(process.pid()), "task"))) {
            for (Path thread : threads.toList()) {
                String state = Files.readString(thread.resolve("stat"));
                if (state.charAt(state.lastIndexOf(')') + 2) != 'T') { // proc(5)
                    return false;
                }
            }
            return true;
        }
    }

    /** Kills the process (SIGKILL), and returns when it is gone. */
    void kill() {
        if (under) { // the tracer ends by itself after its child
            process.descendants().forEach(ProcessHandle::destroyForcibly);
        } else {
            process.destroyForcibly();
        }
        process.onExit().join();
    }

    @Override
    public void close() {
        kill();
    }
}
