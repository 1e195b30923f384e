package dev.rmx.testkit.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OutputTest {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    private static void print(Output output, String text) throws IOException {
        output.write(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void only_whole_lines_are_written_before_the_end() throws IOException {
        Output output = new Output(written);
        print(output, "one\ntw");
        output.flush();
        assertThat(written).hasToString("one\n");
        print(output, "o\nthree");
        output.flush();
        assertThat(written).hasToString("one\ntwo\n");
        output.finish();
        assertThat(written).hasToString("one\ntwo\nthree");
    }

    @Test
    void a_line_longer_than_the_buffer_is_written_at_once() throws IOException {
        Output output = new Output(written);
        String piece = "x".repeat(50_000);
        for (int i = 0; i < 10; i++) {
            print(output, piece);
            assertThat(written.size()).isZero();
        }
        print(output, "\n");
        output.flush();
        assertThat(written.size()).isEqualTo(500_001);
    }

    @Test
    void the_first_failure_is_kept() throws IOException {
        Output output = new Output(new OutputStream() {
            @Override
            public void write(int octet) throws IOException {
                throw new IOException("the disk is full");
            }
        });
        print(output, "one\n");
        assertThat(output.failure()).isNull();
        assertThatThrownBy(output::flush).hasMessage("the disk is full");
        assertThat(output.failure()).hasMessage("the disk is full");
    }

    @Test
    void the_end_of_the_program_waits_for_the_current_write_and_blocks_others() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Output output = new Output(new OutputStream() {
            @Override
            public void write(int octet) throws IOException {
                begun.countDown();
                try {
                    go.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                written.write(octet);
            }
        });
        Thread writer = new Thread(() -> {
            try {
                print(output, "one\n");
                output.flush();
                print(output, "two\n");
                output.flush();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        writer.setDaemon(true);
        writer.start();
        begun.await();
        Thread stopper = output.stopper();
        stopper.start();
        awaitWaiting(stopper);
        go.countDown();
        stopper.join();
        awaitWaiting(writer);
        assertThat(written).hasToString("one\n");
    }

    private static void awaitWaiting(Thread thread) {
        while (thread.getState() != Thread.State.WAITING && thread.getState() != Thread.State.TIMED_WAITING) {
            assertThat(thread.isAlive()).isTrue();
            Thread.onSpinWait();
        }
    }
}
