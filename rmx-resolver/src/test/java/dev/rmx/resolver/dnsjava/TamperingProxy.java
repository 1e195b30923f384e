package dev.rmx.resolver.dnsjava;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;

/** A proxy between a resolver and a server that tampers with responses. */
final class TamperingProxy implements AutoCloseable {
    private final DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    private final SimpleResolver server;
    private final Way tampering;
    private volatile @Nullable RuntimeException failure;

    /** Makes the response to a query. */
    @FunctionalInterface
    interface Way {
        Message respond(Message query, Tampering.Server server) throws IOException;
    }

    private TamperingProxy(InetSocketAddress server, Way tampering) throws IOException {
        this.server = new SimpleResolver(server);
        this.tampering = tampering;
    }

    static TamperingProxy before(InetSocketAddress server, Way tampering) throws IOException {
        TamperingProxy proxy = new TamperingProxy(server, tampering);
        Thread thread = new Thread(proxy::serve, "tampering-proxy");
        thread.setDaemon(true);
        thread.start();
        return proxy;
    }

    InetSocketAddress address() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    private void serve() {
        byte[] buffer = new byte[65535];
        while (!socket.isClosed()) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            try {
                socket.receive(packet);
                Message query = new Message(Arrays.copyOf(buffer, packet.getLength()));
                removeCookie(query);
                byte[] response = tampering.respond(query, server::send).toWire();
                socket.send(new DatagramPacket(response, response.length, packet.getSocketAddress()));
            } catch (IOException e) {
                // closed, which ends the loop; or the client gets no response
            } catch (RuntimeException e) {
                failure = e;
            }
        }
    }

    /** Removes the cookie, so that the server sends none, since the proxy's own responses have none. */
    private static void removeCookie(Message query) {
        OPTRecord edns = query.getOPT();
        if (edns != null) {
            query.removeRecord(edns, Section.ADDITIONAL);
            query.addRecord(
                    new OPTRecord(edns.getPayloadSize(), edns.getExtendedRcode(), edns.getVersion(), edns.getFlags()),
                    Section.ADDITIONAL);
        }
    }

    @Override
    public void close() {
        socket.close();
        if (failure != null) {
            throw new IllegalStateException("the tampering failed", failure);
        }
    }
}
