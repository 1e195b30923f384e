package dev.rmx.testkit.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class BatchTest {
    private static final int MANY = 5_000;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private static String lines(int count, String format) {
        return IntStream.rangeClosed(1, count).mapToObj(format::formatted).collect(Collectors.joining());
    }

    private int run(Reader in, OutputStream to, Batch.LineWorker worker) {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        PrintStream printed = new PrintStream(to, false, StandardCharsets.UTF_8);
        return new Batch(new RmxCommand.Streams(InputStream.nullInputStream(), printed, nowhere), worker).run(in);
    }

    private static CompletableFuture<Batch.Line> done(String text) {
        return CompletableFuture.completedFuture(Batch.Line.good(text));
    }

    @Test
    void lines_keep_their_order_and_number_whenever_they_complete() {
        Reader in = new StringReader(lines(MANY, "%d\n"));
        int status = run(in, out, (line, number) -> {
            String text = line + "=" + number;
            return number % 3 == 0
                    ? CompletableFuture.supplyAsync(() -> Batch.Line.good(text), ForkJoinPool.commonPool())
                    : done(text);
        });
        assertThat(status).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(lines(MANY, "%1$d=%1$d\n"));
    }

    @Test
    void lines_before_a_fault_are_printed() {
        Reader in = new StringReader(lines(MANY, "%d\n"));
        assertThatThrownBy(() -> run(in, out, (line, number) -> {
                    if (number == 200) {
                        throw new IllegalStateException("broken");
                    }
                    return done(line);
                }))
                .hasRootCauseMessage("broken");
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(lines(199, "%d\n"));
    }

    @Test
    void a_fault_names_its_line() {
        Reader in = new StringReader(lines(MANY, "%d\n"));
        assertThatThrownBy(() -> run(in, out, (line, number) -> {
                    if (number == 200) {
                        throw new OutOfMemoryError("Java heap space");
                    }
                    return done(line);
                }))
                .hasMessage("at line 200: java.lang.OutOfMemoryError: Java heap space");
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(lines(199, "%d\n"));
    }

    @Test
    void it_ends_when_the_reader_fails() {
        Reader in = new StringReader("one\n") {
            @Override
            public int read(char[] buffer, int offset, int length) {
                throw new OutOfMemoryError("Java heap space");
            }
        };
        assertThatThrownBy(() -> run(in, out, (line, number) -> done(line)))
                .hasMessage("the batch cannot go on: java.lang.OutOfMemoryError: Java heap space");
    }

    @Test
    void a_line_that_is_too_long_is_a_bad_line() {
        String longest = "x".repeat(Lines.LONGEST);
        Reader in = new StringReader("one\n" + longest + "\n" + longest + longest + "\nfour\n");
        assertThat(run(in, out, (line, number) -> done(number + " " + line.length())))
                .isEqualTo(ExitCode.BAD_DATA);
        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "1 3",
                        "2 524280",
                        "error: line 3: the line is longer than 524280 characters, enough for any record"
                                + " (65,535 octets of RDATA); its rest is skipped",
                        "4 4");
    }

    @Test
    void lines_read_before_a_failure_are_processed() {
        Reader in = new StringReader("one\ntwo\n") {
            @Override
            public int read(char[] buffer, int offset, int length) throws IOException {
                int count = super.read(buffer, offset, length);
                if (count < 0) {
                    throw new IOException("the disk is gone");
                }
                return count;
            }
        };
        assertThatThrownBy(() -> run(in, out, (line, number) -> done(line)))
                .isInstanceOf(BadInputException.class)
                .hasMessage("reading failed: the disk is gone");
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("one\ntwo\n");
    }

    @Test
    void it_ends_when_its_output_is_closed() {
        OutputStream closed = new OutputStream() {
            @Override
            public void write(int octet) throws IOException {
                throw new IOException("Broken pipe");
            }
        };
        Reader endless = new Reader() {
            @Override
            public int read(char[] buffer, int offset, int length) {
                buffer[offset] = 'x';
                buffer[offset + 1] = '\n';
                return 2;
            }

            @Override
            public void close() {}
        };
        assertThat(run(endless, closed, (line, number) -> done(line))).isEqualTo(ExitCode.IO_ERROR);
    }
}
