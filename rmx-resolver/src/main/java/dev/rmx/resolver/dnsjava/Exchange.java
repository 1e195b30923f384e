package dev.rmx.resolver.dnsjava;

import dev.rmx.resolver.QueryBudget;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Rcode;

/**
 * One query to one name server. It is sent over UDP; again without EDNS if the server refuses EDNS ([LOOK-2]); and over
 * TCP if the response is truncated or looks doubtful ([LOOK-6]). A datagram that is no response to the query is
 * dropped, and the wait goes on ([LOOK-5]).
 *
 * <p>A response over UDP completes the future on the thread that reads.
 */
final class Exchange implements UdpPort.Receiver {
    private static final byte[] NO_COOKIE = {};
    private static final int BADCOOKIE = 23;

    private final NameServerAddress server;
    private final Query query;
    private final QueryBudget budget;
    private final Udp udp;
    private final UdpLane lane;
    private final Tcp tcp;
    private final ResolverThreads threads;
    private final QueryRate rate;
    private final Duration timeout;
    private final Runnable unreachable;
    private final CompletableFuture<ResponseMessage> response = new CompletableFuture<>();

    private boolean edns = true; // this and the fields below are guarded by this
    private boolean cookieRenewed;
    private byte[] sent = {};
    private byte[] cookie = NO_COOKIE;
    private SendWindow.Turn turn;
    private Runnable giveUp = () -> {};
    private @Nullable Runnable stopTimer;

    /** Prepares an exchange; {@code unreachable} is run when an ICMP error says that nobody is there. */
    Exchange(
            NameServerAddress server,
            Query query,
            QueryBudget budget,
            Udp udp,
            Tcp tcp,
            ResolverThreads threads,
            QueryRate rate,
            Duration timeout,
            Runnable unreachable) {
        this.server = server;
        this.query = query;
        this.budget = budget;
        this.udp = udp;
        this.lane = udp.lane(); // here, as another thread may send the query later
        this.tcp = tcp;
        this.threads = threads;
        this.rate = rate;
        this.timeout = timeout;
        this.unreachable = unreachable;
        this.turn = server.window().turn(this::sendNow);
    }

    /**
     * Starts it, once, as soon as the server may get a query; its time-out runs from when that is sent. Cancelling
     * the returned future ends it.
     */
    @SuppressWarnings("FutureReturnValueIgnored") // the stage only cleans up
    CompletableFuture<ResponseMessage> start() {
        response.whenComplete((message, failure) -> end());
        rate.first(this::sendByUdp, response);
        return response;
    }

    private void end() {
        SendWindow.Turn last;
        synchronized (this) {
            giveUp.run();
            if (stopTimer != null) {
                stopTimer.run();
            }
            last = turn;
        }
        last.end();
    }

    /** Sends the query as soon as the server has room for it. */
    private void sendByUdp() {
        SendWindow.Turn mine;
        synchronized (this) {
            if (response.isDone()) {
                return;
            }
            if (!budget.take()) { // [LIM-5]
                failSoon(NoAnswerException.budgetSpent());
                return;
            }
            mine = turn;
        }
        mine.begin();
    }

    private void repeatByUdp() {
        synchronized (this) {
            turn = server.window().turn(this::sendNow);
        }
        rate.again(this::sendByUdp, response);
    }

    private synchronized void sendNow() {
        if (response.isDone()) {
            return;
        }
        if (stopTimer == null) {
            stopTimer = threads.after(timeout, () -> lane.afterReading(() -> fail(NoAnswerException.timedOut())));
        }
        cookie = edns ? server.cookie() : NO_COOKIE;
        // no mixed case with DNSSEC: signatures stop forgery, and validation compares some names case-sensitively
        boolean mixed = server.keepsCase() && !query.dnssecOk();
        sent = query.encode(edns, cookie, mixed ? udp.random() : null);
        try {
            giveUp = lane.send(server.address(), sent, this);
        } catch (IOException | RuntimeException | Error e) { // whoever sends this may have a query of its own
            failSoon(NoAnswerException.of(e));
        }
    }

    /**
     * Asks again over TCP, where an attacker must see the query to forge the response. The thread that reads has no
     * time to connect.
     */
    private void sendByTcp(Runnable afterwards) {
        threads.execute(() -> rate.again(() -> connect(afterwards), response));
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the stage only passes the response on
    private synchronized void connect(Runnable afterwards) {
        if (response.isDone()) {
            return;
        }
        if (!budget.take()) { // [LIM-5]
            failSoon(NoAnswerException.budgetSpent());
            return;
        }
        byte[] asked = sent;
        CompletableFuture<byte[]> whole = tcp.send(server.address(), asked);
        giveUp = () -> whole.cancel(false);
        whole.whenComplete((octets, failure) -> threads.execute(() -> {
            if (failure != null) {
                fail(NoAnswerException.of(failure));
                return;
            }
            afterwards.run();
            readWhole(asked, octets);
        }));
    }

    private void readWhole(byte[] asked, byte[] octets) {
        boolean sameId = octets.length >= 2 && octets[0] == asked[0] && octets[1] == asked[1];
        Query.Likeness likeness = sameId ? Query.likeness(asked, octets) : Query.Likeness.NONE;
        if (likeness == Query.Likeness.NONE) {
            fail(NoAnswerException.unusable("a response to another query"));
            return;
        }
        if (likeness == Query.Likeness.OTHER_CASE) {
            server.losesCase();
        }
        try {
            accept(ResponseMessage.parse(octets));
        } catch (NoAnswerException e) {
            fail(e);
        }
    }

    @Override
    public boolean receive(byte[] datagram) {
        SendWindow.Turn answered = turn();
        boolean taken = take(datagram);
        if (taken) {
            answered.end();
        }
        return taken;
    }

    private synchronized SendWindow.Turn turn() {
        return turn;
    }

    private boolean take(byte[] datagram) {
        Query.Likeness likeness;
        synchronized (this) {
            likeness = Query.likeness(sent, datagram);
        }
        if (likeness == Query.Likeness.NONE) {
            return false;
        }
        if (likeness == Query.Likeness.OTHER_CASE) {
            sendByTcp(() -> {}); // [LOOK-6] the case of letters differs
            return true;
        }
        ResponseMessage message;
        try {
            message = ResponseMessage.parse(datagram);
        } catch (NoAnswerException e) {
            fail(e);
            return true;
        }
        return switch (trust(message)) {
            case DROP -> false;
            case ASK_BY_TCP -> {
                sendByTcp(server::forgetCookie); // [LOOK-6] it sent a cookie before
                yield true;
            }
            case ACCEPT -> {
                acceptFromUdp(message);
                yield true;
            }
        };
    }

    /** What the cookie of a response, or its lack, means. */
    private enum Trust {
        ACCEPT,
        ASK_BY_TCP,
        DROP
    }

    private synchronized Trust trust(ResponseMessage message) {
        byte[] its = message.cookie();
        if (its != null && cookie.length > 0) {
            boolean ours = server.learnCookie(its);
            return ours ? Trust.ACCEPT : Trust.DROP; // from a sender who has not seen the query (RFC 7873 §5.3)
        }
        boolean missing = cookie.length > NameServerAddress.CLIENT_COOKIE && message.hasQuestion();
        return missing ? Trust.ASK_BY_TCP : Trust.ACCEPT;
    }

    private void acceptFromUdp(ResponseMessage message) {
        if (message.rcode() == BADCOOKIE) {
            renewCookie();
        } else if (message.isTruncated()) {
            sendByTcp(() -> {});
        } else {
            accept(message);
        }
    }

    private void renewCookie() {
        boolean first;
        synchronized (this) {
            first = !cookieRenewed;
            cookieRenewed = true;
        }
        if (first) {
            repeatByUdp();
        } else {
            sendByTcp(() -> {});
        }
    }

    private void accept(ResponseMessage message) {
        boolean withoutEdns;
        synchronized (this) {
            withoutEdns = edns && refusesEdns(message.rcode());
            edns &= !withoutEdns;
        }
        if (withoutEdns) {
            repeatByUdp();
        } else {
            response.complete(message);
        }
    }

    /** Whether a server refuses EDNS. Only its response without EDNS tells what it knows (RFC 6891 §7). */
    private static boolean refusesEdns(int rcode) {
        return rcode == Rcode.FORMERR || rcode == Rcode.NOTIMP || rcode == Rcode.BADVERS;
    }

    @Override
    public void unreachable() {
        unreachable.run();
    }

    @Override
    public void fail(IOException failure) {
        failSoon(NoAnswerException.of(failure));
    }

    /** Fails on another thread, since dependent stages must not run under a lock. */
    private void failSoon(NoAnswerException failure) {
        threads.execute(() -> fail(failure));
    }

    private void fail(NoAnswerException failure) {
        response.completeExceptionally(failure);
    }
}
