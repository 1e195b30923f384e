package dev.rmx.testkit.cli;

import dev.rmx.testkit.ChildJava;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A process of {@code rmx policyd}, which listens on loopback. */
public final class PolicydProcess implements AutoCloseable {
    private static final Pattern READY = Pattern.compile("rmx policyd: listens on 127\\.0\\.0\\.1:(\\d+) as (\\S+)");

    private final Process process;
    private final BufferedReader error;
    private final int port;

    private PolicydProcess(Process process, BufferedReader error, int port) {
        this.process = process;
        this.error = error;
        this.port = port;
    }

    /** Starts it for mx.example.net and waits until it listens; port 0 is any free port. */
    public static PolicydProcess start(int port, String... options) throws IOException {
        List<String> command = ChildJava.command(
                "-cp",
                ChildJava.classPath(),
                RmxCommand.class.getName(),
                "policyd",
                "--listen",
                "127.0.0.1:" + port,
                "--host",
                "mx.example.net");
        command.addAll(List.of(options));
        Path err = Files.createTempFile("policyd", ".err");
        Process process =
                new ProcessBuilder(command).redirectError(err.toFile()).start();
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = out.readLine();
        Matcher ready = READY.matcher(line == null ? "" : line);
        if (!ready.matches()) {
            process.destroyForcibly();
            throw new IOException("not ready: " + line + "\n" + Files.readString(err));
        }
        return new PolicydProcess(process, Files.newBufferedReader(err), Integer.parseInt(ready.group(1)));
    }

    /** Where it listens. */
    public int port() {
        return port;
    }

    /** Sends SIGTERM. */
    void terminate() {
        process.toHandle().destroy();
    }

    /** Waits for a line of standard error that is this one. */
    void awaitError(String expected) throws IOException, InterruptedException {
        List<String> seen = new ArrayList<>();
        while (true) {
            String line = error.readLine();
            if (expected.equals(line)) {
                return;
            }
            if (line != null) {
                seen.add(line);
            } else if (!process.isAlive()) {
                throw new IOException("it ended and said " + seen);
            } else {
                Thread.onSpinWait();
            }
        }
    }

    /** Waits for its end; returns the exit code. */
    int exitCode() throws InterruptedException {
        return process.waitFor();
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        process.onExit().join();
        error.close();
    }
}
