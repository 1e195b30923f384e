package dev.rmx.resolver.dnsjava;

import java.io.IOException;
import java.net.BindException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A socket that is connected to one name server, on a random port, and the queries in flight through it, each with a random id
 * (RFC 5452 §9.2). It takes queries for a short time; then it waits for what is in flight, and closes. Safe to share between threads.
 */
final class UdpPort {
    /** Where random ports are taken from: Linux takes its own from here, and firewalls let it. */
    private static final int FIRST_PORT = 32_768;

    private static final int PORTS = 28_232;
    /** How many ports are tried that are all in use. */
    private static final int BIND_ATTEMPTS = 100;

    private static final int IDS = 1 << 16;
    /** Each ICMP error that has come meanwhile keeps one write from being done. */
    private static final int WRITE_ATTEMPTS = 4;

    static final int RETIRED = -1;
    /** How many datagrams are read at a time: other sockets wait meanwhile. */
    private static final int MOST_AT_ONCE = 64;

    private final DatagramChannel channel;
    private final RandomGenerator random;
    private final long openedAt;
    private final Map<Integer, Receiver> inFlight = new HashMap<>(); // with what follows guarded by this
    private int queries;
    private boolean retired;

    /** Waits for the response to a query. Called on the thread that reads; it must not block. */
    interface Receiver {
        /** Takes a datagram from the server with the query's id; true if nothing more is waited for. */
        boolean receive(byte[] datagram);

        /** An ICMP error came from the server's address, or on the way there; a response may come all the same ([LOOK-5]). */
        void unreachable();

        /** The socket is of no use any more. */
        void fail(IOException failure);
    }

    private UdpPort(DatagramChannel channel, RandomGenerator random, long now) {
        this.channel = channel;
        this.random = random;
        this.openedAt = now;
    }

    /** Opens a socket. */
    static UdpPort open(InetSocketAddress server, RandomGenerator random, long now) throws IOException {
        boolean ipv6 = server.getAddress() instanceof Inet6Address;
        DatagramChannel channel =
                DatagramChannel.open(ipv6 ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET);
        try {
            channel.configureBlocking(false);
            bind(channel, InetAddress.getByAddress(new byte[ipv6 ? 16 : 4]), random);
            channel.connect(server); // from now on the system takes datagrams from there alone
            return new UdpPort(channel, random, now);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static void bind(DatagramChannel channel, InetAddress anyAddress, RandomGenerator random)
            throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                channel.bind(new InetSocketAddress(anyAddress, FIRST_PORT + random.nextInt(PORTS)));
                return;
            } catch (BindException e) { // in use
                if (attempt == BIND_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    DatagramChannel channel() {
        return channel;
    }

    /** Whether the port has taken as many queries as it may, or for as long. */
    synchronized boolean isWornOut(long now) {
        return retired || queries >= Udp.QUERIES_OF_A_PORT || now - openedAt > Udp.LIFE_OF_A_PORT.toNanos();
    }

    /**
     * Sends a query.
     *
     * @return its id, with which {@link #forget} gives it up; {@link #RETIRED} if the port takes no more queries
     */
    int send(byte[] query, Receiver receiver) throws IOException {
        int id;
        ByteBuffer datagram;
        synchronized (this) {
            if (retired) {
                return RETIRED;
            }
            id = random.nextInt(IDS);
            while (inFlight.containsKey(id)) {
                id = random.nextInt(IDS);
            }
            inFlight.put(id, receiver);
            queries++;
            datagram = ByteBuffer.wrap(query).putShort(0, (short) id);
        }
        try {
            write(datagram);
            return id;
        } catch (IOException e) {
            forget(id, receiver);
            throw e;
        }
    }

    private void write(ByteBuffer datagram) throws IOException {
        for (int attempt = 0; attempt < WRITE_ATTEMPTS; attempt++) {
            try {
                if (channel.write(datagram) == 0) {
                    throw new IOException("the system has no room for a query");
                }
                return;
            } catch (PortUnreachableException earlier) { // an error that an earlier query has met is told now
                unreachable();
            }
        }
    }

    /** Gives a query up. */
    synchronized void forget(int id, Receiver receiver) {
        inFlight.remove(id, receiver);
        closeIfDone();
    }

    /** Takes no more queries, and closes when none is in flight. */
    synchronized void retire() {
        retired = true;
        closeIfDone();
    }

    private void closeIfDone() {
        if (retired && inFlight.isEmpty()) {
            close();
        }
    }

    /** Reads what has come. */
    void read(ByteBuffer buffer) {
        try {
            for (int i = 0; i < MOST_AT_ONCE; i++) {
                int length = channel.read(buffer.clear());
                if (length <= 0) {
                    return;
                }
                byte[] datagram = new byte[length];
                buffer.flip().get(datagram);
                deliver(datagram);
            }
        } catch (PortUnreachableException e) {
            unreachable();
        } catch (IOException e) {
            fail(e);
        }
    }

    private void deliver(byte[] datagram) {
        if (datagram.length < 2) {
            return; // no message ([LOOK-5])
        }
        int id = (datagram[0] & 0xff) << 8 | (datagram[1] & 0xff);
        Receiver receiver = receiver(id);
        if (receiver != null && receiver.receive(datagram)) {
            forget(id, receiver);
        }
    }

    private synchronized @Nullable Receiver receiver(int id) {
        return inFlight.get(id);
    }

    private void unreachable() {
        for (Receiver receiver : receivers()) {
            receiver.unreachable();
        }
    }

    /** Fails what is in flight, and closes. */
    void fail(IOException failure) {
        List<Receiver> left;
        synchronized (this) {
            left = receivers();
            inFlight.clear();
            retired = true;
            close();
        }
        for (Receiver receiver : left) {
            receiver.fail(failure);
        }
    }

    private synchronized List<Receiver> receivers() {
        return new ArrayList<>(inFlight.values());
    }

    private void close() {
        try {
            channel.close();
        } catch (IOException e) {
            return; // it is no longer used either way
        }
    }
}
