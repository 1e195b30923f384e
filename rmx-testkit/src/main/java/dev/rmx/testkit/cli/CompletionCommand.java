package dev.rmx.testkit.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Command;

/** {@code rmx completion}: prints a script for a shell's completion. */
@Command(
        name = "completion",
        description = "Print a script that makes bash or zsh complete the words of rmx: source <(rmx completion)",
        exitCodeList = {"0:the script is printed"})
final class CompletionCommand extends Subcommand {
    CompletionCommand(RmxCommand.Streams streams) {
        super(streams);
    }

    @Override
    boolean readsFiles() {
        return false;
    }

    @Override
    public Integer call() {
        streams.out().print(AutoComplete.bash("rmx", spec.root().commandLine()));
        return ExitCode.OK;
    }
}
