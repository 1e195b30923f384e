package dev.rmx.testkit.cli;

import dev.rmx.resolver.internal.DaemonThreads;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Accepts connections from Postfix. Each has a thread of its own, which waits for its own requests and their answers
 * and for nothing else. Postfix keeps a connection open, one for each of its processes.
 */
final class PolicydServer {
    /** More connections than Postfix opens: it has 100 processes unless told otherwise. */
    private static final int MOST_CONNECTIONS = 4_000;

    private static final int BACKLOG = 1_024;
    /** Closes connections that the other side has forgotten. Postfix closes an idle one after five minutes. */
    private static final Duration IDLE = Duration.ofMinutes(15);
    /** The pause when the system gives no more sockets or threads. */
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final ThreadFactory threads = new DaemonThreads("rmx-policyd");
    private final ServerSocket listening;
    private final Function<PolicydRequest, CompletableFuture<String>> answers;
    private final Consumer<String> log;
    /** The open connections and their threads. Guarded by itself. */
    private final Map<PolicydConnection, Thread> connections = new HashMap<>();

    private volatile boolean stopping;

    private PolicydServer(
            ServerSocket listening, Function<PolicydRequest, CompletableFuture<String>> answers, Consumer<String> log) {
        this.listening = listening;
        this.answers = answers;
        this.log = log;
    }

    /**
     * Listens, and accepts connections on a thread of its own.
     *
     * @param answers gives the action for a request, without blocking
     * @param log takes a line for what goes wrong
     */
    static PolicydServer start(
            InetSocketAddress address,
            Function<PolicydRequest, CompletableFuture<String>> answers,
            Consumer<String> log)
            throws IOException {
        ServerSocket socket = new ServerSocket();
        try {
            socket.bind(address, BACKLOG);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
        PolicydServer server = new PolicydServer(socket, answers, log);
        server.threads.newThread(server::accept).start();
        return server;
    }

    /** Where it listens. */
    InetSocketAddress address() {
        return (InetSocketAddress) listening.getLocalSocketAddress();
    }

    private void accept() {
        while (!stopping) {
            try {
                serve(listening.accept());
            } catch (IOException | OutOfMemoryError e) { // no more files, no more threads
                if (!stopping) {
                    log.accept("cannot accept a connection: " + e.getMessage());
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            }
        }
    }

    private void serve(Socket socket) throws IOException {
        boolean started = false;
        try {
            socket.setSoTimeout(Math.toIntExact(IDLE.toMillis()));
            socket.setTcpNoDelay(true);
            PolicydConnection connection =
                    new PolicydConnection(socket.getInputStream(), socket.getOutputStream(), socket, answers, log);
            Thread thread = threads.newThread(() -> run(connection));
            synchronized (connections) {
                if (stopping) {
                    return;
                }
                if (connections.size() >= MOST_CONNECTIONS) {
                    throw new IOException("there are " + MOST_CONNECTIONS + " already");
                }
                thread.start();
                connections.put(connection, thread); // its end waits for this lock
            }
            started = true;
        } finally {
            if (!started) {
                socket.close();
            }
        }
    }

    private void run(PolicydConnection connection) {
        try {
            connection.run();
        } finally {
            synchronized (connections) {
                connections.remove(connection);
            }
        }
    }

    /**
     * Stops accepting, closes idle connections, and waits until the requests under way are answered.
     *
     * @param most how long to wait
     */
    void stop(Duration most) {
        stopping = true;
        try {
            listening.close();
        } catch (IOException e) {
            log.accept("cannot stop listening: " + e.getMessage());
        }
        List<Thread> threads;
        synchronized (connections) {
            connections.keySet().forEach(PolicydConnection::stop);
            threads = List.copyOf(connections.values());
        }
        long end = System.nanoTime() + most.toNanos();
        try {
            for (Thread thread : threads) {
                thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
