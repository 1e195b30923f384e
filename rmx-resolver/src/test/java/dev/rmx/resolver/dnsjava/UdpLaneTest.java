package dev.rmx.resolver.dnsjava;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rmx.record.IpAddress;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class UdpLaneTest {
    private final UdpLane lane = new UdpLane(Udp.QUERIES_OF_A_PORT, new SecureRandom());
    private DatagramSocket server;

    /** Takes the first matching datagram, and records how a query ended. */
    private static final class Waiting implements UdpPort.Receiver {
        final CompletableFuture<byte[]> response = new CompletableFuture<>();
        final CompletableFuture<Boolean> unreachable = new CompletableFuture<>();
        final List<byte[]> dropped = new ArrayList<>();

        @Override
        public boolean receive(byte[] datagram) {
            if (datagram.length == 3) {
                return response.complete(datagram);
            }
            dropped.add(datagram);
            return false;
        }

        @Override
        public void unreachable() {
            unreachable.complete(true);
        }

        @Override
        public void fail(IOException failure) {
            response.completeExceptionally(failure);
        }
    }

    @BeforeEach
    void startServer() throws IOException {
        server = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    @AfterEach
    void close() {
        lane.close();
        server.close();
    }

    private Waiting send() throws IOException {
        Waiting waiting = new Waiting();
        lane.send((InetSocketAddress) server.getLocalSocketAddress(), new byte[3], waiting);
        return waiting;
    }

    private DatagramPacket receive() throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[600], 600);
        server.receive(packet);
        return packet;
    }

    /** A response of three octets with a query's id. */
    private static byte[] response(DatagramPacket query, int last) {
        return new byte[] {query.getData()[0], query.getData()[1], (byte) last};
    }

    private static void respond(DatagramSocket from, DatagramPacket query, byte[] octets) throws IOException {
        from.send(new DatagramPacket(octets, octets.length, query.getSocketAddress()));
    }

    @Test
    void LOOK_5_each_query_gets_its_own_response_in_whatever_order_they_come() throws Exception {
        List<Waiting> waiting = new ArrayList<>();
        List<DatagramPacket> queries = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            waiting.add(send());
            queries.add(receive());
        }
        for (int i = 499; i >= 0; i--) {
            respond(server, queries.get(i), response(queries.get(i), i));
        }
        for (int i = 0; i < 500; i++) {
            assertThat(waiting.get(i).response.get()[2]).isEqualTo((byte) i);
        }
    }

    @Test
    void LOOK_5_a_server_can_be_reached_over_ipv6() throws Exception {
        server.close();
        server = new DatagramSocket(new InetSocketAddress(IpAddress.parse("::1").toInetAddress(), 0));
        Waiting waiting = send();
        DatagramPacket query = receive();
        respond(server, query, response(query, 7));
        assertThat(waiting.response.get()[2]).isEqualTo((byte) 7);
    }

    @Test
    void LOOK_5_a_datagram_from_elsewhere_with_another_id_or_of_no_length_is_dropped() throws Exception {
        Waiting waiting = send();
        DatagramPacket query = receive();
        try (DatagramSocket forger = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            respond(forger, query, response(query, 6));
        }
        byte[] otherId = response(query, 6);
        otherId[1]++;
        respond(server, query, otherId);
        respond(server, query, new byte[0]);
        respond(server, query, new byte[] {query.getData()[0]});
        respond(server, query, Arrays.copyOf(response(query, 6), 2));
        respond(server, query, response(query, 7));
        assertThat(waiting.response.get()[2]).isEqualTo((byte) 7);
        assertThat(waiting.dropped).as("with the right id").hasSize(1);
    }

    /** RFC 5452 §9.2. */
    @Test
    void LOOK_5_ports_and_ids_are_random_and_a_port_takes_a_hundred_queries_at_most() throws Exception {
        List<Integer> ports = new ArrayList<>();
        Set<Integer> ids = new HashSet<>();
        for (int i = 0; i < 4_000; i++) {
            Waiting waiting = send();
            DatagramPacket query = receive();
            ports.add(query.getPort());
            ids.add((query.getData()[0] & 0xff) << 8 | (query.getData()[1] & 0xff));
            respond(server, query, response(query, i));
            waiting.response.get();
        }
        for (int port : new HashSet<>(ports)) {
            assertThat(ports.stream().filter(used -> used == port).count()).isBetween(1L, 2L * Udp.QUERIES_OF_A_PORT);
        }
        assertThat(new HashSet<>(ports.subList(0, 100)))
                .as("queries are spread")
                .hasSizeGreaterThan(8);
        assertThat(new HashSet<>(ports)).hasSizeGreaterThan(4_000 / Udp.QUERIES_OF_A_PORT - 10);
        assertThat(ids).hasSizeGreaterThan(3_500);
    }

    @Test
    void LOOK_5_each_query_can_have_a_port_of_its_own() throws Exception {
        try (UdpLane each = new UdpLane(1, new SecureRandom())) {
            Set<Integer> ports = new HashSet<>();
            for (int i = 0; i < 300; i++) {
                Waiting waiting = new Waiting();
                each.send((InetSocketAddress) server.getLocalSocketAddress(), new byte[3], waiting);
                DatagramPacket query = receive();
                ports.add(query.getPort());
                respond(server, query, response(query, i));
                waiting.response.get();
            }
            assertThat(ports).as("a port may be drawn twice").hasSizeGreaterThan(285);
        }
    }

    @Test
    void LOOK_5_an_unreachable_port_is_reported_and_ends_no_query() throws Exception {
        InetSocketAddress nobody = new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort());
        server.connect(InetAddress.getLoopbackAddress(), 9); // the port refuses what others send, and is not free
        Waiting waiting = new Waiting();
        lane.send(nobody, new byte[3], waiting);
        assertThat(waiting.unreachable.get()).isTrue();
        assertThat(waiting.response).isNotDone();
    }

    @Test
    void LIM_3_closing_fails_open_and_later_queries() throws Exception {
        Waiting open = send();
        receive();
        lane.close();
        assertThatThrownBy(open.response::get).hasCauseInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(this::send).isInstanceOf(ClosedChannelException.class);
    }
}
