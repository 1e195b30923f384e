package dev.rmx.testkit.cli;

import dev.rmx.text.Printable;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/**
 * The life of a command that serves: it says when it listens, and on SIGTERM or SIGINT stops accepting, finishes the
 * requests under way and exits with 0.
 */
final class Service {
    private final RmxCommand.Streams streams;
    private final String name;

    /** A service whose messages begin with this name, such as {@code rmx policyd}. */
    Service(RmxCommand.Streams streams, String name) {
        this.streams = streams;
        this.name = name;
    }

    /** Writes one line of printable ASCII to standard error. Thread-safe. */
    void log(String message) {
        streams.err().println(name + ": " + Printable.of(message));
    }

    /** What to throw if it cannot listen at an address. */
    static BadInputException cannotListen(InetSocketAddress address, IOException e) {
        String why = String.valueOf(e.getMessage());
        String words = e instanceof BindException && why.contains("in use") ? "another program listens there" : why;
        return new BadInputException(
                ExitCode.UNAVAILABLE, "cannot listen on " + AddressOption.text(address) + ": " + words);
    }

    /**
     * Prints the line that says it is ready, and returns only if the thread is interrupted: a signal ends the process.
     *
     * @param ready what it does, such as {@code listens on 127.0.0.1:10040}
     * @param stop stops accepting, and returns when the requests under way are finished, or their deadline has passed
     */
    int serve(String ready, Runnable stop) {
        return run(
                () -> {
                    streams.out().println(name + ": " + ready);
                    streams.out().flush();
                    return new CompletableFuture<Void>();
                },
                stop);
    }

    /**
     * Runs a service that can end by itself. A signal ends the process before.
     *
     * @param start begins; what it gives completes with the exception with which the service ends
     * @param stop as for {@link #serve}
     */
    int run(Supplier<Future<?>> start, Runnable stop) {
        Thread hook = new Thread(() -> end(stop), "rmx-stop");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            start.get().get();
            return ExitCode.OK;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitCode.OK;
        } catch (ExecutionException e) {
            Runtime.getRuntime().removeShutdownHook(hook); // the exit code tells
            throw e.getCause() instanceof RuntimeException known ? known : new IllegalStateException(e.getCause());
        }
    }

    private void end(Runnable stop) {
        log("stops");
        try {
            stop.run();
        } finally {
            Runtime.getRuntime().halt(ExitCode.OK); // otherwise the JVM would exit with 143 after SIGTERM
        }
    }
}
