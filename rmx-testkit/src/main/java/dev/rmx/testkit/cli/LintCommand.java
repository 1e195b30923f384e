package dev.rmx.testkit.cli;

import dev.rmx.codec.lint.LintFinding;
import dev.rmx.codec.lint.LintRecord;
import dev.rmx.codec.lint.LintReport;
import dev.rmx.codec.lint.LintRule;
import dev.rmx.codec.lint.LintSeverity;
import dev.rmx.codec.lint.RecordLint;
import dev.rmx.record.DomainName;
import dev.rmx.resolver.DomainLint;
import java.io.IOException;
import java.io.Reader;
import java.math.BigInteger;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rmx lint}: what is wrong with a record, or hardly meant. */
@Command(
        name = "lint",
        description = "Find what is wrong with RMX and SPF records, or hardly meant.",
        exitCodeList = {
            "0:nothing was found, or notes only",
            "1:a warning",
            "2:an error",
            ExitCode.BAD_DATA_LINE,
            ExitCode.TEMPERROR + ":the lookup of a record failed"
        })
final class LintCommand extends Subcommand {
    private static final int WARNING = 1;
    private static final int ERROR = 2;

    /** The most lines of a file: the records of one name. */
    private static final int MOST_RECORDS = 4_096;

    @Mixin
    private final DnsOptions dns = new DnsOptions();

    @Option(names = "--json", description = "Print a JSON object instead of lines for people.")
    private boolean json;

    @Option(names = "--sarif", description = "Print SARIF 2.1.0, for continuous integration.")
    private boolean sarif;

    @Option(
            names = "--file",
            paramLabel = "FILE|-",
            converter = FileName.class,
            description = "Lint the records of one name from this file, one on each line."
                    + " Skip empty lines and lines that begin with #.")
    private @Nullable Path file;

    @Option(names = "--domain", paramLabel = "NAME", description = "The domain whose records the text or file holds.")
    private @Nullable String domain;

    @Option(
            names = "--most-addresses",
            paramLabel = "N",
            description = "Report a record that authorizes more IPv4 addresses. Default: 100000.")
    private @Nullable BigInteger mostAddresses;

    @Parameters(
            paramLabel = "TEXT|DOMAIN",
            arity = "0..*",
            description = "A record, if it has a colon or begins with v=spf1; otherwise a domain whose records are"
                    + " looked up. - is standard input, as --file -.")
    private List<String> words = List.of();

    LintCommand(RmxCommand.Streams streams) {
        super(streams);
    }

    @Override
    public Integer call() {
        if (words.equals(List.of("-")) && file == null) {
            file = Path.of("-");
            words = List.of();
        }
        if (words.isEmpty() == (file == null) || (json && sarif)) {
            throw wrongUsage("either TEXT, DOMAIN or --file FILE is needed, with --json or --sarif or neither");
        }
        List<LintLine> lines = new ArrayList<>();
        LintReport report = report(lines);
        LintPrinter printer = new LintPrinter(report, lines, file);
        streams.out().println(json ? printer.json() : sarif ? new Sarif(report, lines, uri()).text() : printer.text());
        return exitCode(report);
    }

    private String uri() {
        return file == null || file.toString().equals("-") ? "stdin" : relative(file);
    }

    /** The name of a file as a URI reference (RFC 3986), with escapes where it needs them. */
    private static String relative(Path file) {
        try {
            return new URI(null, null, file.toString(), null).toASCIIString();
        } catch (URISyntaxException e) {
            return file.toUri().toASCIIString();
        }
    }

    private LintReport report(List<LintLine> lines) {
        String text = String.join(" ", words);
        if (file == null && !isRecord(text)) {
            return ofDomain(text);
        }
        if (dns.isUsed()) {
            throw wrongUsage("--zone, --server, --demo and --fail go with a domain");
        }
        Optional<DomainName> owner = Optional.ofNullable(domain).map(this::name);
        if (file == null) {
            return records().lint(List.of(LintRecord.of(owner, text)));
        }
        read(file, owner, lines);
        return records().lint(lines.stream().map(LintLine::record).toList());
    }

    private static boolean isRecord(String text) {
        String begin = text.strip();
        return begin.isEmpty()
                || begin.indexOf(':') >= 0
                || begin.startsWith("\"")
                || begin.regionMatches(true, 0, "v=spf1", 0, "v=spf1".length());
    }

    private LintReport ofDomain(String text) {
        if (domain != null) {
            throw wrongUsage("--domain goes with the text of a record");
        }
        DomainName name = name(text);
        try (DnsSource source = ExpandCommand.open(dns, spec)) {
            return DomainLint.of(source.checker().resolver())
                    .withRecords(records())
                    .lint(name);
        }
    }

    private DomainName name(String text) {
        return DomainName.parseSubject(text)
                .orElseThrow(() -> wrongUsage(
                        "it is neither a domain of two labels or more nor a record, which has a colon or begins with"
                                + " v=spf1: " + text));
    }

    private RecordLint records() {
        try {
            return mostAddresses == null ? RecordLint.DEFAULT : RecordLint.DEFAULT.withMostAddresses(mostAddresses);
        } catch (IllegalArgumentException e) {
            throw wrongUsage(String.valueOf(e.getMessage()));
        }
    }

    private void read(Path from, Optional<DomainName> owner, List<LintLine> lines) {
        boolean standard = from.toString().equals("-");
        try (Reader reader = standard ? streams.text() : Input.open(from)) {
            Lines all = new Lines(reader);
            int number = 0;
            for (List<String> some = all.next(100); !some.isEmpty(); some = all.next(100)) {
                for (String line : some) {
                    number++;
                    if (line.length() > Lines.LONGEST || lines.size() == MOST_RECORDS) {
                        throw new BadInputException(
                                ExitCode.BAD_DATA,
                                "line " + number + ": a name has at most " + MOST_RECORDS + " records of at most "
                                        + Lines.LONGEST + " characters");
                    }
                    if (!line.isBlank() && !line.startsWith("#")) {
                        lines.add(new LintLine(number, LintRecord.of(owner, line)));
                    }
                }
            }
        } catch (IOException e) {
            throw Input.cannotRead(from, e);
        }
    }

    private static int exitCode(LintReport report) {
        if (report.findings().stream().map(LintFinding::rule).anyMatch(LintRule.RECORD_FAILED::equals)) {
            return ExitCode.TEMPERROR;
        }
        LintSeverity worst = report.worst().orElse(LintSeverity.NOTE);
        return switch (worst) {
            case NOTE -> ExitCode.OK;
            case WARNING -> WARNING;
            case ERROR -> ERROR;
        };
    }
}
