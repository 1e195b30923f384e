package dev.rmx.testkit.cli;

import dev.rmx.codec.lint.LintFinding;
import dev.rmx.codec.lint.LintRecord;
import dev.rmx.codec.lint.LintReport;
import dev.rmx.codec.lint.LintRule;
import dev.rmx.record.DomainName;
import java.util.List;
import java.util.stream.Stream;

/**
 * Writes what lint found as SARIF 2.1.0, which systems for continuous integration read. The place of a finding is a
 * line and column of the file. A record that is in no file has a logical location alone (SARIF §3.28.4): its form, and
 * its domain if it has one.
 *
 * @param report what was found
 * @param lines the records of the file; empty for an argument
 * @param uri the name of the file
 */
record Sarif(LintReport report, List<LintLine> lines, String uri) {
    private static final String SCHEMA =
            "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

    String text() {
        Json driver = new Json()
                .field("name", "rmx lint")
                .field("informationUri", "https://datatracker.ietf.org/doc/draft-danisch-dns-rr-smtp/")
                .objects("rules", rules().map(Sarif::rule));
        Json run = new Json()
                .object("tool", new Json().object("driver", driver))
                .objects("results", report.findings().stream().map(this::result))
                .field("columnKind", "utf16CodeUnits");
        return new Json()
                .field("$schema", SCHEMA)
                .field("version", "2.1.0")
                .objects("runs", Stream.of(run))
                .end();
    }

    /** The rules that found something. */
    private Stream<LintRule> rules() {
        return report.findings().stream().map(LintFinding::rule).distinct();
    }

    private static Json rule(LintRule rule) {
        return new Json()
                .field("id", rule.id())
                .object("shortDescription", message(rule.description()))
                .object(
                        "defaultConfiguration",
                        new Json().field("level", rule.severity().toString()));
    }

    private Json result(LintFinding finding) {
        return new Json()
                .field("ruleId", finding.rule().id())
                .field("ruleIndex", rules().toList().indexOf(finding.rule()))
                .field("level", finding.severity().toString())
                .object("message", message(finding.what() + "; " + finding.right()))
                .objects("locations", Stream.of(location(finding)));
    }

    private static Json message(String text) {
        return new Json().field("text", text);
    }

    private Json location(LintFinding finding) {
        Json location = new Json();
        lines.stream()
                .filter(line -> line.record().equals(finding.record()))
                .findFirst()
                .ifPresent(line -> location.object("physicalLocation", physical(finding, line)));
        LintRecord record = finding.record();
        String owner = record.domain().map(DomainName::toString).orElse("");
        Json logical =
                new Json().field("name", (owner + " " + record.form()).strip()).field("kind", "resource");
        return location.objects("logicalLocations", Stream.of(logical));
    }

    private Json physical(LintFinding finding, LintLine line) {
        Json region = new Json().field("startLine", line.number());
        // the columns of a record in quotation marks are those of its strings joined: they lead nowhere in the file
        if (line.record().cuts().isEmpty()) {
            finding.place()
                    .ifPresent(place -> region.field("startColumn", place.offset() + 1)
                            .field("endColumn", place.offset() + place.entry().length() + 1));
        }
        return new Json()
                .object("artifactLocation", new Json().field("uri", uri))
                .object("region", region);
    }
}
