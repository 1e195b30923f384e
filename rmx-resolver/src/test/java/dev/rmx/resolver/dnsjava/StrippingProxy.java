package dev.rmx.resolver.dnsjava;

import dev.rmx.codec.RmxWire;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;

/** Stands between a resolver and a server, hands everything on, and says to questions for RMX that the server is too old. */
final class StrippingProxy implements AutoCloseable {
    private final DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    private final SimpleResolver server;
    private final int code;

    /** How it says so. */
    enum Code {
        NOTIMP(Rcode.NOTIMP),
        FORMERR(Rcode.FORMERR);

        private final int number;

        Code(int number) {
            this.number = number;
        }
    }

    private StrippingProxy(InetSocketAddress server, Code code) throws IOException {
        this.server = new SimpleResolver(server);
        this.code = code.number;
    }

    static StrippingProxy before(InetSocketAddress server, Code code) throws IOException {
        StrippingProxy proxy = new StrippingProxy(server, code);
        Thread thread = new Thread(proxy::serve, "stripping-proxy");
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
                byte[] response = respond(query).toWire();
                socket.send(new DatagramPacket(response, response.length, packet.getSocketAddress()));
            } catch (IOException e) {
                // closed, which ends the loop, or a response that the client waits for in vain
            }
        }
    }

    private Message respond(Message query) throws IOException {
        if (query.getQuestion().getType() != RmxWire.DEFAULT_TYPE) {
            return server.send(query);
        }
        Message response = new Message(query.getHeader().getID());
        response.getHeader().setFlag(Flags.QR);
        response.getHeader().setRcode(code);
        response.addRecord(query.getQuestion(), Section.QUESTION);
        response.addRecord(new OPTRecord(1232, 0, 0), Section.ADDITIONAL);
        return response;
    }

    @Override
    public void close() {
        socket.close();
    }
}
