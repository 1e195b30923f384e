package dev.rmx.testkit.cli;

import dev.rmx.RmxDifference;
import dev.rmx.RmxExpansion;
import dev.rmx.RmxVerifier;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpRange;
import dev.rmx.resolver.RmxExpander;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rmx diff}: which addresses gain and lose ([LINT-4])? */
@Command(
        name = "diff",
        description = "Compare what two records say of every address.",
        exitCodeOnInvalidInput = ExitCode.USAGE,
        exitCodeOnExecutionException = ExitCode.SOFTWARE,
        exitCodeListHeading = ExitCode.HEADING,
        exitCodeList = {
            "0:no address has another result",
            "1:some address has, or may have",
            ExitCode.USAGE_LINE,
            "65:a record is wrong, or a domain is no name that a sender can have",
            ExitCode.NO_INPUT_LINE,
            ExitCode.SOFTWARE_LINE,
            ExitCode.IO_ERROR_LINE,
            "75:a lookup failed, and some address hangs on it"
        })
final class DiffCommand implements Callable<Integer> {
    private final RmxCommand.Streams streams;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Mixin
    private final DnsOptions dns = new DnsOptions();

    @Option(
            names = "--forms",
            paramLabel = "FORM[,FORM...]",
            converter = FormList.class,
            description = "The forms to look for at a domain, in order; the first one published decides. FORM is rmx,"
                    + " rmx-txt, spf or dmp. Default: ${DEFAULT-VALUE}.")
    private FormList.Forms forms = new FormList.Forms(RmxVerifier.DEFAULT_FORMS);

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
        this.streams = streams;
    }

    @Override
    public Integer call() {
        RecordArgument left = RecordArgument.of(before);
        RecordArgument right = RecordArgument.of(after);
        DomainName subject =
                domain != null ? ExpandCommand.subject(domain) : left.domain() != null ? left.domain() : right.domain();
        try (DnsSource source = ExpandCommand.open(dns, spec)) {
            RmxExpander expander = ExpandCommand.expander(source);
            RmxExpansion was = left.expand(expander, forms.inOrder(), subject);
            RmxExpansion is = right.expand(expander, forms.inOrder(), subject);
            List<RmxDifference> differences = RmxDifference.between(was, is);
            if (json) {
                streams.out().println(json(was, is, differences));
            } else {
                lines(was, is, differences).forEach(streams.out()::println);
            }
            return exitCode(was, is, differences);
        }
    }

    private static int exitCode(RmxExpansion was, RmxExpansion is, List<RmxDifference> differences) {
        boolean failed = Stream.of(was, is).anyMatch(side -> ExpansionView.exitCode(side) == ExitCode.TEMPERROR);
        return failed ? ExitCode.TEMPERROR : differences.isEmpty() ? ExitCode.OK : ExitCode.RECORDS_DIFFER;
    }

    private static String word(RmxDifference difference) {
        return difference.gains() ? "gains" : difference.loses() ? "loses" : "changes";
    }

    private static List<String> lines(RmxExpansion was, RmxExpansion is, List<RmxDifference> differences) {
        List<String> lines = new ArrayList<>();
        for (RmxDifference difference : differences) {
            String how = difference.before() + " -> " + difference.after();
            for (IpRange range : difference.addresses().ranges()) {
                lines.add(word(difference) + " " + range + ": " + how);
            }
        }
        unlisted(was, is).forEach(path -> lines.add("only in OLD, cannot be listed: " + path));
        unlisted(is, was).forEach(path -> lines.add("only in NEW, cannot be listed: " + path));
        Stream.of(was, is)
                .flatMap(side -> side.failures().entrySet().stream())
                .map(failure -> "failed: " + failure.getKey() + ": "
                        + failure.getValue().reason())
                .distinct()
                .forEach(lines::add);
        return lines;
    }

    /** What hangs on DNS for each client by itself in one expansion, and not in another. */
    private static List<String> unlisted(RmxExpansion here, RmxExpansion there) {
        return here.unlisted().stream()
                .filter(path -> !there.unlisted().contains(path))
                .map(ExpansionView::chain)
                .toList();
    }

    private static String json(RmxExpansion was, RmxExpansion is, List<RmxDifference> differences) {
        return new Json()
                .json("differences", Json.list(differences.stream().map(DiffCommand::json)))
                .strings("onlyInOld", unlisted(was, is))
                .strings("onlyInNew", unlisted(is, was))
                .strings(
                        "failures",
                        Stream.of(was, is)
                                .flatMap(side -> side.failures().keySet().stream())
                                .distinct()
                                .toList())
                .json("complete", String.valueOf(!was.tooMany() && !is.tooMany()))
                .end();
    }

    private static String json(RmxDifference difference) {
        return new Json()
                .field("change", word(difference))
                .strings("ranges", difference.addresses().ranges())
                .field("count", difference.addresses().count().toString())
                .json("old", ExpansionView.said(new Json(), difference.before()).end())
                .json("new", ExpansionView.said(new Json(), difference.after()).end())
                .end();
    }
}
