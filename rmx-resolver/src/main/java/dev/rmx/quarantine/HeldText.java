package dev.rmx.quarantine;

import dev.rmx.RmxOutcome;
import dev.rmx.RmxQuery;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The query and the decision of a held message as one line of printable ASCII, which any database can store:
 *
 * <pre>{@code
 * 1 client=192.0.2.1 subject=example.org local=joe outcome=GRANTED source=DNS mechanism=mx: reason=...}</pre>
 *
 * <p>The leading number is the version. A later version can add fields without a new column.
 *
 * @param query the query to check
 * @param decision the decision, if there is one
 */
record HeldText(RmxQuery query, Optional<Decision> decision) {
    private static final String VERSION = "1";

    String format() {
        StringBuilder text = new StringBuilder(VERSION);
        append(text, "client", query.client().toString());
        append(text, "subject", query.subject().orElseThrow().toString());
        append(text, "local", query.localPart().orElse(null));
        return text + decision.map(HeldText::format).orElse("");
    }

    /** Formats what a decision adds to the text of a query. */
    static String format(Decision decision) {
        StringBuilder text = new StringBuilder();
        append(text, "outcome", decision.outcome().name());
        append(text, "source", decision.source().name());
        append(text, "mechanism", decision.mechanism().orElse(null));
        append(text, "reason", decision.reason());
        return text.toString();
    }

    private static void append(StringBuilder text, String name, @Nullable String value) {
        if (value != null) {
            text.append(' ')
                    .append(name)
                    .append('=')
                    .append(AsciiText.encode(value).replace(" ", "\\u0020"));
        }
    }

    /**
     * Reverses {@link #format}.
     *
     * @throws IllegalArgumentException if {@link #format} cannot have written this text: a later version has, or a
     *     person
     */
    static HeldText parse(String text) {
        String[] words = text.split(" ", -1);
        if (!words[0].equals(VERSION)) {
            throw new IllegalArgumentException("it is of version " + words[0] + ", not " + VERSION);
        }
        Map<String, String> values = new HashMap<>();
        for (int i = 1; i < words.length; i++) {
            int end = words[i].indexOf('=');
            if (end < 0) {
                throw new IllegalArgumentException("word " + i + " is no name=value");
            }
            values.put(words[i].substring(0, end), AsciiText.decode(words[i].substring(end + 1)));
        }
        RmxQuery query = new RmxQuery(
                IpAddress.parse(value(values, "client")),
                Optional.of(DomainName.parse(value(values, "subject"))),
                Optional.ofNullable(values.get("local")));
        return new HeldText(query, values.containsKey("outcome") ? Optional.of(decision(values)) : Optional.empty());
    }

    private static Decision decision(Map<String, String> values) {
        return new Decision(
                RmxOutcome.valueOf(value(values, "outcome")),
                Optional.ofNullable(values.get("mechanism")),
                value(values, "reason"),
                Decision.Source.valueOf(value(values, "source")));
    }

    private static String value(Map<String, String> values, String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("it has no " + name);
        }
        return value;
    }
}
