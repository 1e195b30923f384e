package dev.rmx.resolver.dnsjava;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.SimpleResolver;

/** One server to ask, and how long to wait for it. Compared by identity. */
final class Server {
    /** Larger responses are truncated, and fetched over TCP: they would be cut into fragments (RFC 9715). */
    static final int UDP_PAYLOAD = 1232;

    /** With each key on the way down from a trust anchor, validation waits for more responses than one. */
    private static final int RESPONSES_TO_VALIDATE = 4;

    private final String name;
    private final Transport transport;
    private final Duration timeout;
    private final boolean adRequested;
    private final boolean adCounts;

    /** Sends a query and brings the response. */
    @FunctionalInterface
    interface Transport {
        CompletionStage<Message> send(Message query, Executor executor);
    }

    private Server(String name, Transport transport, Duration timeout, boolean adRequested, boolean adCounts) {
        this.name = name;
        this.transport = transport;
        this.timeout = timeout;
        this.adRequested = adRequested;
        this.adCounts = adCounts;
    }

    static Server at(InetSocketAddress address, Duration timeout, Dnssec dnssec, Sockets sockets, int rmxType) {
        String name = address.getAddress().getHostAddress() + " port " + address.getPort();
        if (dnssec.validatesHere()) {
            Transport validator = new Validator(address, timeout, dnssec.anchors(), sockets, rmxType)::send;
            return new Server(name, validator, timeout.multipliedBy(RESPONSES_TO_VALIDATE), false, true);
        }
        boolean trusted = dnssec.trustsAdOf(Optional.of(address.getAddress()));
        return new Server(name, plain(address, timeout, sockets), timeout, trusted, trusted);
    }

    static Server over(Resolver resolver, Duration timeout, Dnssec dnssec) {
        boolean trusted = dnssec.trustsAdOf(Optional.empty());
        return new Server(resolver.toString(), resolver::sendAsync, timeout, trusted, trusted);
    }

    /** With EDNS, and without where the server refuses that (RFC 6891 §7). */
    private static Transport plain(InetSocketAddress address, Duration timeout, Sockets sockets) {
        SimpleResolver withEdns = new UdpThenTcp(address, timeout, sockets);
        withEdns.setEDNS(0, UDP_PAYLOAD, 0);
        SimpleResolver withoutEdns = new UdpThenTcp(address, timeout, sockets);
        withoutEdns.setEDNS(-1);
        return (query, executor) -> withEdns.sendAsync(query, executor)
                .thenCompose(response -> response.getRcode() == Rcode.FORMERR && response.getOPT() == null
                        ? withoutEdns.sendAsync(query, executor)
                        : CompletableFuture.completedFuture(response));
    }

    /** Sends a query. What comes back on another thread is handled by these threads. */
    CompletableFuture<Message> send(Message query, ResponseThreads threads) {
        if (adRequested) {
            query.getHeader().setFlag(Flags.AD); // RFC 6840 §5.7
        }
        try {
            CompletableFuture<Message> response = transport.send(query, threads).toCompletableFuture();
            return response.isDone() ? response : inTime(response, threads);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e); // such as no socket left
        }
    }

    /** The response, or its failure, on one of these threads: the JDK's timer and others have one thread each for everybody. */
    @SuppressWarnings("FutureReturnValueIgnored") // the stage only hands on
    private CompletableFuture<Message> inTime(CompletableFuture<Message> response, ResponseThreads threads) {
        CompletableFuture<Message> here = new CompletableFuture<>();
        response.copy().orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS).whenComplete((message, failure) -> {
            Runnable complete = () -> { // one of them is there
                if (failure == null) {
                    here.complete(message);
                } else {
                    here.completeExceptionally(failure);
                }
            };
            try {
                threads.executeHere(complete);
            } catch (RejectedExecutionException closed) {
                complete.run();
            }
        });
        return here;
    }

    /** Whether DNSSEC authenticates what a response of this server says. */
    boolean authenticates(Message response) {
        return adCounts && response.getHeader().getFlag(Flags.AD);
    }

    @Override
    public String toString() {
        return name;
    }
}
