package dev.rmx.testkit.cli;

import dev.rmx.PublishedForm;
import dev.rmx.codec.GenericRdata;
import dev.rmx.codec.RmxFormatException;
import dev.rmx.codec.RmxText;
import dev.rmx.codec.RmxWire;
import dev.rmx.codec.lint.LintRecord;
import dev.rmx.codec.lint.LintRule;
import dev.rmx.codec.lint.RecordLint;
import dev.rmx.record.RmxEntry;
import dev.rmx.record.RmxRecord;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code rmx encode}: text to the generic form, for name servers that do not know RMX. */
@Command(name = "encode", description = "Turn the text of a record into the RFC 3597 form, \\# LENGTH HEX.")
final class EncodeCommand extends FormatCommand {
    @Parameters(paramLabel = "TEXT", arity = "0..*", description = "The entries, as in \"ipv4:192.0.2.0/24 mx:\".")
    private List<String> words = List.of();

    EncodeCommand(RmxCommand.Streams streams) {
        super(streams);
    }

    @Override
    List<String> words() {
        return words;
    }

    @Override
    Converted convert(String text) throws RmxFormatException {
        RmxRecord record = RmxText.parse(text);
        return new Converted(
                GenericRdata.format(RmxWire.encode(record)), isPlain(record, text) ? List.of() : warnings(text));
    }

    /** Whether there is nothing to warn of, as in most lines of a batch: no lint is needed then. */
    private static boolean isPlain(RmxRecord record, String text) {
        return record.toString().equals(text)
                && record.entries().stream()
                        .filter(RmxEntry.Ipv6.class::isInstance)
                        .map(entry -> ((RmxEntry.Ipv6) entry).prefix())
                        .allMatch(prefix -> prefix.unmapped().equals(prefix));
    }

    /** Prefixes that are cut to their length when written, and prefixes that match no client. */
    private static List<String> warnings(String text) {
        LintRecord record = new LintRecord(Optional.empty(), PublishedForm.RMX, text);
        return RecordLint.DEFAULT.lint(List.of(record)).findings().stream()
                .filter(finding -> finding.rule() == LintRule.HOST_BITS || finding.rule() == LintRule.MAPPED_IPV6)
                .map(finding -> finding.what() + "; " + finding.right())
                .toList();
    }
}
