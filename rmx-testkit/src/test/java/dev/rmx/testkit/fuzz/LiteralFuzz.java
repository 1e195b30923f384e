package dev.rmx.testkit.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import dev.rmx.record.IpPrefix;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/**
 * Names, addresses and prefixes parse to values that survive a round trip, or throw {@code IllegalArgumentException}.
 */
public final class LiteralFuzz {
    private LiteralFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        readsBack(text, DomainName::parse);
        readsBack(text, IpAddress::parse);
        readsBack(text, IpPrefix::parse);
        try {
            DomainName name = DomainName.fromWire(input);
            assertThat(DomainName.parse(name.toString())).isEqualTo(name);
        } catch (IllegalArgumentException refused) {
            assertThat(refused).hasMessageMatching("[ -~]+");
        }
    }

    private static <T> void readsBack(String text, Function<String, T> parser) {
        T value;
        try {
            value = parser.apply(text);
        } catch (IllegalArgumentException refused) {
            assertThat(refused).hasMessageMatching("[ -~]+");
            return;
        }
        assertThat(parser.apply(value.toString())).isEqualTo(value);
    }
}
