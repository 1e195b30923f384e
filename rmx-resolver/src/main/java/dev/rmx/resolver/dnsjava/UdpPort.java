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
 * A socket on a random port, connected to one name server, with its queries in flight, each with a random id (RFC 5452
 * §9.2). It takes queries for a short time, then waits for those in flight, and closes. Safe to share between threads.
 */
final class UdpPort {
    /** The lowest random port. Linux takes ephemeral ports from here, so firewalls allow them. */
    private static final int FIRST_PORT = 32_768;

    private static final int PORTS = 28_232;
    /** How many ports to try if all are in use. */
    private static final int BIND_ATTEMPTS = 100;

    private static final int IDS = 1 << 16;
    /** Each earlier ICMP error makes one write fail. */
    private static final int WRITE_ATTEMPTS = 4;

    static final int RETIRED = -1;
    /** How many datagrams to read at a time, so that other sockets get their turn. */
    private static final int MOST_AT_ONCE = 64;

    private final DatagramChannel channel;
    private final RandomGenerator random;
    private final int mostQueries;
    private final long openedAt;
    private final Map<Integer, Receiver> inFlight = new HashMap<>(); // this and the fields below are guarded by this
    private int queries;
    private boolean retired;

    /**
     * Receives the response to a query. Called on the thread that reads, outside all locks; must be short and not
     * block.
     */
    interface Receiver {
        /** Receives a datagram from the server with the query's id. Returns true if the wait is over. */
        boolean receive(byte[] datagram);

        /** An ICMP error came; a response may still come ([LOOK-5]). */
        void unreachable();

        /** The socket is unusable. */
        void fail(IOException failure);
    }

    private UdpPort(DatagramChannel channel, RandomGenerator random, int mostQueries, long now) {
        this.channel = channel;
        this.random = random;
        this.mostQueries = mostQueries;
        this.openedAt = now;
    }

    /** Opens a socket that takes so many queries. */
    static UdpPort open(InetSocketAddress server, RandomGenerator random, int mostQueries, long now)
            throws IOException {
        boolean ipv6 = server.getAddress() instanceof Inet6Address;
        DatagramChannel channel =
                DatagramChannel.open(ipv6 ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET);
        try {
            channel.configureBlocking(false);
            bind(channel, InetAddress.getByAddress(new byte[ipv6 ? 16 : 4]), random);
            channel.connect(server); // [LOOK-5] from now on the system accepts datagrams only from there
            return new UdpPort(channel, random, mostQueries, now);
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
            } catch (BindException e) { // port in use
                if (attempt == BIND_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    DatagramChannel channel() {
        return channel;
    }

    /** Whether the port has reached its limit of queries or time. */
    synchronized boolean isWornOut(long now) {
        return retired || queries >= mostQueries || now - openedAt > Udp.LIFE_OF_A_PORT.toNanos();
    }

    /**
     * Sends a query.
     *
     * @return its id, for {@link #forget}; {@link #RETIRED} if the port takes no more queries
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
            } catch (PortUnreachableException earlier) { // reports the error of an earlier query
                unreachable();
            }
        }
    }

    /** Whether queries are in flight. */
    synchronized boolean isInUse() {
        return !inFlight.isEmpty();
    }

    /** Gives a query up. */
    synchronized void forget(int id, Receiver receiver) {
        inFlight.remove(id, receiver);
        closeIfDone();
    }

    /** Takes no more queries, and closes the socket when none is in flight. */
    synchronized void retire() {
        retired = true;
        closeIfDone();
    }

    private void closeIfDone() {
        if (retired && inFlight.isEmpty()) {
            close();
        }
    }

    /** Reads waiting datagrams. */
    void read(ByteBuffer buffer) {
        try {
            for (int i = 0; i < MOST_AT_ONCE; i++) {
                int length = channel.read(buffer.clear());
                if (length <= 0) {
                    return;
                }
                byte[] datagram = new byte[length];
                buffer.flip().get(datagram);
                if (deliver(datagram) && !isInUse()) {
                    return; // nothing else is expected: asking the system for more would cost as much again
                }
            }
        } catch (PortUnreachableException e) {
            unreachable();
        } catch (IOException e) {
            fail(e);
        }
    }

    /** Gives a datagram to the query that it belongs to; true if it is the response. */
    private boolean deliver(byte[] datagram) {
        if (datagram.length < 2) {
            return false; // no message ([LOOK-5])
        }
        int id = (datagram[0] & 0xff) << 8 | (datagram[1] & 0xff);
        Receiver receiver = receiver(id);
        if (receiver == null || !receives(receiver, datagram)) { // [LOOK-5]
            return false;
        }
        forget(id, receiver);
        return true;
    }

    /** Whatever goes wrong with one response, the others are read. */
    private static boolean receives(Receiver receiver, byte[] datagram) {
        try {
            return receiver.receive(datagram);
        } catch (RuntimeException | Error fault) {
            receiver.fail(new IOException("the response could not be read", fault));
            return true;
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

    /** Fails the queries in flight, and closes the socket. */
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
            return; // it is unused either way
        }
    }
}
