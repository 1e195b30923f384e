package dev.rmx.testkit.cli;

import dev.rmx.resolver.DomainAudit;
import dev.rmx.resolver.DomainLint;
import dev.rmx.resolver.RmxChecker;
import dev.rmx.resolver.RmxCheckerBuilder;
import dev.rmx.resolver.dnsjava.DnsjavaResolverBuilder;
import dev.rmx.resolver.dnsjava.Dnssec;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rmx audit}: what do very many domains publish? */
@Command(
        name = "audit",
        description = "Audit many domains: what each publishes, how many addresses may send, and what is wrong with it."
                + " Prints a JSON object for each, as soon as it is done.",
        exitCodeList = {
            "0:all domains are audited, whatever they publish, and whether or not their lookups failed",
            "65:a line of the input is no domain, and the others are audited; or --resume: FILE holds something else",
            ExitCode.UNAVAILABLE_LINE,
            ExitCode.TEMPERROR + ":no name server has answered anything for 30 seconds; --resume goes on"
        })
final class AuditCommand extends Subcommand {
    /** A guard only: time spent waiting for the turn of a query must not make it fail. */
    private static final Duration DEADLINE = Duration.ofMinutes(10);

    private static final int MOST_PARALLEL = 10_000;
    private static final int MOST_IN_FLIGHT = 2_000;
    private static final int LEAST_IN_FLIGHT = 16;

    @Mixin
    private final DnsOptions dns = new DnsOptions();

    @Option(
            names = "--forms",
            paramLabel = "FORM[,FORM...]",
            converter = FormList.class,
            description = "The forms to look for, in order; the first one published decides. FORM is rmx, rmx-txt or"
                    + " spf. Default: ${DEFAULT-VALUE}.")
    private FormList.Forms forms = new FormList.Forms(DomainAudit.DEFAULT_FORMS);

    @Option(
            names = "--output",
            paramLabel = "FILE",
            converter = FileName.class,
            description = "Write the lines to this file, and the counts to standard output.")
    private @Nullable Path output;

    @Option(
            names = "--resume",
            description = "Go on with the file of --output: keep its whole lines, and audit only domains that are not"
                    + " in it.")
    private boolean resume;

    @Option(
            names = "--html",
            paramLabel = "FILE",
            converter = FileName.class,
            description = "Also write a web page with the counts as plots.")
    private @Nullable Path html;

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "Send at most N queries a second to each name server, retries included; 0: no limit."
                    + " Default: ${DEFAULT-VALUE}.")
    private int rate = 100;

    @Option(
            names = "--parallel",
            paramLabel = "N",
            description = "Audit at most N domains at a time, 1 to 10000. Default: ${DEFAULT-VALUE}.")
    private int parallel = 500;

    @Option(
            names = "--trust-ad",
            description =
                    "Believe the name servers when they say that DNSSEC authenticated an answer. Use it if the way"
                            + " to them is safe.")
    private boolean trustAd;

    @Option(names = "--json-schema", description = "Print the JSON schema of a line, and end.")
    private boolean schema;

    @Parameters(
            paramLabel = "FILE|-",
            arity = "0..1",
            converter = FileName.class,
            description = "The domains, one on each line. Skip empty lines and lines that begin with #. - is standard"
                    + " input.")
    private @Nullable Path domains;

    AuditCommand(RmxCommand.Streams streams) {
        super(streams);
    }

    @Override
    public Integer call() {
        if (schema == (domains != null)) {
            throw wrongUsage("either FILE or --json-schema is needed");
        }
        if (domains == null) {
            streams.out().print(Json.schema("audit"));
            return ExitCode.OK;
        }
        validate();
        if (HtmlPage.isDash(domains)) {
            return audit(streams.text()); // not closed: that would wait for a reader that waits
        }
        try (Reader in = Input.open(domains)) {
            return audit(in);
        } catch (IOException e) {
            throw Input.cannotRead(domains, e);
        }
    }

    private int audit(Reader in) {
        AuditSummary summary = html == null && output == null ? null : summary();
        int status = output == null
                ? audit(in, new DomainSet(), new Sink(streams.out(), summary))
                : toFile(in, output, Objects.requireNonNull(summary));
        if (html != null && status != ExitCode.IO_ERROR) {
            HtmlPage.write(html, new AuditPage(Objects.requireNonNull(summary)).text(Instant.now()), streams);
        }
        return status;
    }

    private void validate() {
        if (rate < 0 || parallel < 1 || parallel > MOST_PARALLEL) {
            throw wrongUsage("--rate must be 0 or more, and --parallel 1 to " + MOST_PARALLEL);
        }
        if (resume && output == null) {
            throw wrongUsage("--resume needs --output FILE");
        }
        if (HtmlPage.isDash(output) || HtmlPage.isDash(html)) {
            throw wrongUsage("--output and --html need the name of a file");
        }
    }

    private static AuditSummary summary() {
        try {
            Class.forName("com.fasterxml.jackson.databind.json.JsonMapper");
        } catch (ClassNotFoundException e) {
            throw new BadInputException(
                    ExitCode.UNAVAILABLE,
                    "--output and --html need Jackson; add com.fasterxml.jackson.core:jackson-databind, or use rmx.jar,"
                            + " which has it");
        }
        return new AuditSummary();
    }

    /** Takes the lines, and counts what they say. */
    private record Sink(PrintStream out, @Nullable AuditSummary summary) implements AuditRun.Lined {
        @Override
        public void accept(String line) {
            out.print(line + "\n");
            if (summary != null) {
                summary.add(AuditFacts.parse(line));
            }
        }

        @Override
        public boolean flush() {
            return !out.checkError();
        }
    }

    private int toFile(Reader in, Path file, AuditSummary summary) {
        DomainSet begun = new DomainSet();
        try (AuditFile lines = resume
                ? AuditFile.resume(file, line -> {
                    AuditFacts facts = AuditFacts.parse(line);
                    if (begun.add(facts.domain())) {
                        summary.add(facts);
                    }
                })
                : AuditFile.create(file)) {
            int status = audit(in, begun, new Sink(lines.stream(), summary));
            streams.out().println(summary.text());
            return status;
        }
    }

    private int audit(Reader in, DomainSet begun, AuditRun.Lined lines) {
        try (DnsSource source = dns.open(spec, this::configure, this::configure)) {
            RmxChecker checker = source.checker();
            DomainAudit audit = DomainAudit.of(checker.resolver()).withDeadline(DEADLINE);
            DomainAudit inForms;
            try {
                inForms = audit.withForms(forms.inOrder());
            } catch (IllegalArgumentException e) {
                throw wrongUsage("--forms: " + e.getMessage());
            }
            return new AuditRun(streams, inForms::auditAsync, begun, parallel)
                    .run(in, lines, checker.health()::isCutOff);
        }
    }

    /** Asks so few questions at once that no query waits long for its turn. */
    private RmxCheckerBuilder configure(RmxCheckerBuilder builder) {
        int inFlight =
                rate == 0 ? MOST_IN_FLIGHT : (int) Math.min(MOST_IN_FLIGHT, Math.max(LEAST_IN_FLIGHT, 2L * rate));
        return builder.deadline(DEADLINE).questionsInFlight(inFlight, parallel * DomainLint.DEFAULT_QUESTIONS);
    }

    private DnsjavaResolverBuilder configure(DnsjavaResolverBuilder builder) {
        DnsjavaResolverBuilder limited = rate == 0 ? builder : builder.queriesPerSecond(rate);
        return trustAd ? limited.dnssec(Dnssec.trustAdOfAll()) : limited;
    }
}
