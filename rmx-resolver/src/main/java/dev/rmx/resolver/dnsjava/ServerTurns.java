package dev.rmx.resolver.dnsjava;

import dev.rmx.dns.DnsAnswer;
import dev.rmx.resolver.QueryBudget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Asks the name servers for one name and type, one after the other, until one answers. A server that responds without
 * an answer is not asked again. After an ICMP error the next server is asked at once, but a response of the first still
 * counts ([LOOK-5]).
 */
final class ServerTurns {
    /** How long to wait after ICMP errors for every server; anybody can forge these ([LOOK-6]). */
    static final Duration AFTER_ICMP = Duration.ofMillis(200);

    private final List<NameServer> servers;
    private final int turns;
    private final Query query;
    private final QueryBudget budget;
    private final BiFunction<NameServer, ResponseMessage, ResponseReader.Reading> reader;
    private final ResolverThreads threads;
    private final CompletableFuture<ResponseReader.Reading> reading = new CompletableFuture<>();

    private int taken; // this and the fields below are guarded by this
    private final Set<NameServer> useless = new HashSet<>();
    private final Set<NameServer> unreachable = new HashSet<>();
    private final List<CompletableFuture<ResponseMessage>> open = new ArrayList<>();
    private NoAnswerException why = NoAnswerException.unusable("no server");

    /** A server's turn, which lasts until the next turn starts. */
    private static final class Turn {
        private final NameServer server;
        private boolean over; // guarded by the turns

        Turn(NameServer server) {
            this.server = server;
        }
    }

    /**
     * Prepares the turns.
     *
     * @param servers the servers, in the order in which to ask them, except that dead ones come last ([LIM-5])
     * @param attempts how many times to ask a server that does not respond
     * @param reader reads a server's response
     */
    ServerTurns(
            Collection<NameServer> servers,
            int attempts,
            Query query,
            QueryBudget budget,
            BiFunction<NameServer, ResponseMessage, ResponseReader.Reading> reader,
            ResolverThreads threads) {
        this.servers = deadLast(servers);
        this.turns = attempts * servers.size();
        this.query = query;
        this.budget = budget;
        this.reader = reader;
        this.threads = threads;
    }

    private static List<NameServer> deadLast(Collection<NameServer> servers) {
        List<NameServer> alive = new ArrayList<>(servers.size());
        List<NameServer> dead = new ArrayList<>();
        for (NameServer server : servers) {
            (server.isDead() ? dead : alive).add(server);
        }
        alive.addAll(dead); // [LIM-5]
        return alive;
    }

    /** Starts. Cancelling the returned future ends all exchanges. */
    @SuppressWarnings("FutureReturnValueIgnored") // the stage only cleans up
    CompletableFuture<ResponseReader.Reading> start() {
        reading.whenComplete((given, cancelled) -> openExchanges().forEach(exchange -> exchange.cancel(false)));
        next();
        return reading;
    }

    private synchronized List<CompletableFuture<ResponseMessage>> openExchanges() {
        return List.copyOf(open);
    }

    /** Gives the next server its turn, or ends if there is none. */
    @SuppressWarnings("FutureReturnValueIgnored") // the stage only passes the response on
    private void next() {
        Turn turn = takeTurn();
        if (reading.isDone()) {
            return;
        }
        if (turn == null) {
            if (isListening()) { // [LOOK-6] to servers with an ICMP error
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
        if (reading.isDone()) { // cancelled before the exchange was registered
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
        } catch (RuntimeException | Error fault) { // a bug of ours: the question must still end
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
        turn.server.unreachable(); // [LOOK-5] an ICMP error ends no query
        proceed(turn, NoAnswerException.unreachable("port unreachable"), unreachable);
    }

    /** Goes on after a failed turn, unless the next turn has already started. */
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
        } else if (reachableBefore && !reachable) { // [LOOK-6]
            threads.after(AFTER_ICMP, this::end);
        }
    }

    /** False if there was an ICMP error, and every server either had one or responded without an answer ([LOOK-6]). */
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
