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

/** Asks one server by dnsjava over UDP, and where the response is truncated by {@link TcpConnections}. */
class UdpThenTcp extends SimpleResolver {
    private final TcpConnections tcp;

    UdpThenTcp(InetSocketAddress address, Duration timeout, TcpConnections tcp) {
        super(address);
        this.tcp = tcp;
        setTimeout(timeout);
        setIgnoreTruncation(true);
    }

    @Override
    public CompletionStage<Message> sendAsync(Message query, Executor executor) {
        return super.sendAsync(query, executor)
                .thenCompose(response -> response.getHeader().getFlag(Flags.TC)
                        ? sendOverTcp(query, executor)
                        : CompletableFuture.completedFuture(response));
    }

    private CompletableFuture<Message> sendOverTcp(Message query, Executor executor) {
        Message complete = query.clone();
        OPTRecord edns = getEDNS();
        if (edns != null && complete.getOPT() == null) {
            complete.addRecord(edns, Section.ADDITIONAL);
        }
        return tcp.send(getAddress(), complete.toWire(), getTimeout())
                .thenApplyAsync(octets -> read(octets, query), executor);
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
