package dev.rmx.resolver.dnsjava;

import dev.rmx.resolver.internal.DaemonThreads;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Sends queries over UDP, through up to 16 sockets for each name server, one chosen at random for each query. A socket
 * takes queries for one second, and at most 100. So a forger has to guess one of 28,232 ports, and an id, for each
 * response (RFC 5452). Yet under load a query needs no socket of its own.
 *
 * <p>Safe to share between threads. One thread reads. It starts with the first query and ends with {@link #close}.
 */
final class Udp implements AutoCloseable {
    static final int QUERIES_OF_A_PORT = 100;
    static final Duration LIFE_OF_A_PORT = Duration.ofSeconds(1);
    private static final int PORTS_OF_A_SERVER = 16;

    private final RandomGenerator random = new SecureRandom();
    private final Map<InetSocketAddress, UdpPort[]> servers =
            new HashMap<>(); // guarded by this, as are the next fields
    private @Nullable Selector selector;
    private boolean closed;
    private final Set<UdpPort> open = ConcurrentHashMap.newKeySet();

    /**
     * Sends a query.
     *
     * @param query the query's octets; this sets the first two to its id
     * @return gives the query up
     * @throws IOException if it cannot be sent from here
     */
    Runnable send(InetSocketAddress server, byte[] query, UdpPort.Receiver receiver) throws IOException {
        while (true) {
            UdpPort port = port(server);
            int id = port.send(query, receiver);
            if (id != UdpPort.RETIRED) {
                return () -> port.forget(id, receiver);
            }
        }
    }

    /** The generator for ports, ids and the case of letters. */
    RandomGenerator random() {
        return random;
    }

    private synchronized UdpPort port(InetSocketAddress server) throws IOException {
        if (closed) {
            throw new ClosedChannelException();
        }
        UdpPort[] ports = servers.computeIfAbsent(server, address -> new UdpPort[PORTS_OF_A_SERVER]);
        int chosen = random.nextInt(PORTS_OF_A_SERVER);
        UdpPort port = ports[chosen];
        long now = System.nanoTime();
        if (port == null || port.isWornOut(now)) {
            if (port != null) {
                port.retire();
            }
            port = UdpPort.open(server, random, now);
            ports[chosen] = port;
            watch(port);
        }
        return port;
    }

    private void watch(UdpPort port) throws IOException {
        try {
            Selector mine = selector;
            if (mine == null) {
                mine = start();
                selector = mine;
            }
            open.add(port);
            port.channel().register(mine, SelectionKey.OP_READ, port);
            mine.wakeup();
        } catch (IOException e) {
            open.remove(port);
            port.fail(e);
            throw e;
        }
    }

    private Selector start() throws IOException {
        Selector mine = Selector.open();
        try {
            new DaemonThreads("rmx-dns-udp").newThread(() -> run(mine)).start();
            return mine;
        } catch (Throwable noThread) {
            mine.close();
            throw new IOException("no thread can be started", noThread);
        }
    }

    private void run(Selector mine) {
        ByteBuffer buffer = ByteBuffer.allocate(Query.UDP_PAYLOAD);
        IOException end = new ClosedChannelException();
        try (mine) {
            while (!isClosed()) {
                // wakes up while sockets are open, to close unused ones
                mine.select(
                        key -> ((UdpPort) key.attachment()).read(buffer),
                        open.isEmpty() ? 0 : LIFE_OF_A_PORT.toMillis());
                retireWornOut();
            }
        } catch (IOException e) {
            end = e;
        } finally {
            end(mine);
            for (UdpPort port : open) {
                port.fail(end);
            }
            open.clear();
        }
    }

    private void retireWornOut() {
        long now = System.nanoTime();
        for (UdpPort port : open) {
            if (port.isWornOut(now)) {
                port.retire();
            }
        }
        open.removeIf(port -> !port.channel().isOpen());
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    /** Ends the thread. Unless this is closed, the next query starts another. */
    private synchronized void end(Selector mine) {
        if (selector == mine) {
            selector = null;
            servers.clear();
        }
    }

    /** Ends the thread. The queries in flight fail, and so do later ones. */
    @Override
    public synchronized void close() {
        closed = true;
        if (selector != null) {
            selector.wakeup();
        }
    }
}
