package example.subethasmtp;

import dev.rmx.RmxResult;
import dev.rmx.RmxVerdict;
import dev.rmx.quarantine.MessageReference;
import dev.rmx.quarantine.Quarantine;
import dev.rmx.quarantine.QuarantineException;
import dev.rmx.receive.AuthenticationResultsField;
import dev.rmx.receive.Disposition;
import dev.rmx.receive.EnvelopeSender;
import dev.rmx.receive.ForgedFields;
import dev.rmx.receive.ReceiverPolicy;
import dev.rmx.receive.SmtpReply;
import dev.rmx.receive.XRmxField;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import dev.rmx.resolver.RmxChecker;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
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
 * A message that SubEthaSMTP takes: the sender is checked at MAIL FROM, the message marked when it is there.
 *
 * <pre>{@code
 * SMTPServer.port(25)
 *         .messageHandlerFactory(context -> new RmxMessageHandler(context, checker, policy, quarantine, host, spool))
 *         .build()
 *         .start();
 * }</pre>
 *
 * The quarantine's handler calls {@link Spool#deliver} with the reference of the message.
 */
public final class RmxMessageHandler implements MessageHandler {
    private final MessageContext context;
    private final RmxChecker checker;
    private final ReceiverPolicy policy;
    private final Quarantine quarantine;
    private final DomainName host;
    private final Spool spool;
    private String from = "";
    private final List<String> recipients = new ArrayList<>();
    private @Nullable RmxVerdict verdict;

    /** Where messages are kept until they are delivered. */
    public interface Spool {
        /** Keeps a message, and returns what it is known by. */
        String keep(String from, List<String> recipients, byte[] message) throws IOException;

        /** Sends a message on its way. */
        void deliver(String id) throws IOException;

        /** Forgets a message. */
        void remove(String id) throws IOException;
    }

    public RmxMessageHandler(
            MessageContext context,
            RmxChecker checker,
            ReceiverPolicy policy,
            Quarantine quarantine,
            DomainName host,
            Spool spool) {
        this.context = context;
        this.checker = checker;
        this.policy = policy;
        this.quarantine = quarantine;
        this.host = host;
        this.spool = spool;
    }

    @Override
    public void from(String sender) throws RejectException {
        from = sender;
        IpAddress client = IpAddress.of(((InetSocketAddress) context.getRemoteAddress()).getAddress());
        verdict = checker.check(
                EnvelopeSender.parse("<" + sender + ">", context.getHelo().orElse(""))
                        .from(client));
        Optional<SmtpReply> refusal = SmtpReply.to(policy.disposition(verdict), verdict);
        if (refusal.isPresent()) {
            SmtpReply reply = refusal.get();
            throw new RejectException(reply.code(), reply.enhancedCode() + " " + reply.text());
        }
    }

    @Override
    public void recipient(String recipient) {
        recipients.add(recipient);
    }

    @Override
    public @Nullable String data(InputStream data) throws RejectException, IOException {
        RmxVerdict found = Objects.requireNonNull(verdict, "MAIL comes before DATA");
        byte[] message = data.readAllBytes();
        Disposition disposition = policy.disposition(found);
        String id = spool.keep(from, recipients, disposition == Disposition.ACCEPT ? message : mark(message, found));
        if (disposition != Disposition.QUARANTINE) {
            spool.deliver(id);
        } else if (found.result() == RmxResult.TEMPERROR) { // else it waits in the spool for a person
            hold(found, id);
        }
        return null; // the server's own words
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

    /** Takes out fields that claim to be ours, and puts ours on top. */
    private byte[] mark(byte[] message, RmxVerdict found) {
        String text = new String(message, StandardCharsets.ISO_8859_1);
        int end = text.startsWith("\r\n") ? 0 : text.indexOf("\r\n\r\n") + 2;
        String head = end < 2 ? "" : text.substring(0, end);
        StringBuilder marked = new StringBuilder();
        marked.append(AuthenticationResultsField.of(found, host)).append("\r\n");
        marked.append(XRmxField.of(found, host, Instant.now())).append("\r\n");
        for (String field : head.split("(?<=\r\n)(?![ \t])", -1)) {
            int colon = field.indexOf(':');
            if (colon < 0
                    || !ForgedFields.claim(
                            field.substring(0, colon),
                            field.substring(colon + 1).strip(),
                            host)) {
                marked.append(field);
            }
        }
        return marked.append(text.substring(head.length())).toString().getBytes(StandardCharsets.ISO_8859_1);
    }
}
