package dev.rmx.resolver.dnsjava;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.resolver.QueryBudget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Asks the name servers for one name and type, one after the other, until one answers. A server that responds with no answer is not asked
 * again; after an ICMP error the next one is asked at once, and the first still listened to ([LOOK-5]).
 */
final class ServerTurns {
    /** How long to wait when every server has sent an ICMP error, which anybody can forge ([LOOK-6]). */
    static final Duration AFTER_ICMP = Duration.ofMillis(200);

    private final List<NameServer> servers;
    private final int turns;
    private final Query query;
    private final QueryBudget budget;
    private final BiFunction<NameServer, ResponseMessage, ResponseReader.Reading> reader;
    private final ResolverThreads threads;
    private final CompletableFuture<ResponseReader.Reading> reading = new CompletableFuture<>();

    private int taken; // with what follows guarded by this
    private final Set<NameServer> useless = new HashSet<>();
    private final Set<NameServer> unreachable = new HashSet<>();
    private final List<CompletableFuture<ResponseMessage>> open = new ArrayList<>();
    private NoAnswerException why = NoAnswerException.unusable("no server");

    /** A server's turn, until the next one's begins. */
    private static final class Turn {
        private final NameServer server;
        private boolean over; // guarded by the turns

        Turn(NameServer server) {
            this.server = server;
        }
    }

    /**
     * Prepares to ask.
     *
     * @param servers in the order in which they are asked; those known to be dead come last all the same ([LIM-5])
     * @param attempts how often a server that does not respond is asked
     * @param reader what a response of a server comes to
     */
    ServerTurns(
            Collection<NameServer> servers,
            int attempts,
            Query query,
            QueryBudget budget,
            BiFunction<NameServer, ResponseMessage, ResponseReader.Reading> reader,
            ResolverThreads threads) {
        record Known(NameServer server, boolean dead) {}
        this.servers = servers.stream()
                .map(server -> new Known(server, server.isDead()))
                .sorted(Comparator.comparing(Known::dead))
                .map(Known::server)
                .toList();
        this.turns = attempts * servers.size();
        this.query = query;
        this.budget = budget;
        this.reader = reader;
        this.threads = threads;
    }

    /** Starts to ask. Cancelling what this gives ends it. */
    @SuppressWarnings("FutureReturnValueIgnored") // the stage only tidies up
    CompletableFuture<ResponseReader.Reading> start() {
        reading.whenComplete((given, cancelled) -> openExchanges().forEach(exchange -> exchange.cancel(false)));
        next();
        return reading;
    }

    private synchronized List<CompletableFuture<ResponseMessage>> openExchanges() {
        return List.copyOf(open);
    }

    /** Gives the next server its turn, or ends where there is none. */
    @SuppressWarnings("FutureReturnValueIgnored") // the stage only hands on
    private void next() {
        Turn turn = takeTurn();
        if (reading.isDone()) {
            return;
        }
        if (turn == null) {
            if (isListening()) { // to servers that have sent an ICMP error
                threads.after(AFTER_ICMP, this::end);
            } else {
                end();
            }
            return;
        }
        CompletableFuture<ResponseMessage> exchange =
                turn.server.ask(query, budget, () -> threads.execute(() -> unreachable(turn)));
        synchronized (this) {
            open.add(exchange);
        }
        exchange.whenComplete((message, failure) -> {
            if (message != null) {
                read(turn, message);
            } else {
                failed(turn, NoAnswerException.of(failure));
            }
        });
        if (reading.isDone()) { // it may have been ended before the exchange was noted
            exchange.cancel(false);
        }
    }

    private synchronized boolean isListening() {
        return open.stream().anyMatch(exchange -> !exchange.isDone());
    }

    private synchronized @Nullable Turn takeTurn() {
        while (taken < turns) {
            NameServer server = servers.get(taken++ % servers.size());
            if (!useless.contains(server)) {
                return new Turn(server);
            }
        }
        return null;
    }

    private void read(Turn turn, ResponseMessage message) {
        ResponseReader.Reading read;
        try {
            read = reader.apply(turn.server, message);
        } catch (RuntimeException | Error fault) { // ours: it must not leave the question without an end
            failed(turn, NoAnswerException.unusable("unreadable response: " + fault));
            return;
        }
        if (read instanceof ResponseReader.Reading.Unusable unusable) {
            failed(turn, unusable.why());
        } else {
            reading.complete(read);
        }
    }

    private void failed(Turn turn, NoAnswerException failure) {
        if (reading.isDone()) {
            return;
        }
        if (failure.kind() == DnsAnswer.Failed.Kind.BUDGET_SPENT) {
            reading.complete(new ResponseReader.Reading.Unusable(failure));
            return;
        }
        proceed(turn, failure, failure.responded() ? useless : null);
    }

    private void unreachable(Turn turn) {
        turn.server.unreachable();
        proceed(turn, NoAnswerException.unreachable("port unreachable"), unreachable);
    }

    /** Goes on after a server's turn has failed, unless the next one's has begun already. */
    private void proceed(Turn turn, NoAnswerException failure, @Nullable Set<NameServer> noted) {
        boolean wasOver;
        boolean reachableBefore;
        boolean reachable;
        synchronized (this) {
            reachableBefore = isAnybodyReachable();
            why = failure.at(turn.server, why);
            if (noted != null) {
                noted.add(turn.server);
            }
            reachable = isAnybodyReachable();
            wasOver = turn.over;
            turn.over = true;
        }
        if (reachable && !wasOver) {
            next();
        } else if (reachableBefore && !reachable) {
            threads.after(AFTER_ICMP, this::end);
        }
    }

    /** Not if each server has sent an ICMP error, or has responded with no answer, and one did the former ([LOOK-6]). */
    private boolean isAnybodyReachable() {
        return unreachable.isEmpty()
                || servers.stream().anyMatch(server -> !unreachable.contains(server) && !useless.contains(server));
    }

    private void end() {
        NoAnswerException last;
        synchronized (this) {
            last = why;
        }
        reading.complete(new ResponseReader.Reading.Unusable(last));
    }
}
