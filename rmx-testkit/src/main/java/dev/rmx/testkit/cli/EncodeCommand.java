package dev.rmx.testkit.cli;

import dev.rmx.codec.GenericRdata;
import dev.rmx.codec.RmxFormatException;
import dev.rmx.codec.RmxText;
import dev.rmx.codec.RmxWire;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code rmx encode}: text to the generic form for name servers that do not know RMX. */
@Command(
        name = "encode",
        description = "Turn the text of a record into the RFC 3597 form, \\# LENGTH HEX.",
        exitCodeOnInvalidInput = ExitCode.USAGE,
        exitCodeOnExecutionException = ExitCode.SOFTWARE)
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
    String convert(String text) throws RmxFormatException {
        return GenericRdata.format(RmxWire.encode(RmxText.parse(text)));
    }
}
