package dev.rmx.receive;

import dev.rmx.RmxQuery;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import java.util.Optional;

/**
 * The envelope sender of a message, which is the reverse-path of SMTP's {@code MAIL FROM}, as a check needs it ([ID-1],
 * [ID-2], [ID-3], [ID-4], [ID-5]).
 *
 * <p>Parsing never fails. A sender that cannot be checked has no subject, and its check gives {@code none}.
 *
 * @param subject the domain to check; empty if there is none that can be checked
 * @param localPart the local part without its quotes; empty for the null sender and without a subject
 * @param isNull whether this is the null sender {@code <>}, whose subject is the HELO name ([ID-2])
 * @param helo the client's HELO or EHLO name as it sent it, for macros of SPF; empty if {@link #withHelo} did not say
 */
public record EnvelopeSender(
        Optional<DomainName> subject, Optional<String> localPart, boolean isNull, Optional<String> helo) {
    private static final EnvelopeSender UNUSABLE =
            new EnvelopeSender(Optional.empty(), Optional.empty(), false, Optional.empty());
    private static final EnvelopeSender NULL =
            new EnvelopeSender(Optional.empty(), Optional.empty(), true, Optional.empty());

    /**
     * Reads an envelope sender.
     *
     * @param mailFrom {@code <>}, or {@code local@domain} with or without angle brackets and a source route
     *     ({@code <@a,@b:user@c>}); anything else gives a sender without a subject
     * @return the sender; the null sender has no subject until {@link #withHelo} gives it one
     */
    public static EnvelopeSender parse(String mailFrom) {
        if (mailFrom.equals("<>")) {
            return NULL;
        }
        boolean opened = mailFrom.startsWith("<");
        if (opened && (mailFrom.length() < 2 || !mailFrom.endsWith(">"))) { // [ID-4]
            return UNUSABLE;
        }
        return parsePath(opened ? mailFrom.substring(1, mailFrom.length() - 1) : mailFrom);
    }

    /**
     * Adds the HELO name. It is the subject of the null sender ([ID-2]); of any other sender, only macros of SPF use
     * it.
     *
     * @param helo the client's HELO or EHLO name; one that cannot be checked gives the null sender no subject
     * @return the sender with that name
     */
    public EnvelopeSender withHelo(String helo) {
        return new EnvelopeSender(
                // [ID-2]
                isNull ? DomainName.parseSubject(helo) : subject, localPart, isNull, Optional.of(helo));
    }

    /**
     * The sender that a check of the HELO identity takes (RFC 7208 §2.3): the null sender with the same HELO name.
     *
     * @return the null sender; without a subject if {@link #withHelo} did not give a usable name
     */
    public EnvelopeSender heloIdentity() {
        return helo.map(NULL::withHelo).orElse(NULL);
    }

    /** Reads the text between the angle brackets. */
    private static EnvelopeSender parsePath(String path) {
        StringBuilder local = new StringBuilder();
        int at = -1; // the index of the last unquoted @
        int localEnd = 0; // the length of the unquoted text before it
        int routeEnd = 0; // the length of the source route in that text
        boolean route = path.startsWith("@");
        boolean quoted = false;
        int colon = 0; // the length of the unquoted text up to the colon that ends a route
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (quoted && c == '\\' && i + 1 < path.length()) {
                local.append(path.charAt(++i));
            } else if (c == '"') { // [ID-3]
                quoted = !quoted;
            } else {
                if (!quoted && (c == '<' || c == '>')) { // [ID-4]
                    return UNUSABLE;
                }
                if (!quoted && c == '@') { // [ID-3] the last one ends the local part
                    at = i;
                    localEnd = local.length();
                    routeEnd = colon;
                }
                local.append(c);
                if (!quoted && route && colon == 0 && c == ':') {
                    colon = local.length();
                }
            }
        }
        if (quoted || at < 0) { // [ID-4]
            return UNUSABLE;
        }
        Optional<DomainName> subject = DomainName.parseSubject(path.substring(at + 1)); // [ID-1]
        return subject.isEmpty()
                ? UNUSABLE
                : new EnvelopeSender(
                        // [ID-3] without the source route
                        subject, Optional.of(local.substring(routeEnd, localEnd)), false, Optional.empty());
    }

    /**
     * Whether a text is a reverse-path, as {@code MAIL FROM} requires (RFC 5321 §4.1.2, RFC 6531 §3.3). Refuse any
     * other text with {@link SmtpReply#NO_REVERSE_PATH}: {@link #parse} makes a sender without a subject from it, and a
     * forger is content with {@code none}. Dots anywhere in a local part, {@code _} in a domain and a dot after it are
     * accepted: some senders have them, and they can be checked.
     *
     * @param mailFrom the client's text with its {@code <>}, without the parameters after it
     * @return true for {@code <>}, and for a mailbox in angle brackets with or without a source route
     */
    public static boolean isReversePath(String mailFrom) {
        return ReversePath.is(mailFrom);
    }

    /**
     * The query that checks this sender.
     *
     * @param client the address of the SMTP client, IPv4 or IPv6
     * @return the query
     */
    public RmxQuery from(IpAddress client) {
        RmxQuery query = new RmxQuery(client, subject, localPart);
        return helo.isEmpty() ? query : query.withHelo(helo.get());
    }
}
