package dev.rmx.testkit.cli;

import dev.rmx.codec.GenericRdata;
import dev.rmx.codec.RmxFormatException;
import dev.rmx.codec.RmxText;
import dev.rmx.codec.RmxWire;
import dev.rmx.record.RmxRecord;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code rmx encode}: text to the generic form, for name servers that do not know RMX. */
@Command(
        name = "encode",
        description = "Turn the text of a record into the RFC 3597 form, \\# LENGTH HEX.",
        exitCodeOnInvalidInput = ExitCode.USAGE,
        exitCodeOnExecutionException = ExitCode.SOFTWARE,
        exitCodeListHeading = ExitCode.HEADING,
        exitCodeList = {
            "0:the other form is printed",
            ExitCode.USAGE_LINE,
            ExitCode.BAD_DATA_LINE,
            ExitCode.NO_INPUT_LINE,
            ExitCode.SOFTWARE_LINE,
            ExitCode.IO_ERROR_LINE
        })
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
        return new Converted(GenericRdata.format(RmxWire.encode(record)), EncodeWarnings.of(text, record));
    }
}
