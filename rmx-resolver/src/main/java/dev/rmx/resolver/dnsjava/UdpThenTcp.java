package dev.rmx.resolver.dnsjava;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.WireParseException;

/** Asks one server over UDP, and where the response is truncated over TCP, by {@link Sockets}: the messages are dnsjava's. */
class UdpThenTcp extends SimpleResolver {
    /** What a response without EDNS has at most (RFC 1035 §4.2.1). */
    private static final int WITHOUT_EDNS = 512;

    private final Sockets sockets;

    UdpThenTcp(InetSocketAddress address, Duration timeout, Sockets sockets) {
        super(address);
        this.sockets = sockets;
        setTimeout(timeout);
    }

    /** The responses are read, and what follows from them done, by the executor. */
    @Override
    public CompletionStage<Message> sendAsync(Message query, Executor executor) {
        Message complete = query;
        OPTRecord edns = getEDNS();
        if (edns != null && query.getOPT() == null) {
            complete = query.clone();
            complete.addRecord(edns, Section.ADDITIONAL);
        }
        OPTRecord its = complete.getOPT();
        int most = its == null ? WITHOUT_EDNS : its.getPayloadSize();
        byte[] octets = complete.toWire();
        return sockets.udp()
                .send(getAddress(), octets, most, getTimeout())
                .thenApplyAsync(response -> read(response, query), executor)
                .thenCompose(response -> response.getHeader().getFlag(Flags.TC)
                        ? sockets.tcp()
                                .send(getAddress(), octets, getTimeout())
                                .thenApplyAsync(whole -> read(whole, query), executor)
                        : CompletableFuture.completedFuture(response));
    }

    /** The response, if it is one to this query (RFC 5452 §9.1). */
    private static Message read(byte[] octets, Message query) {
        try {
            Message response = new Message(octets);
            if (response.getHeader().getID() != query.getHeader().getID()
                    || response.getQuestion() == null
                    || !response.getQuestion().equals(query.getQuestion())) {
                throw new WireParseException("a response to another query");
            }
            return response;
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }
}
