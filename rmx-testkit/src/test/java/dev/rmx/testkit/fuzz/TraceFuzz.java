package dev.rmx.testkit.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.receive.HeaderSection;
import dev.rmx.receive.MessageOrigin;
import dev.rmx.receive.MessageOrigin.Client;
import dev.rmx.receive.MessageOrigin.NoClient;
import dev.rmx.receive.TraceReader;
import dev.rmx.record.IpPrefix;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Whatever a message begins with, its trace information is read, nothing is thrown, and what stands below the client's
 * field does not change the answer ([RCVD-2]).
 */
public final class TraceFuzz {
    private static final IpPrefix RELAYS = IpPrefix.parse("192.0.2.0/28");
    private static final TraceReader READER = TraceReader.trusting(List.of(RELAYS));
    private static final byte[] BELOW =
            "\r\nReceived: from a ([203.0.113.66]) by b with SMTP; 1 Jan 2026 00:00:00 +0000"
                    .getBytes(StandardCharsets.US_ASCII);

    private TraceFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        MessageOrigin origin = READER.read(HeaderSection.of(input));

        if (origin instanceof Client client) {
            assertThat(RELAYS.contains(client.address())).isFalse();
            assertThat(HeaderSection.of(input).fields().get(client.field() - 1).name())
                    .isEqualToIgnoringCase("Received");
            byte[] longer = Arrays.copyOf(input, input.length + BELOW.length);
            System.arraycopy(BELOW, 0, longer, input.length, BELOW.length);
            assertThat(READER.read(HeaderSection.of(longer))).isEqualTo(origin);
        } else {
            assertThat(((NoClient) origin).reason().chars()).allMatch(c -> c >= ' ' && c <= '~');
        }
    }
}
