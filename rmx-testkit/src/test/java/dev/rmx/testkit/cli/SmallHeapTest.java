package dev.rmx.testkit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.testkit.ChildJava;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command in its own JVM, with a heap smaller than the input. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class SmallHeapTest {
    private static final byte[] MEGABYTE = octets(1 << 20);

    @TempDir
    private Path directory;

    private static byte[] octets(int count) {
        byte[] octets = new byte[count];
        Arrays.fill(octets, (byte) 'x');
        return octets;
    }

    private Process rmx(Path in, String... arguments) throws IOException {
        List<String> command = ChildJava.command("-Xmx64m", "-cp", ChildJava.classPath(), RmxCommand.class.getName());
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectInput(in.toFile())
                .redirectOutput(directory.resolve("out").toFile())
                .redirectError(directory.resolve("err").toFile())
                .start();
    }

    private List<String> printed() throws IOException {
        return Files.readAllLines(directory.resolve("out"));
    }

    private String error() throws IOException {
        return Files.readString(directory.resolve("err"));
    }

    private Path input(String before, int megabytes, String after) throws IOException {
        Path file = directory.resolve("in");
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write(before.getBytes(StandardCharsets.US_ASCII));
            for (int i = 0; i < megabytes; i++) {
                out.write(MEGABYTE);
            }
            out.write(after.getBytes(StandardCharsets.US_ASCII));
        }
        return file;
    }

    @ParameterizedTest
    @CsvSource({
        "encode, 'mx:', '\\# 1 09', error: line 2: the line is longer than 524280 characters",
        "decode, '09', 'mx:', error: line 2: the line is longer than 524280 characters",
        "check, '192.0.2.1 nobody', '\"result\":\"none\"', '{\"error\":\"line 2: the line is longer than 524280 characters'"
    })
    void a_line_longer_than_the_heap_is_a_bad_line(String command, String line, String result, String error)
            throws Exception {
        Process process = rmx(input(line + "\n", 100, "\n" + line + "\n"), command, "--batch", "-");

        assertThat(process.waitFor()).isEqualTo(ExitCode.BAD_DATA);
        assertThat(printed()).hasSize(3);
        assertThat(printed().get(0)).contains(result);
        assertThat(printed().get(1)).startsWith(error);
        assertThat(printed().get(2)).contains(result);
        assertThat(error()).isEmpty();
    }

    @Test
    void many_of_the_longest_lines_are_processed_a_few_at_a_time() throws Exception {
        String entry = "8280" + "20010db8" + "ff".repeat(12);
        Path in = Files.writeString(directory.resolve("in"), (entry.repeat(65_535 / 18) + "\n").repeat(300));
        Process process = rmx(in, "decode", "--batch", "-");

        assertThat(process.waitFor()).isZero();
        String text = "!ipv6:2001:db8:ffff:ffff:ffff:ffff:ffff:ffff ";
        assertThat(Files.size(directory.resolve("out")))
                .isEqualTo(300L
                        * (65_535 / 18 * text.length()
                                - 1
                                + System.lineSeparator().length()));
    }

    @Test
    void a_zone_that_does_not_fit_is_refused() throws Exception {
        Path zone = input("example.org. IN TXT ", 100, "\n");
        Process process = rmx(zone, "check", "--zone", zone.toString(), "192.0.2.1", "joe@example.org");

        assertThat(process.waitFor()).isEqualTo(ExitCode.SOFTWARE);
        assertThat(error()).startsWith("rmx: the zone " + zone + " does not fit into memory; try a larger heap");
        assertThat(printed()).isEmpty();
    }

    @Test
    void arguments_that_do_not_fit_into_memory_are_not_a_fail() throws Exception {
        Path arguments = Files.writeString(directory.resolve("in"), ("x ".repeat(250_000) + "\n").repeat(60));
        Process process = rmx(arguments, "encode", "@" + arguments);

        assertThat(process.waitFor()).isEqualTo(ExitCode.SOFTWARE);
        assertThat(error()).startsWith("rmx: not enough memory (");
    }
}
