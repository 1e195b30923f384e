package dev.rmx.testkit.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What the commands of {@code rmx} have in common; picocli lets them inherit the exit codes. */
@Command(
        exitCodeOnInvalidInput = ExitCode.USAGE,
        exitCodeOnExecutionException = ExitCode.SOFTWARE,
        exitCodeListHeading = ExitCode.HEADING)
abstract class Subcommand implements Callable<Integer> {
    final RmxCommand.Streams streams;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    CommandSpec spec;

    Subcommand(RmxCommand.Streams streams) {
        this.streams = streams;
    }

    /** Says that options or arguments are wrong, or do not fit each other. */
    final ParameterException wrongUsage(String problem) {
        return new ParameterException(spec.commandLine(), problem);
    }
}
