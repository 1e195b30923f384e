package dev.rmx.resolver.dnsjava;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.SimpleResolver;

/** One server to ask, and how long to wait for it. Compared by identity. */
final class Server {
    /** Larger responses are truncated, and fetched over TCP: they would be cut into fragments (RFC 9715). */
    private static final int UDP_PAYLOAD = 1232;

    private final String name;
    private final Resolver resolver;
    /** The same server asked without EDNS, for servers that refuse it (RFC 6891 §7). */
    private final @Nullable Resolver withoutEdns;

    private final Duration timeout;

    private Server(String name, Resolver resolver, @Nullable Resolver withoutEdns, Duration timeout) {
        this.name = name;
        this.resolver = resolver;
        this.withoutEdns = withoutEdns;
        this.timeout = timeout;
    }

    static Server at(InetSocketAddress address, Duration timeout) {
        SimpleResolver resolver = new SimpleResolver(address);
        resolver.setTimeout(timeout);
        resolver.setEDNS(0, UDP_PAYLOAD, 0);
        SimpleResolver withoutEdns = new SimpleResolver(address);
        withoutEdns.setTimeout(timeout);
        withoutEdns.setEDNS(-1);
        String name = address.getAddress().getHostAddress() + " port " + address.getPort();
        return new Server(name, resolver, withoutEdns, timeout);
    }

    static Server over(Resolver transport, Duration timeout) {
        return new Server(transport.toString(), transport, null, timeout);
    }

    /** Sends a query. What comes back on another thread is handled by the executor. */
    CompletableFuture<Message> send(Message query, Executor executor) {
        CompletableFuture<Message> response = send(resolver, query, executor);
        Resolver plain = withoutEdns;
        return plain == null
                ? response
                : response.thenCompose(message -> message.getRcode() == Rcode.FORMERR && message.getOPT() == null
                        ? send(plain, query, executor)
                        : CompletableFuture.completedFuture(message));
    }

    private CompletableFuture<Message> send(Resolver to, Message query, Executor executor) {
        try {
            CompletableFuture<Message> response = to.sendAsync(query, executor).toCompletableFuture();
            return response.isDone()
                    ? response
                    : response.copy()
                            .orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS)
                            .thenApplyAsync(Function.identity(), executor);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e); // such as no socket left
        }
    }

    /** What happened, for people. */
    static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof TimeoutException || cause instanceof java.net.SocketTimeoutException) {
            return "timed out";
        }
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }

    @Override
    public String toString() {
        return name;
    }
}
