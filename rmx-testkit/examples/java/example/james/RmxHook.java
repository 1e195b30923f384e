package example.james;

import dev.rmx.RmxVerdict;
import dev.rmx.receive.EnvelopeSender;
import dev.rmx.receive.ReceiverPolicy;
import dev.rmx.receive.SmtpReply;
import dev.rmx.record.IpAddress;
import dev.rmx.resolver.RmxChecker;
import java.util.Optional;
import org.apache.james.core.MaybeSender;
import org.apache.james.protocols.api.ProtocolSession;
import org.apache.james.protocols.smtp.SMTPSession;
import org.apache.james.protocols.smtp.hook.HookResult;
import org.apache.james.protocols.smtp.hook.HookReturnCode;
import org.apache.james.protocols.smtp.hook.MailHook;

/**
 * A hook for Apache James's SMTP protocol: checks the sender at MAIL FROM, and refuses what the policy refuses. Hooks that come later
 * find the verdict in the session, to mark the message or to hold it.
 */
public final class RmxHook implements MailHook {
    /** What was found of the message's sender. */
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
        String helo = session.getAttachment(SMTPSession.CURRENT_HELO_NAME, ProtocolSession.State.Connection)
                .orElse("");
        IpAddress client = IpAddress.of(session.getRemoteAddress().getAddress());
        EnvelopeSender envelopeSender = EnvelopeSender.parse("<" + sender.asString("") + ">", helo);
        RmxVerdict verdict = checker.check(envelopeSender.from(client));
        session.setAttachment(VERDICT, verdict, ProtocolSession.State.Transaction);
        Optional<SmtpReply> refusal = SmtpReply.to(policy.disposition(verdict), verdict);
        if (refusal.isEmpty()) {
            return HookResult.DECLINED; // no objection: the next hook is asked
        }
        SmtpReply reply = refusal.get();
        return HookResult.builder()
                .hookReturnCode(reply.code() < 500 ? HookReturnCode.denySoft() : HookReturnCode.deny())
                .smtpReturnCode(Integer.toString(reply.code()))
                .smtpDescription(reply.enhancedCode() + " " + reply.text())
                .build();
    }
}
