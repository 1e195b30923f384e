package dev.rmx.testkit.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code rmx} command: checks senders, and turns RMX records from one form into another. */
@Command(
        name = "rmx",
        mixinStandardHelpOptions = true,
        versionProvider = RmxCommand.Version.class,
        scope = CommandLine.ScopeType.INHERIT,
        subcommands = {CheckCommand.class, EncodeCommand.class, DecodeCommand.class, ConformanceCommand.class},
        description = "RMX: may this host send mail for that domain?",
        exitCodeOnInvalidInput = ExitCode.USAGE,
        exitCodeOnExecutionException = ExitCode.SOFTWARE,
        footer = {
            "",
            "Exit status: 0 pass, 1 fail, 2 none, 75 temperror, 64 wrong usage, 65 bad input",
            "(in a batch: a bad line), 66 a file cannot be read, 70 a fault or too little memory;",
            "a batch without a bad line: 0."
        })
public final class RmxCommand implements Runnable {
    private static final int OUTPUT_BUFFER = 1 << 16;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    /** Where a command reads and writes, so that tests can give it something else. */
    record Streams(Reader in, PrintStream out, PrintStream err) {}

    /** The version, which the build writes into the jar's manifest. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = RmxCommand.class.getPackage().getImplementationVersion();
            return new String[] {"rmx " + (version == null ? "(not from its jar)" : version)};
        }
    }

    private RmxCommand() {}

    /**
     * Runs the command and ends the program with its exit status.
     *
     * @param arguments as in {@code rmx --help}
     */
    public static void main(String... arguments) {
        Streams streams = new Streams(
                new InputStreamReader(System.in, StandardCharsets.UTF_8),
                new PrintStream(
                        new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), OUTPUT_BUFFER),
                        false,
                        StandardCharsets.UTF_8),
                System.err);
        int status = run(streams, arguments);
        streams.out().flush();
        System.exit(streams.out().checkError() ? ExitCode.IO_ERROR : status);
    }

    static int run(Streams streams, String... arguments) {
        try {
            return new CommandLine(new RmxCommand(), new CommandFactory(streams))
                    .setOut(new PrintWriter(streams.out(), true, StandardCharsets.UTF_8))
                    .setErr(new PrintWriter(streams.err(), true, StandardCharsets.UTF_8))
                    .setExecutionExceptionHandler((e, commandLine, result) -> {
                        if (e instanceof BadInputException bad) {
                            streams.err().println("rmx: " + bad.getMessage());
                            return bad.exitCode();
                        }
                        return fault(e, streams);
                    })
                    .execute(arguments);
        } catch (Error e) {
            return fault(e, streams); // else the JVM ends with 1, which means that a check failed
        }
    }

    /** Says what went wrong that is not the input's fault. */
    private static int fault(Throwable e, Streams streams) {
        if (e instanceof OutOfMemoryError || e.getCause() instanceof OutOfMemoryError) {
            streams.err()
                    .println("rmx: not enough memory (" + e.getMessage()
                            + "); a larger heap may do, as in java -Xmx2g -jar rmx.jar");
        } else {
            streams.err().println("rmx: a fault in this program: " + e.getMessage());
            e.printStackTrace(streams.err());
        }
        return ExitCode.SOFTWARE;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing: check, encode, decode or conformance");
    }
}
