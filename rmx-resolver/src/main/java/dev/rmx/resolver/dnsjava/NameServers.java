package dev.rmx.resolver.dnsjava;

import dev.rmx.resolver.QueryBudget;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Resolver;

/**
 * Makes the name servers that a resolver asks. Each has its way to send queries: over UDP and TCP, through DNSSEC
 * validation on top of these, or through a user's transport.
 */
final class NameServers {
    /**
     * Validation may take this many times as long as one response: it also fetches the keys down from a trust anchor.
     */
    private static final int RESPONSES_TO_VALIDATE = 4;

    private final Duration timeout;
    private final Dnssec dnssec;
    private final int rmxType;
    private final int queriesPerSecond;
    private final ResolverThreads threads;
    private final Udp udp;
    private final Tcp tcp;

    NameServers(
            Duration timeout,
            Dnssec dnssec,
            int rmxType,
            int queriesPerSecond,
            ResolverThreads threads,
            Udp udp,
            Tcp tcp) {
        this.timeout = timeout;
        this.dnssec = dnssec;
        this.rmxType = rmxType;
        this.queriesPerSecond = queriesPerSecond;
        this.threads = threads;
        this.udp = udp;
        this.tcp = tcp;
    }

    /** Makes servers at these addresses. */
    Supplier<List<NameServer>> at(List<InetSocketAddress> addresses) {
        List<NameServer> servers = addresses.stream().map(this::at).toList();
        return () -> servers;
    }

    /** Makes the system's servers. The memory of a server is kept as long as the system lists it. */
    Supplier<List<NameServer>> ofSystem() {
        SystemNameServers system = SystemNameServers.ofSystem();
        return new Supplier<>() {
            private @Nullable Object read; // this and the fields below are guarded by this
            private Map<String, NameServer> byText = Map.of(); // by text: equals() of addresses ignores the zone
            private List<NameServer> servers = List.of();

            @Override
            public synchronized List<NameServer> get() {
                List<InetSocketAddress> now = system.current();
                if (read != now) { // the list stays the same object until something changes
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

    /** Makes servers from the user's transports. */
    Supplier<List<NameServer>> over(List<Resolver> transports) {
        List<NameServer> servers = transports.stream().map(this::over).toList();
        return () -> servers;
    }

    private NameServer at(InetSocketAddress address) {
        NameServerAddress where = new NameServerAddress(address, udp.random(), threads);
        QueryRate rate = new QueryRate(queriesPerSecond, threads);
        NameServer.Way plain = (query, budget, unreachable) ->
                new Exchange(where, query, budget, udp, tcp, threads, rate, timeout, unreachable).start();
        if (dnssec.validatesHere()) {
            Validator validator = new Validator(plain, dnssec.anchors(), rmxType, threads);
            Duration limit = timeout.multipliedBy(RESPONSES_TO_VALIDATE);
            NameServer.Way validating = (query, budget, unreachable) -> {
                CompletableFuture<ResponseMessage> response = new CompletableFuture<>();
                inTime(validator.send(query, budget, unreachable), limit, response);
                return response;
            };
            return new NameServer(where.toString(), validating, false, true, System::nanoTime);
        }
        boolean trusted = dnssec.trustsAdOf(Optional.of(address.getAddress()));
        return new NameServer(where.toString(), plain, trusted, trusted, System::nanoTime);
    }

    private NameServer over(Resolver transport) {
        boolean trusted = dnssec.trustsAdOf(Optional.empty());
        QueryRate rate = new QueryRate(queriesPerSecond, threads);
        NameServer.Way way = (query, budget, unreachable) -> {
            CompletableFuture<ResponseMessage> response = new CompletableFuture<>();
            rate.first(() -> inTime(send(transport, query, budget), timeout, response), response);
            return response;
        };
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

    /**
     * Completes {@code here} with the response or a time-out. If it does not do so at once, then on one of our threads:
     * a transport may have only one thread for all callers.
     */
    @SuppressWarnings("FutureReturnValueIgnored") // the stages only pass the response on
    private void inTime(
            CompletableFuture<ResponseMessage> response, Duration limit, CompletableFuture<ResponseMessage> here) {
        BiConsumer<ResponseMessage, Throwable> passOn = (message, failure) -> {
            if (failure == null) {
                here.complete(message);
            } else {
                here.completeExceptionally(failure);
            }
        };
        if (response.isDone()) {
            response.whenComplete(passOn);
            return;
        }
        Runnable stop = threads.after(limit, () -> here.completeExceptionally(NoAnswerException.timedOut()));
        response.whenCompleteAsync(passOn, threads);
        here.whenComplete((message, failure) -> {
            stop.run();
            response.cancel(false);
        });
    }
}
