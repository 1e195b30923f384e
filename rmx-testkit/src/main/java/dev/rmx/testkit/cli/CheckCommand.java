package dev.rmx.testkit.cli;

import dev.rmx.RecordedCheck;
import dev.rmx.RmxQuery;
import dev.rmx.RmxVerdict;
import dev.rmx.resolver.RmxChecker;
import dev.rmx.resolver.RmxCheckerBuilder;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rmx check}: may this client send for this sender? */
@Command(
        name = "check",
        description = "Check whether a host may send mail for a sender.",
        exitCodeList = {
            "0:pass; in a batch, no line was bad",
            ExitCode.FAIL_LINE,
            "2:none; with --message, also if the message shows no client or sender to check",
            ExitCode.BAD_DATA_LINE,
            ExitCode.TEMPERROR_LINE
        })
final class CheckCommand extends Subcommand {
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

    @Option(
            names = "--message",
            paramLabel = "FILE|-",
            converter = FileName.class,
            description = "Check the client and sender that the header section of this message shows,"
                    + " as rmx received finds them.")
    private @Nullable Path message;

    @Option(
            names = "--record",
            paramLabel = "FILE",
            converter = FileName.class,
            description = "Write the check with all DNS answers to this file, for rmx replay and for bug reports."
                    + " It holds the client's address, the sender and the HELO name.")
    private @Nullable Path recordTo;

    @Mixin
    private final TraceOptions trace = new TraceOptions();

    @Parameters(
            paramLabel = "IP SENDER [HELO]",
            arity = "0..*",
            hideParamSyntax = true,
            description =
                    "The client's address, the envelope sender (\"<>\": the null sender), and the HELO name, which is"
                            + " checked for the null sender, and which SPF can use for any sender.")
    private List<String> words = List.of();

    CheckCommand(RmxCommand.Streams streams) {
        super(streams);
    }

    @Override
    public Integer call() {
        boolean fromFile = batch != null || message != null;
        if (fromFile ? !words.isEmpty() || (batch != null && message != null) : words.size() < 2 || words.size() > 3) {
            throw wrongUsage("either IP SENDER [HELO], --batch FILE or --message FILE is needed");
        }
        if (message == null && trace.isUsed()) {
            throw wrongUsage("--trust, --name and --sender-field need --message");
        }
        if (recordTo != null && (batch != null || recordTo.toString().equals("-"))) {
            throw wrongUsage("--record writes one check to a file; it is not for"
                    + (batch != null ? " --batch" : " standard output"));
        }
        forms.validate(spec);
        RecordFile kept = recordTo == null ? null : RecordFile.writable(recordTo);
        if (message != null) {
            return ofMessage(MessageLine.read(message, trace.reader(List.of()), streams), kept);
        }
        try (DnsSource source = dns.open(spec, this::configure)) {
            return batch == null
                    ? one(source.checker(), CheckLine.of(words), kept)
                    : new Batch(streams, new Worker(source.checker())).run(batch);
        }
    }

    /** One check repeats no question, and setting up the caches takes longer than asking. */
    private RmxCheckerBuilder configure(RmxCheckerBuilder builder) {
        RmxCheckerBuilder configured = forms.applyTo(builder);
        return batch != null ? configured : configured.withoutCache().withoutFailureMemory();
    }

    private int ofMessage(MessageLine found, @Nullable RecordFile kept) {
        Optional<RmxQuery> query = found.query();
        if (query.isEmpty()) {
            streams.out().println(json ? found.json() : found.text());
            if (kept != null) {
                streams.err().println("rmx: nothing was checked, so " + recordTo + " is not written");
            }
            return ExitCode.NONE;
        }
        try (DnsSource source = dns.open(spec, this::configure)) {
            CheckLine line = found.checkLine(query.get());
            return check(source.checker(), query.get(), line, kept);
        }
    }

    private int one(RmxChecker checker, CheckLine line, @Nullable RecordFile kept) {
        RmxQuery query;
        try {
            query = line.query();
        } catch (IllegalArgumentException e) {
            throw new BadInputException(ExitCode.BAD_DATA, String.valueOf(e.getMessage()));
        }
        return check(checker, query, line, kept);
    }

    private int check(RmxChecker checker, RmxQuery query, CheckLine line, @Nullable RecordFile kept) {
        RecordedCheck recorded = checker.record(query);
        RmxVerdict verdict = recorded.verdict();
        streams.out().println(json ? line.json(verdict) : line.text(verdict));
        if (!json) {
            FormsOption.hint(verdict, streams);
        }
        if (kept != null) {
            kept.write(recorded);
        }
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
