package dev.rmx.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.RmxVerdict;
import dev.rmx.resolver.RmxChecker;
import dev.rmx.resolver.dnsjava.DnsjavaResolver;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import org.junit.jupiter.api.Test;

class RmxDnsServerTest {
    private static final RmxZone ZONE = RmxZone.parse("example.org. IN RMX ipv4:192.0.2.1\n");

    private static RmxVerdict check(RmxDnsServer server) {
        DnsjavaResolver resolver =
                DnsjavaResolver.builder().servers(server.address()).build();
        try (RmxChecker checker = RmxChecker.builder(resolver).build()) {
            return checker.check("192.0.2.1", "joe@example.org");
        }
    }

    @Test
    void zone_is_served_over_UDP_on_loopback() {
        try (RmxDnsServer server = RmxDnsServer.start(ZONE);
                RmxDnsServer another = RmxDnsServer.start(ZONE)) {
            assertThat(server.address().getAddress().isLoopbackAddress()).isTrue();
            assertThat(server.address()).isNotEqualTo(another.address());
            assertThat(check(server).mechanism()).hasToString("Optional[ipv4:192.0.2.1]");
            assertThat(check(another).mechanism()).hasToString("Optional[ipv4:192.0.2.1]");
        }
    }

    @Test
    void garbage_does_not_stop_the_server() throws IOException {
        try (RmxDnsServer server = RmxDnsServer.start(ZONE);
                DatagramSocket client = new DatagramSocket()) {
            for (int length = 0; length < 40; length++) {
                client.send(new DatagramPacket(new byte[length], length, server.address()));
            }

            assertThat(check(server).mechanism()).isPresent();
        }
    }
}
