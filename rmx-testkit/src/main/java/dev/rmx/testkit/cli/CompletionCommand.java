package dev.rmx.testkit.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code rmx completion}: prints a script for a shell's completion. */
@Command(
        name = "completion",
        description = "Print a script that makes bash or zsh complete the words of rmx: source <(rmx completion)",
        exitCodeOnInvalidInput = ExitCode.USAGE,
        exitCodeOnExecutionException = ExitCode.SOFTWARE,
        exitCodeListHeading = ExitCode.HEADING,
        exitCodeList = {"0:the script is printed", ExitCode.USAGE_LINE, ExitCode.SOFTWARE_LINE, ExitCode.IO_ERROR_LINE})
final class CompletionCommand implements Callable<Integer> {
    private final RmxCommand.Streams streams;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    CompletionCommand(RmxCommand.Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() {
        streams.out().print(AutoComplete.bash("rmx", spec.root().commandLine()));
        return ExitCode.OK;
    }
}
