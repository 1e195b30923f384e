package dev.rmx.resolver.dnsjava;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rmx.resolver.internal.InPlace;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which lane a query goes through, and who reads it. */
@Timeout(60)
class UdpTest {
    private final Udp udp = new Udp(Udp.QUERIES_OF_A_PORT, 2);
    private DatagramSocket server;

    @BeforeEach
    void startServer() throws IOException {
        server = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    @AfterEach
    void close() {
        udp.close();
        server.close();
    }

    private Set<UdpLane> lanesOf(int queries) throws IOException {
        Set<UdpLane> lanes = new HashSet<>();
        for (int i = 0; i < queries; i++) {
            UdpLane lane = udp.lane();
            lanes.add(lane);
            lane.send((InetSocketAddress) server.getLocalSocketAddress(), new byte[3], new Ignoring())
                    .run(); // gives it up
        }
        return lanes;
    }

    @Test
    void a_thread_that_does_not_read_sends_through_all_lanes() throws IOException {
        assertThat(lanesOf(100)).hasSize(2);
    }

    @Test
    void a_thread_that_reads_sends_through_its_own_lane() throws Exception {
        Set<UdpLane> all = lanesOf(100); // starts both readers
        InPlace.Reading mine = awaitReading();
        Set<UdpLane> here = lanesOf(100);
        assertThat(here).hasSize(1);
        CompletableFuture<Set<UdpLane>> there = CompletableFuture.supplyAsync(() -> {
            InPlace.Reading its = awaitReading();
            try {
                return lanesOf(100);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            } finally {
                its.stop();
            }
        });
        assertThat(there.get()).hasSize(1).doesNotContainAnyElementsOf(here);
        assertThat(udp.startReading()).as("reading a second lane").isNull();
        mine.stop();
        assertThat(lanesOf(100)).isEqualTo(all);
    }

    @Test
    void a_second_stop_ends_the_reading_of_no_other_thread() throws Exception {
        lanesOf(100);
        InPlace.Reading mine = awaitReading();
        UdpLane lane = udp.lane();
        mine.stop();
        CompletableFuture<Void> other = CompletableFuture.runAsync(() -> {
            while (lane.startReading() == null) {
                Thread.onSpinWait();
            }
        });
        other.join(); // from now on the other thread is the one that reads
        mine.stop();
        assertThat(lane.startReading()).isNull();
    }

    /** Waits until a reader's own thread rests. */
    private InPlace.Reading awaitReading() {
        while (true) {
            InPlace.Reading mine = udp.startReading();
            if (mine != null) {
                return mine;
            }
            Thread.onSpinWait();
        }
    }

    private static final class Ignoring implements UdpPort.Receiver {
        @Override
        public boolean receive(byte[] datagram) {
            return true;
        }

        @Override
        public void unreachable() {}

        @Override
        public void fail(IOException failure) {}
    }
}
