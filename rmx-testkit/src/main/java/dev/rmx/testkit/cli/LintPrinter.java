package dev.rmx.testkit.cli;

import dev.rmx.codec.lint.LintFinding;
import dev.rmx.codec.lint.LintRecord;
import dev.rmx.codec.lint.LintReport;
import dev.rmx.record.DomainName;
import dev.rmx.text.Printable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Writes what lint found: lines for people, or JSON. */
final class LintPrinter {
    /** How much of a record is shown around an entry. */
    private static final int AROUND = 30;

    private static final int LONGEST_ENTRY = 60;

    private final LintReport report;
    private final List<LintLine> lines;
    private final @Nullable Path file;

    LintPrinter(LintReport report, List<LintLine> lines, @Nullable Path file) {
        this.report = report;
        this.lines = lines;
        this.file = file;
    }

    String text() {
        List<String> text = new ArrayList<>();
        for (LintFinding finding : report.findings()) {
            text.add(
                    where(finding.record()) + finding.severity() + ": " + finding.what() + " [" + finding.rule() + "]");
            finding.place().ifPresent(place -> quote(finding.record(), place, text));
            text.add("    " + finding.right());
        }
        if (report.leftOut() > 0) {
            text.add(report.leftOut() + " more findings are left out: at most " + LintReport.MOST_PER_RULE
                    + " of each rule are shown");
        }
        text.addAll(report.remarks());
        text.add(summary());
        return String.join(System.lineSeparator(), text);
    }

    private String summary() {
        int found = report.findings().size() + report.leftOut();
        return found == 0 ? "nothing found" : found == 1 ? "1 finding" : found + " findings";
    }

    private String where(LintRecord record) {
        String owner = record.domain()
                .map(domain -> domain + " " + record.form() + ": ")
                .orElse("");
        int number = line(record);
        return number == 0 ? owner : file + ":" + number + ": " + owner;
    }

    /** The number of a record's line; 0 if it is in no file. */
    private int line(LintRecord record) {
        return lines.stream()
                .filter(line -> line.record().equals(record))
                .mapToInt(LintLine::number)
                .findFirst()
                .orElse(0);
    }

    /** Shows the entry with some of the record around it, underlined. */
    private static void quote(LintRecord record, LintFinding.Place place, List<String> text) {
        String all = record.text();
        int begin = Math.max(0, place.offset() - AROUND);
        int length = Math.min(place.entry().length(), LONGEST_ENTRY);
        int end = Math.min(all.length(), place.offset() + length + AROUND);
        String before = begin > 0 ? "..." : "";
        String shown = Printable.of(all.substring(begin, end));
        text.add("    " + before + shown + (end < all.length() ? "..." : ""));
        text.add("    " + " ".repeat(before.length() + place.offset() - begin) + "^".repeat(length) + " offset "
                + place.offset());
    }

    String json() {
        List<LintRecord> records = new ArrayList<>(
                report.findings().stream().map(LintFinding::record).distinct().toList());
        return new Json()
                .objects("records", records.stream().map(this::json))
                .objects("findings", report.findings().stream().map(finding -> json(finding, records)))
                .field("leftOut", report.leftOut())
                .strings("remarks", report.remarks())
                .end();
    }

    private Json json(LintRecord record) {
        int number = line(record);
        return new Json()
                .field("domain", record.domain().map(DomainName::toString))
                .field("form", record.form().toString())
                .field("line", number == 0 ? OptionalInt.empty() : OptionalInt.of(number))
                .field("text", record.text());
    }

    private static Json json(LintFinding finding, List<LintRecord> records) {
        OptionalInt offset =
                finding.place().stream().mapToInt(LintFinding.Place::offset).findFirst();
        return new Json()
                .field("rule", finding.rule().id())
                .field("severity", finding.severity().toString())
                .field("record", records.indexOf(finding.record()))
                .field("offset", offset)
                .field("entry", finding.place().map(LintFinding.Place::entry))
                .field("what", finding.what())
                .field("right", finding.right());
    }
}
