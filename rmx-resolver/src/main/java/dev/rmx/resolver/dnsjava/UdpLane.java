package dev.rmx.resolver.dnsjava;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The ports that one {@link UdpReader} reads: up to 16 for each name server, one chosen at random for each query. The
 * reader starts with the first query and ends with {@link #close}. Safe to share between threads.
 */
final class UdpLane implements AutoCloseable {
    private static final int PORTS_OF_A_SERVER = 16;

    private final int queriesOfAPort;
    private final RandomGenerator random;
    private final Map<InetSocketAddress, UdpPort[]> servers =
            new HashMap<>(); // guarded by this, as are the next fields
    private boolean closed;
    /** Written under the lock. */
    private volatile @Nullable UdpReader reader;

    UdpLane(int queriesOfAPort, RandomGenerator random) {
        this.queriesOfAPort = queriesOfAPort;
        this.random = random;
    }

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
                UdpReader now = reader;
                if (now != null) { // else its end fails this query
                    now.expectResponse();
                }
                return () -> port.forget(id, receiver);
            }
        }
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
            port = UdpPort.open(server, random, queriesOfAPort, now);
            ports[chosen] = port;
            watch(port);
        }
        return port;
    }

    private void watch(UdpPort port) throws IOException {
        try {
            UdpReader mine = reader;
            if (mine == null) {
                mine = UdpReader.open(this::end);
                reader = mine;
            }
            mine.watch(port);
        } catch (IOException e) {
            port.fail(e);
            throw e;
        }
    }

    /** Runs a task after everything that has arrived by now is read. */
    void afterReading(Runnable task) {
        UdpReader now = reader;
        if (now == null) {
            task.run();
        } else {
            now.afterReading(task);
        }
    }

    /** Makes the calling thread the one that reads. Returns null if it cannot be. */
    @Nullable
    UdpReader startReading() {
        UdpReader now = reader;
        return now != null && now.start() ? now : null;
    }

    /** Whether the calling thread is the one that reads. */
    boolean isReadHere() {
        UdpReader now = reader;
        return now != null && now.isHere();
    }

    /** Forgets a reader that ends. Unless this is closed, the next query starts another. */
    private synchronized void end(UdpReader ended) {
        if (reader == ended) {
            reader = null;
            servers.clear();
        }
    }

    /** Ends the reader. The queries in flight fail, and so do later ones. */
    @Override
    public synchronized void close() {
        closed = true;
        UdpReader mine = reader;
        if (mine != null) {
            mine.close();
        }
    }
}
