package dev.rmx.testkit.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.RmxStep;
import dev.rmx.RmxVerifier;
import dev.rmx.receive.EnvelopeSender;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** Whatever a client sends as MAIL FROM and HELO, a check begins, and nothing is thrown ([ID-4]). */
public final class SenderFuzz {
    private static final IpAddress CLIENT = IpAddress.parse("192.0.2.1");

    private SenderFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        String[] parts = new String(input, StandardCharsets.UTF_8).split("\n", 2);
        EnvelopeSender sender = EnvelopeSender.parse(parts[0]).withHelo(parts.length > 1 ? parts[1] : "");

        RmxStep step = new RmxVerifier().evaluate(sender.from(CLIENT), Map.of());

        assertThat(sender.subject().map(DomainName::isUsableSubject)).isNotEqualTo(Optional.of(false));
        assertThat(step instanceof RmxStep.Needs).isEqualTo(sender.subject().isPresent());
    }
}
