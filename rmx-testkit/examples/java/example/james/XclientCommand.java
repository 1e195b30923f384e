package example.james;

import dev.rmx.record.IpAddress;
import example.proxy.Proxies;
import example.proxy.Xclient;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.apache.james.protocols.api.ProtocolSession.AttachmentKey;
import org.apache.james.protocols.api.ProtocolSession.State;
import org.apache.james.protocols.api.ProxyInformation;
import org.apache.james.protocols.api.Request;
import org.apache.james.protocols.api.Response;
import org.apache.james.protocols.api.handler.CommandHandler;
import org.apache.james.protocols.smtp.SMTPResponse;
import org.apache.james.protocols.smtp.SMTPSession;
import org.apache.james.protocols.smtp.core.esmtp.EhloExtension;

/** The command XCLIENT for James, from proxies only. The session's remote address becomes the client's. */
public final class XclientCommand implements CommandHandler<SMTPSession>, EhloExtension {
    private static final AttachmentKey<Boolean> FROM_PROXY = AttachmentKey.of("XCLIENT_FROM_PROXY", Boolean.class);
    private static final AttachmentKey<Boolean> CLIENT_UNKNOWN =
            AttachmentKey.of("XCLIENT_CLIENT_UNKNOWN", Boolean.class);

    private final Proxies proxies;

    public XclientCommand(Proxies proxies) {
        this.proxies = proxies;
    }

    /** Whether a proxy has said that it does not know the client. */
    static boolean isClientUnknown(SMTPSession session) {
        return session.getAttachment(CLIENT_UNKNOWN, State.Connection).orElse(false);
    }

    @Override
    public Collection<String> getImplCommands() {
        return List.of("XCLIENT");
    }

    @Override
    public List<String> getImplementedEsmtpFeatures(SMTPSession session) {
        return isFromProxy(session) ? List.of(Xclient.KEYWORD) : List.of();
    }

    /** Decided once, before the first XCLIENT changes the remote address. Behind PROXY, that is the client's. */
    private boolean isFromProxy(SMTPSession session) {
        boolean fromProxy = session.getAttachment(FROM_PROXY, State.Connection)
                .orElseGet(() -> proxies.contain(session.getRemoteAddress()));
        session.setAttachment(FROM_PROXY, fromProxy, State.Connection);
        return fromProxy;
    }

    @Override
    public Response onCommand(SMTPSession session, Request request) {
        if (!isFromProxy(session)) {
            return new SMTPResponse("550", "5.7.0 not authorized to use XCLIENT");
        }
        if (session.getAttachment(SMTPSession.SENDER, State.Transaction).isPresent()) {
            return new SMTPResponse("503", "5.5.1 MAIL transaction in progress");
        }
        Xclient xclient;
        try {
            xclient = Xclient.parse(Optional.ofNullable(request.getArgument()).orElse(""));
        } catch (IllegalArgumentException e) {
            return new SMTPResponse("501", "5.5.4 bad XCLIENT arguments");
        }
        session.resetState();
        session.removeAttachment(SMTPSession.CURRENT_HELO_NAME, State.Connection);
        xclient.helo().ifPresent(helo -> session.setAttachment(SMTPSession.CURRENT_HELO_NAME, helo, State.Connection));
        if (xclient.namesClient()) {
            setClient(session, xclient.client());
        }
        return new SMTPResponse("220", session.getConfiguration().getHelloName() + " ESMTP");
    }

    private static void setClient(SMTPSession session, Optional<IpAddress> client) {
        session.setAttachment(CLIENT_UNKNOWN, client.isEmpty(), State.Connection);
        if (client.isPresent()) {
            InetSocketAddress source = new InetSocketAddress(client.get().toInetAddress(), 0);
            session.setProxyInformation(new ProxyInformation(source, session.getLocalAddress()));
        } else {
            session.setRelayingAllowed(false); // the remote address stays the proxy's, which may relay
        }
    }
}
