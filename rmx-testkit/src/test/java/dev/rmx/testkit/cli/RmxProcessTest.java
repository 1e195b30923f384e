package dev.rmx.testkit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.testkit.ChildJava;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What only a process shows: its locale, its standard output, its end. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class RmxProcessTest {
    /** A shell makes these UTF-8 octets, because this JVM may be unable to pass them on. */
    private static final String BUECHER = "b$(printf '\\303\\274')cher.example.org";

    @TempDir
    private Path directory;

    /** A process of the command; {@code words} go through a shell. */
    private ProcessBuilder rmx(String words) {
        List<String> command =
                new ArrayList<>(List.of("sh", "-c", "exec \"$@\" " + RmxCommand.class.getName() + " " + words, "sh"));
        command.addAll(ChildJava.command("-cp", ChildJava.classPath()));
        return new ProcessBuilder(command)
                .redirectError(directory.resolve("err").toFile());
    }

    private String error() throws IOException {
        return Files.readString(directory.resolve("err"));
    }

    private static String printed(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private Path zone() throws IOException {
        return Files.writeString(directory.resolve("zone"), "xn--bcher-kva.example.org. IN RMX unused:\n");
    }

    private Process check(String locale) throws IOException {
        ProcessBuilder check = rmx("check --zone '" + zone() + "' 192.0.2.1 x@" + BUECHER);
        check.environment().put("LC_ALL", locale);
        return check.start();
    }

    @Test
    void a_domain_that_the_locale_cannot_hold_is_refused() throws Exception {
        Process process = check("C");
        String printed = printed(process);
        int status = process.waitFor();
        if (status == ExitCode.FAIL) { // this JVM decodes arguments as UTF-8 everywhere, as on macOS
            assertThat(printed).startsWith("fail (Denied): xn--bcher-kva.example.org");
            return;
        }
        assertThat(status).isEqualTo(ExitCode.BAD_DATA);
        assertThat(printed).isEmpty();
        assertThat(error())
                .startsWith("rmx: argument 5 (x@b")
                .contains("set LC_ALL=C.UTF-8", "xn--")
                .hasLineCount(1);
    }

    @Test
    void a_domain_in_a_locale_of_UTF_8_is_read() throws Exception {
        Process process = check("C.UTF-8");
        assertThat(printed(process)).startsWith("fail (Denied): xn--bcher-kva.example.org");
        assertThat(process.waitFor()).isEqualTo(ExitCode.FAIL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"C", "C.UTF-8"})
    void input_is_UTF_8_in_every_locale(String locale) throws Exception {
        ProcessBuilder batch = rmx("check --zone '" + zone() + "' --batch -");
        batch.environment().put("LC_ALL", locale);
        Process process = batch.start();
        try (OutputStream in = process.getOutputStream()) {
            in.write("192.0.2.1 x@b\u00fccher.example.org\n".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(printed(process)).contains("\"subject\":\"xn--bcher-kva.example.org\",\"result\":\"fail\"");
        assertThat(process.waitFor()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"help", "check --demo 213.133.101.23 hadmut@danisch.de", "encode mx:", "conformance"})
    void output_that_cannot_be_written_is_reported(String words) throws Exception {
        Assumptions.assumeTrue(Files.exists(Path.of("/dev/full")));
        assertThat(rmx(words + " > /dev/full").start().waitFor()).isEqualTo(ExitCode.IO_ERROR);
        assertThat(error()).startsWith("rmx: cannot write the output: ").hasLineCount(1);
    }

    @Test
    void a_reader_that_ends_early_is_not_an_error() throws Exception {
        Process process = rmx("encode --batch -").start();
        Thread feeder = feed(process, "mx:\n");
        process.getInputStream().read();
        process.getInputStream().close();
        assertThat(process.waitFor()).isEqualTo(ExitCode.IO_ERROR);
        assertThat(error()).isEmpty();
        feeder.join();
    }

    @Test
    void a_terminated_batch_ends_with_a_whole_line() throws Exception {
        Process process = rmx("encode --batch -").start();
        Thread feeder = feed(process, "host:" + "a".repeat(60) + ".example.org\n");
        List<String> lines = new ArrayList<>();
        InputStream printed = process.getInputStream();
        BufferedReader reader = new BufferedReader(new InputStreamReader(printed, StandardCharsets.US_ASCII));
        for (int i = 0; i < 1000; i++) {
            lines.add(reader.readLine());
        }
        process.toHandle().destroy(); // SIGTERM, while the writer writes lines or waits for this reader
        StringBuilder rest = new StringBuilder();
        for (int c = reader.read(); c >= 0; c = reader.read()) {
            rest.append((char) c);
        }
        assertThat(process.waitFor()).isEqualTo(143);
        assertThat(rest.length() == 0 || rest.charAt(rest.length() - 1) == '\n').isTrue();
        rest.toString().lines().forEach(lines::add);
        assertThat(lines.stream().distinct()).hasSize(1);
        assertThat(error()).isEmpty();
        feeder.join();
    }

    /** Feeds a process the same line for as long as it reads. */
    private static Thread feed(Process process, String line) {
        byte[] lines = line.repeat(500).getBytes(StandardCharsets.US_ASCII);
        Thread feeder = new Thread(() -> {
            try (OutputStream in = process.getOutputStream()) {
                while (true) {
                    in.write(lines);
                    in.flush();
                }
            } catch (IOException e) {
                // the process no longer reads
            }
        });
        feeder.start();
        return feeder;
    }
}
