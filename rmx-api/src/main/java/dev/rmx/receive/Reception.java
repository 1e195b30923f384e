package dev.rmx.receive;

import dev.rmx.RmxOutcome;
import java.util.List;
import java.util.Optional;

/**
 * What a receiver does with one message, as its {@link ReceiverPolicy} says: disposition, SMTP reply and header fields.
 *
 * @param outcome the outcome that counts: {@code NoRMX} where the policy does not let the verdict count ([DISP-4]);
 *     empty if there is no verdict ([DISP-5])
 * @param disposition what to do
 * @param reason why, in one line of printable ASCII that strangers may read
 * @param reply the SMTP reply; empty unless the disposition is {@link Disposition#REJECT} or {@link Disposition#DEFER}
 * @param fields the header fields to put on top of the message, from the top downwards; empty if the disposition is
 *     {@link Disposition#ACCEPT}, and without a verdict
 * @param repliable whether the message is accepted, and the sender known to be who it says it is: the check passed, or
 *     the client authenticated itself; false for the null sender
 */
public record Reception(
        Optional<RmxOutcome> outcome,
        Disposition disposition,
        String reason,
        Optional<SmtpReply> reply,
        List<HeaderField> fields,
        boolean repliable) {
    /**
     * Copies the list.
     *
     * @param outcome the outcome that counts
     * @param disposition what to do
     * @param reason why
     * @param reply the SMTP reply
     * @param fields the header fields
     * @param repliable whether the sender is known
     */
    public Reception {
        fields = List.copyOf(fields);
    }

    /**
     * Whether an automatic reply, such as a vacation notice, may go to the sender (RFC 3834). Only a sender
     * that passed, or whose client authenticated itself, gets one: all others may be forged, and the reply would go to
     * somebody who wrote nothing. No reply goes to the null sender, to a mailing list or to another automatic message.
     *
     * @param header the fields of the message's header section
     * @return true if a reply does no harm; the replier must still keep RFC 3834's other rules
     */
    public boolean allowsAutomaticReply(Iterable<HeaderField> header) {
        return repliable && AutomaticMessage.isNone(header);
    }
}
