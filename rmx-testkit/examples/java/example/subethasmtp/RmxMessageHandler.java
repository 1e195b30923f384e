package example.subethasmtp;

import dev.rmx.RmxVerdict;
import dev.rmx.quarantine.MessageReference;
import dev.rmx.quarantine.Quarantine;
import dev.rmx.quarantine.QuarantineException;
import dev.rmx.receive.Disposition;
import dev.rmx.receive.EnvelopeSender;
import dev.rmx.receive.HeaderSection;
import dev.rmx.receive.IncomingMessage;
import dev.rmx.receive.ReceiverPolicy;
import dev.rmx.receive.Reception;
import dev.rmx.receive.SmtpReply;
import dev.rmx.receive.Unchecked;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import dev.rmx.resolver.RmxChecker;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.subethamail.smtp.MessageContext;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.RejectException;

/**
 * Receives a message in SubEthaSMTP: checks the sender at MAIL FROM, and marks the message after DATA.
 *
 * <pre>{@code
 * SMTPServer.port(25)
 *         .messageHandlerFactory(context -> new RmxMessageHandler(
 *                 context, clients.of(context), checker, policy, quarantine, host, spool))
 *         .build()
 *         .start();
 * }</pre>
 *
 * The quarantine's handler calls {@link Spool#deliver} with the reference of the message. {@link ProxiedClients} knows
 * the client.
 */
public final class RmxMessageHandler implements MessageHandler {
    private final MessageContext context;
    private final Optional<IpAddress> client;
    private final RmxChecker checker;
    private final ReceiverPolicy policy;
    private final Quarantine quarantine;
    private final DomainName host;
    private final Spool spool;
    private String from = "";
    private final List<String> recipients = new ArrayList<>();
    private @Nullable RmxVerdict verdict;
    private @Nullable Reception reception;

    /** Keeps messages until they are delivered. */
    public interface Spool {
        /**
         * Keeps a message; returns its reference. A vacation program may reply only if {@code mayReply}: otherwise the
         * sender may be forged, and the reply would go to somebody who wrote nothing.
         */
        String keep(String from, List<String> recipients, byte[] message, boolean mayReply) throws IOException;

        /** Delivers a message. */
        void deliver(String id) throws IOException;

        /** Drops a message. */
        void remove(String id) throws IOException;
    }

    public RmxMessageHandler(
            MessageContext context,
            Optional<IpAddress> client,
            RmxChecker checker,
            ReceiverPolicy policy,
            Quarantine quarantine,
            DomainName host,
            Spool spool) {
        this.context = context;
        this.client = client;
        this.checker = checker;
        this.policy = policy;
        this.quarantine = quarantine;
        this.host = host;
        this.spool = spool;
    }

    @Override
    public void from(String sender) throws RejectException {
        from = sender;
        verdict = null;
        reception = null;
        String mailFrom = "<" + sender + ">";
        if (!EnvelopeSender.isReversePath(mailFrom)) {
            throw refusal(SmtpReply.NO_REVERSE_PATH);
        }
        EnvelopeSender envelopeSender =
                EnvelopeSender.parse(mailFrom).withHelo(context.getHelo().orElse(""));
        Reception received;
        if (client.isPresent()) {
            RmxVerdict found = checker.check(envelopeSender.from(client.get()));
            received = policy.receive(found, host, Instant.now());
            verdict = found;
        } else {
            received = policy.receive(Unchecked.NO_ADDRESS, envelopeSender);
        }
        if (received.reply().isPresent()) {
            throw refusal(received.reply().get());
        }
        reception = received;
    }

    private static RejectException refusal(SmtpReply reply) {
        return new RejectException(reply.code(), reply.enhancedCode() + " " + reply.text());
    }

    @Override
    public void recipient(String recipient) {
        recipients.add(recipient);
    }

    @Override
    public @Nullable String data(InputStream data) throws RejectException, IOException {
        Reception received = Objects.requireNonNull(reception, "MAIL FROM comes before DATA");
        byte[] message = IncomingMessage.marked(data.readAllBytes(), host, received.fields());
        boolean mayReply =
                received.allowsAutomaticReply(HeaderSection.of(message).fields());
        String id = spool.keep(from, recipients, message, mayReply);
        if (received.disposition() != Disposition.QUARANTINE) {
            spool.deliver(id);
        } else if (verdict != null) { // without one, a person looks into the spool
            hold(verdict, id);
        }
        return null; // the server's default reply
    }

    @Override
    public void done() {}

    private void hold(RmxVerdict found, String id) throws RejectException, IOException {
        try {
            quarantine.hold(found, MessageReference.of(id));
        } catch (QuarantineException e) {
            spool.remove(id);
            throw new RejectException(451, "4.3.0 cannot keep the message, try again later");
        }
    }
}
