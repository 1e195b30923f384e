package dev.rmx.receive;

import dev.rmx.RmxOutcome;
import dev.rmx.record.DomainName;
import dev.rmx.record.IpAddress;
import dev.rmx.text.Printable;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The header field {@code X-RMX}, in which a receiver records a verdict ([HDR-1], draft 8):
 *
 * <pre>
 * X-RMX: Granted addr 192.0.2.1 by mx.example.net on Wed, 25 Nov 2026 06:07:08 +0000
 *  mechanism ipv4:192.0.2.0/24
 * </pre>
 *
 * @param outcome the outcome
 * @param client the address that was checked, IPv4 or IPv6
 * @param host the host that checked, with labels of {@code [a-z0-9_-]}
 * @param date when, in whole seconds of the years 1900 to 9999 (RFC 5322 §3.3)
 * @param mechanism the entry that decided, in canonical text; empty if there is none
 */
public record XRmxField(
        RmxOutcome outcome, IpAddress client, DomainName host, Instant date, Optional<String> mechanism) {
    /** The field's name. */
    public static final String NAME = "X-RMX";

    private static final String NO_MECHANISM = "none";
    private static final Instant FIRST = Instant.parse("1900-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("EEE, d MMM uuuu HH:mm:ss Z", Locale.US);

    /**
     * Truncates the date to seconds and checks the rest.
     *
     * @param outcome the outcome
     * @param client the address that was checked
     * @param host the host that checked
     * @param date when
     * @param mechanism the entry that decided
     * @throws IllegalArgumentException if the host, the date or the mechanism cannot be written
     */
    public XRmxField {
        FieldText.requireHost(host);
        date = date.truncatedTo(ChronoUnit.SECONDS);
        if (date.isBefore(FIRST) || date.isAfter(LAST)) {
            throw new IllegalArgumentException("a date is in the years 1900 to 9999, not " + date);
        }
        if (mechanism.isPresent()) {
            String text = mechanism.get();
            if (text.isEmpty() || text.equals(NO_MECHANISM) || text.indexOf(' ') >= 0 || !Printable.is(text)) {
                throw new IllegalArgumentException(
                        "a mechanism is printable ASCII without spaces, such as ipv4:192.0.2.1, not "
                                + Printable.quote(text));
            }
        }
    }

    /**
     * The field for a check.
     *
     * @param report what the check found
     * @param host the host that checked
     * @param date when
     * @return the field; empty if the report does not tell of RMX ([HDR-5])
     * @throws IllegalArgumentException if the host or the date cannot be written
     */
    public static Optional<XRmxField> of(CheckReport report, DomainName host, Instant date) {
        Finding finding = report.finding();
        return finding.tellsOfRmx() // [HDR-5]
                ? Optional.of(
                        new XRmxField(finding.outcome(), report.query().client(), host, date, finding.mechanism()))
                : Optional.empty();
    }

    /**
     * Writes the field's value.
     *
     * @return the text after {@code X-RMX: }: printable ASCII, folded with CRLF and a space, without a final CRLF
     */
    public String format() {
        List<String> words = new ArrayList<>();
        // [HDR-1]
        words.add(outcome.toString());
        words.addAll(List.of("addr", client.toString()));
        words.addAll(List.of("by", host.toString()));
        words.addAll(List.of("on", DATE.format(date.atOffset(ZoneOffset.UTC))));
        words.addAll(List.of("mechanism", mechanism.orElse(NO_MECHANISM)));
        return FieldText.fold(NAME, words);
    }

    /**
     * Reads a field's value, as {@link #format} writes it. Any white space between words, names in any case and any
     * offset of the date are accepted too.
     *
     * @param value the text after {@code X-RMX:}, folded or not; text from outside is safe
     * @return the field
     * @throws IllegalArgumentException if the value is anything else
     */
    public static XRmxField parse(String value) {
        List<String> words = List.of(FieldText.unfold(value).trim().split("[ \t]+"));
        int mechanism =
                words.size() < 6 ? -1 : 6 + words.subList(6, words.size()).indexOf("mechanism");
        if (mechanism <= 6
                || mechanism == words.size() - 1
                || !words.get(1).equals("addr")
                || !words.get(3).equals("by")
                || !words.get(5).equals("on")) {
            throw new IllegalArgumentException(
                    "an X-RMX field is \"RESULT addr ADDRESS by HOST on DATE mechanism MECHANISM\", not "
                            + Printable.quote(value));
        }
        // joins a mechanism that format cut at the length of a line: a mechanism has no spaces
        String decided = String.join("", words.subList(mechanism + 1, words.size()));
        return new XRmxField(
                outcome(words.get(0)),
                IpAddress.parse(words.get(2)),
                DomainName.parse(words.get(4)),
                date(String.join(" ", words.subList(6, mechanism))),
                decided.equals(NO_MECHANISM) ? Optional.empty() : Optional.of(decided));
    }

    private static RmxOutcome outcome(String word) {
        for (RmxOutcome outcome : RmxOutcome.values()) {
            if (outcome.toString().equals(word)) {
                return outcome;
            }
        }
        throw new IllegalArgumentException("no such outcome: " + Printable.quote(word));
    }

    private static Instant date(String text) {
        try {
            return OffsetDateTime.parse(text, DATE).toInstant();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "a date looks like \"Wed, 25 Nov 2026 06:07:08 +0000\", not " + Printable.quote(text), e);
        }
    }

    /** The whole field, folded, without a final CRLF. */
    @Override
    public String toString() {
        return NAME + ": " + format();
    }
}
