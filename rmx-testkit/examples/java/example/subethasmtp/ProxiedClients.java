package example.subethasmtp;

import dev.rmx.record.IpAddress;
import example.proxy.Proxies;
import example.proxy.Xclient;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import org.subethamail.smtp.MessageContext;
import org.subethamail.smtp.internal.proxy.ProxyHandler;
import org.subethamail.smtp.internal.proxy.ProxyProtocolV1V2Handler;
import org.subethamail.smtp.internal.server.BaseCommand;
import org.subethamail.smtp.server.Session;

/**
 * Who the client of a session is, if the server stands behind proxies. Some proxies begin each connection with a PROXY
 * protocol header (version 1 or 2), others say XCLIENT; no host does both. Nobody else may do either.
 *
 * <pre>{@code
 * SMTPServer server = SMTPServer.port(25)
 *         .proxyHandler(clients.proxyProtocol())
 *         .messageHandlerFactory(context -> new RmxMessageHandler(context, clients.of(context), …))
 *         .build();
 * server.getCommandHandler().addCommand(clients.xclient());
 * server.start();
 * }</pre>
 */
public final class ProxiedClients {
    private final Proxies withHeader;
    private final Proxies withXclient;

    /** The clients that are not the session's remote address; empty if the proxy does not know the client. */
    private final Map<MessageContext, Optional<IpAddress>> named = Collections.synchronizedMap(new WeakHashMap<>());

    public ProxiedClients(Proxies withHeader, Proxies withXclient) {
        this.withHeader = withHeader;
        this.withXclient = withXclient;
    }

    /** No proxies: the client is who connects. */
    public static ProxiedClients direct() {
        return new ProxiedClients(new Proxies(List.of()), new Proxies(List.of()));
    }

    /** The address of a session's client; empty if it is not known. */
    public Optional<IpAddress> of(MessageContext context) {
        Optional<IpAddress> client = named.get(context);
        if (client != null) {
            return client;
        }
        return context.getRemoteAddress() instanceof InetSocketAddress socket && socket.getAddress() != null
                ? Optional.of(IpAddress.of(socket.getAddress()))
                : Optional.empty();
    }

    /** Reads the header of those that send one. Sent by others, it is an unknown command. */
    public ProxyHandler proxyProtocol() {
        return this::readHeader;
    }

    private ProxyHandler.ProxyResult readHeader(InputStream in, OutputStream out, Session session) throws IOException {
        if (!withHeader.contain(session.getRealRemoteAddress())) {
            return ProxyHandler.ProxyResult.NOP;
        }
        ProxyHandler.ProxyResult result = ProxyProtocolV1V2Handler.INSTANCE.handle(in, out, session);
        if (result.isNOP()) { // UNKNOWN or LOCAL: the session's address is the proxy's, which is not the client
            named.put(session, Optional.empty());
        }
        return result;
    }

    /** The command XCLIENT. SubEthaSMTP cannot list it in its reply to EHLO; nginx does not look there. */
    public BaseCommand xclient() {
        return new BaseCommand("XCLIENT", "Names the client behind a proxy.", "ADDR=address HELO=name") {
            @Override
            public void execute(String line, Session session) throws IOException {
                session.sendResponse(take(line.substring("XCLIENT".length()), session));
            }
        };
    }

    private String take(String arguments, Session session) {
        InetSocketAddress peer = session.getRealRemoteAddress();
        if (!withXclient.contain(peer) || withHeader.contain(peer)) {
            return "550 5.7.0 not authorized to use XCLIENT";
        }
        if (session.isMailTransactionInProgress()) {
            return "503 5.5.1 MAIL transaction in progress";
        }
        Xclient xclient;
        try {
            xclient = Xclient.parse(arguments);
        } catch (IllegalArgumentException e) {
            return "501 5.5.4 bad XCLIENT arguments";
        }
        session.resetSmtpProtocol();
        xclient.helo().ifPresent(session::setHelo);
        if (xclient.namesClient()) {
            named.put(session, xclient.client());
        }
        return "220 " + session.getServer().getHostName() + " ESMTP";
    }
}
