package dev.rmx.testkit.cli;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/**
 * Works through lines, many at a time on all processors, and prints a line for each in the order of the input. Memory stays the same
 * however many lines there are: what is under way is bounded.
 *
 * <p>Lines go from thread to thread in chunks, since handing on costs more than the work on one line; a chunk holds no more
 * than has come so far.
 */
final class Batch {
    private static final int CHUNK = 128;
    private static final int UNDER_WAY = 8;
    private static final String LINE_END = System.lineSeparator();

    private final RmxCommand.Streams streams;
    private final LineWorker worker;
    /** The chunks in order; an empty one stands for the end. */
    private final BlockingQueue<CompletableFuture<List<CompletableFuture<Line>>>> underWay =
            new ArrayBlockingQueue<>(UNDER_WAY);

    /** What a line of input becomes. Safe to call from several threads. */
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
        try (Reader in = new InputStreamReader(Files.newInputStream(Path.of(file)), StandardCharsets.UTF_8)) {
            return run(in);
        } catch (IOException e) {
            throw new BadInputException(ExitCode.NO_INPUT, "cannot read " + file + ": " + e);
        }
    }

    private int run(Reader in) {
        ExecutorService workers =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors(), Batch::daemon);
        Thread reader = daemon(() -> read(in, workers));
        reader.start();
        try {
            return write();
        } finally {
            reader.interrupt(); // it may wait for room that nobody will make any more
            workers.shutdownNow();
        }
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "rmx-batch");
        thread.setDaemon(true);
        return thread;
    }

    private void read(Reader in, ExecutorService workers) {
        try {
            CompletableFuture<List<CompletableFuture<Line>>> end = CompletableFuture.completedFuture(List.of());
            Lines lines = new Lines(in);
            long first = 1; // the number of the first line of a chunk
            try {
                for (List<String> chunk = lines.next(CHUNK); !chunk.isEmpty(); chunk = lines.next(CHUNK)) {
                    underWay.put(work(chunk, first, workers));
                    first += chunk.size();
                }
            } catch (IOException e) {
                end = CompletableFuture.failedFuture(e);
            }
            underWay.put(end);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the writer has stopped
        } catch (RejectedExecutionException e) {
            return; // so has it here
        }
    }

    private CompletableFuture<List<CompletableFuture<Line>>> work(
            List<String> chunk, long first, ExecutorService workers) {
        return CompletableFuture.supplyAsync(
                () -> {
                    List<CompletableFuture<Line>> lines = new ArrayList<>(chunk.size());
                    for (String line : chunk) {
                        lines.add(work(line, first + lines.size()));
                    }
                    return lines;
                },
                workers);
    }

    private CompletableFuture<Line> work(String line, long number) {
        try {
            return worker.work(line, number);
        } catch (RuntimeException fault) { // keeps what comes before it from nobody
            return CompletableFuture.failedFuture(fault);
        }
    }

    private int write() {
        Progress progress = new Progress(streams.err());
        boolean bad = false;
        while (true) {
            if (underWay.isEmpty()) {
                streams.out().flush();
            }
            try {
                List<CompletableFuture<Line>> chunk = underWay.take().join();
                if (chunk.isEmpty()) {
                    progress.end();
                    streams.out().flush();
                    return bad ? ExitCode.BAD_DATA : ExitCode.OK;
                }
                bad |= write(chunk);
                if (progress.lines(chunk.size()) && streams.out().checkError()) {
                    return ExitCode.IO_ERROR;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return ExitCode.SOFTWARE;
            } catch (CompletionException e) {
                if (e.getCause() instanceof IOException unreadable) {
                    throw new BadInputException(ExitCode.NO_INPUT, "cannot read on: " + unreadable.getMessage());
                }
                throw e;
            }
        }
    }

    /** Prints lines as they come to an end; says whether one was bad. */
    private boolean write(List<CompletableFuture<Line>> chunk) {
        StringBuilder text = new StringBuilder();
        boolean bad = false;
        try {
            for (CompletableFuture<Line> worked : chunk) {
                if (!worked.isDone()) {
                    streams.out().append(text).flush(); // what is there does not wait for a name server
                    text.setLength(0);
                }
                Line line = worked.join();
                bad |= line.bad();
                text.append(line.text()).append(LINE_END);
            }
        } finally {
            streams.out().append(text);
        }
        return bad;
    }
}
