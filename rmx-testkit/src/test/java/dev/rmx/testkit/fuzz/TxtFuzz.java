package dev.rmx.testkit.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.codec.RmxFormatException;
import dev.rmx.codec.RmxTxt;
import dev.rmx.record.RmxRecord;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** TXT means the same wherever its strings are split ([TXT-1]), and is a record, refused, or not RMX ([TXT-2]). */
public final class TxtFuzz {
    private TxtFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        int cut = input.length == 0 ? 0 : (input[0] & 0xff) % (input.length + 1);
        List<byte[]> parts = List.of(Arrays.copyOf(input, cut), Arrays.copyOfRange(input, cut, input.length));

        assertThat(outcome(parts)).isEqualTo(outcome(List.of(input)));
    }

    private static Object outcome(List<byte[]> strings) {
        try {
            Optional<RmxRecord> record = RmxTxt.decode(strings);
            if (record.isPresent()) {
                assertThat(RmxTxt.decode(RmxTxt.encode(record.get()))).isEqualTo(record);
            }
            return record;
        } catch (RmxFormatException refused) {
            return String.valueOf(refused.getMessage());
        }
    }
}
