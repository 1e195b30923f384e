package dev.rmx.testkit.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.RmxOutcome;
import dev.rmx.resolver.RmxChecker;
import dev.rmx.testkit.DnsFault;
import dev.rmx.testkit.DnsFaultRule;
import dev.rmx.testkit.RmxDnsServer;
import dev.rmx.testkit.RmxZone;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@RmxZoneSource("""
        class.example. IN RMX ipv4:192.0.2.1
        """)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RmxZoneSourceTest {
    private final List<RmxDnsServer> servers = new ArrayList<>();

    @BeforeEach
    void remember(RmxDnsServer server) {
        assertThat(servers).doesNotContain(server);
        servers.add(server);
    }

    @AfterAll
    void every_server_was_closed_after_its_test() {
        assertThat(servers).hasSizeGreaterThan(3).allMatch(RmxZoneSourceTest::isGone);
    }

    /** A port that can be bound again is free. */
    private static boolean isGone(RmxDnsServer server) {
        RmxDnsServer.start(RmxZone.parse(""), server.address().getPort()).close();
        return true;
    }

    @Test
    void zone_of_the_class(RmxChecker checker) {
        assertThat(checker.check("192.0.2.1", "joe@class.example").outcome()).isEqualTo(RmxOutcome.GRANTED);
    }

    @Test
    @RmxZoneSource("method.example. IN RMX unused:")
    void zone_of_the_method_replaces_that_of_the_class(RmxChecker checker) {
        assertThat(checker.check("192.0.2.1", "joe@method.example").outcome()).isEqualTo(RmxOutcome.DENIED);
        assertThat(checker.check("192.0.2.1", "joe@class.example").outcome()).isEqualTo(RmxOutcome.NO_RMX);
    }

    @Test
    @RmxZoneSource(resource = "example.zone")
    void zone_from_a_resource(RmxChecker checker) {
        assertThat(checker.check("192.0.2.2", "joe@resource.example").outcome()).isEqualTo(RmxOutcome.GRANTED);
    }

    @Test
    void a_tests_checker_asks_its_server(RmxZone zone, RmxDnsServer server, RmxChecker checker) {
        server.fault(DnsFaultRule.of(DnsFault.Plain.SERVFAIL));

        assertThat(checker.check("192.0.2.1", "joe@class.example").outcome()).isEqualTo(RmxOutcome.TEMP_FAIL);
        assertThat(server.asked()).isNotEmpty();
        assertThat(zone).isNotNull();
    }

    @Nested
    class NestedTests {
        @Test
        void zone_of_the_enclosing_class(RmxChecker checker) {
            assertThat(checker.check("192.0.2.1", "joe@class.example").outcome())
                    .isEqualTo(RmxOutcome.GRANTED);
        }
    }
}
