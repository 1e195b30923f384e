package dev.rmx.testkit.cli;

import java.util.Map;
import java.util.TreeMap;
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

    /** Whether a file can be input of this command. */
    boolean readsFiles() {
        return true;
    }

    /** Adds the exit codes of every command to those in the annotation of this one, which go before. */
    void addCommonExitCodes() {
        Map<String, String> codes = new TreeMap<>(ExitCode.COMMON); // 0 to 3, and two digits: in order as text
        if (!readsFiles()) {
            codes.remove(String.valueOf(ExitCode.NO_INPUT));
        }
        codes.putAll(spec.usageMessage().exitCodeList());
        spec.usageMessage().exitCodeList(codes);
    }

    /** Says that options or arguments are wrong, or do not fit each other. */
    final ParameterException wrongUsage(String problem) {
        return new ParameterException(spec.commandLine(), problem);
    }
}
