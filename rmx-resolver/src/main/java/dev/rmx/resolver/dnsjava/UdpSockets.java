package dev.rmx.resolver.dnsjava;

import dev.rmx.resolver.internal.DaemonThreads;
import java.io.IOException;
import java.net.BindException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sends queries over UDP, each from a socket of its own on a random port (RFC 5452 §9.2). dnsjava's own way is slower: there a query
 * waits for the one thread of the whole program to wake up and send it, and that thread looks through all queries in flight for each
 * response.
 *
 * <p>Safe to share between threads. Its one thread starts with the first query, and ends with {@link #close}.
 */
final class UdpSockets implements AutoCloseable {
    /** Where random ports are taken from: Linux takes its own from here, and firewalls let it. */
    private static final int FIRST_PORT = 32_768;

    private static final int PORTS = 28_232;
    /** How many ports are tried that are all in use. */
    private static final int BIND_ATTEMPTS = 100;

    private final SecureRandom random = new SecureRandom();
    private @Nullable Selector selector; // with what follows guarded by this
    private boolean closed;
    /** What was sent, and is still to be registered. */
    private List<Exchange> sent = new ArrayList<>();

    /**
     * Sends the octets of a query, and brings those of the response.
     *
     * @param most the most octets of a response; a longer one is cut
     * @param timeout the same for all queries: they are looked after in the order in which they were sent
     */
    CompletableFuture<byte[]> send(InetSocketAddress server, byte[] query, int most, Duration timeout) {
        DatagramChannel channel = null;
        try {
            channel = open(server);
            Exchange exchange = new Exchange(channel, most, System.nanoTime() + timeout.toNanos());
            if (channel.write(ByteBuffer.wrap(query)) < query.length) {
                throw new IOException("the system has no room for a query");
            }
            enqueue(exchange).wakeup();
            return exchange.response;
        } catch (IOException e) {
            close(channel);
            return CompletableFuture.failedFuture(e);
        }
    }

    private DatagramChannel open(InetSocketAddress server) throws IOException {
        boolean ipv6 = server.getAddress() instanceof Inet6Address;
        DatagramChannel channel =
                DatagramChannel.open(ipv6 ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET);
        try {
            channel.configureBlocking(false);
            bind(channel, InetAddress.getByAddress(new byte[ipv6 ? 16 : 4]));
            return channel.connect(server); // from now on the system takes responses from there alone
        } catch (IOException | RuntimeException e) {
            close(channel);
            throw e;
        }
    }

    private void bind(DatagramChannel channel, InetAddress anyAddress) throws IOException {
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

    /** Has the thread look after an exchange; gives what it waits at. */
    private synchronized Selector enqueue(Exchange exchange) throws IOException {
        if (closed) {
            throw new ClosedChannelException();
        }
        Selector mine = selector;
        if (mine == null) {
            mine = start();
            selector = mine;
        }
        sent.add(exchange);
        return mine;
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

    /** One query, and the response that it waits for. */
    private static final class Exchange {
        private final DatagramChannel channel;
        private final int most;
        private final long deadline;
        private final CompletableFuture<byte[]> response = new CompletableFuture<>();

        Exchange(DatagramChannel channel, int most, long deadline) {
            this.channel = channel;
            this.most = most;
            this.deadline = deadline;
        }

        void register(Selector selector) {
            try {
                channel.register(selector, SelectionKey.OP_READ, this);
            } catch (IOException e) {
                fail(e);
            }
        }

        void receive() {
            ByteBuffer buffer = ByteBuffer.allocate(most);
            try {
                if (channel.read(buffer) > 0) {
                    response.complete(Arrays.copyOf(buffer.array(), buffer.position()));
                    close(channel);
                }
            } catch (IOException e) {
                fail(e);
            }
        }

        void fail(Exception failure) {
            close(channel);
            response.completeExceptionally(failure);
        }
    }

    private void run(Selector mine) {
        Set<Exchange> inFlight = new LinkedHashSet<>(); // those that time out first are in front
        Exception end = new ClosedChannelException();
        try (mine) {
            while (!isClosed()) {
                for (Exchange exchange : takeSent()) {
                    inFlight.add(exchange);
                    exchange.register(mine);
                }
                mine.select(
                        key -> {
                            Exchange exchange = (Exchange) key.attachment();
                            exchange.receive();
                            if (exchange.response.isDone()) {
                                inFlight.remove(exchange);
                            }
                        },
                        millisToTimeout(inFlight));
            }
        } catch (IOException e) {
            end = e;
        } finally {
            List<Exchange> left = end();
            left.addAll(inFlight);
            for (Exchange exchange : left) {
                exchange.fail(end);
            }
        }
    }

    /** Fails those whose time is up; says how long until the next one's is, and 0 if there is none. */
    private static long millisToTimeout(Set<Exchange> inFlight) {
        Iterator<Exchange> inOrder = inFlight.iterator();
        while (inOrder.hasNext()) {
            Exchange first = inOrder.next();
            long left = first.deadline - System.nanoTime();
            if (left > 0) {
                return TimeUnit.NANOSECONDS.toMillis(left) + 1;
            }
            inOrder.remove();
            first.fail(new SocketTimeoutException("no response"));
        }
        return 0;
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private synchronized List<Exchange> takeSent() {
        List<Exchange> taken = sent;
        sent = new ArrayList<>();
        return taken;
    }

    /** The thread ends; the next query starts another. Gives what was not registered. */
    private synchronized List<Exchange> end() {
        selector = null;
        return takeSent();
    }

    private static void close(@Nullable DatagramChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            return; // it is no longer used either way
        }
    }

    /** Ends the thread; the queries that are open fail, as later ones do. */
    @Override
    public synchronized void close() {
        closed = true;
        if (selector != null) {
            selector.wakeup();
        }
    }
}
