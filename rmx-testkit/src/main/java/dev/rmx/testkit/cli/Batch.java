package dev.rmx.testkit.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Works through lines, many at a time, and prints a line for each in the order of the input. Memory stays the same however
 * many lines there are: what is under way is bounded.
 */
final class Batch {
    private static final int UNDER_WAY = 512;

    private final RmxCommand.Streams streams;
    private final LineWorker worker;
    /** The lines in order; nothing stands for the end. */
    private final BlockingQueue<CompletableFuture<Optional<Line>>> underWay = new ArrayBlockingQueue<>(UNDER_WAY);

    /** What a line of input becomes. */
    @FunctionalInterface
    interface LineWorker {
        /** Works on a line; {@code number} counts from 1. What is wrong with it is told in the {@link Line}. */
        CompletableFuture<Line> work(String line, long number);
    }

    /**
     * A line of output.
     *
     * @param text what is printed
     * @param bad whether the input was bad
     */
    record Line(String text, boolean bad) {}

    Batch(RmxCommand.Streams streams, LineWorker worker) {
        this.streams = streams;
        this.worker = worker;
    }

    /** Works through a file, or standard input for {@code -}; gives the exit status. */
    int run(String file) {
        if (file.equals("-")) {
            return run(streams.in());
        }
        try (BufferedReader in = new BufferedReader(
                new InputStreamReader(Files.newInputStream(Path.of(file)), StandardCharsets.UTF_8))) {
            return run(in);
        } catch (IOException e) {
            throw new BadInputException(ExitCode.NO_INPUT, "cannot read " + file + ": " + e);
        }
    }

    private int run(BufferedReader in) {
        Thread reader = new Thread(() -> read(in), "rmx-batch-reader");
        reader.setDaemon(true);
        reader.start();
        try {
            return write();
        } finally {
            reader.interrupt(); // it may wait for room that nobody will make any more
        }
    }

    private void read(BufferedReader in) {
        try {
            CompletableFuture<Optional<Line>> last = CompletableFuture.completedFuture(Optional.empty());
            try {
                String line;
                for (long number = 1; (line = in.readLine()) != null; number++) {
                    underWay.put(worker.work(line, number).thenApply(Optional::of));
                }
            } catch (IOException | RuntimeException e) {
                last = CompletableFuture.failedFuture(e);
            }
            underWay.put(last);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the writer has stopped
        }
    }

    private int write() {
        Progress progress = new Progress(streams.err());
        boolean bad = false;
        while (true) {
            if (underWay.isEmpty()) {
                streams.out().flush();
            }
            Optional<Line> line;
            try {
                line = underWay.take().join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return ExitCode.SOFTWARE;
            } catch (CompletionException e) {
                if (e.getCause() instanceof IOException unreadable) {
                    throw new BadInputException(ExitCode.NO_INPUT, "cannot read on: " + unreadable.getMessage());
                }
                throw e;
            }
            if (line.isEmpty()) {
                progress.end();
                streams.out().flush();
                return bad ? ExitCode.BAD_DATA : ExitCode.OK;
            }
            bad |= line.get().bad();
            streams.out().println(line.get().text());
            progress.line();
            if (progress.isDue() && streams.out().checkError()) {
                return ExitCode.IO_ERROR;
            }
        }
    }
}
