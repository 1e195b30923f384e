package dev.rmx.testkit.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.codec.RmxFormatException;
import dev.rmx.codec.RmxText;
import dev.rmx.codec.RmxWire;
import dev.rmx.record.RmxRecord;

/** RDATA parses to a record that survives a round trip, or is refused at an offset inside it ([WIRE-5]). */
public final class WireFuzz {
    private WireFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) throws RmxFormatException {
        RmxRecord record;
        try {
            record = RmxWire.decode(input);
        } catch (RmxFormatException refused) {
            assertThat(refused.offset()).isBetween(0, input.length);
            return;
        }
        assertThat(RmxWire.encode(record)).hasSameSizeAs(input);
        assertThat(RmxWire.decode(RmxWire.encode(record))).isEqualTo(record);
        assertThat(RmxText.parse(RmxText.format(record))).isEqualTo(record);
    }
}
