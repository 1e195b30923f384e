package dev.rmx.testkit.mail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.receive.HeaderSection;
import dev.rmx.receive.MessageOrigin;
import dev.rmx.receive.MessageOrigin.Client;
import dev.rmx.receive.TraceReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Reads the trace information of messages that real servers received. */
final class Traces {
    private static final TraceReader READER = TraceReader.trusting(List.of()).withoutLoopback();

    private Traces() {}

    static MessageOrigin origin(String message) {
        return READER.read(HeaderSection.of(message.getBytes(StandardCharsets.ISO_8859_1)));
    }

    /** Asserts what the topmost {@code Received} field shows; {@code sender} may be empty. */
    static void assertFound(String message, String address, String helo, String sender) {
        assertThat(origin(message)).as(message).isInstanceOfSatisfying(Client.class, client -> {
            assertThat(client.address()).hasToString(address);
            assertThat(client.helo()).isEqualTo(Optional.of(helo));
            assertThat(client.sender()
                            .map(found -> found.path().localPart().orElse("") + "@"
                                    + found.path().subject().orElseThrow())
                            .orElse(""))
                    .isEqualTo(sender);
        });
    }

    /** Asserts that the client is that of the connection, or unknown. */
    static void assertNotForged(String message) {
        if (origin(message) instanceof Client client) {
            assertThat(client.address()).as(message).hasToString("127.0.0.1");
        }
    }
}
