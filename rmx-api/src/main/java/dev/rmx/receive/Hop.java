package dev.rmx.receive;

import dev.rmx.record.IpAddress;
import java.util.Optional;

/**
 * What one {@code Received} field says about the way of a message.
 *
 * @param kind how the message got here
 * @param client the address of the SMTP client; present exactly for {@link Kind#SMTP}
 * @param helo its HELO name, if the field shows it
 * @param sender the envelope sender, if the field shows it
 * @param authenticated whether the client authenticated itself
 * @param by the server's own name, if the field shows it
 * @param isFetch whether the message was fetched from a mailbox
 * @param mayBeUnnamed whether the form has no name of a host that a receiver could know
 * @param reason why the hop is what it is, for {@link Kind#LOCAL} and {@link Kind#UNCLEAR}: continues "the field"
 */
record Hop(
        Kind kind,
        Optional<IpAddress> client,
        Optional<String> helo,
        Optional<EnvelopeSender> sender,
        Authenticated authenticated,
        Optional<String> by,
        boolean isFetch,
        boolean mayBeUnnamed,
        String reason) {
    /** How the message got here. */
    enum Kind {
        /** From an SMTP client. */
        SMTP,
        /** From a part of the same mail system, or from a mailbox. */
        HANDED_OVER,
        /** From a program on the same host. */
        LOCAL,
        /** That cannot be told with certainty. */
        UNCLEAR
    }

    /** Whether a client authenticated itself. */
    enum Authenticated {
        YES,
        NO,
        UNCLEAR
    }

    /**
     * Reads a field ([RCVD-3]).
     *
     * @param value the field's value, folded or not
     * @return what it says
     */
    static Hop of(String value) {
        if (value.length() > FieldText.LONGEST_VALUE) {
            return unclear("is longer than " + FieldText.LONGEST_VALUE + " characters");
        }
        ReceivedLine line = new ReceivedLine(FieldText.unfold(value));
        return line.fault().map(Hop::unclear).or(() -> HandOvers.of(line)).orElseGet(() -> SmtpForms.of(line));
    }

    static Hop unclear(String reason) {
        return new Hop(
                Kind.UNCLEAR,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Authenticated.UNCLEAR,
                Optional.empty(),
                false,
                false,
                reason);
    }

    static Hop without(Kind kind, ReceivedLine line, String reason) {
        return new Hop(
                kind,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Authenticated.NO,
                line.by(),
                false,
                line.by().isEmpty(),
                reason);
    }

    Hop fetched() {
        return new Hop(kind, client, helo, sender, authenticated, by, true, mayBeUnnamed, reason);
    }

    Hop unnamed() {
        return new Hop(kind, client, helo, sender, authenticated, by, isFetch, true, reason);
    }
}
