package dev.rmx.testkit.milter;

import dev.rmx.RmxVerdict;
import dev.rmx.quarantine.MessageReference;
import dev.rmx.quarantine.Quarantine;
import dev.rmx.quarantine.QuarantineException;
import dev.rmx.receive.Disposition;
import dev.rmx.receive.EnvelopeSender;
import dev.rmx.receive.ForgedFields;
import dev.rmx.receive.HeaderField;
import dev.rmx.receive.ReceiverPolicy;
import dev.rmx.receive.Reception;
import dev.rmx.receive.SmtpReply;
import dev.rmx.receive.Unchecked;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import dev.rmx.resolver.RmxChecker;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.nightcode.milter.AbstractMilterHandler;
import org.nightcode.milter.Actions;
import org.nightcode.milter.CommandCode;
import org.nightcode.milter.MilterContext;
import org.nightcode.milter.MilterException;
import org.nightcode.milter.ProtocolSteps;
import org.nightcode.milter.codec.MilterPacket;

/**
 * A milter for Postfix and Sendmail. At MAIL FROM it checks whether the client may send for the domain, and does what
 * the policy says. If the policy holds a message, the mail server holds it (in Postfix's hold queue), and the
 * quarantine, if there is one, gets its queue id. No thread waits for DNS: the mail server gets its reply when the
 * answer is known.
 *
 * <p>Behind a proxy, the client is the one that the mail server takes from the proxy. Safe to share between threads;
 * one milter serves all connections.
 */
public final class RmxMilter extends AbstractMilterHandler {
    private static final Pattern PEER = Pattern.compile("\\[(?:IPv6:)?([^\\[\\]]*)\\](?: \\(may be forged\\))?$");

    private final RmxChecker checker;
    private final ReceiverPolicy policy;
    private final Optional<Quarantine> quarantine;
    private final DomainName host;
    private final Map<UUID, Session> sessions = new ConcurrentHashMap<>();
    private final MessagesUnderWay underWay = new MessagesUnderWay();

    /** A connection of an SMTP client, and its current message. */
    private static final class Session {
        /** The macro {@code _}, which describes the client; empty if the mail server does not send it. */
        final String peer;

        boolean connected;
        /** Empty if the mail server does not know the client's address. */
        Optional<IpAddress> client = Optional.empty();

        String helo = "";
        String queueId = "";
        volatile @Nullable RmxVerdict verdict;
        volatile @Nullable Reception reception;
        /** Whether its message is one of those under way. */
        final AtomicBoolean underWay = new AtomicBoolean();

        final Map<String, Integer> fields = new HashMap<>();
        final Deque<Map.Entry<String, Integer>> forged = new ArrayDeque<>();

        Session(String peer) {
            this.peer = peer;
        }

        void newMessage() {
            verdict = null;
            reception = null;
            fields.clear();
            forged.clear();
        }
    }

    /**
     * Makes a milter.
     *
     * @param checker checks each sender
     * @param policy what to do with each message
     * @param quarantine gets the queue ids of messages that the policy holds; without one, they stay in the mail
     *     server's hold queue until somebody releases them
     * @param host this host in the fields that are added
     */
    public RmxMilter(RmxChecker checker, ReceiverPolicy policy, Optional<Quarantine> quarantine, DomainName host) {
        super(
                Actions.builder()
                        .addHeader()
                        .changeDeleteHeaders()
                        .quarantineEnvelope()
                        .build(),
                ProtocolSteps.builder()
                        .noBody()
                        .noRecipients()
                        .noUnknownCommands()
                        .build());
        this.checker = checker;
        this.policy = policy;
        this.quarantine = quarantine;
        this.host = host;
    }

    /**
     * Waits until no message is under way, from its sender to its end.
     *
     * @param limit how long to wait at most
     * @throws InterruptedException if the thread is interrupted
     */
    public void awaitNoMessage(Duration limit) throws InterruptedException {
        underWay.awaitNone(limit);
    }

    private Session session(MilterContext context) {
        return sessions.computeIfAbsent(context.id(), id -> new Session(""));
    }

    private void begin(Session session) {
        if (session.underWay.compareAndSet(false, true)) {
            underWay.add();
        }
    }

    private void end(@Nullable Session session) {
        if (session != null && session.underWay.compareAndSet(true, false)) {
            underWay.remove();
        }
    }

    private void replace(MilterContext context, Session session) {
        end(sessions.put(context.id(), session));
    }

    /** A client has connected. A mail server may use one connection to the milter for several clients in turn. */
    @Override
    public void connect(MilterContext context, String hostName, int family, int port, @Nullable SocketAddress address)
            throws MilterException {
        Session session = session(context);
        if (session.connected) {
            session = new Session("");
            replace(context, session);
        }
        session.connected = true;
        session.client = client(session.peer, address);
        context.sendContinue();
    }

    /**
     * The client's address. The macro {@code _} is {@code name [address]}, sometimes followed by
     * {@code (may be forged)}; the client may control the text before the brackets. Without the macro, it is the
     * connection's address, which jmilter knows for IPv4 only.
     */
    private static Optional<IpAddress> client(String peer, @Nullable SocketAddress address) {
        Matcher brackets = PEER.matcher(peer);
        if (brackets.find()) {
            try {
                return Optional.of(IpAddress.parse(brackets.group(1)));
            } catch (IllegalArgumentException e) { // such as "unknown"
                return Optional.empty();
            }
        }
        return peer.isEmpty() && address instanceof InetSocketAddress socket && socket.getAddress() != null
                ? Optional.of(IpAddress.of(socket.getAddress()))
                : Optional.empty();
    }

    @Override
    public void macro(MilterContext context, int type, Map<String, String> macros) {
        if (type == CommandCode.SMFIC_CONNECT.code()) { // macros come before their command
            replace(context, new Session(macros.getOrDefault("_", "")));
        }
        Session session = session(context);
        session.queueId = macros.getOrDefault("i", session.queueId);
    }

    @Override
    public void helo(MilterContext context, String name) throws MilterException {
        session(context).helo = name;
        context.sendContinue();
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the answer goes to the mail server
    public void envfrom(MilterContext context, List<String> from) throws MilterException {
        Session session = session(context);
        session.newMessage();
        begin(session);
        EnvelopeSender sender = EnvelopeSender.parse(from.get(0)).withHelo(session.helo);
        if (session.client.isEmpty()) {
            session.reception = policy.receive(Unchecked.NO_ADDRESS, sender);
            answer(context, session, session.reception.reply());
            return;
        }
        checker.checkAsync(sender.from(session.client.get())).thenAccept(verdict -> {
            session.verdict = verdict;
            session.reception = policy.receive(verdict, host, Instant.now());
            answer(context, session, session.reception.reply());
        });
    }

    private void answer(MilterContext context, Session session, Optional<SmtpReply> refusal) {
        try {
            if (refusal.isPresent()) {
                SmtpReply reply = refusal.get();
                // Sendmail reads the text as a format string, and a percent sign can come from a name server
                String text = reply.text().replace('%', '?');
                messageModificationService.sendReply(context, reply.code(), reply.enhancedCode(), text);
                end(session);
            } else {
                context.sendContinue();
            }
        } catch (MilterException e) { // the client or the mail server has gone
            context.destroy();
        }
    }

    @Override
    public void header(MilterContext context, String name, String value) throws MilterException {
        Session session = session(context);
        int number = session.fields.merge(name.toLowerCase(Locale.ROOT), 1, Integer::sum);
        if (ForgedFields.isClaim(name, value, host)) {
            session.forged.addFirst(Map.entry(name, number)); // last first: removing one renumbers those after it
        }
        context.sendContinue();
    }

    @Override
    @SuppressWarnings("NullAway") // differs from jmilter's annotations; the chunk, which can be null, is not used
    public void eom(MilterContext context, byte[] bodyChunk) throws MilterException {
        Session session = session(context);
        finish(context, session);
        end(session);
    }

    private void finish(MilterContext context, Session session) throws MilterException {
        for (Map.Entry<String, Integer> field : session.forged) {
            messageModificationService.changeHeader(context, field.getValue(), field.getKey(), null);
        }
        Reception reception = session.reception;
        List<HeaderField> fields = reception == null ? List.of() : reception.fields();
        for (int i = fields.size() - 1; i >= 0; i--) { // each goes on top of the one before
            insert(context, fields.get(i));
        }
        if (reception != null && reception.disposition() == Disposition.QUARANTINE) {
            messageModificationService.quarantine(context, reception.reason());
            RmxVerdict verdict = session.verdict;
            try {
                if (verdict != null && quarantine.isPresent()) { // otherwise a person looks into the hold queue
                    quarantine.get().hold(verdict, MessageReference.of(session.queueId));
                }
            } catch (QuarantineException e) {
                messageModificationService.sendReply(context, 451, "4.3.0", "cannot keep the message, try again later");
                return;
            }
        }
        context.sendContinue();
    }

    private void insert(MilterContext context, HeaderField field) throws MilterException {
        messageModificationService.insertHeader(
                context, 0, field.name(), field.value().replace("\r\n", "\n"));
    }

    @Override
    public void abort(MilterContext context, @Nullable MilterPacket packet) { // the message, not the connection
        end(sessions.get(context.id()));
    }

    @Override
    public void quitNc(MilterContext context) { // another client follows on the same connection
        end(sessions.remove(context.id()));
    }

    @Override
    public void quit(MilterContext context) {
        end(sessions.remove(context.id()));
    }
}
