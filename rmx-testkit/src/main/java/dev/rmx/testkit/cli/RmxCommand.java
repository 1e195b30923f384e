package dev.rmx.testkit.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;

/** The {@code rmx} command: checks senders, converts RMX records, and runs conformance vectors. */
public final class RmxCommand {
    /** The command's input and output, which tests replace. */
    record Streams(InputStream in, PrintStream out, PrintStream err) {
        /** The input as text in UTF-8. */
        Reader text() {
            return new InputStreamReader(in, StandardCharsets.UTF_8);
        }
    }

    private RmxCommand() {}

    /**
     * Runs the command and exits with its exit code. Reads and writes UTF-8, whatever the locale.
     *
     * @param arguments as in {@code rmx --help}
     */
    public static void main(String... arguments) {
        Output output = new Output(new FileOutputStream(FileDescriptor.out));
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        System.setErr(err);
        Runtime.getRuntime().addShutdownHook(output.stopper());
        PrintStream out = new PrintStream(output, false, StandardCharsets.UTF_8);
        int status = run(new Streams(System.in, out, err), arguments);
        out.flush();
        output.finish();
        IOException failure = output.failure();
        System.exit(failure == null ? status : ending(cannotWrite(failure, err), arguments));
    }

    private static int cannotWrite(IOException failure, PrintStream err) {
        if (!"Broken pipe".equals(failure.getMessage())) { // a reader such as head has enough
            err.println("rmx: cannot write the output: " + failure.getMessage());
        }
        return ExitCode.IO_ERROR;
    }

    static int run(Streams streams, String... arguments) {
        return ending(attempt(streams, arguments), arguments);
    }

    /** The exit code: for a filter, every failure is temporary, so that its caller keeps the message. */
    private static int ending(int status, String... arguments) {
        boolean filters = arguments.length > 0 && arguments[0].equals(FilterCommand.NAME);
        return filters && status != ExitCode.OK ? ExitCode.TEMPERROR : status;
    }

    private static int attempt(Streams streams, String... arguments) {
        try {
            Class.forName("picocli.CommandLine");
        } catch (ClassNotFoundException e) {
            return problem(
                    new BadInputException(
                            ExitCode.UNAVAILABLE,
                            "the command needs picocli; add info.picocli:picocli, or use rmx.jar, which has it"),
                    streams);
        }
        try {
            Arguments.requireReadable(arguments);
            return RootCommand.run(streams, arguments);
        } catch (BadInputException e) {
            return problem(e, streams);
        } catch (RuntimeException | Error e) {
            return fault(e, streams); // otherwise the JVM would exit with 1, which means "fail"
        }
    }

    static int problem(Exception e, Streams streams) {
        if (e instanceof BadInputException bad) {
            streams.err().println("rmx: " + bad.getMessage());
            return bad.exitCode();
        }
        return fault(e, streams);
    }

    /** Reports an error that is not the input's. */
    private static int fault(Throwable e, Streams streams) {
        if (e instanceof OutOfMemoryError || e.getCause() instanceof OutOfMemoryError) {
            streams.err()
                    .println("rmx: not enough memory (" + e.getMessage()
                            + "); try a larger heap, as in java -Xmx2g -jar rmx.jar");
        } else {
            streams.err().println("rmx: internal error: " + e.getMessage());
            e.printStackTrace(streams.err());
        }
        return ExitCode.SOFTWARE;
    }
}
