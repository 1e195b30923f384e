package dev.rmx.testkit.cli;

import dev.rmx.codec.RmxFormatException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that turns records from one form into another: one given as arguments, or one a line. */
abstract class FormatCommand implements Callable<Integer> {
    private final RmxCommand.Streams streams;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(names = "--batch", paramLabel = "FILE|-", description = "Take one record a line.")
    private @Nullable String batch;

    FormatCommand(RmxCommand.Streams streams) {
        this.streams = streams;
    }

    /** The words given as arguments; they are joined with blanks. */
    abstract List<String> words();

    /** The other form of a record. */
    abstract String convert(String record) throws RmxFormatException;

    @Override
    public Integer call() {
        if (batch == null ? words().isEmpty() : !words().isEmpty()) {
            throw new ParameterException(spec.commandLine(), "either a record or --batch FILE is needed");
        }
        if (batch != null) {
            return new Batch(streams, (line, number) -> CompletableFuture.completedFuture(line(line, number)))
                    .run(batch);
        }
        try {
            streams.out().println(convert(String.join(" ", words())));
            return ExitCode.OK;
        } catch (RmxFormatException e) {
            throw new BadInputException(ExitCode.BAD_DATA, String.valueOf(e.getMessage()));
        }
    }

    private Batch.Line line(String record, long number) {
        try {
            return new Batch.Line(convert(record), false);
        } catch (RmxFormatException e) {
            return new Batch.Line("error: line " + number + ": " + e.getMessage(), true);
        }
    }
}
