package dev.rmx.resolver.dnsjava;

import dev.rmx.resolver.QueryBudget;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Resolver;

/**
 * Makes the name servers that a resolver asks, each with its way there: over UDP and TCP, by validation on top of these, or by a
 * transport of the user's.
 */
final class NameServers {
    /** With each key on the way down from a trust anchor, validation waits for more responses than one. */
    private static final int RESPONSES_TO_VALIDATE = 4;

    private final Duration timeout;
    private final Dnssec dnssec;
    private final int rmxType;
    private final ResolverThreads threads;
    private final Udp udp;
    private final Tcp tcp;

    NameServers(Duration timeout, Dnssec dnssec, int rmxType, ResolverThreads threads, Udp udp, Tcp tcp) {
        this.timeout = timeout;
        this.dnssec = dnssec;
        this.rmxType = rmxType;
        this.threads = threads;
        this.udp = udp;
        this.tcp = tcp;
    }

    /** Servers at these addresses. */
    Supplier<List<NameServer>> at(List<InetSocketAddress> addresses) {
        List<NameServer> servers = addresses.stream().map(this::at).toList();
        return () -> servers;
    }

    /**
     * The system's servers. What is remembered of one is kept for as long as the system names it.
     */
    Supplier<List<NameServer>> ofSystem() {
        SystemNameServers system = SystemNameServers.ofSystem();
        return new Supplier<>() {
            private @Nullable Object read; // with what follows guarded by this
            private Map<String, NameServer> byText =
                    Map.of(); // the text has a zone, which equals() of addresses ignores
            private List<NameServer> servers = List.of();

            @Override
            public synchronized List<NameServer> get() {
                List<InetSocketAddress> now = system.current();
                if (read != now) { // the same object for as long as nothing changes
                    Map<String, NameServer> next = new LinkedHashMap<>();
                    for (InetSocketAddress address : now) {
                        NameServer known = byText.get(address.toString());
                        next.put(address.toString(), known == null ? at(address) : known);
                    }
                    byText = next;
                    servers = List.copyOf(next.values());
                    read = now;
                }
                return servers;
            }
        };
    }

    /** Transports of the user's. */
    Supplier<List<NameServer>> over(List<Resolver> transports) {
        List<NameServer> servers = transports.stream().map(this::over).toList();
        return () -> servers;
    }

    private NameServer at(InetSocketAddress address) {
        NameServerAddress where = new NameServerAddress(address, udp.random());
        NameServer.Way plain = (query, budget, unreachable) ->
                Exchange.start(where, query, budget, udp, tcp, threads, timeout, unreachable);
        if (dnssec.validatesHere()) {
            Validator validator = new Validator(plain, dnssec.anchors(), rmxType, threads);
            NameServer.Way validating = (query, budget, unreachable) ->
                    inTime(validator.send(query, budget, unreachable), timeout.multipliedBy(RESPONSES_TO_VALIDATE));
            return new NameServer(where.toString(), validating, false, true, System::nanoTime);
        }
        boolean trusted = dnssec.trustsAdOf(Optional.of(address.getAddress()));
        return new NameServer(where.toString(), plain, trusted, trusted, System::nanoTime);
    }

    private NameServer over(Resolver transport) {
        boolean trusted = dnssec.trustsAdOf(Optional.empty());
        NameServer.Way way = (query, budget, unreachable) -> inTime(send(transport, query, budget), timeout);
        return new NameServer(transport.toString(), way, trusted, trusted, System::nanoTime);
    }

    private CompletableFuture<ResponseMessage> send(Resolver transport, Query query, QueryBudget budget) {
        if (!budget.take()) {
            return CompletableFuture.failedFuture(NoAnswerException.budgetSpent());
        }
        return transport
                .sendAsync(DnsjavaNames.toMessage(query), threads)
                .thenApply(DnsjavaNames::fromMessage)
                .toCompletableFuture();
    }

    /** The response, or a failure when its time is up, on one of our threads: what brings it may have one thread for everybody. */
    @SuppressWarnings("FutureReturnValueIgnored") // the stages only hand on
    private CompletableFuture<ResponseMessage> inTime(CompletableFuture<ResponseMessage> response, Duration limit) {
        if (response.isDone()) {
            return response;
        }
        CompletableFuture<ResponseMessage> here = new CompletableFuture<>();
        Runnable stop = threads.after(limit, () -> here.completeExceptionally(NoAnswerException.timedOut()));
        response.whenComplete((message, failure) -> threads.execute(() -> {
            if (failure == null) {
                here.complete(message);
            } else {
                here.completeExceptionally(failure);
            }
        }));
        here.whenComplete((message, failure) -> {
            stop.run();
            response.cancel(false);
        });
        return here;
    }
}
