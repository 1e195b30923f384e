package dev.rmx.testkit.cli;

import dev.rmx.RmxVerdict;
import dev.rmx.resolver.RmxChecker;
import java.nio.file.Path;
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
        exitCodeOnExecutionException = ExitCode.SOFTWARE,
        exitCodeListHeading = ExitCode.HEADING,
        exitCodeList = {
            "0:pass; in a batch, no line was bad",
            ExitCode.FAIL_LINE,
            ExitCode.NONE_LINE,
            ExitCode.USAGE_LINE,
            ExitCode.BAD_DATA_LINE,
            ExitCode.NO_INPUT_LINE,
            ExitCode.SOFTWARE_LINE,
            ExitCode.IO_ERROR_LINE,
            ExitCode.TEMPERROR_LINE
        })
final class CheckCommand implements Callable<Integer> {
    private final RmxCommand.Streams streams;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Mixin
    private final DnsOptions dns = new DnsOptions();

    @Mixin
    private final FormOptions forms = FormOptions.ofCheck();

    @Option(names = "--json", description = "Print a JSON object instead of a line for people.")
    private boolean json;

    @Option(
            names = "--batch",
            paramLabel = "FILE|-",
            converter = FileName.class,
            description = "Check one \"IP SENDER [HELO]\" per line, and print a JSON object for each."
                    + " Skip empty lines and lines that begin with #.")
    private @Nullable Path batch;

    @Parameters(
            paramLabel = "IP SENDER [HELO]",
            arity = "0..*",
            hideParamSyntax = true,
            description =
                    "The client's address, the envelope sender (\"<>\": the null sender), and the HELO name, which is"
                            + " checked for the null sender, and which SPF can use for any sender.")
    private List<String> words = List.of();

    CheckCommand(RmxCommand.Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() {
        if (batch == null ? words.size() < 2 || words.size() > 3 : !words.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "either IP SENDER [HELO] or --batch FILE is needed");
        }
        forms.validate(spec);
        try (DnsSource source = dns.open(spec, this::configure)) {
            return batch == null ? one(source.checker()) : new Batch(streams, new Worker(source.checker())).run(batch);
        }
    }

    /** One check repeats no question, and setting up the caches takes longer than asking. */
    private RmxChecker.Builder configure(RmxChecker.Builder builder) {
        RmxChecker.Builder configured = forms.applyTo(builder);
        return batch != null ? configured : configured.withoutCache().withoutFailureMemory();
    }

    private int one(RmxChecker checker) {
        CheckLine line = CheckLine.of(words);
        RmxVerdict verdict;
        try {
            verdict = checker.check(line.query());
        } catch (IllegalArgumentException e) {
            throw new BadInputException(ExitCode.BAD_DATA, String.valueOf(e.getMessage()));
        }
        streams.out().println(json ? line.json(verdict) : line.text(verdict));
        return ExitCode.of(verdict.result());
    }

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
                return CompletableFuture.completedFuture(Batch.Line.bad(error));
            }
            return verdict.thenApply(reached -> Batch.Line.good(line.json(reached)));
        }

        @Override
        public String error(String problem) {
            return new Json().field("error", problem).end();
        }
    }
}
