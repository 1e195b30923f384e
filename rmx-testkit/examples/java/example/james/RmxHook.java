package example.james;

import dev.rmx.RmxVerdict;
import dev.rmx.receive.EnvelopeSender;
import dev.rmx.receive.ReceiverPolicy;
import dev.rmx.receive.Reception;
import dev.rmx.receive.SmtpReply;
import dev.rmx.receive.Unchecked;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import dev.rmx.resolver.RmxChecker;
import java.net.InetSocketAddress;
import java.time.Instant;
import org.apache.james.core.MaybeSender;
import org.apache.james.protocols.api.ProtocolSession;
import org.apache.james.protocols.smtp.SMTPSession;
import org.apache.james.protocols.smtp.hook.HookResult;
import org.apache.james.protocols.smtp.hook.HookReturnCode;
import org.apache.james.protocols.smtp.hook.MailHook;

/**
 * A hook for Apache James's SMTP protocol. Checks the sender at MAIL FROM, and refuses what the policy refuses. Later
 * hooks find the verdict in the session, to mark or hold the message.
 */
public final class RmxHook implements MailHook {
    /** The key of the sender's verdict in the session. */
    public static final ProtocolSession.AttachmentKey<RmxVerdict> VERDICT =
            ProtocolSession.AttachmentKey.of("RMX_VERDICT", RmxVerdict.class);

    private final RmxChecker checker;
    private final ReceiverPolicy policy;
    private final DomainName host;

    public RmxHook(RmxChecker checker, ReceiverPolicy policy, DomainName host) {
        this.checker = checker;
        this.policy = policy;
        this.host = host;
    }

    @Override
    public HookResult doMail(SMTPSession session, MaybeSender sender) {
        String mailFrom = "<" + sender.asString("") + ">";
        if (!EnvelopeSender.isReversePath(mailFrom)) {
            return refuse(SmtpReply.NO_REVERSE_PATH);
        }
        String helo = session.getAttachment(SMTPSession.CURRENT_HELO_NAME, ProtocolSession.State.Connection)
                .orElse("");
        EnvelopeSender envelopeSender = EnvelopeSender.parse(mailFrom).withHelo(helo);
        InetSocketAddress address = session.getRemoteAddress();
        Reception reception;
        if (address == null || address.getAddress() == null || XclientCommand.isClientUnknown(session)) {
            reception = policy.receive(Unchecked.NO_ADDRESS, envelopeSender);
        } else {
            RmxVerdict verdict = checker.check(envelopeSender.from(IpAddress.of(address.getAddress())));
            session.setAttachment(VERDICT, verdict, ProtocolSession.State.Transaction);
            reception = policy.receive(verdict, host, Instant.now());
        }
        return reception.reply().map(RmxHook::refuse).orElse(HookResult.DECLINED); // no objection: ask the next hook
    }

    private static HookResult refuse(SmtpReply reply) {
        return HookResult.builder()
                .hookReturnCode(reply.code() < 500 ? HookReturnCode.denySoft() : HookReturnCode.deny())
                .smtpReturnCode(Integer.toString(reply.code()))
                .smtpDescription(reply.enhancedCode() + " " + reply.text())
                .build();
    }
}
