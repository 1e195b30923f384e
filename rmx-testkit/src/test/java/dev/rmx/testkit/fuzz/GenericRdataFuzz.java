package dev.rmx.testkit.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.codec.GenericRdata;
import dev.rmx.codec.RmxFormatException;
import java.nio.charset.StandardCharsets;

/** The generic form parses to octets that survive a round trip, or is refused at an offset inside it ([WIRE-6]). */
public final class GenericRdataFuzz {
    private GenericRdataFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) throws RmxFormatException {
        String text = new String(input, StandardCharsets.UTF_8);
        read(text);
        read("\\# 3 " + text);
    }

    private static void read(String text) throws RmxFormatException {
        byte[] octets;
        try {
            octets = GenericRdata.parse(text);
        } catch (RmxFormatException refused) {
            assertThat(refused.offset()).isBetween(0, text.length());
            return;
        }
        assertThat(GenericRdata.parse(GenericRdata.format(octets))).isEqualTo(octets);
    }
}
