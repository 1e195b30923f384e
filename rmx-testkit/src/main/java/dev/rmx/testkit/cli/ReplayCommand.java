package dev.rmx.testkit.cli;

import dev.rmx.RmxStep;
import dev.rmx.RmxVerdict;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.testkit.replay.CheckFile;
import java.nio.file.Path;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rmx replay}: a recorded check once more, without DNS ([EXPL-2]). */
@Command(
        name = "replay",
        description = "Repeat a check that rmx check --record has written, without DNS.",
        exitCodeList = {
            "0:pass",
            ExitCode.FAIL_LINE,
            ExitCode.NONE_LINE,
            ExitCode.DIFFERS_LINE,
            "65:the file is no recorded check, or is of a newer version",
            ExitCode.UNAVAILABLE_LINE,
            ExitCode.TEMPERROR_LINE
        })
final class ReplayCommand extends Subcommand {
    @Option(names = "--json", description = "Print a JSON object instead of a line for people.")
    private boolean json;

    @Parameters(paramLabel = "FILE|-", converter = FileName.class, description = "The recorded check.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path file;

    ReplayCommand(RmxCommand.Streams streams) {
        super(streams);
    }

    @Override
    public Integer call() {
        CheckFile read = RecordFile.read(file, streams);
        RmxVerdict verdict = verdict(read, file);
        CheckLine line = CheckLine.of(read.check().query());
        streams.out().println(json ? line.json(verdict) : line.text(verdict));
        return exitCode(read, verdict, streams);
    }

    /** The verdict on a recorded check. */
    static RmxVerdict verdict(CheckFile read, Path file) {
        RmxStep step = read.check().replay();
        if (!(step instanceof RmxVerdict verdict)) {
            throw new BadInputException(
                    ExitCode.BAD_DATA,
                    file + ": answers: the check cannot be decided without the answer to "
                            + ((RmxStep.Needs) step)
                                    .questions().stream()
                                            .map(DnsQuestion::toString)
                                            .collect(Collectors.joining(", ")));
        }
        return verdict;
    }

    /** The exit code for a verdict; says how it differs from the one that the file states. */
    static int exitCode(CheckFile read, RmxVerdict verdict, RmxCommand.Streams streams) {
        if (read.differences().isEmpty()) {
            return ExitCode.of(verdict.result());
        }
        streams.err()
                .println(
                        "rmx: the file states another verdict, by another version of the library or for other answers:");
        read.differences().forEach(difference -> streams.err().println("rmx: " + difference));
        return ExitCode.DIFFERS;
    }
}
