package dev.rmx.resolver.dnsjava;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** A name server on loopback that sends a test's octets, and records the queries. */
final class RawServer implements AutoCloseable {
    final List<Message> udpQueries = new CopyOnWriteArrayList<>();
    final List<byte[]> udpOctets = new CopyOnWriteArrayList<>();
    final List<Message> tcpQueries = new CopyOnWriteArrayList<>();

    int tcpGivenUp;

    private final DatagramSocket udp;
    private final ServerSocket tcp;
    private final Function<Message, List<byte[]>> byUdp;
    private final Function<Message, List<byte[]>> byTcp;

    /**
     * Starts a server.
     *
     * @param byUdp the datagrams to send for a query
     * @param byTcp the messages to send for a query over TCP
     */
    RawServer(Function<Message, List<byte[]>> byUdp, Function<Message, List<byte[]>> byTcp) {
        this.byUdp = byUdp;
        this.byTcp = byTcp;
        try {
            this.tcp = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            this.udp = new DatagramSocket(address());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        start(this::serveUdp);
        start(this::serveTcp);
    }

    private interface Serving {
        void run() throws IOException;
    }

    private static void start(Serving serving) {
        Thread thread = new Thread(() -> {
            try {
                serving.run();
            } catch (SocketException | EOFException e) {
                return; // closed
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    InetSocketAddress address() {
        return (InetSocketAddress) tcp.getLocalSocketAddress();
    }

    private void serveUdp() throws IOException {
        while (true) {
            DatagramPacket packet = new DatagramPacket(new byte[4_096], 4_096);
            udp.receive(packet);
            byte[] octets = Arrays.copyOf(packet.getData(), packet.getLength());
            Message query = new Message(octets);
            udpOctets.add(octets);
            udpQueries.add(query);
            for (byte[] response : byUdp.apply(query)) {
                udp.send(new DatagramPacket(response, response.length, packet.getSocketAddress()));
            }
        }
    }

    private void serveTcp() throws IOException {
        while (true) {
            try (Socket socket = tcp.accept()) {
                DataInputStream in = new DataInputStream(socket.getInputStream());
                byte[] octets = in.readNBytes(in.readUnsignedShort());
                Message query = new Message(octets);
                tcpQueries.add(query);
                for (byte[] response : byTcp.apply(query)) {
                    DataOutputStream out = new DataOutputStream(socket.getOutputStream());
                    out.writeShort(response.length);
                    out.write(response);
                    out.flush();
                }
            } catch (EOFException givenUp) {
                tcpGivenUp++;
            }
        }
    }

    /** A response with these records, in master-file format, in its answer section. */
    static Message answer(Message query, String... records) {
        Message response = new Message(query.getHeader().getID());
        response.getHeader().setFlag(Flags.QR);
        response.getHeader().setFlag(Flags.AA);
        response.addRecord(query.getQuestion(), Section.QUESTION);
        for (String record : records) {
            String[] parts = record.split(" ", 3);
            add(response, parts[0], parts[1], parts[2]);
        }
        return response;
    }

    private static void add(Message response, String owner, String type, String data) {
        try {
            response.addRecord(
                    Record.fromString(Name.fromString(owner), Type.value(type), DClass.IN, 300, data, Name.root),
                    Section.ANSWER);
        } catch (IOException e) {
            throw new IllegalArgumentException(owner, e);
        }
    }

    /** A bare header with this response code. */
    static byte[] header(Message query, int rcode) {
        byte[] header = new byte[12];
        header[0] = (byte) (query.getHeader().getID() >> 8);
        header[1] = (byte) query.getHeader().getID();
        header[2] = (byte) 0x80;
        header[3] = (byte) rcode;
        return header;
    }

    @Override
    public void close() {
        try {
            udp.close();
            tcp.close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
