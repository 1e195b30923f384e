package example.milter;

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
import org.jspecify.annotations.Nullable;
import org.nightcode.milter.AbstractMilterHandler;
import org.nightcode.milter.Actions;
import org.nightcode.milter.MilterContext;
import org.nightcode.milter.MilterException;
import org.nightcode.milter.ProtocolSteps;

/**
 * A milter for Postfix and Sendmail: asks at MAIL FROM whether the client may send for the domain, and does what the policy says. What
 * the policy wants in quarantine goes to the mail server's own (Postfix: the hold queue), and is noted in ours by its queue id. No
 * thread waits for DNS: the mail server gets its answer when there is one.
 */
public final class RmxMilter extends AbstractMilterHandler {
    private final RmxChecker checker;
    private final ReceiverPolicy policy;
    private final Quarantine quarantine;
    private final DomainName host;
    private final Map<UUID, Session> sessions = new ConcurrentHashMap<>();

    /** A connection of an SMTP client, and the message that it is sending. */
    private static final class Session {
        @Nullable
        IpAddress client;

        String helo = "";
        String queueId = "";
        volatile @Nullable RmxVerdict verdict;
        final Map<String, Integer> fields = new HashMap<>();
        final Deque<Map.Entry<String, Integer>> forged = new ArrayDeque<>();

        void newMessage() {
            verdict = null;
            fields.clear();
            forged.clear();
        }
    }

    public RmxMilter(RmxChecker checker, ReceiverPolicy policy, Quarantine quarantine, DomainName host) {
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

    private Session session(MilterContext context) {
        return sessions.computeIfAbsent(context.id(), id -> new Session());
    }

    @Override
    public void macro(MilterContext context, int type, Map<String, String> macros) {
        Session session = session(context);
        session.queueId = macros.getOrDefault("i", session.queueId);
        String name = macros.getOrDefault("_", ""); // "name [address]"; a program of this machine has no address
        if (name.contains("[") && name.contains("]")) {
            String address = name.substring(name.lastIndexOf('[') + 1, name.lastIndexOf(']'));
            session.client = IpAddress.parse(address.replaceFirst("^IPv6:", ""));
        }
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
        if (session.client == null) {
            context.sendContinue();
            return;
        }
        EnvelopeSender sender = EnvelopeSender.parse(from.get(0), session.helo);
        checker.checkAsync(sender.from(session.client)).thenAccept(verdict -> {
            session.verdict = verdict;
            answer(context, SmtpReply.to(policy.disposition(verdict), verdict));
        });
    }

    private void answer(MilterContext context, Optional<SmtpReply> refusal) {
        try {
            if (refusal.isPresent()) {
                SmtpReply reply = refusal.get();
                // Sendmail formats the text, and a percent sign can come from a name server
                String text = reply.text().replace('%', '?');
                messageModificationService.sendReply(context, reply.code(), reply.enhancedCode(), text);
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
        if (ForgedFields.claim(name, value, host)) {
            session.forged.addFirst(Map.entry(name, number)); // to remove one changes the numbers after it
        }
        context.sendContinue();
    }

    @Override
    @SuppressWarnings("NullAway") // jmilter's annotations say it another way; the chunk, which can be null, is not used
    public void eom(MilterContext context, byte[] bodyChunk) throws MilterException {
        Session session = session(context);
        RmxVerdict verdict = session.verdict;
        for (Map.Entry<String, Integer> field : session.forged) {
            messageModificationService.changeHeader(context, field.getValue(), field.getKey(), null);
        }
        if (verdict == null) {
            context.sendContinue();
            return;
        }
        Disposition disposition = policy.disposition(verdict);
        if (disposition != Disposition.ACCEPT) {
            insert(
                    context,
                    XRmxField.NAME,
                    XRmxField.of(verdict, host, Instant.now()).format());
            insert(
                    context,
                    AuthenticationResultsField.NAME,
                    AuthenticationResultsField.of(verdict, host).format());
        }
        if (disposition == Disposition.QUARANTINE) {
            messageModificationService.quarantine(context, verdict.reason());
            try {
                if (verdict.result() == RmxResult.TEMPERROR) { // else it waits for a person
                    quarantine.hold(verdict, MessageReference.of(session.queueId));
                }
            } catch (QuarantineException e) {
                messageModificationService.sendReply(context, 451, "4.3.0", "cannot keep the message, try again later");
                return;
            }
        }
        context.sendContinue();
    }

    private void insert(MilterContext context, String name, String folded) throws MilterException {
        messageModificationService.insertHeader(context, 0, name, folded.replace("\r\n", "\n"));
    }

    @Override
    public void quit(MilterContext context) {
        sessions.remove(context.id());
    }
}
