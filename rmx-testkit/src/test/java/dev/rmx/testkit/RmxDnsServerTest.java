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
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

@Timeout(300)
class RmxDnsServerTest {
    private static final String LARGE = IntStream.range(0, 400)
            .mapToObj(i -> "ipv4:10.0." + i / 256 + "." + i % 256)
            .collect(Collectors.joining(" "));
    private static final RmxZone ZONE = RmxZone.parse("""
            example.org.       IN RMX ipv4:192.0.2.1
            large.example.     IN RMX %s
            host.example.      IN A   192.0.2.1
            many.example.      IN A   192.0.2.1
            many.example.      IN A   192.0.2.2
            alias.example.     IN CNAME host.example.
            """.formatted(LARGE));

    /** Longer than any machine needs; no test waits for it. */
    private static final Duration LONG = Duration.ofSeconds(20);
    /** For questions that never get a right answer. */
    private static final Duration SHORT = Duration.ofMillis(50);

    private RmxDnsServer server;
    private DnsjavaResolver resolver;
    private DnsjavaResolver hasty;

    @BeforeEach
    void start() {
        server = RmxDnsServer.start(ZONE);
        resolver = resolver(LONG);
        hasty = resolver(SHORT);
    }

    private DnsjavaResolver resolver(Duration timeout) {
        return DnsjavaResolver.builder()
                .servers(server.address())
                .timeout(timeout)
                .attempts(1)
                .build();
    }

    @AfterEach
    void stop() {
        resolver.close();
        hasty.close();
        server.close();
    }

    private String kind(String name, RecordType type) {
        return kind(resolver, name, type);
    }

    private static String kind(DnsjavaResolver asked, String name, RecordType type) {
        DnsQuestion question = new DnsQuestion(DomainName.parse(name), type);
        return asked.resolve(question).join().getClass().getSimpleName();
    }

    /** The raw response over UDP. */
    private Message raw(String name, int type) throws IOException {
        byte[] query = Message.newQuery(Record.newRecord(Name.fromString(name), type, DClass.IN))
                .toWire();
        try (DatagramSocket client = new DatagramSocket()) {
            client.setSoTimeout(Math.toIntExact(LONG.toMillis()));
            client.send(new DatagramPacket(query, query.length, server.address()));
            DatagramPacket response = new DatagramPacket(new byte[65535], 65535);
            client.receive(response);
            return new Message(Arrays.copyOf(response.getData(), response.getLength()));
        }
    }

    @Test
    void zone_is_served_on_loopback_by_many_servers_at_once() {
        try (RmxDnsServer another = RmxDnsServer.start(ZONE)) {
            assertThat(server.address().getAddress().isLoopbackAddress()).isTrue();
            assertThat(server.address()).isNotEqualTo(another.address());
            assertThat(kind("example.org", RecordType.RMX)).isEqualTo("Found");
            assertThat(kind("example.org", RecordType.RMX_TXT)).isEqualTo("Absent");
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
    void every_fault_fails_or_does_no_harm(DnsFault.Plain fault) {
        server.fault(DnsFaultRule.of(fault));

        String expected = switch (fault) {
            case NO_ANSWER, SERVFAIL, REFUSED, NOTIMP, FORMERR, ECHO, REFERRAL -> "Failed";
            case TCP_SILENT, TCP_CLOSED -> "Failed";
            case WRONG_ID, WRONG_SOURCE, WRONG_QUESTION, OTHER_NAME_IN_ANSWER, GARBAGE, CNAME_LOOP, OVERSIZED ->
                "Failed";
            case TRUNCATED, TRUNCATED_PARTLY, TCP_DRIBBLE -> "Found";
            case FORGED_ADDITIONAL, FORGED_CLASS, OTHER_CASE, ALIAS_ALONE -> "Found";
        };
        boolean found = expected.equals("Found"); // then a slow machine must not cause a time-out
        assertThat(kind(found ? resolver : hasty, "host.example", RecordType.A)).isEqualTo(expected);
    }

    @Test
    void truncated_response_lacks_its_last_record() throws IOException {
        server.fault(DnsFaultRule.of(TRUNCATED_PARTLY));

        Message response = raw("many.example.", Type.A);

        assertThat(response.getHeader().getFlag(Flags.TC)).isTrue();
        assertThat(response.getSection(Section.ANSWER)).hasSize(1);
        assertThat(raw("host.example.", Type.A).getSection(Section.ANSWER)).hasSize(1);
    }

    @Test
    void owners_come_in_the_other_case() throws IOException {
        server.fault(DnsFaultRule.of(OTHER_CASE));

        Message response = raw("Host.example.", Type.A);

        assertThat(response.getQuestion().getName()).hasToString("Host.example.");
        assertThat(response.getSection(Section.ANSWER).get(0).getName()).hasToString("hOST.EXAMPLE.");
    }

    @Test
    void alias_is_answered_with_its_CNAME_only() throws IOException {
        assertThat(raw("alias.example.", Type.A).getSection(Section.ANSWER)).hasSize(2);

        server.fault(DnsFaultRule.of(ALIAS_ALONE));

        assertThat(raw("alias.example.", Type.A).getSection(Section.ANSWER))
                .singleElement()
                .isInstanceOf(CNAMERecord.class);
        assertThat(kind("alias.example", RecordType.A)).isEqualTo("Found");
    }

    @Test
    void forged_data_of_another_class_are_in_the_answer() throws IOException {
        server.fault(DnsFaultRule.of(FORGED_CLASS));

        assertThat(raw("host.example.", Type.A).getSection(Section.ANSWER))
                .extracting(Record::getDClass)
                .containsExactly(DClass.IN, DClass.CH);
    }

    @Test
    void response_is_held_until_it_is_released() {
        server.hold();
        CompletableFuture<DnsAnswer> answer =
                resolver.resolve(new DnsQuestion(DomainName.parse("host.example"), RecordType.A));
        assertThat(kind(hasty, "host.example", RecordType.A)).isEqualTo("Failed"); // its response is held too
        assertThat(answer).isNotDone();

        server.release();

        assertThat(answer.join()).isInstanceOf(DnsAnswer.Found.class);
        assertThat(kind("example.org", RecordType.RMX)).isEqualTo("Found");
    }

    @Test
    void another_zone_is_served_at_once() {
        server.serve(RmxZone.parse("other.example. IN A 192.0.2.1\n"));

        assertThat(kind("other.example", RecordType.A)).isEqualTo("Found");
        assertThat(kind("host.example", RecordType.A)).isEqualTo("Absent");
    }

    @ParameterizedTest
    @EnumSource(names = {"NOTIMP", "FORMERR"})
    void LOOK_2_a_server_too_old_for_RMX_means_absent(DnsFault.Plain fault) {
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

        assertThat(kind(hasty, "nothing.example", type)).isEqualTo("Failed");
    }

    @Test
    void response_cut_short_at_each_length_fails() {
        int whole = 12 + "host.example".length() + 2 + 4 + 16 + 11; // header, question, answer, OPT
        server.fault(DnsFaultRule.of(new DnsFault.CutShort(whole)));
        assertThat(kind("host.example", RecordType.A)).isEqualTo("Found");
        server.clearFaults();
        for (int length = 0; length < whole; length++) {
            server.fault(DnsFaultRule.of(new DnsFault.CutShort(length)).times(1));
            assertThat(kind(hasty, "host.example", RecordType.A))
                    .as("%d octets", length)
                    .isEqualTo("Failed");
        }
    }

    @Test
    void late_response_fails_only_beyond_the_timeout() {
        server.fault(DnsFaultRule.of(new DnsFault.Late(Duration.ofMillis(20))).at("host.example"));
        server.fault(DnsFaultRule.of(new DnsFault.Late(Duration.ofMinutes(1))));

        assertThat(kind("host.example", RecordType.A)).isEqualTo("Found");
        assertThat(kind(hasty, "example.org", RecordType.RMX)).isEqualTo("Failed");
    }

    @Test
    void rules_select_by_name_type_and_number() {
        server.fault(
                DnsFaultRule.of(SERVFAIL).at("HOST.example").type(RecordType.A).times(2));

        assertThat(kind("host.example", RecordType.AAAA)).isEqualTo("Absent");
        assertThat(kind("example.org", RecordType.RMX)).isEqualTo("Found");
        assertThat(kind("host.example", RecordType.A)).isEqualTo("Failed");
        assertThat(kind("host.example", RecordType.A)).isEqualTo("Failed");
        assertThat(kind("host.example", RecordType.A)).isEqualTo("Found");
    }

    @Test
    void a_question_repeated_over_TCP_meets_a_fault_once() {
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
    void port_in_use_is_reported_at_once() {
        int port = server.address().getPort();

        assertThatThrownBy(() -> RmxDnsServer.start(ZONE, port))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("port " + port);
        assertThatThrownBy(() -> RmxDnsServer.start(ZONE, 0)).hasMessageContaining("not 0");
    }

    @Test
    void closed_server_is_gone() {
        server.close();

        assertThat(kind(hasty, "host.example", RecordType.A)).isEqualTo("Failed");
    }

    @Test
    void faults_are_parsed_from_text() {
        for (DnsFault.Plain plain : DnsFault.Plain.values()) {
            assertThat(DnsFault.parse(plain.toString())).isEqualTo(plain);
        }
        assertThat(DnsFault.parse("Late PT0.2S")).isEqualTo(new DnsFault.Late(Duration.ofMillis(200)));
        assertThat(DnsFault.parse(new DnsFault.CutShort(12).toString())).isEqualTo(new DnsFault.CutShort(12));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "nonsense", "late", "late 200", "late -PT1S", "cut-short x", "cut-short -1", "servfail 3"})
    void unknown_fault_is_refused_with_a_list_of_faults(String text) {
        assertThatThrownBy(() -> DnsFault.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
