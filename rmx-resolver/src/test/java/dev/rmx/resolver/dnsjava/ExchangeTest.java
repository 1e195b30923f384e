package dev.rmx.resolver.dnsjava;

import static dev.rmx.resolver.dnsjava.RawServer.answer;
import static dev.rmx.resolver.dnsjava.RawServer.header;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.resolver.HeldTimer;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;

/** What an attacker who can send datagrams can and cannot achieve. */
class ExchangeTest extends WithRawServer {
    @Test
    void LOOK_5_other_datagrams_are_dropped_and_the_wait_goes_on() {
        serve(query -> {
            byte[] right = answer(query, GRANT).toWire();
            return List.of(
                    with(right, 1, right[1] + 1), // another id
                    Arrays.copyOf(right, 3),
                    Arrays.copyOf(right, 11),
                    with(right, 2, right[2] & 0x7f), // a query
                    with(right, 2, right[2] | 0x28), // another opcode
                    header(query, Rcode.NOERROR), // without a question
                    answer(renamed(query, "other.example"), GRANT).toWire(),
                    answer(renamed(query, "ictim.example"), GRANT).toWire(),
                    right);
        });
        assertGranted(ask());
        assertThat(server.tcpQueries).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {Rcode.FORMERR, Rcode.NOTIMP})
    void LOOK_2_a_server_that_refuses_EDNS_with_a_bare_header_is_asked_without_it(int rcode) {
        serve(query -> List.of(
                query.getOPT() != null
                        ? header(query, rcode)
                        : answer(query, GRANT).toWire()));
        assertGranted(ask());
        assertThat(server.udpQueries).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {Rcode.FORMERR, Rcode.NOTIMP, Rcode.BADVERS})
    void LOOK_2_a_server_that_refuses_EDNS_in_a_whole_response_is_asked_without_it(int rcode) {
        serve(query -> {
            Message refusal = answer(query);
            refusal.getHeader().setRcode(rcode & 0xf);
            if (rcode > 0xf) {
                refusal.addRecord(new OPTRecord(1232, rcode >> 4, 0), Section.ADDITIONAL);
            }
            return List.of(
                    query.getOPT() != null
                            ? refusal.toWire()
                            : answer(query, GRANT).toWire());
        });
        assertGranted(ask());
    }

    @ParameterizedTest
    @ValueSource(ints = {Rcode.FORMERR, Rcode.NOTIMP})
    void LOOK_2_only_a_response_without_EDNS_shows_that_a_server_is_too_old(int rcode) {
        serve(query -> List.of(header(query, rcode)));
        assertThat(ask()).isInstanceOf(DnsAnswer.Absent.class);
        assertThat(server.udpQueries).hasSize(2);
        assertThat(server.udpQueries.get(1).getOPT()).isNull();
    }

    @Test
    void LOOK_5_records_of_another_class_are_ignored() {
        serve(query -> {
            Message response = answer(query, GRANT, "victim.example. CNAME elsewhere.example.");
            byte[] octets = response.toWire();
            // the class of both records: after each owner, a pointer, and the type
            return List.of(inClassChaos(octets));
        });
        assertThat(kind(ask())).isEqualTo(DnsAnswer.Failed.Kind.UNUSABLE_RESPONSE);
    }

    private static byte[] inClassChaos(byte[] octets) {
        byte[] changed = octets.clone();
        int question = 12;
        while (changed[question] != 0) {
            question += 1 + changed[question];
        }
        for (int i = question + 5; i + 3 < changed.length; i++) {
            boolean record = (changed[i] & 0xc0) == 0xc0 && changed[i + 4] == 0 && changed[i + 5] == 1;
            if (record) {
                changed[i + 5] = 3;
            }
        }
        return changed;
    }

    @Test
    void LOOK_6_a_query_is_repeated_over_TCP_if_the_case_of_its_response_differs() {
        serve(query -> List.of(answer(renamed(query, "victim.example"), "victim.example. RMX unused:")
                .toWire()));
        try (DnsjavaResolver resolver = resolver()) {
            // by chance, all letters are in lower case once in 8,192 times
            for (int i = 0; i < 3 && server.tcpQueries.isEmpty(); i++) {
                DnsAnswer answer = ask(resolver).join();
                if (!server.tcpQueries.isEmpty()) {
                    assertGranted(answer);
                }
            }
        }
        assertThat(server.tcpQueries).isNotEmpty();
    }

    @Test
    void LOOK_6_a_server_that_never_preserves_case_is_asked_in_lower_case_from_then_on() {
        Function<Message, List<byte[]>> lower =
                query -> List.of(answer(renamed(query, "victim.example"), GRANT).toWire());
        serve(lower, lower);
        try (DnsjavaResolver resolver = resolver()) {
            for (int i = 0; i < 5; i++) {
                assertGranted(ask(resolver).join());
            }
        }
        assertThat(server.tcpQueries).hasSizeLessThan(3);
        assertThat(server.udpQueries.get(4).getQuestion().getName().toString()).isEqualTo(NAME);
    }

    @Test
    void LOOK_5_letters_of_a_query_are_in_random_case() {
        serve(query -> List.of(answer(query, GRANT).toWire()));
        try (DnsjavaResolver resolver = resolver()) {
            IntStream.range(0, 20).forEach(i -> assertGranted(ask(resolver).join()));
        }
        assertThat(server.udpQueries.stream()
                        .map(query -> query.getQuestion().getName().toString())
                        .distinct())
                .hasSizeGreaterThan(15)
                .allMatch(NAME::equalsIgnoreCase);
    }

    @Test
    void LOOK_2_a_truncated_response_is_fetched_over_TCP() {
        serve(query -> {
            Message cut = answer(query);
            cut.getHeader().setFlag(Flags.TC);
            return List.of(cut.toWire());
        });
        assertGranted(ask());
    }

    @Test
    void LOOK_2_over_TCP_a_response_to_another_query_is_a_failure() {
        serve(
                query -> {
                    Message cut = answer(query);
                    cut.getHeader().setFlag(Flags.TC);
                    return List.of(cut.toWire());
                },
                query -> List.of(answer(renamed(query, "other.example"), GRANT).toWire()));
        assertThat(kind(ask())).isEqualTo(DnsAnswer.Failed.Kind.UNUSABLE_RESPONSE);
    }

    @Test
    void LOOK_5_after_an_ICMP_error_the_next_server_is_asked_at_once() {
        serve(query -> List.of(answer(query, GRANT).toWire()));
        RawServer gone = new RawServer(query -> List.of(), query -> List.of());
        InetSocketAddress nobody = gone.address();
        gone.close();
        assertGranted(ask(nobody));
    }

    @Test
    void LOOK_6_after_ICMP_errors_for_all_servers_the_question_fails_as_unreachable() throws Exception {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        // connected elsewhere, the port refuses what others send, and nobody else can take it
        try (DatagramSocket refusing = new DatagramSocket(0, loopback)) {
            refusing.connect(loopback, 9);
            try (DnsjavaResolver resolver = DnsjavaResolver.builder()
                    .servers(new InetSocketAddress(loopback, refusing.getLocalPort()))
                    .build()) {
                assertThat(kind(ask(resolver).join())).isEqualTo(DnsAnswer.Failed.Kind.UNREACHABLE);
            }
        }
    }

    @Test
    void LIM_5_a_server_known_to_be_dead_is_asked_last() throws Exception {
        serve(query -> List.of(answer(query, GRANT).toWire()));
        CompletableFuture<Void> asked = new CompletableFuture<>();
        RawServer silent = new RawServer(
                query -> {
                    asked.complete(null);
                    return List.of();
                },
                query -> List.of());
        HeldTimer timer = new HeldTimer();
        try (silent;
                DnsjavaResolver resolver = DnsjavaResolver.builder()
                        .servers(silent.address(), server.address())
                        .scheduler(timer)
                        .build()) {
            CompletableFuture<DnsAnswer> first = ask(resolver);
            asked.join();
            timer.pass(Duration.ofSeconds(2));
            assertGranted(first.join());
            for (int i = 0; i < 10; i++) {
                assertGranted(ask(resolver).join()); // without waiting for the dead one
            }
            assertThat(silent.udpQueries).hasSize(1);
        }
    }

    @Test
    void LOOK_2_after_an_unreadable_response_the_next_server_is_asked() {
        RawServer garbled = new RawServer(
                query -> {
                    byte[] octets = answer(query, "victim.example. CNAME a.").toWire();
                    byte[] cut = Arrays.copyOf(octets, octets.length - 2); // of the target, "01 61 00"
                    cut[cut.length - 1] = 5;
                    cut[cut.length - 2] = 1;
                    return List.of(cut);
                },
                query -> List.of());
        serve(query -> List.of(answer(query, GRANT).toWire()));
        try (garbled) {
            assertGranted(ask(garbled.address()));
        }
    }
}
