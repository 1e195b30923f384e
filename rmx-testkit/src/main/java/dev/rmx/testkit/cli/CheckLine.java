package dev.rmx.testkit.cli;

import dev.rmx.PublishedForm;
import dev.rmx.RmxQuery;
import dev.rmx.RmxVerdict;
import dev.rmx.SpfDecision;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.receive.EnvelopeSender;
import dev.rmx.record.IpAddress;
import dev.rmx.spf.SpfResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The input of one check: a client, a sender, and a HELO name.
 *
 * @param ip the client, as given
 * @param sender the sender, as given
 * @param helo the HELO name; empty if not given
 */
record CheckLine(String ip, String sender, String helo) {
    /**
     * Splits a line of a batch at its blanks, except those in a quoted local part.
     *
     * @throws IllegalArgumentException if there are not two or three words
     */
    static CheckLine parse(String line) {
        return of(words(line));
    }

    static CheckLine of(List<String> words) {
        if (words.size() < 2 || words.size() > 3) {
            throw new IllegalArgumentException(
                    "a line must be IP SENDER [HELO], two or three words, not " + words.size());
        }
        return new CheckLine(words.get(0), words.get(1), words.size() == 3 ? words.get(2) : "");
    }

    /** The line of a query, which no longer has the text of a sender that cannot be checked. */
    static CheckLine of(RmxQuery query) {
        String sender = query.localPart()
                .map(local ->
                        local + "@" + query.subject().map(Object::toString).orElse("?"))
                .orElse(query.subject().isPresent() ? "<>" : "?");
        return new CheckLine(query.client().toString(), sender, query.helo().orElse(""));
    }

    private static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (!quoted && (c == ' ' || c == '\t')) {
                end(word, words);
                continue;
            }
            if (c == '"') {
                quoted = !quoted;
            }
            word.append(c);
            if (quoted && c == '\\' && i + 1 < line.length()) {
                word.append(line.charAt(++i));
            }
        }
        end(word, words);
        return words;
    }

    private static void end(StringBuilder word, List<String> words) {
        if (word.length() > 0) {
            words.add(word.toString());
            word.setLength(0);
        }
    }

    /**
     * The query of this line.
     *
     * @throws IllegalArgumentException if the client is not an address literal
     */
    RmxQuery query() {
        EnvelopeSender parsed = EnvelopeSender.parse(sender);
        return (helo.isEmpty() ? parsed : parsed.withHelo(helo)).from(IpAddress.parse(ip));
    }

    /** The verdict for people, with a line for each that SPF adds: its word, and the domain's explanation. */
    String text(RmxVerdict verdict) {
        StringBuilder text = new StringBuilder(verdict.toString());
        lack().ifPresent(lack -> text.append("; ").append(lack));
        spf(verdict)
                .ifPresent(word ->
                        text.append(System.lineSeparator()).append("SPF: ").append(word));
        explanation(verdict)
                .ifPresent(words -> text.append(System.lineSeparator())
                        .append(verdict.subject().map(Object::toString).orElse(""))
                        .append(" explains: ")
                        .append(words));
        return text.toString();
    }

    /** What the null sender lacks, for people; empty for a sender that can be checked. */
    Optional<String> lack() {
        return helo.isEmpty() && EnvelopeSender.parse(sender).isNull()
                ? Optional.of("the null sender needs a HELO name")
                : Optional.empty();
    }

    /** The word of SPF; {@code none} where no form is published, and SPF is one of those looked for. */
    static Optional<SpfResult> spf(RmxVerdict verdict) {
        boolean unpublished = verdict.form().isEmpty() && verdict.forms().contains(PublishedForm.SPF);
        return unpublished ? Optional.of(SpfResult.NONE) : verdict.spf().flatMap(SpfDecision::result);
    }

    static Optional<String> explanation(RmxVerdict verdict) {
        return verdict.spf().flatMap(SpfDecision::explanation);
    }

    /** The verdict on this line as a JSON object. */
    String json(RmxVerdict verdict) {
        return addTo(new Json(), verdict).end();
    }

    /** Adds the fields of the verdict on this line. */
    Json addTo(Json object, RmxVerdict verdict) {
        return object.field("ip", ip)
                .field("sender", sender)
                .field("subject", verdict.subject())
                .field("result", verdict.result().toString())
                .field("outcome", verdict.outcome().toString())
                .field("mechanism", verdict.mechanism())
                .field("form", verdict.form())
                .field("spf", spf(verdict))
                .field("explanation", explanation(verdict))
                .field("reason", verdict.reason())
                .field("failure", verdict.failure().map(DnsAnswer.Failed::reason));
    }
}
