package dev.rmx.testkit.cli;

import dev.rmx.resolver.internal.DaemonThreads;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Works on lines of input, many at a time on all processors, and prints one line for each, in the order of the input.
 * The number of lines in progress is bounded, so memory does not grow with their number or length. A line that is too
 * long or not UTF-8 is a bad line. Empty lines and lines that begin with {@code #} are counted, but skipped.
 *
 * <p>Threads exchange lines in chunks, because handing over one line would cost more than working on it. A chunk holds
 * only lines that have arrived.
 */
final class Batch {
    private static final int CHUNK = 128;
    private static final int UNDER_WAY = 8;
    /** How often the waiting writer checks whether another thread has failed. */
    private static final long LOOK_SECONDS = 1;

    /** Java's replacement for octets that are not UTF-8. A name with it would be another name. */
    private static final char NOT_UTF_8 = '\uFFFD';

    private static final String LINE_END = System.lineSeparator();

    private final RmxCommand.Streams streams;
    private final LineWorker worker;
    /** The chunks in order; an empty chunk marks the end. */
    private final BlockingQueue<CompletableFuture<List<CompletableFuture<Line>>>> underWay =
            new ArrayBlockingQueue<>(UNDER_WAY);
    /** What ended one of our threads. A field, because a future may fail to complete when memory runs out. */
    private volatile @Nullable Throwable fault;

    /** The work on one line. Thread-safe. */
    @FunctionalInterface
    interface LineWorker {
        /** Works on a line; {@code number} counts from 1. Problems are reported in the {@link Line}. */
        CompletableFuture<Line> work(String line, long number);

        /** The output for a bad line; {@code problem} names the line's number and what is wrong. */
        default String error(String problem) {
            return "error: " + problem;
        }
    }

    /**
     * A line of output.
     *
     * @param text what is printed; null for nothing
     * @param bad whether the input was bad
     * @param warnings the warnings to print
     */
    record Line(@Nullable String text, boolean bad, List<String> warnings) {
        /** The result of a line that is skipped. */
        static final Line SKIPPED = new Line(null, false, List.of());

        static Line good(String text) {
            return new Line(text, false, List.of());
        }

        static Line bad(String text) {
            return new Line(text, true, List.of());
        }
    }

    Batch(RmxCommand.Streams streams, LineWorker worker) {
        this.streams = streams;
        this.worker = worker;
    }

    /** Works on a file, or on standard input for {@code -}; returns the exit code. */
    int run(Path file) {
        if (file.toString().equals("-")) {
            return run(streams.text());
        }
        try (Reader in = Input.open(file)) {
            return run(in);
        } catch (IOException e) {
            throw Input.cannotRead(file, e);
        }
    }

    /** Works on a text; returns the exit code. */
    int run(Reader in) {
        ThreadFactory threads = new DaemonThreads("rmx-batch");
        ExecutorService workers =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors(), threads);
        Thread reader = threads.newThread(() -> read(in, workers));
        reader.start();
        try {
            return write();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitCode.SOFTWARE;
        } finally {
            reader.interrupt(); // it may wait for room in the queue
            workers.shutdownNow();
        }
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
            return; // the writer has stopped
        } catch (Throwable e) {
            fault = e;
        }
    }

    private CompletableFuture<List<CompletableFuture<Line>>> work(
            List<String> chunk, long first, ExecutorService workers) {
        CompletableFuture<List<CompletableFuture<Line>>> worked = new CompletableFuture<>();
        workers.execute(() -> {
            try {
                List<CompletableFuture<Line>> lines = new ArrayList<>(chunk.size());
                for (String line : chunk) {
                    lines.add(work(line, first + lines.size()));
                }
                worked.complete(lines);
            } catch (Throwable e) {
                fault = e;
            }
        });
        return worked;
    }

    private CompletableFuture<Line> work(String line, long number) {
        if (isSkipped(line)) {
            return CompletableFuture.completedFuture(Line.SKIPPED);
        }
        Optional<String> problem = problem(line);
        if (problem.isPresent()) {
            return bad(number, problem.get());
        }
        try {
            return worker.work(line, number);
        } catch (Throwable e) { // reported after the lines before this one are printed
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Why a line of input cannot be read; empty if it can. */
    static Optional<String> problem(String line) {
        if (line.length() > Lines.LONGEST) {
            return Optional.of("the line is longer than " + Lines.LONGEST
                    + " characters, enough for any record (65,535 octets of RDATA); its rest is skipped");
        }
        return line.indexOf(NOT_UTF_8) >= 0 ? Optional.of("the line is not UTF-8") : Optional.empty();
    }

    /** Whether a line of input is empty, or a comment. */
    static boolean isSkipped(String line) {
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c != ' ' && c != '\t') {
                return c == '#';
            }
        }
        return true;
    }

    private CompletableFuture<Line> bad(long number, String problem) {
        return CompletableFuture.completedFuture(Line.bad(worker.error("line " + number + ": " + problem)));
    }

    private int write() throws InterruptedException {
        Progress progress = new Progress(streams.err(), "lines");
        long written = 0;
        boolean bad = false;
        while (true) {
            List<CompletableFuture<Line>> chunk = next();
            if (chunk.isEmpty()) {
                progress.end();
                streams.out().flush();
                return bad ? ExitCode.BAD_DATA : ExitCode.OK;
            }
            bad |= write(chunk, written + 1);
            written += chunk.size();
            if (progress.lines(chunk.size()) && streams.out().checkError()) {
                return ExitCode.IO_ERROR;
            }
        }
    }

    /** The next chunk; empty at the end. */
    private List<CompletableFuture<Line>> next() throws InterruptedException {
        if (underWay.isEmpty()) {
            streams.out().flush();
        }
        CompletableFuture<List<CompletableFuture<Line>>> chunk = underWay.poll(LOOK_SECONDS, TimeUnit.SECONDS);
        while (chunk == null) {
            refuseToWaitInVain();
            chunk = underWay.poll(LOOK_SECONDS, TimeUnit.SECONDS);
        }
        try {
            return await(chunk);
        } catch (ExecutionException e) {
            String why =
                    e.getCause() instanceof IOException failed ? Input.problem(failed) : String.valueOf(e.getCause());
            throw new BadInputException(ExitCode.NO_INPUT, "reading failed: " + why);
        }
    }

    /** Prints lines as they are completed; returns whether one was bad. */
    private boolean write(List<CompletableFuture<Line>> chunk, long first) throws InterruptedException {
        StringBuilder text = new StringBuilder();
        boolean bad = false;
        long number = first;
        try {
            for (CompletableFuture<Line> worked : chunk) {
                if (!worked.isDone()) {
                    streams.out().append(text).flush(); // completed lines do not wait for a name server
                    text.setLength(0);
                }
                Line line = await(worked);
                bad |= line.bad();
                if (line.text() != null) {
                    text.append(line.text()).append(LINE_END);
                }
                for (String warning : line.warnings()) {
                    streams.err().println("rmx: line " + number + ": " + warning);
                }
                number++;
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("at line " + number + ": " + e.getCause(), e.getCause());
        } finally {
            streams.out().append(text);
        }
        return bad;
    }

    private <T> T await(CompletableFuture<T> future) throws InterruptedException, ExecutionException {
        while (true) {
            try {
                return future.get(LOOK_SECONDS, TimeUnit.SECONDS);
            } catch (TimeoutException e) {
                refuseToWaitInVain();
            }
        }
    }

    private void refuseToWaitInVain() {
        Throwable ended = fault;
        if (ended != null) {
            throw new IllegalStateException("the batch cannot go on: " + ended, ended);
        }
    }
}
