package dev.rmx.testkit.cli;

import dev.rmx.RmxVerdict;
import dev.rmx.resolver.RmxChecker;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rmx check}: may this client send for this sender? */
@Command(
        name = "check",
        description = "Check whether a host may send mail for a sender.",
        exitCodeOnInvalidInput = ExitCode.USAGE,
        exitCodeOnExecutionException = ExitCode.SOFTWARE)
final class CheckCommand implements Callable<Integer> {
    private final RmxCommand.Streams streams;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Mixin
    private final DnsOptions dns = new DnsOptions();

    @Option(names = "--json", description = "Print a JSON object instead of a line for people.")
    private boolean json;

    @Option(
            names = "--batch",
            paramLabel = "FILE|-",
            description = "Check one \"IP SENDER [HELO]\" a line, and print a JSON object for each.")
    private @Nullable String batch;

    @Parameters(
            paramLabel = "IP SENDER [HELO]",
            arity = "0..*",
            hideParamSyntax = true,
            description = "The client's address, the envelope sender (\"<>\": the null sender), and the HELO name.")
    private List<String> words = List.of();

    CheckCommand(RmxCommand.Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() {
        if (batch == null ? words.size() < 2 || words.size() > 3 : !words.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "either IP SENDER [HELO] or --batch FILE is needed");
        }
        try (DnsSource source = dns.open(spec)) {
            return batch == null ? one(source.checker()) : new Batch(streams, new Worker(source.checker())).run(batch);
        }
    }

    private int one(RmxChecker checker) {
        CheckLine line = CheckLine.of(words);
        RmxVerdict verdict;
        try {
            verdict = checker.check(line.query());
        } catch (IllegalArgumentException e) {
            throw new BadInputException(ExitCode.BAD_DATA, String.valueOf(e.getMessage()));
        }
        streams.out().println(json ? line.json(verdict) : verdict);
        return ExitCode.of(verdict.result());
    }

    /** Checks the lines of a batch. */
    private record Worker(RmxChecker checker) implements Batch.LineWorker {
        @Override
        public CompletableFuture<Batch.Line> work(String text, long number) {
            CheckLine line;
            CompletableFuture<RmxVerdict> verdict;
            try {
                line = CheckLine.parse(text);
                verdict = checker.checkAsync(line.query());
            } catch (IllegalArgumentException e) {
                String error = error("line " + number + ": " + e.getMessage());
                return CompletableFuture.completedFuture(new Batch.Line(error, true));
            }
            return verdict.thenApply(reached -> new Batch.Line(line.json(reached), false));
        }

        @Override
        public String error(String problem) {
            return new Json().field("error", problem).end();
        }
    }
}
