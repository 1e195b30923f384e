package dev.rmx.testkit.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.testkit.RmxZone;
import java.nio.charset.StandardCharsets;

/** Master-file text parses to a zone, or throws an {@code IllegalArgumentException} that says why not. */
public final class ZoneFuzz {
    private ZoneFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        try {
            assertThat(RmxZone.parse(new String(input, StandardCharsets.UTF_8))).isNotNull();
        } catch (IllegalArgumentException refused) {
            assertThat(refused).hasMessageStartingWith("cannot read the zone: ");
        }
    }
}
