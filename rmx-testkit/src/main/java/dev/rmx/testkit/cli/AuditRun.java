package dev.rmx.testkit.cli;

import dev.rmx.record.DomainName;
import dev.rmx.resolver.AuditedDomain;
import dev.rmx.resolver.internal.DaemonThreads;
import dev.rmx.text.Printable;
import java.io.IOException;
import java.io.Reader;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Audits the domains of an input, many at a time, and passes on a line for each as soon as it is done. The number of
 * domains under way is bounded, so memory grows only by what {@link DomainSet} keeps of each domain. Empty lines and
 * lines that begin with {@code #} are skipped; a domain that is repeated is audited once.
 */
final class AuditRun {
    private static final Done LOOK = new Done.Look();
    private static final int CHUNK = 128;
    private static final int LONGEST_SHOWN = 100;
    /** How often the waiting writer looks whether DNS answers at all. */
    private static final long LOOK_SECONDS = 1;

    private final RmxCommand.Streams streams;
    private final BiFunction<DomainName, Executor, CompletableFuture<AuditedDomain>> audit;
    private final DomainSet begun;
    private final Semaphore places;
    private final ThreadFactory threads = new DaemonThreads("rmx-audit");
    private final ExecutorService workers =
            Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors(), threads);
    /** What has ended, in that order: at most one for each place, and the end of the input. */
    private final BlockingQueue<Done> done = new LinkedBlockingQueue<>();

    /** What ended a thread or an audit. A field, because nothing may fit into the queue when memory runs out. */
    private volatile @Nullable Throwable fault;

    private boolean bad;

    /** What the reader and the audits tell the writer. */
    private sealed interface Done {
        /** The line of a domain. */
        record Line(String text) implements Done {}

        /** A line of the input that names no domain. */
        record Bad(String problem) implements Done {}

        /** The end of the input, with the number of its lines that give one of the others. */
        record End(long begun) implements Done {}

        /** Nothing: the writer is to look for a fault. */
        record Look() implements Done {}
    }

    /** Takes the lines. */
    interface Lined {
        /** Takes one line without its end. */
        void accept(String line);

        /** Writes what was taken, since nothing more is ready; returns false if it cannot. */
        boolean flush();
    }

    /**
     * Prepares a run.
     *
     * @param audit audits a domain, on threads of an executor
     * @param begun the domains not to audit again; takes those that are audited now
     * @param parallel how many domains may be under way
     */
    AuditRun(
            RmxCommand.Streams streams,
            BiFunction<DomainName, Executor, CompletableFuture<AuditedDomain>> audit,
            DomainSet begun,
            int parallel) {
        this.streams = streams;
        this.audit = audit;
        this.begun = begun;
        this.places = new Semaphore(parallel);
    }

    /** Runs; returns the exit code. {@code cutOff} tells whether DNS answers nothing at all any more. */
    int run(Reader in, Lined lines, BooleanSupplier cutOff) {
        Thread reader = threads.newThread(() -> read(new Lines(in)));
        reader.start();
        try {
            return write(lines, cutOff);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitCode.SOFTWARE;
        } finally {
            reader.interrupt(); // it may wait for a place
            workers.shutdownNow();
        }
    }

    private void read(Lines lines) {
        try {
            long number = 0;
            long started = 0;
            for (List<String> some = lines.next(CHUNK); !some.isEmpty(); some = lines.next(CHUNK)) {
                for (String line : some) {
                    started += begin(line, ++number) ? 1 : 0;
                }
            }
            done.add(new Done.End(started));
        } catch (InterruptedException | RejectedExecutionException e) {
            return; // the writer has stopped
        } catch (IOException e) {
            fail(new BadInputException(ExitCode.NO_INPUT, "reading failed: " + Input.problem(e)));
        } catch (RuntimeException | Error e) {
            fail(e);
        }
    }

    private void fail(Throwable why) {
        fault = why;
        done.add(LOOK);
    }

    /** Begins with a line of the input, as soon as there is a place; returns false if there is nothing to do. */
    private boolean begin(String line, long number) throws InterruptedException {
        if (Batch.isSkipped(line)) {
            return false;
        }
        Optional<String> unreadable = Batch.problem(line);
        Optional<DomainName> domain = unreadable.isPresent() ? Optional.empty() : DomainName.parseSubject(line.strip());
        if (domain.isPresent() && !begun.add(domain.get())) {
            return false;
        }
        places.acquire();
        if (domain.isPresent()) {
            begin(domain.get());
        } else {
            done.add(new Done.Bad("line " + number + ": "
                    + unreadable.orElseGet(() ->
                            Printable.quote(shortened(line.strip())) + " is not a domain that senders can have")));
        }
        return true;
    }

    private static String shortened(String text) {
        return text.length() > LONGEST_SHOWN ? text.substring(0, LONGEST_SHOWN) : text;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the stage only hands over the line
    private void begin(DomainName domain) {
        audit.apply(domain, workers).thenApply(AuditLine::of).whenComplete((line, failure) -> {
            try {
                if (failure == null) {
                    done.add(new Done.Line(line));
                } else {
                    fail(new IllegalStateException("at " + domain + ": " + failure, failure));
                }
            } catch (OutOfMemoryError e) {
                fault = e;
            }
        });
    }

    private int write(Lined lines, BooleanSupplier cutOff) throws InterruptedException {
        Progress progress = new Progress(streams.err(), "domains");
        long written = 0;
        long begun = Long.MAX_VALUE;
        while (written < begun) {
            if (cutOff.getAsBoolean()) {
                progress.end();
                lines.flush();
                throw new BadInputException(
                        ExitCode.TEMPERROR, "no name server answers any more; " + written + " domains are done");
            }
            Done next = done.poll(LOOK_SECONDS, TimeUnit.SECONDS); // null if nothing is done yet
            Throwable ended = fault;
            if (ended != null) {
                lines.flush();
                throw ended instanceof RuntimeException known
                        ? known
                        : new IllegalStateException("the audit cannot go on: " + ended, ended);
            } else if (next instanceof Done.Line line) {
                lines.accept(line.text());
                written++;
                places.release();
                progress.lines(1);
            } else if (next instanceof Done.Bad problem) {
                streams.err().println("rmx: " + problem.problem());
                bad = true;
                written++;
                places.release();
            } else if (next instanceof Done.End end) {
                begun = end.begun();
            }
            if (done.isEmpty() && !lines.flush()) {
                return ExitCode.IO_ERROR;
            }
        }
        progress.end();
        return bad ? ExitCode.BAD_DATA : ExitCode.OK;
    }
}
