package dev.rmx.testkit.cli;

import dev.rmx.RmxExpansion;
import dev.rmx.RmxVerifier;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.record.DomainName;
import dev.rmx.resolver.RmxExpander;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rmx diff}: which addresses gain and lose ([LINT-4])? */
@Command(
        name = "diff",
        description = "Compare what two records say of every address.",
        exitCodeList = {
            "0:no address has another result",
            "1:some address has, or may have",
            "65:a record is wrong, or a domain is no name that a sender can have",
            "75:a lookup failed, and some address hangs on it"
        })
final class DiffCommand extends Subcommand {
    @Mixin
    private final DnsOptions dns = new DnsOptions();

    @Mixin
    private final FormsOption forms = new FormsOption(RmxVerifier.DEFAULT_FORMS);

    @Option(
            names = "--domain",
            paramLabel = "DOMAIN",
            description = "The domain that publishes a record given as text, as mx: needs it."
                    + " Default: the domain on the other side.")
    private @Nullable String domain;

    @Option(names = "--json", description = "Print a JSON object instead of lines for people.")
    private boolean json;

    @Parameters(
            index = "0",
            paramLabel = "OLD",
            description =
                    "A record's text, if it holds a colon or begins with v=spf1; a file with a record; or a domain.")
    private String before = "";

    @Parameters(index = "1", paramLabel = "NEW", description = "Likewise.")
    private String after = "";

    DiffCommand(RmxCommand.Streams streams) {
        super(streams);
    }

    @Override
    public Integer call() {
        RecordArgument left = RecordArgument.of(before);
        RecordArgument right = RecordArgument.of(after);
        DomainName subject =
                domain != null ? ExpandCommand.subject(domain) : left.domain() != null ? left.domain() : right.domain();
        try (DnsSource source = ExpandCommand.open(dns, spec)) {
            RmxExpander expander = ExpandCommand.expander(source);
            RmxExpansion was = left.expand(expander, forms.verifier(), subject);
            RmxExpansion is = right.expand(expander, forms.verifier(), subject);
            DifferenceView view = new DifferenceView(was, is);
            if (json) {
                streams.out().println(json(was, is, view));
            } else {
                view.lines("only in OLD", "only in NEW").forEach(streams.out()::println);
                failures(was, is)
                        .map(failure -> "failed: " + failure.getKey() + ": "
                                + failure.getValue().reason())
                        .distinct()
                        .forEach(streams.out()::println);
                Stream.of(was, is).forEach(side -> FormsOption.hint(side, streams));
            }
            return exitCode(was, is, view);
        }
    }

    private static int exitCode(RmxExpansion was, RmxExpansion is, DifferenceView view) {
        boolean failed = Stream.of(was, is).anyMatch(side -> ExpansionView.exitCode(side) == ExitCode.TEMPERROR);
        return failed ? ExitCode.TEMPERROR : view.isEmpty() ? ExitCode.OK : ExitCode.RECORDS_DIFFER;
    }

    private static String json(RmxExpansion was, RmxExpansion is, DifferenceView view) {
        return view.addTo(new Json())
                .strings(
                        "failures",
                        failures(was, is).map(Map.Entry::getKey).distinct().toList())
                .field("complete", view.isComplete())
                .end();
    }

    private static Stream<Map.Entry<DnsQuestion, DnsAnswer.Failed>> failures(RmxExpansion was, RmxExpansion is) {
        return Stream.of(was, is).flatMap(side -> side.failures().entrySet().stream());
    }
}
