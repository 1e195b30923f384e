package dev.rmx.receive;

import dev.rmx.record.DomainName;
import dev.rmx.spf.SpfResult;
import dev.rmx.text.Printable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The header field {@code Received-SPF}, in which a receiver records what SPF says ([HDR-5], RFC 7208 §9.1):
 *
 * <pre>
 * Received-SPF: pass (mx.example.net: example.org authorizes 192.0.2.1 by
 *  ip4:192.0.2.0/24) receiver=mx.example.net; client-ip=192.0.2.1;
 *  identity=mailfrom; envelope-from="joe@example.org"; helo=mail.example.org;
 *  mechanism="ip4:192.0.2.0/24"
 * </pre>
 *
 * @param result the result
 * @param comment the result in words; empty if there are none. The constructor makes it one line of printable ASCII,
 *     with brackets for parentheses
 * @param values what the result is made of, by key, in the order of the field. The constructor makes each one line of
 *     printable ASCII, and drops an empty one
 */
public record ReceivedSpfField(SpfResult result, String comment, Map<String, String> values) {
    /** The field's name. */
    public static final String NAME = "Received-SPF";

    private static final Pattern KEY = Pattern.compile("[a-z][a-z0-9_.-]{0,63}");
    private static final String ATOM = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+";
    private static final Pattern DOT_ATOM = Pattern.compile(ATOM + "(\\." + ATOM + ")*");

    /**
     * Makes comment and values fit.
     *
     * @param result the result
     * @param comment the result in words
     * @param values what the result is made of
     * @throws IllegalArgumentException if a key is no name in lower case
     */
    public ReceivedSpfField {
        comment = FieldText.plain(comment.replace('(', '[').replace(')', ']'));
        Map<String, String> kept = new LinkedHashMap<>();
        values.forEach((key, value) -> {
            if (!KEY.matcher(key).matches()) {
                throw new IllegalArgumentException(
                        "a key is a letter and up to 63 more of [a-z0-9_.-], not " + Printable.quote(key));
            }
            String plain = FieldText.plain(value);
            if (!plain.isEmpty()) {
                kept.put(key, plain);
            }
        });
        values = Collections.unmodifiableMap(kept);
    }

    /**
     * The field for a check. A value that would need quoted pairs, or is not printable ASCII, is left out: a stranger
     * chose it, and some readers would take its end for another value.
     *
     * @param report what the check found
     * @param host the host that checked
     * @return the field; empty if the report does not tell of SPF ([HDR-5]), or the policy does not let it count
     *     ([DISP-4])
     * @throws IllegalArgumentException if the host has a label that is not of {@code [a-z0-9_-]}
     */
    public static Optional<ReceivedSpfField> of(CheckReport report, DomainName host) {
        FieldText.requireHost(host);
        if (!report.finding().tellsOfSpf() || report.overridden()) { // [HDR-5] [DISP-4]
            return Optional.empty();
        }
        SpfResult result = report.finding().spfResult();
        Map<String, String> values = new LinkedHashMap<>();
        values.put("receiver", host.toString());
        values.put("client-ip", report.query().client().toString());
        if (report.query().subject().isPresent()) { // without one, no identity was checked
            values.put("identity", report.isOfHelo() ? "helo" : "mailfrom");
        }
        mailbox(report).ifPresent(mailbox -> putPlain(values, "envelope-from", mailbox));
        report.query().helo().ifPresent(helo -> putPlain(values, "helo", helo));
        mechanism(report, result).ifPresent(mechanism -> putPlain(values, "mechanism", mechanism));
        if (result == SpfResult.PERMERROR || result == SpfResult.TEMPERROR) {
            values.put("problem", report.reason());
        }
        return Optional.of(new ReceivedSpfField(result, host + ": " + report.reason(), values));
    }

    private static void putPlain(Map<String, String> values, String key, String value) {
        if (FieldText.isPlain(value)) {
            values.put(key, value);
        }
    }

    /** The sender, if its local part can be written without quotes of its own. */
    private static Optional<String> mailbox(CheckReport report) {
        return report.query()
                .localPart()
                .filter(local -> DOT_ATOM.matcher(local).matches())
                .flatMap(local -> report.query().subject().map(domain -> local + "@" + domain));
    }

    /** The mechanism that decided; {@code default} if the record ends without a match (RFC 7208 §9.1). */
    private static Optional<String> mechanism(CheckReport report, SpfResult result) {
        Optional<String> mechanism = report.finding().mechanism();
        boolean ended = result == SpfResult.NEUTRAL && mechanism.isEmpty();
        return ended ? Optional.of("default") : mechanism;
    }

    /**
     * Writes the field's value.
     *
     * @return the text after {@code Received-SPF: }: printable ASCII, folded with CRLF and a space, without a final
     *     CRLF
     */
    public String format() {
        List<String> words = new ArrayList<>();
        words.add(result.toString());
        if (!comment.isEmpty()) {
            words.addAll(List.of(("(" + comment + ")").split(" ")));
        }
        int left = values.size();
        for (Map.Entry<String, String> pair : values.entrySet()) {
            String value = pair.getValue();
            String written = DOT_ATOM.matcher(value).matches() ? value : '"' + value + '"';
            words.addAll(List.of((pair.getKey() + "=" + written + (--left > 0 ? ";" : "")).split(" ")));
        }
        return FieldText.fold(NAME, words);
    }

    /**
     * Reads a field's value. Skips what it cannot understand after the result and its comment; the first of two values
     * with one key counts.
     *
     * @param value the text after {@code Received-SPF:}, folded or not; text from outside is safe
     * @return the field
     * @throws IllegalArgumentException if the value does not begin with a result of RFC 7208
     */
    public static ReceivedSpfField parse(String value) {
        Statement stated = read(value);
        return new ReceivedSpfField(result(stated.result(), value), stated.reason(), stated.firstValues());
    }

    /**
     * What a field's value states, with the comment as the reason.
     *
     * @throws IllegalArgumentException if the value does not begin with a result of RFC 7208
     */
    static Statement read(String value) {
        FieldScanner scanner = new FieldScanner(value);
        SpfResult result = result(scanner.firstWord().toLowerCase(Locale.ROOT), value);
        Statement.Builder builder = new Statement.Builder();
        builder.reason(scanner.comment());
        while (!scanner.atEnd()) {
            int start = scanner.position();
            if (scanner.take(';')) {
                continue;
            }
            String key = scanner.name("-_.");
            if (KEY.matcher(key).matches() && scanner.take('=')) {
                builder.property(key, scanner.value());
            } else {
                builder.skipped();
                scanner.skipItem(start);
            }
        }
        return builder.build(AuthenticationResultsField.SPF, 1, result.toString(), scanner);
    }

    private static SpfResult result(String word, String value) {
        for (SpfResult result : SpfResult.values()) {
            if (result.toString().equals(word)) {
                return result;
            }
        }
        throw new IllegalArgumentException(
                "a Received-SPF field begins with a result such as pass, not " + Printable.quote(value));
    }

    /** The whole field, folded, without a final CRLF. */
    @Override
    public String toString() {
        return NAME + ": " + format();
    }
}
