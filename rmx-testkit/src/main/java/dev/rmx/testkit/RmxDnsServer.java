package dev.rmx.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Section;

/**
 * A DNS server on the loopback address that serves an {@link RmxZone} over UDP. It is ready when {@link #start} returns,
 * takes a free port, and ends with {@link #close}; many can run in one program.
 *
 * <p>Safe to share between threads.
 */
public final class RmxDnsServer implements AutoCloseable {
    private static final int LARGEST_DATAGRAM = 65535;
    private static final int PAYLOAD_WITHOUT_EDNS = 512;

    private final RmxZone zone;
    private final DatagramSocket socket;

    private RmxDnsServer(RmxZone zone, DatagramSocket socket) {
        this.zone = zone;
        this.socket = socket;
    }

    /**
     * Starts a server.
     *
     * @param zone what to serve
     * @return the server
     * @throws UncheckedIOException if no port can be bound
     */
    public static RmxDnsServer start(RmxZone zone) {
        try {
            DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
            RmxDnsServer server = new RmxDnsServer(zone, socket);
            Thread thread = new Thread(server::serve, "rmx-dns-server-" + socket.getLocalPort());
            thread.setDaemon(true);
            thread.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start a DNS server on loopback", e);
        }
    }

    /**
     * Where the server listens.
     *
     * @return a loopback address and its port
     */
    public InetSocketAddress address() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    @Override
    public void close() {
        socket.close();
    }

    private void serve() {
        byte[] buffer = new byte[LARGEST_DATAGRAM];
        while (true) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            try {
                socket.receive(packet);
                byte[] response = respond(Arrays.copyOf(packet.getData(), packet.getLength()));
                socket.send(new DatagramPacket(response, response.length, packet.getSocketAddress()));
            } catch (IOException | RuntimeException e) {
                if (socket.isClosed()) {
                    return;
                }
                // no message that can be read: stay silent
            }
        }
    }

    private byte[] respond(byte[] datagram) throws IOException {
        Message query = new Message(datagram);
        Message response = zone.respond(query);
        OPTRecord edns = query.getOPT();
        if (edns == null) {
            return response.toWire(PAYLOAD_WITHOUT_EDNS);
        }
        response.addRecord(new OPTRecord(edns.getPayloadSize(), 0, 0), Section.ADDITIONAL);
        return response.toWire(Math.max(PAYLOAD_WITHOUT_EDNS, edns.getPayloadSize()));
    }
}
