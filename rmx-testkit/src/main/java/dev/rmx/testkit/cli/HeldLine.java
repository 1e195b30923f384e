package dev.rmx.testkit.cli;

import dev.rmx.RmxOutcome;
import dev.rmx.RmxQuery;
import dev.rmx.quarantine.Decision;
import dev.rmx.quarantine.HeldMessage;
import dev.rmx.text.Printable;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A held message as output.
 *
 * @param message the message
 * @param now the time, for its age
 */
record HeldLine(HeldMessage message, Instant now) {
    static final String UNDECIDED = "undecided";
    /** A local part that needs no quotes (RFC 5321 §4.1.2, RFC 6531 §3.3). */
    private static final Pattern PLAIN = Pattern.compile("[\\w!#$%&'*+/=?^`{|}~.\\-\\x{80}-\\x{10FFFF}]+");

    /** The outcome of the decision; empty if there is none. */
    static Optional<RmxOutcome> outcome(HeldMessage message) {
        return message.decision().map(Decision::outcome);
    }

    private static String sender(RmxQuery query) {
        String domain = query.subject().map(Object::toString).orElse("?");
        return query.localPart().map(local -> quoted(local) + "@" + domain).orElse(domain);
    }

    /** A local part with blanks could look like the next column. */
    private static String quoted(String local) {
        return PLAIN.matcher(local).matches() ? local : '"' + local.replaceAll("[\\\\\"]", "\\\\$0") + '"';
    }

    /** A removed message of which only the id is known. */
    static String unreadableJson(long id) {
        return new Json().field("id", id).end();
    }

    /** One line for people: which message, how long it is held, why, and when it is tried again. */
    String text() {
        return Printable.of(message.id() + "  " + age(Duration.between(message.since(), now)) + "  "
                + sender(message.query()) + " from " + message.query().client() + "  " + why() + "  "
                + message.reference());
    }

    private String why() {
        Duration pause = Duration.between(now, message.due());
        String next = pause.toSeconds() > 0 ? "in " + age(pause) : "now";
        return message.decision()
                .map(decision -> decision.outcome() + ": handed back " + next)
                .orElseGet(() -> "waits for " + message.waitsFor().orElseThrow() + ": next try " + next);
    }

    /** Some lines for people: all that is known of the message. */
    String details() {
        StringBuilder text = new StringBuilder();
        line(text, "message", String.valueOf(message.id()));
        line(text, "reference", message.reference().toString());
        line(text, "sender", sender(message.query()));
        line(text, "client", message.query().client().toString());
        line(text, "helo", message.query().helo().orElse("not known"));
        line(text, "held since", time(message.since()));
        message.waitsFor().ifPresent(question -> {
            line(text, "waits for", question.toString());
            line(text, "tried", message.attempts() + " times");
            line(text, "next try", time(message.due()));
            line(text, "at most until", time(message.until()));
        });
        message.decision().ifPresent(decision -> {
            line(text, "decision", decision.outcome() + " by " + decision.source());
            line(text, "reason", decision.reason());
            line(text, "handed back", time(message.due()));
            line(text, "handler failed", message.attempts() + " times");
        });
        return text.toString();
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append("%-16s".formatted(name + ":")).append(Printable.of(value)).append(System.lineSeparator());
    }

    /** The message as a JSON object; times are in UTC. The reference is in base64 if it is not text. */
    String json() {
        return new Json()
                .field("id", message.id())
                .field("reference", message.reference().text())
                .field(
                        "reference64",
                        message.reference().text().isPresent()
                                ? null
                                : Base64.getEncoder()
                                        .encodeToString(message.reference().octets()))
                .field("sender", sender(message.query()))
                .field("client", message.query().client().toString())
                .field("helo", message.query().helo())
                .field("since", time(message.since()))
                .field("until", time(message.until()))
                .field("waitsFor", message.waitsFor())
                .field("due", time(message.due()))
                .field("attempts", message.attempts())
                .field("outcome", outcome(message))
                .field("reason", message.decision().map(Decision::reason))
                .end();
    }

    static String time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** A duration in its two largest units, as in 3d 4h. */
    static String age(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        if (seconds < 60) {
            return seconds + "s";
        }
        if (seconds < 3_600) {
            return seconds / 60 + "m " + seconds % 60 + "s";
        }
        return seconds < 86_400
                ? seconds / 3_600 + "h " + seconds % 3_600 / 60 + "m"
                : seconds / 86_400 + "d " + seconds % 86_400 / 3_600 + "h";
    }
}
