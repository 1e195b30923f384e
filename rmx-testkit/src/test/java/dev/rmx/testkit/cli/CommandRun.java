package dev.rmx.testkit.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** Base of tests that run the command in this process and look at its last output. */
abstract class CommandRun {
    @TempDir
    Path directory;

    String out = "";
    String err = "";
    byte[] octets = {};

    final int rmx(String... arguments) {
        return rmxWithInput("", arguments);
    }

    final int rmxWithInput(String input, String... arguments) {
        return rmxWithInput(input.getBytes(StandardCharsets.UTF_8), arguments);
    }

    final int rmxWithInput(byte[] input, String... arguments) {
        ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
        ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
        int status = RmxCommand.run(
                new RmxCommand.Streams(
                        new ByteArrayInputStream(input),
                        new PrintStream(outBytes, true, StandardCharsets.UTF_8),
                        new PrintStream(errBytes, true, StandardCharsets.UTF_8)),
                arguments);
        octets = outBytes.toByteArray();
        out = outBytes.toString(StandardCharsets.UTF_8);
        err = errBytes.toString(StandardCharsets.UTF_8);
        return status;
    }

    /** Writes a file in the test's directory; returns its path. */
    final String write(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text).toString();
    }
}
