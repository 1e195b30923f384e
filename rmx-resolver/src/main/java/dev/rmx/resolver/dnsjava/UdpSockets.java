package dev.rmx.resolver.dnsjava;

import dev.rmx.resolver.internal.DaemonThreads;
import java.io.IOException;
import java.net.BindException;
import java.net.Inet6Address;
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
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
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
    /** Where random ports are taken from: Linux takes its own from here (RFC 6056 §3.2 would take all above 1023). */
    private static final int FIRST_PORT = 32_768;

    private static final int PORTS = 28_232;
    /** How many ports are tried that are all in use. */
    private static final int BIND_ATTEMPTS = 100;

    private final SecureRandom random = new SecureRandom();
    /** What was sent, and is still to be registered. */
    private final Queue<Exchange> sent = new ConcurrentLinkedQueue<>();

    private @Nullable Selector selector; // guarded by this
    private volatile boolean closed;

    /**
     * Sends the octets of a query, and brings those of the response.
     *
     * @param most the most octets of a response; a longer one is cut
     */
    CompletableFuture<byte[]> send(InetSocketAddress server, byte[] query, int most, Duration timeout) {
        Exchange exchange = null;
        try {
            Selector mine = selector();
            exchange = new Exchange(open(server), most, System.nanoTime() + timeout.toNanos());
            exchange.channel.write(ByteBuffer.wrap(query));
            sent.add(exchange);
            if (closed) { // its end may have missed this one
                exchange.fail(new ClosedChannelException());
            }
            mine.wakeup();
            return exchange.response;
        } catch (IOException e) {
            if (exchange != null) {
                close(exchange.channel);
            }
            return CompletableFuture.failedFuture(e);
        }
    }

    private DatagramChannel open(InetSocketAddress server) throws IOException {
        DatagramChannel channel = DatagramChannel.open(
                server.getAddress() instanceof Inet6Address
                        ? StandardProtocolFamily.INET6
                        : StandardProtocolFamily.INET);
        try {
            channel.configureBlocking(false);
            bind(channel);
            return channel.connect(server); // from now on the system takes responses from there alone
        } catch (IOException | RuntimeException e) {
            close(channel);
            throw e;
        }
    }

    private void bind(DatagramChannel channel) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                channel.bind(new InetSocketAddress(FIRST_PORT + random.nextInt(PORTS)));
                return;
            } catch (BindException e) { // in use
                if (attempt == BIND_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private synchronized Selector selector() throws IOException {
        if (closed) {
            throw new ClosedChannelException();
        }
        if (selector == null) {
            Selector mine = Selector.open();
            selector = mine;
            new DaemonThreads("rmx-dns-udp").newThread(() -> run(mine)).start();
        }
        return selector;
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
        Deque<Exchange> inOrder = new ArrayDeque<>(); // all wait equally long: those that time out first are in front
        try (mine) {
            while (!closed) {
                for (Exchange exchange = sent.poll(); exchange != null; exchange = sent.poll()) {
                    inOrder.add(exchange);
                    exchange.register(mine);
                }
                mine.select(key -> ((Exchange) key.attachment()).receive(), millisToTimeout(inOrder));
            }
        } catch (IOException e) {
            fail(inOrder, e);
        } finally {
            end(mine);
            fail(inOrder, new ClosedChannelException());
            fail(sent, new ClosedChannelException());
        }
    }

    /** Fails those whose time is up; says how long until the next one's is, and 0 if there is none. */
    private static long millisToTimeout(Deque<Exchange> inOrder) {
        while (!inOrder.isEmpty()) {
            Exchange first = inOrder.element();
            long left = first.deadline - System.nanoTime();
            if (!first.response.isDone() && left > 0) {
                return TimeUnit.NANOSECONDS.toMillis(left) + 1;
            }
            inOrder.remove().fail(new SocketTimeoutException("no response")); // of no effect on one that is answered
        }
        return 0;
    }

    private static void fail(Iterable<Exchange> exchanges, Exception failure) {
        exchanges.forEach(exchange -> exchange.fail(failure));
    }

    /** The next query starts anew. */
    private synchronized void end(Selector ended) {
        if (selector == ended) {
            selector = null;
        }
    }

    private static void close(DatagramChannel channel) {
        try {
            channel.close();
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
