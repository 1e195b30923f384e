package dev.rmx.testkit.cli;

import dev.rmx.codec.GenericRdata;
import dev.rmx.codec.RmxFormatException;
import dev.rmx.codec.RmxText;
import dev.rmx.codec.RmxWire;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code rmx decode}: RDATA in hexadecimal to canonical text. */
@Command(name = "decode", description = "Turn RDATA, in hexadecimal or in the RFC 3597 form, into canonical text.")
final class DecodeCommand extends FormatCommand {
    @Parameters(paramLabel = "HEX", arity = "0..*", description = "The octets, as in 01080a or \"\\# 3 01080a\".")
    private List<String> words = List.of();

    DecodeCommand(RmxCommand.Streams streams) {
        super(streams);
    }

    @Override
    List<String> words() {
        return words;
    }

    @Override
    Converted convert(String hex) throws RmxFormatException {
        boolean generic = hex.stripLeading().startsWith("\\#");
        byte[] rdata = generic ? GenericRdata.parse(hex) : GenericRdata.parseHex(hex);
        return new Converted(RmxText.format(RmxWire.decode(rdata)), List.of());
    }
}
