package example.james;

import dev.rmx.RmxVerdict;
import dev.rmx.receive.Disposition;
import dev.rmx.receive.EnvelopeSender;
import dev.rmx.receive.ReceiverPolicy;
import dev.rmx.receive.SmtpReply;
import dev.rmx.receive.Unchecked;
import dev.rmx.record.IpAddress;
import dev.rmx.resolver.RmxChecker;
import java.net.InetSocketAddress;
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

    public RmxHook(RmxChecker checker, ReceiverPolicy policy) {
        this.checker = checker;
        this.policy = policy;
    }

    @Override
    public HookResult doMail(SMTPSession session, MaybeSender sender) {
        String mailFrom = "<" + sender.asString("") + ">";
        if (!EnvelopeSender.isReversePath(mailFrom)) {
            return refuse(SmtpReply.NO_REVERSE_PATH);
        }
        InetSocketAddress address = session.getRemoteAddress();
        if (address == null || address.getAddress() == null) { // for example, behind a proxy that does not pass it on
            Disposition disposition = policy.disposition(Unchecked.NO_ADDRESS);
            return SmtpReply.to(disposition, Unchecked.NO_ADDRESS)
                    .map(RmxHook::refuse)
                    .orElse(HookResult.DECLINED);
        }
        String helo = session.getAttachment(SMTPSession.CURRENT_HELO_NAME, ProtocolSession.State.Connection)
                .orElse("");
        IpAddress client = IpAddress.of(address.getAddress());
        RmxVerdict verdict =
                checker.check(EnvelopeSender.parse(mailFrom).withHelo(helo).from(client));
        session.setAttachment(VERDICT, verdict, ProtocolSession.State.Transaction);
        return SmtpReply.to(policy.disposition(verdict), verdict)
                .map(RmxHook::refuse)
                .orElse(HookResult.DECLINED); // no objection: ask the next hook
    }

    private static HookResult refuse(SmtpReply reply) {
        return HookResult.builder()
                .hookReturnCode(reply.code() < 500 ? HookReturnCode.denySoft() : HookReturnCode.deny())
                .smtpReturnCode(Integer.toString(reply.code()))
                .smtpDescription(reply.enhancedCode() + " " + reply.text())
                .build();
    }
}
