package dev.rmx.testkit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.testkit.ChildJava;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A JVM that prefers IPv6 addresses still asks servers at IPv4 addresses. The setting is read at start, so the test
 * uses a new JVM.
 */
@Timeout(60)
class Ipv6PreferredTest {
    @Test
    void servers_at_ipv4_addresses_are_asked() throws Exception {
        Process process = new ProcessBuilder(ChildJava.command(
                        "-Djava.net.preferIPv6Addresses=true",
                        "-cp",
                        ChildJava.classPath(),
                        RmxCommand.class.getName(),
                        "check",
                        "--server",
                        "127.0.0.1:1",
                        "192.0.2.1",
                        "joe@example.org"))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        // no server is there, which the resolver learns only by asking
        assertThat(out).startsWith("temperror (TempFail): ").contains("127.0.0.1 port 1");
        assertThat(out).containsIgnoringCase("unreachable").doesNotContain("UnsupportedAddressType");
        assertThat(process.waitFor()).isEqualTo(75);
    }
}
