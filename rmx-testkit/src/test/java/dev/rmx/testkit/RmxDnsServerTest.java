package dev.rmx.testkit;

import static dev.rmx.testkit.DnsFault.Plain.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsQuestion;
import dev.rmx.dns.RecordType;
import dev.rmx.record.DomainName;
import dev.rmx.resolver.dnsjava.DnsjavaResolver;
import dev.rmx.testkit.RmxDnsServer.Asked;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class RmxDnsServerTest {
    private static final String LARGE = IntStream.range(0, 400)
            .mapToObj(i -> "ipv4:10.0." + i / 256 + "." + i % 256)
            .collect(Collectors.joining(" "));
    private static final RmxZone ZONE = RmxZone.parse("""
            example.org.       IN RMX ipv4:192.0.2.1
            large.example.     IN RMX %s
            host.example.      IN A   192.0.2.1
            """.formatted(LARGE));

    private RmxDnsServer server;
    private DnsjavaResolver resolver;

    @BeforeEach
    void start() {
        server = RmxDnsServer.start(ZONE);
        resolver = DnsjavaResolver.builder()
                .servers(server.address())
                .timeout(Duration.ofMillis(400))
                .attempts(1)
                .build();
    }

    @AfterEach
    void stop() {
        resolver.close();
        server.close();
    }

    private DnsAnswer ask(String name, RecordType type) {
        DnsQuestion question = new DnsQuestion(DomainName.parse(name), type);
        return resolver.resolve(question).orTimeout(20, TimeUnit.SECONDS).join();
    }

    private String kind(String name, RecordType type) {
        return ask(name, type).getClass().getSimpleName();
    }

    @Test
    void zone_is_served_on_loopback_by_many_servers_at_once() {
        try (RmxDnsServer another = RmxDnsServer.start(ZONE)) {
            assertThat(server.address().getAddress().isLoopbackAddress()).isTrue();
            assertThat(server.address()).isNotEqualTo(another.address());
            assertThat(kind("example.org", RecordType.RMX)).isEqualTo("Found");
            assertThat(kind("example.org", RecordType.TXT)).isEqualTo("Absent");
            assertThat(server.asked())
                    .containsExactly(new Asked("example.org", "RMX", false), new Asked("example.org", "TXT", false));
            assertThat(another.asked()).isEmpty();
        }
    }

    @Test
    void response_that_does_not_fit_into_UDP_comes_over_TCP() {
        assertThat(kind("large.example", RecordType.RMX)).isEqualTo("Found");
        assertThat(server.asked())
                .containsExactly(new Asked("large.example", "RMX", false), new Asked("large.example", "RMX", true));
    }

    @ParameterizedTest
    @EnumSource
    void every_fault_is_failed_or_does_no_harm(DnsFault.Plain fault) {
        server.fault(DnsFaultRule.of(fault));

        String expected = switch (fault) {
            case NO_ANSWER, SERVFAIL, REFUSED, NOTIMP, FORMERR, ECHO, REFERRAL -> "Failed";
            case TCP_SILENT, TCP_CLOSED -> "Failed";
            case WRONG_ID, WRONG_SOURCE, WRONG_QUESTION, OTHER_NAME_IN_ANSWER, GARBAGE, CNAME_LOOP, OVERSIZED ->
                "Failed";
            case TRUNCATED, TCP_DRIBBLE, FORGED_ADDITIONAL -> "Found";
        };
        assertThat(kind("host.example", RecordType.A)).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource(names = {"NOTIMP", "FORMERR"})
    void LOOK_2_server_that_is_too_old_for_RMX(DnsFault.Plain fault) {
        server.fault(DnsFaultRule.of(fault));

        assertThat(kind("example.org", RecordType.RMX)).isEqualTo("Absent");
    }

    @ParameterizedTest
    @EnumSource(RecordType.class)
    void LOOK_2_data_forged_in_the_additional_section_is_never_an_answer(RecordType type) {
        server.fault(DnsFaultRule.of(FORGED_ADDITIONAL));

        assertThat(kind("nothing.example", type)).isEqualTo("Absent");
    }

    @ParameterizedTest
    @EnumSource(RecordType.class)
    void LOOK_2_data_of_another_name_is_never_an_answer(RecordType type) {
        server.fault(DnsFaultRule.of(OTHER_NAME_IN_ANSWER));

        assertThat(kind("nothing.example", type)).isEqualTo("Failed");
    }

    @Test
    void response_cut_short_at_each_length_is_failed() {
        int whole = 12 + "host.example".length() + 2 + 4 + 16 + 11; // header, question, answer, OPT
        server.fault(DnsFaultRule.of(new DnsFault.CutShort(whole)));
        assertThat(kind("host.example", RecordType.A)).isEqualTo("Found");
        server.clearFaults();
        for (int length = 0; length < whole; length++) {
            server.fault(DnsFaultRule.of(new DnsFault.CutShort(length)).times(1));
            assertThat(kind("host.example", RecordType.A))
                    .as("%d octets", length)
                    .isEqualTo("Failed");
        }
    }

    @Test
    void late_response_is_failed_or_found_by_how_late_it_is() {
        server.fault(DnsFaultRule.of(new DnsFault.Late(Duration.ofMillis(20))).at("host.example"));
        server.fault(DnsFaultRule.of(new DnsFault.Late(Duration.ofMinutes(1))));

        assertThat(kind("host.example", RecordType.A)).isEqualTo("Found");
        assertThat(kind("example.org", RecordType.RMX)).isEqualTo("Failed");
    }

    @Test
    void faults_are_by_name_type_and_number() {
        server.fault(
                DnsFaultRule.of(SERVFAIL).at("HOST.example").type(RecordType.A).times(2));

        assertThat(kind("host.example", RecordType.AAAA)).isEqualTo("Absent");
        assertThat(kind("example.org", RecordType.RMX)).isEqualTo("Found");
        assertThat(kind("host.example", RecordType.A)).isEqualTo("Failed");
        assertThat(kind("host.example", RecordType.A)).isEqualTo("Failed");
        assertThat(kind("host.example", RecordType.A)).isEqualTo("Found");
    }

    @Test
    void fault_over_TCP_counts_once() {
        server.fault(DnsFaultRule.of(TCP_CLOSED).times(1));

        assertThat(kind("host.example", RecordType.A)).isEqualTo("Failed");
        assertThat(kind("host.example", RecordType.A)).isEqualTo("Found");
    }

    @Test
    void garbage_from_a_client_does_not_stop_the_server() throws IOException {
        try (DatagramSocket client = new DatagramSocket()) {
            for (int length = 0; length < 40; length++) {
                client.send(new DatagramPacket(new byte[length], length, server.address()));
            }
        }

        assertThat(kind("host.example", RecordType.A)).isEqualTo("Found");
    }

    @Test
    void port_in_use_is_told_at_once() {
        int port = server.address().getPort();

        assertThatThrownBy(() -> RmxDnsServer.start(ZONE, port))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("port " + port);
        assertThatThrownBy(() -> RmxDnsServer.start(ZONE, 0)).hasMessageContaining("not 0");
    }

    @Test
    void closed_server_is_gone() {
        server.close();

        assertThat(ask("host.example", RecordType.A)).isInstanceOf(DnsAnswer.Failed.class);
    }

    @Test
    void faults_are_read_from_their_text() {
        for (DnsFault.Plain plain : DnsFault.Plain.values()) {
            assertThat(DnsFault.parse(plain.toString())).isEqualTo(plain);
        }
        assertThat(DnsFault.parse("Late PT0.2S")).isEqualTo(new DnsFault.Late(Duration.ofMillis(200)));
        assertThat(DnsFault.parse(new DnsFault.CutShort(12).toString())).isEqualTo(new DnsFault.CutShort(12));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "nonsense", "late", "late 200", "late -PT1S", "cut-short x", "cut-short -1", "servfail 3"})
    void unknown_fault_is_told_with_those_that_there_are(String text) {
        assertThatThrownBy(() -> DnsFault.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
