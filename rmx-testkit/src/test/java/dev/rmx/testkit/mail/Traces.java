package dev.rmx.testkit.mail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.receive.HeaderSection;
import dev.rmx.receive.MessageOrigin;
import dev.rmx.receive.MessageOrigin.Client;
import dev.rmx.receive.MessageOrigin.NoClient;
import dev.rmx.receive.TraceReader;
import dev.rmx.receive.Unchecked;
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
        } else {
            assertNoClient(message, Unchecked.UNKNOWN);
        }
    }

    /** Asserts that an authenticated hop is seen, or cannot be understood. */
    static void assertSubmittedOrUnknown(String message) {
        assertNoClient(message, Unchecked.SUBMITTED, Unchecked.UNKNOWN);
    }

    private static void assertNoClient(String message, Unchecked... reasons) {
        assertThat(origin(message))
                .as(message)
                .isInstanceOfSatisfying(
                        NoClient.class, none -> assertThat(none.why()).isIn((Object[]) reasons));
    }
}
