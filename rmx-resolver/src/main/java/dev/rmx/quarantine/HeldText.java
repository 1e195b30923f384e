package dev.rmx.quarantine;

import static java.util.stream.Collectors.joining;

import dev.rmx.PublishedForm;
import dev.rmx.RmxOutcome;
import dev.rmx.RmxQuery;
import dev.rmx.receive.Finding;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import dev.rmx.spf.SpfResult;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The query and the decision of a held message as one line of printable ASCII, which any database can store:
 *
 * <pre>{@code
 * 1 client=192.0.2.1 subject=example.org local=joe outcome=GRANTED source=DNS forms=RMX mechanism=mx: reason=...}</pre>
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
        append(text, "subject", query.subject().map(DomainName::toString).orElse(null));
        append(text, "local", query.localPart().orElse(null));
        append(text, "helo", query.helo().orElse(null));
        append(text, "host", query.host().orElse(null));
        append(text, "time", query.time().map(Instant::toString).orElse(null));
        return text + decision.map(HeldText::format).orElse("");
    }

    /** Formats what a decision adds to the text of a query. */
    static String format(Decision decision) {
        StringBuilder text = new StringBuilder();
        Finding finding = decision.finding();
        append(text, "outcome", finding.outcome().name());
        append(text, "source", decision.source().name());
        append(text, "forms", names(finding.forms()));
        append(text, "spf", finding.spf().map(SpfResult::name).orElse(null));
        append(text, "mechanism", finding.mechanism().orElse(null));
        append(text, "reason", finding.reason());
        append(text, "explanation", finding.explanation().orElse(null));
        append(text, "dnssec", finding.authenticated() ? "yes" : null);
        append(text, "addresses", finding.authorizedAddresses().toString());
        return text.toString();
    }

    private static @Nullable String names(List<PublishedForm> forms) {
        return forms.isEmpty() ? null : forms.stream().map(PublishedForm::name).collect(joining(","));
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
                Optional.ofNullable(values.get("subject")).map(DomainName::parse),
                Optional.ofNullable(values.get("local")));
        if (values.containsKey("helo")) {
            query = query.withHelo(value(values, "helo"));
        }
        if (values.containsKey("host")) {
            query = query.withHost(value(values, "host"));
        }
        if (values.containsKey("time")) {
            query = query.withTime(Instant.parse(value(values, "time")));
        }
        return new HeldText(query, values.containsKey("outcome") ? Optional.of(decision(values)) : Optional.empty());
    }

    private static Decision decision(Map<String, String> values) {
        Finding finding = new Finding(
                RmxOutcome.valueOf(value(values, "outcome")),
                forms(values.get("forms")),
                Optional.ofNullable(values.get("spf")).map(SpfResult::valueOf),
                Optional.ofNullable(values.get("mechanism")),
                value(values, "reason"),
                Optional.ofNullable(values.get("explanation")),
                values.containsKey("dnssec"),
                new BigInteger(value(values, "addresses")));
        return new Decision(finding, Decision.Source.valueOf(value(values, "source")));
    }

    private static List<PublishedForm> forms(@Nullable String names) {
        return names == null
                ? List.of()
                : Arrays.stream(names.split(",", -1))
                        .map(PublishedForm::valueOf)
                        .toList();
    }

    private static String value(Map<String, String> values, String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("it has no " + name);
        }
        return value;
    }
}
