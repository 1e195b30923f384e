package dev.rmx.receive;

import dev.rmx.RmxOutcome;
import dev.rmx.record.DomainName;
import dev.rmx.text.Printable;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A one-line SMTP reply that refuses a message ([SMTP-3], RFC 5321 §4.2, RFC 3463). A {@link ReceiverPolicy} gives it:
 *
 * <table>
 *   <caption>Replies</caption>
 *   <tr><th>reply</th><th>when</th></tr>
 *   <tr><td>{@code 550 5.7.1}</td><td>rejected ([SMTP-1])</td></tr>
 *   <tr><td>{@code 550 5.7.23}</td><td>rejected for a fail by SPF ([SMTP-4], RFC 7372)</td></tr>
 *   <tr><td>{@code 550 5.7.24}, {@code 451 4.7.24}</td><td>rejected or deferred for an error of SPF</td></tr>
 *   <tr><td>{@code 451 4.4.3}</td><td>deferred because DNS could not be asked ([SMTP-2])</td></tr>
 *   <tr><td>{@code 451 4.7.1}</td><td>deferred for another reason</td></tr>
 * </table>
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
        if (text.isEmpty() || !Printable.is(text) || text.length() > room(enhancedCode)) { // [SMTP-3]
            throw new IllegalArgumentException("a text has 1 to " + room(enhancedCode)
                    + " characters of printable ASCII, not " + Printable.quote(text));
        }
    }

    /**
     * The reply to a message, if the disposition refuses it. An explanation by the sender's domain is marked as the
     * domain's words (RFC 7208 §8.4).
     */
    static Optional<SmtpReply> to(Disposition disposition, CheckReport report) {
        return switch (disposition) {
            case REJECT -> Optional.of(of(550, rejectCode(report), "message refused: " + words(report)));
            case DEFER -> Optional.of(of(451, deferCode(report), deferral(report) + report.reason()));
            case ACCEPT, ACCEPT_AND_MARK, QUARANTINE -> Optional.empty();
        };
    }

    /** The reply to a message without a verdict, if the disposition refuses it ([DISP-5]). */
    static Optional<SmtpReply> to(Disposition disposition, Unchecked reason) {
        return switch (disposition) {
            case REJECT -> Optional.of(of(550, "5.7.1", "message refused: " + reason));
            case DEFER -> Optional.of(of(451, "4.7.1", "message deferred: " + reason));
            case ACCEPT, ACCEPT_AND_MARK, QUARANTINE -> Optional.empty();
        };
    }

    private static String rejectCode(CheckReport report) {
        if (isSpfError(report)) {
            return "5.7.24"; // [SMTP-4]
        }
        boolean spfFail = report.finding().tellsOfSpf() && report.outcome() == RmxOutcome.DENIED;
        return spfFail ? "5.7.23" : "5.7.1"; // [SMTP-4] [SMTP-1]
    }

    private static String deferCode(CheckReport report) {
        if (isSpfError(report)) {
            return "4.7.24"; // [SMTP-4]
        }
        return report.outcome() == RmxOutcome.TEMP_FAIL ? "4.4.3" : "4.7.1"; // [SMTP-2]
    }

    /** Only a form that decided or failed has these outcomes. */
    private static boolean isSpfError(CheckReport report) {
        return report.finding().tellsOfSpf()
                && (report.outcome() == RmxOutcome.BAD_DATA || report.outcome() == RmxOutcome.TEMP_FAIL);
    }

    private static String deferral(CheckReport report) {
        return report.outcome() == RmxOutcome.TEMP_FAIL
                ? "cannot ask DNS now, try again later: "
                : "message deferred: ";
    }

    /** [SPF-7] The mark comes before the domain's words, so that no cut leaves them without it. */
    private static String words(CheckReport report) {
        return report.finding()
                .explanation()
                .map(words -> report.reason() + "; "
                        + report.query().subject().map(DomainName::toString).orElse("the domain") + " explains: "
                        + words)
                .orElse(report.reason());
    }

    /** Makes the text fit. */
    private static SmtpReply of(int code, String enhancedCode, String text) {
        String line = Printable.of(text);
        int room = room(enhancedCode);
        // [SMTP-3]
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
