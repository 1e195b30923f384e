package dev.rmx.testkit.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.codec.RmxFormatException;
import dev.rmx.codec.RmxText;
import dev.rmx.record.RmxRecord;
import java.nio.charset.StandardCharsets;

/**
 * Text parses to a record whose canonical form survives a round trip, or is refused at an offset inside it ([TEXT-5]).
 */
public final class TextFuzz {
    private TextFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) throws RmxFormatException {
        String text = new String(input, StandardCharsets.UTF_8);
        RmxRecord record;
        try {
            record = RmxText.parse(text);
        } catch (RmxFormatException refused) {
            assertThat(refused.offset()).isBetween(0, text.length());
            assertThat(refused.reason()).matches("[ -~]+");
            return;
        }
        String canonical = RmxText.format(record);
        assertThat(RmxText.parse(canonical)).isEqualTo(record);
        assertThat(RmxText.format(RmxText.parse(canonical))).isEqualTo(canonical);
    }
}
