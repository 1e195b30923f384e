package dev.rmx.testkit;

import dev.rmx.record.DomainName;
import dev.rmx.resolver.internal.DaemonThreads;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * A DNS server on the loopback address. It serves an {@link RmxZone} over UDP and TCP, and misbehaves where it is told
 * to:
 *
 * <pre>{@code
 * try (RmxDnsServer server = RmxDnsServer.start(zone)) {
 *     server.fault(DnsFaultRule.of(DnsFault.Plain.SERVFAIL).at("mail.example.org"));
 *     // ... what is tested asks server.address() ...
 *     assertThat(server.asked()).contains(new RmxDnsServer.Asked("mail.example.org", "A", false));
 * }
 * }</pre>
 *
 * <p>It is ready when {@link #start} returns, and stops on {@link #close}. Many can run in one program. It never
 * listens on an address other than loopback. Thread-safe.
 */
public final class RmxDnsServer implements AutoCloseable {
    static final int LARGEST_MESSAGE = 65535;
    /** Attempts to find a UDP port whose TCP port is free too. */
    private static final int PORT_ATTEMPTS = 50;

    private volatile RmxZone zone;
    private final InetSocketAddress address;
    private final DatagramSocket udp;
    /** The socket that sends responses with {@link DnsFault.Plain#WRONG_SOURCE}. */
    private final DatagramSocket elsewhere;

    private final ServerSocket tcp;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final ThreadFactory threads;
    private final ScheduledExecutorService delayed;
    private final ActiveFaults faults = new ActiveFaults();
    private final HeldResponses held = new HeldResponses();
    private final Queue<Asked> asked = new ConcurrentLinkedQueue<>();

    /**
     * A question that the server received.
     *
     * @param name the name, in canonical text as {@link dev.rmx.record.DomainName} writes it
     * @param type the type's mnemonic, such as {@code A} or {@code RMX}
     * @param tcp whether it came over TCP
     */
    public record Asked(String name, String type, boolean tcp) {}

    private RmxDnsServer(RmxZone zone, DatagramSocket udp, DatagramSocket elsewhere, ServerSocket tcp) {
        this.zone = zone;
        this.address = (InetSocketAddress) udp.getLocalSocketAddress();
        this.udp = udp;
        this.elsewhere = elsewhere;
        this.tcp = tcp;
        this.threads = new DaemonThreads("rmx-dns-server-" + address.getPort());
        this.delayed = Executors.newSingleThreadScheduledExecutor(threads);
    }

    /**
     * Starts a server on a free port.
     *
     * @param zone what to serve
     * @return the server
     * @throws UncheckedIOException if no port can be bound
     */
    public static RmxDnsServer start(RmxZone zone) {
        for (int attempt = 1; ; attempt++) {
            try {
                return open(zone, 0);
            } catch (BindException e) {
                if (attempt == PORT_ATTEMPTS) {
                    throw new UncheckedIOException("no port on loopback is free for both UDP and TCP", e);
                }
            } catch (IOException e) {
                throw new UncheckedIOException("cannot start a DNS server on loopback", e);
            }
        }
    }

    /**
     * Starts a server on a given port.
     *
     * @param zone what to serve
     * @param port 1 to 65535
     * @return the server
     * @throws UncheckedIOException if the port cannot be bound, for example because it is in use
     * @throws IllegalArgumentException if the port is out of range
     */
    public static RmxDnsServer start(RmxZone zone, int port) {
        if (port < 1 || port > 0xffff) {
            throw new IllegalArgumentException("a port must be 1 to 65535, not " + port);
        }
        try {
            return open(zone, port);
        } catch (IOException e) {
            throw new UncheckedIOException("port " + port + " on loopback cannot be bound: " + e.getMessage(), e);
        }
    }

    private static RmxDnsServer open(RmxZone zone, int port) throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        DatagramSocket udp = new DatagramSocket(new InetSocketAddress(loopback, port));
        DatagramSocket elsewhere = new DatagramSocket(new InetSocketAddress(loopback, 0));
        RmxDnsServer server;
        try {
            server = new RmxDnsServer(zone, udp, elsewhere, new ServerSocket(udp.getLocalPort(), 50, loopback));
        } catch (IOException e) {
            udp.close();
            elsewhere.close();
            throw e;
        }
        server.threads.newThread(server::serveUdp).start();
        server.threads.newThread(server::serveTcp).start();
        return server;
    }

    /**
     * The address on which the server listens.
     *
     * @return a loopback address, and the port for both UDP and TCP; also after {@link #close}
     */
    public InetSocketAddress address() {
        return address;
    }

    /**
     * Serves another zone from now on, as when DNS data change.
     *
     * @param other what to serve
     */
    public void serve(RmxZone other) {
        zone = other;
    }

    /**
     * Holds every response until {@link #release}, so that a test controls the order of events. Faults and zone are
     * those of the time when the query came. A {@link DnsFault.Late} response is delayed first and held then.
     */
    public void hold() {
        held.hold();
    }

    /** Sends the held responses in the order of their queries, and holds no more. */
    public void release() {
        held.release();
    }

    /**
     * Makes the server misbehave. A question meets the first rule that concerns it.
     *
     * @param rule what goes wrong, for which questions, and how often
     */
    public void fault(DnsFaultRule rule) {
        faults.add(rule);
    }

    /** Removes all faults. */
    public void clearFaults() {
        faults.clear();
    }

    /**
     * The questions that the server received since it started, or since {@link #forgetAsked}.
     *
     * @return the questions in the order in which they came, with those that met a fault
     */
    public List<Asked> asked() {
        return List.copyOf(asked);
    }

    /** Forgets the questions received so far. A server that runs for long otherwise keeps them all. */
    public void forgetAsked() {
        asked.clear();
    }

    @Override
    public void close() {
        udp.close();
        elsewhere.close();
        close(tcp);
        connections.forEach(RmxDnsServer::close);
        delayed.shutdownNow();
    }

    private static void close(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception e) {
            return; // the socket is no longer used
        }
    }

    private void serveUdp() {
        byte[] buffer = new byte[LARGEST_MESSAGE];
        while (!udp.isClosed()) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            try {
                udp.receive(packet);
                respond(new Message(Arrays.copyOf(buffer, packet.getLength())), false, (octets, fault) -> {
                    DatagramSocket from = fault == DnsFault.Plain.WRONG_SOURCE ? elsewhere : udp;
                    from.send(new DatagramPacket(octets, octets.length, packet.getSocketAddress()));
                    return true;
                });
            } catch (IOException | RuntimeException e) {
                // the socket is closed, or the message cannot be read: no response
            }
        }
    }

    private void serveTcp() {
        while (!tcp.isClosed()) {
            try {
                Socket connection = tcp.accept();
                connections.add(connection);
                threads.newThread(() -> serve(connection)).start();
            } catch (IOException e) {
                // the socket is closed, which ends the loop, or the client has gone
            }
        }
    }

    /** Serves one connection, message after message (RFC 7766), until the client or a fault ends it. */
    private void serve(Socket connection) {
        try (connection) {
            connection.setTcpNoDelay(true);
            DataInputStream in = new DataInputStream(connection.getInputStream());
            OutputStream out = connection.getOutputStream();
            boolean open = true;
            while (open) {
                byte[] query = new byte[in.readUnsignedShort()];
                in.readFully(query);
                open = respond(new Message(query), true, (octets, fault) -> TcpResponse.write(out, octets, fault));
            }
        } catch (IOException | RuntimeException e) {
            // the client has gone, or its message cannot be read
        } finally {
            connections.remove(connection);
        }
    }

    /** Sends a response; returns whether the connection stays open. */
    @FunctionalInterface
    private interface Sender {
        boolean send(byte[] octets, @Nullable DnsFault fault) throws IOException;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // nothing here waits for a late response
    private boolean respond(Message query, boolean tcp, Sender sender) throws IOException {
        Record question = query.getQuestion();
        if (question == null) {
            return false;
        }
        String name = DomainName.fromWire(question.getName().toWire()).toString();
        asked.add(new Asked(name, Type.string(question.getType()), tcp));
        Optional<DnsFault> fault = faults.meet(question, tcp);
        if (fault.isEmpty()) {
            byte[] right = FaultyResponse.right(zone, query, tcp);
            return held.pass(() -> sender.send(right, null));
        }
        Optional<byte[]> response = FaultyResponse.with(fault.get(), zone, query, tcp);
        if (response.isPresent() && fault.get() instanceof DnsFault.Late late) {
            delayed.schedule(
                    () -> held.passLate(() -> sender.send(response.get(), null)),
                    late.delay().toNanos(),
                    TimeUnit.NANOSECONDS);
            return true;
        }
        return response.isEmpty() || held.pass(() -> sender.send(response.get(), fault.get()));
    }
}
