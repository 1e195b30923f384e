package dev.rmx.receive;

import dev.rmx.RmxResult;
import dev.rmx.RmxVerdict;
import dev.rmx.text.Printable;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A one-line SMTP reply that refuses a message ([SMTP-1] to [SMTP-3], RFC 5321 §4.2, RFC 3463).
 *
 * @param code the reply code, 400 to 599
 * @param enhancedCode the enhanced status code, such as {@code 5.7.1}, with the first digit of the reply code
 * @param text the text for people: one line of printable ASCII
 */
public record SmtpReply(int code, String enhancedCode, String text) {
    /** The longest reply line, with its CRLF ([SMTP-3], RFC 5321 §4.5.3.1.5). */
    public static final int MAX_OCTETS = 512;

    private static final Pattern ENHANCED = Pattern.compile("([45])\\.\\d{1,3}\\.\\d{1,3}");
    private static final String CUT = "...";

    /** The reply {@code 501 5.1.7} to a sender that is no reverse-path ({@link EnvelopeSender#isReversePath}). */
    public static final SmtpReply NO_REVERSE_PATH =
            new SmtpReply(501, "5.1.7", "a sender is <> or <local-part@domain> (RFC 5321)");

    /**
     * Checks the parts.
     *
     * @param code the reply code
     * @param enhancedCode the enhanced status code
     * @param text the text for people
     * @throws IllegalArgumentException if a code is invalid, the codes do not fit each other, or the text is empty, too
     *     long or not printable ASCII
     */
    public SmtpReply {
        if (code < 400 || code > 599) {
            throw new IllegalArgumentException("a reply that refuses has a code from 400 to 599, not " + code);
        }
        if (!ENHANCED.matcher(enhancedCode).matches() || enhancedCode.charAt(0) - '0' != code / 100) {
            throw new IllegalArgumentException("an enhanced code for " + code + " looks like " + code / 100
                    + ".7.1, not " + Printable.quote(enhancedCode));
        }
        if (text.isEmpty() || !Printable.is(text) || text.length() > room(enhancedCode)) {
            throw new IllegalArgumentException("a text has 1 to " + room(enhancedCode)
                    + " characters of printable ASCII, not " + Printable.quote(text));
        }
    }

    /**
     * The reply to a message, if the disposition refuses it.
     *
     * @param disposition what to do with the message
     * @param verdict the reason
     * @return {@code 550 5.7.1} for {@link Disposition#REJECT}; {@code 451 4.4.3} for {@link Disposition#DEFER} if DNS
     *     could not be asked, and {@code 451 4.7.1} if it could; otherwise empty
     */
    public static Optional<SmtpReply> to(Disposition disposition, RmxVerdict verdict) {
        return switch (disposition) {
            case REJECT -> Optional.of(reject(verdict));
            case DEFER -> Optional.of(defer(verdict));
            case ACCEPT, ACCEPT_AND_MARK, QUARANTINE -> Optional.empty();
        };
    }

    /**
     * The reply to a message without a verdict, if the disposition refuses it ([DISP-5]).
     *
     * @param disposition what to do with the message
     * @param reason why there is no verdict
     * @return {@code 550 5.7.1} for {@link Disposition#REJECT}; {@code 451 4.7.1} for {@link Disposition#DEFER};
     *     otherwise empty
     */
    public static Optional<SmtpReply> to(Disposition disposition, Unchecked reason) {
        return switch (disposition) {
            case REJECT -> Optional.of(of(550, "5.7.1", "message refused: " + reason));
            case DEFER -> Optional.of(of(451, "4.7.1", "message deferred: " + reason));
            case ACCEPT, ACCEPT_AND_MARK, QUARANTINE -> Optional.empty();
        };
    }

    private static SmtpReply reject(RmxVerdict verdict) { // [SMTP-1]
        return of(550, "5.7.1", "message refused: " + verdict.reason());
    }

    private static SmtpReply defer(RmxVerdict verdict) { // [SMTP-2]
        return verdict.result() == RmxResult.TEMPERROR
                ? of(451, "4.4.3", "cannot ask DNS now, try again later: " + verdict.reason())
                : of(451, "4.7.1", "message deferred: " + verdict.reason());
    }

    /** Makes the text fit. */
    private static SmtpReply of(int code, String enhancedCode, String text) {
        String line = Printable.of(text);
        int room = room(enhancedCode);
        return new SmtpReply(
                code, enhancedCode, line.length() <= room ? line : line.substring(0, room - CUT.length()) + CUT);
    }

    private static int room(String enhancedCode) {
        return MAX_OCTETS - "550 ".length() - enhancedCode.length() - " \r\n".length();
    }

    /** The line, without its CRLF. */
    @Override
    public String toString() {
        return code + " " + enhancedCode + " " + text;
    }
}
