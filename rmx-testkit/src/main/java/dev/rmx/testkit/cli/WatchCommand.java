package dev.rmx.testkit.cli;

import dev.rmx.RmxVerifier;
import dev.rmx.record.DomainName;
import dev.rmx.resolver.internal.DaemonThreads;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rmx watch}: what has changed since the last look ([LINT-4])? */
@Command(
        name = "watch",
        description = {
            "Say when what domains authorize changes: which addresses gain and lose, by entry.",
            "The first look at a domain only records it. A failed lookup is never a change."
        },
        exitCodeList = {
            "0:nothing has changed, or domains were recorded for the first time; with --every: ended by SIGTERM or"
                    + " SIGINT",
            "1:some address of some domain has another result; with --text, or a text is another",
            "65:DOMAIN is no name that a sender can have; the state is damaged, of a newer version, or no state",
            ExitCode.UNAVAILABLE_LINE,
            "74:the output or the state cannot be written",
            "75:a domain could not be looked at, since a lookup failed; the others were, and their changes are printed;"
                    + " or another watch uses the state"
        })
final class WatchCommand extends Subcommand {
    @Mixin
    private final DnsOptions dns = new DnsOptions();

    @Mixin
    private final FormsOption forms = new FormsOption(RmxVerifier.DEFAULT_FORMS);

    @Option(
            names = "--state",
            paramLabel = "FILE",
            converter = FileName.class,
            description = "Keep the last look at each domain in this file. Beside it is FILE.lock.")
    private @Nullable Path file;

    @Option(
            names = "--every",
            paramLabel = "TIME",
            converter = TimeWord.class,
            description = "Go on, and look again this time after each look, as in 30s, 15m or 6h. DNS is asked again"
                    + " only when its answers have run out.")
    private @Nullable Duration every;

    @Option(names = "--text", description = "Tell, too, when a record's text changes and no address does.")
    private boolean text;

    @Option(names = "--json", description = "Print a JSON object on one line for each domain with news.")
    private boolean json;

    @Option(names = "--json-schema", description = "Print the JSON schema of what --json prints, and end.")
    private boolean schema;

    @Parameters(paramLabel = "DOMAIN", arity = "0..*", description = "The domains of envelope senders.")
    private List<String> domains = List.of();

    WatchCommand(RmxCommand.Streams streams) {
        super(streams);
    }

    @Override
    public Integer call() {
        if (schema) {
            streams.out().print(Json.schema("watch"));
            return ExitCode.OK;
        }
        Path kept = file;
        if (domains.isEmpty() || kept == null || kept.toString().equals("-")) {
            throw wrongUsage("--state FILE and a DOMAIN are needed");
        }
        if (every != null && every.isZero()) {
            throw wrongUsage("--every takes at least 1s");
        }
        List<DomainName> subjects =
                domains.stream().map(ExpandCommand::subject).distinct().toList();
        WatchPrinter printer = new WatchPrinter(streams, json, text);
        try (DnsSource source = every == null ? ExpandCommand.open(dns, spec) : dns.open(spec, builder -> builder);
                WatchState state = WatchState.open(kept, WholeFile.Disk.REAL);
                Watch watch = new Watch(
                        subjects,
                        forms.verifier(),
                        source.checker().resolver(),
                        InstantSource.system(),
                        state,
                        printer)) {
            return every == null ? watch.pass() : serve(watch, every);
        }
    }

    private int serve(Watch watch, Duration time) {
        ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor(new DaemonThreads("rmx-watch"));
        return new WatchService(watch, time, scheduler, new Service(streams, "rmx watch")).serve();
    }
}
