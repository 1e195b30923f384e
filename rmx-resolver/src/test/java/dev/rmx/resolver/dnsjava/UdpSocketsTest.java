package dev.rmx.resolver.dnsjava;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rmx.record.IpAddress;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class UdpSocketsTest {
    private static final byte[] QUERY = {1, 2, 3};
    private static final Duration LONG = Duration.ofSeconds(60);

    private final UdpSockets sockets = new UdpSockets();
    private DatagramSocket server;

    @BeforeEach
    void startServer() throws IOException {
        server = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    @AfterEach
    void close() {
        sockets.close();
        server.close();
    }

    private CompletableFuture<byte[]> send(Duration timeout) {
        return sockets.send((InetSocketAddress) server.getLocalSocketAddress(), QUERY, 512, timeout);
    }

    private DatagramPacket receive() throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[600], 600);
        server.receive(packet);
        return packet;
    }

    private void respond(DatagramPacket query, byte[] octets) throws IOException {
        server.send(new DatagramPacket(octets, octets.length, query.getSocketAddress()));
    }

    private static Throwable failure(CompletableFuture<byte[]> response) {
        try {
            throw new AssertionError("should fail, and gave " + Arrays.toString(response.get(10, TimeUnit.SECONDS)));
        } catch (ExecutionException e) {
            return Objects.requireNonNull(e.getCause());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void each_query_gets_its_own_response_in_whatever_order_they_come() throws Exception {
        List<CompletableFuture<byte[]>> responses = new ArrayList<>();
        List<DatagramPacket> queries = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            responses.add(send(LONG));
            queries.add(receive());
        }
        for (int i = 49; i >= 0; i--) {
            respond(queries.get(i), new byte[] {(byte) i});
        }
        for (int i = 0; i < 50; i++) {
            assertThat(responses.get(i).get()).containsExactly(i);
        }
    }

    @Test
    void a_server_can_be_reached_over_ipv6() throws Exception {
        server.close();
        server = new DatagramSocket(new InetSocketAddress(IpAddress.parse("::1").toInetAddress(), 0));
        CompletableFuture<byte[]> response = send(LONG);
        respond(receive(), QUERY);
        assertThat(response.get()).isEqualTo(QUERY);
    }

    /** RFC 5452 §9.2. */
    @Test
    void each_query_comes_from_a_port_of_its_own() throws Exception {
        Set<Integer> ports = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            CompletableFuture<byte[]> response = send(LONG);
            DatagramPacket query = receive();
            assertThat(Arrays.copyOf(query.getData(), query.getLength())).isEqualTo(QUERY);
            ports.add(query.getPort());
            respond(query, QUERY);
            response.get();
        }
        assertThat(ports).hasSizeGreaterThan(40); // a few may be the same by chance
    }

    @Test
    void a_response_from_elsewhere_is_not_taken() throws Exception {
        CompletableFuture<byte[]> response = send(LONG);
        DatagramPacket query = receive();
        try (DatagramSocket forger = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            forger.send(new DatagramPacket(new byte[] {6, 6, 6}, 3, query.getSocketAddress()));
        }
        respond(query, QUERY);
        assertThat(response.get()).isEqualTo(QUERY);
    }

    @Test
    void an_empty_datagram_is_no_response() throws Exception {
        CompletableFuture<byte[]> response = send(LONG);
        DatagramPacket query = receive();
        respond(query, new byte[0]);
        respond(query, QUERY);
        assertThat(response.get()).isEqualTo(QUERY);
    }

    @Test
    void a_query_without_response_times_out_though_one_before_it_was_answered() throws Exception {
        CompletableFuture<byte[]> answered = send(Duration.ofMillis(200));
        respond(receive(), QUERY);
        assertThat(failure(send(Duration.ofMillis(200)))).isInstanceOf(SocketTimeoutException.class);
        assertThat(answered.get()).isEqualTo(QUERY);
    }

    @Test
    void a_port_at_which_nobody_listens_is_unreachable_at_once() {
        server.close();
        InetSocketAddress nobody = new InetSocketAddress(InetAddress.getLoopbackAddress(), portOfNobody());
        assertThat(failure(sockets.send(nobody, QUERY, 512, LONG))).isInstanceOf(PortUnreachableException.class);
    }

    private static int portOfNobody() {
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void closing_fails_what_is_open_and_what_comes_later() throws Exception {
        CompletableFuture<byte[]> open = send(LONG);
        receive();
        sockets.close();
        assertThat(failure(open)).isInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(() -> send(LONG).get()).hasCauseInstanceOf(ClosedChannelException.class);
    }
}
