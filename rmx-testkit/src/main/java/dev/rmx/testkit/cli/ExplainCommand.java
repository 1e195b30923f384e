package dev.rmx.testkit.cli;

import dev.rmx.Explanation;
import dev.rmx.RmxVerdict;
import dev.rmx.testkit.replay.CheckFile;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rmx explain}: why a check comes to its result ([EXPL-1]). */
@Command(
        name = "explain",
        description = "Check whether a host may send mail for a sender, and show why: each entry of the record,"
                + " its state, and the answers of DNS.",
        exitCodeList = {
            "0:pass; with --json-schema, the schema is printed",
            ExitCode.FAIL_LINE,
            ExitCode.NONE_LINE,
            ExitCode.DIFFERS_LINE,
            "65:bad input",
            ExitCode.UNAVAILABLE_LINE,
            ExitCode.TEMPERROR_LINE
        })
final class ExplainCommand extends Subcommand {
    @Mixin
    private final DnsOptions dns = new DnsOptions();

    @Mixin
    private final FormOptions forms = FormOptions.ofCheck();

    @Option(names = "--json", description = "Print a JSON object instead of a tree.")
    private boolean json;

    @Option(
            names = "--html",
            paramLabel = "FILE|-",
            converter = FileName.class,
            description = "Write a web page to FILE besides the tree, or to standard output instead of it.")
    private @Nullable Path html;

    @Option(
            names = "--replay",
            paramLabel = "FILE|-",
            converter = FileName.class,
            description = "Explain a check that rmx check --record has written, without DNS.")
    private @Nullable Path recorded;

    @Option(names = "--json-schema", description = "Print the JSON schema of what --json prints, and end.")
    private boolean schema;

    @Parameters(
            paramLabel = "IP SENDER [HELO]",
            arity = "0..*",
            hideParamSyntax = true,
            description = "As for rmx check.")
    private List<String> words = List.of();

    ExplainCommand(RmxCommand.Streams streams) {
        super(streams);
    }

    @Override
    public Integer call() {
        boolean alone = schema || recorded != null;
        if (alone ? !words.isEmpty() || (schema && recorded != null) : words.size() < 2 || words.size() > 3) {
            throw wrongUsage("either IP SENDER [HELO], --replay FILE or --json-schema is needed");
        }
        if (recorded != null && (dns.isUsed() || isGiven("--forms") || isGiven("--exp"))) {
            throw wrongUsage("--replay takes forms and answers from the file, and asks no DNS");
        }
        if (json && HtmlPage.isDash(html)) {
            throw wrongUsage("--json and --html - both want standard output");
        }
        if (schema) {
            streams.out().print(Json.schema("explain"));
            return ExitCode.OK;
        }
        if (recorded != null) {
            CheckFile read = RecordFile.read(recorded, streams);
            RmxVerdict verdict = ReplayCommand.verdict(read, recorded);
            print(CheckLine.of(read.check().query()), read.check().explain());
            return ReplayCommand.exitCode(read, verdict, streams);
        }
        forms.validate(spec);
        CheckLine line = CheckLine.of(words);
        try (DnsSource source =
                dns.open(spec, builder -> forms.applyTo(builder).withoutCache().withoutFailureMemory())) {
            Explanation explanation = source.checker().explain(line.query());
            int code = print(line, explanation);
            if (!json) {
                FormsOption.hint((RmxVerdict) explanation.step(), streams);
            }
            return code;
        } catch (IllegalArgumentException e) {
            throw new BadInputException(ExitCode.BAD_DATA, String.valueOf(e.getMessage()));
        }
    }

    private boolean isGiven(String option) {
        return spec.commandLine().getParseResult().hasMatchedOption(option);
    }

    private int print(CheckLine line, Explanation explanation) {
        Instant now = Instant.now();
        if (html != null) {
            HtmlPage.write(html, new ExplanationPage(line, explanation, now).text(), streams);
        }
        if (json) {
            streams.out().println(new ExplanationJson(line, now).text(explanation));
        } else if (!HtmlPage.isDash(html)) {
            streams.out().print(new ExplanationTree(line, now, Ansi.AUTO.enabled()).text(explanation));
        }
        return ExitCode.of(((RmxVerdict) explanation.step()).result());
    }
}
