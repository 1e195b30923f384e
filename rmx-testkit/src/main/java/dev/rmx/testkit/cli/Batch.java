package dev.rmx.testkit.cli;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Works through lines, many at a time on all processors, and prints a line for each in the order of the input. Memory stays the same
 * however many lines there are and however long they are: what is under way is bounded. A line that is too long, or not UTF-8, is a
 * bad line. Empty lines, and those that begin with {@code #}, are skipped, but counted.
 *
 * <p>Lines go from thread to thread in chunks, since handing on costs more than the work on one line; a chunk holds no more
 * than has come so far.
 */
final class Batch {
    private static final int CHUNK = 128;
    private static final int UNDER_WAY = 8;
    /** How often the writer, while it waits, looks whether a thread has come to grief. */
    private static final long LOOK_SECONDS = 1;

    /** What Java puts in the place of octets that are not UTF-8: a name with them in it would be another one. */
    private static final char NOT_UTF_8 = '\uFFFD';

    private static final String LINE_END = System.lineSeparator();

    private final RmxCommand.Streams streams;
    private final LineWorker worker;
    /** The chunks in order; an empty one stands for the end. */
    private final BlockingQueue<CompletableFuture<List<CompletableFuture<Line>>>> underWay =
            new ArrayBlockingQueue<>(UNDER_WAY);
    /** What ended a thread of ours. A field, since without memory a future may not complete. */
    private volatile @Nullable Throwable fault;

    /** What a line of input becomes. Safe to call from several threads. */
    @FunctionalInterface
    interface LineWorker {
        /** Works on a line; {@code number} counts from 1. What is wrong with it is told in the {@link Line}. */
        CompletableFuture<Line> work(String line, long number);

        /** What is printed for a bad line: {@code problem} says what is wrong with it, and names it by its number. */
        default String error(String problem) {
            return "error: " + problem;
        }
    }

    /**
     * A line of output.
     *
     * @param text what is printed; null for nothing
     * @param bad whether the input was bad
     * @param warnings what is printed as warnings
     */
    record Line(@Nullable String text, boolean bad, List<String> warnings) {
        /** What becomes of a line that is skipped. */
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

    /** Works through a file, or standard input for {@code -}; gives the exit status. */
    int run(Path file) {
        if (file.toString().equals("-")) {
            return run(streams.in());
        }
        try (Reader in = Input.open(file)) {
            return run(in);
        } catch (IOException e) {
            throw Input.cannotRead(file, e);
        }
    }

    private int run(Reader in) {
        ExecutorService workers =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors(), Batch::daemon);
        Thread reader = daemon(() -> read(in, workers));
        reader.start();
        try {
            return write();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitCode.SOFTWARE;
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
        if (line.length() > Lines.LONGEST) {
            return bad(
                    number,
                    "a line has at most " + Lines.LONGEST
                            + " characters, which is enough for every record (65,535 octets of RDATA); the rest of this one is skipped");
        }
        if (line.indexOf(NOT_UTF_8) >= 0) {
            return bad(number, "the line is not UTF-8");
        }
        try {
            return worker.work(line, number);
        } catch (Throwable e) { // the lines before this one are printed first
            return CompletableFuture.failedFuture(e);
        }
    }

    private static boolean isSkipped(String line) {
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
        Progress progress = new Progress(streams.err());
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

    /** The next chunk, empty at the end. */
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
            throw new BadInputException(ExitCode.NO_INPUT, "cannot read on: " + why);
        }
    }

    /** Prints lines as they come to an end; says whether one was bad. */
    private boolean write(List<CompletableFuture<Line>> chunk, long first) throws InterruptedException {
        StringBuilder text = new StringBuilder();
        boolean bad = false;
        long number = first;
        try {
            for (CompletableFuture<Line> worked : chunk) {
                if (!worked.isDone()) {
                    streams.out().append(text).flush(); // what is there does not wait for a name server
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
