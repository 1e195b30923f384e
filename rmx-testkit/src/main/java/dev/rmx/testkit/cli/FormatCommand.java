package dev.rmx.testkit.cli;

import dev.rmx.codec.RmxFormatException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A command that converts records: one from the arguments, or one per line of a batch. */
@Command(exitCodeList = {"0:the other form is printed", ExitCode.BAD_DATA_LINE})
abstract class FormatCommand extends Subcommand {
    @Option(
            names = "--batch",
            paramLabel = "FILE|-",
            converter = FileName.class,
            description = "Take one record per line. Skip empty lines and lines that begin with #.")
    private @Nullable Path batch;

    FormatCommand(RmxCommand.Streams streams) {
        super(streams);
    }

    /** The arguments, which are joined with blanks. */
    abstract List<String> words();

    /** The other form of a record, with warnings. */
    abstract Converted convert(String record) throws RmxFormatException;

    /**
     * A record in its other form.
     *
     * @param text the other form
     * @param warnings what is valid, but hardly intended
     */
    record Converted(String text, List<String> warnings) {}

    @Override
    public Integer call() {
        if (batch == null ? words().isEmpty() : !words().isEmpty()) {
            throw wrongUsage("either a record or --batch FILE is needed");
        }
        if (batch != null) {
            return new Batch(streams, (line, number) -> CompletableFuture.completedFuture(line(line, number)))
                    .run(batch);
        }
        try {
            Converted converted = convert(String.join(" ", words()));
            streams.out().println(converted.text());
            for (String warning : converted.warnings()) {
                streams.err().println("rmx: " + warning);
            }
            return ExitCode.OK;
        } catch (RmxFormatException e) {
            throw new BadInputException(ExitCode.BAD_DATA, String.valueOf(e.getMessage()));
        }
    }

    private Batch.Line line(String record, long number) {
        try {
            Converted converted = convert(record);
            return new Batch.Line(converted.text(), false, converted.warnings());
        } catch (RmxFormatException e) {
            return Batch.Line.bad("error: line " + number + ": " + e.getMessage());
        }
    }
}
