package dev.rmx.receive;

import dev.rmx.RmxVerdict;
import dev.rmx.record.DomainName;
import dev.rmx.text.Printable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The header field {@code Authentication-Results} with the results of a check ([HDR-2], [HDR-5], RFC 8601):
 *
 * <pre>
 * Authentication-Results: mx.example.net; x-rmx=pass
 *  reason="example.org authorizes 192.0.2.1 by ipv4:192.0.2.0/24"
 *  smtp.mailfrom=example.org
 * </pre>
 *
 * @param host the host that checked (RFC 8601's authserv-id), with labels of {@code [a-z0-9_-]}
 * @param results the results of any methods, in the order of the field; none for {@code none}
 */
public record AuthenticationResultsField(DomainName host, List<Result> results) {
    /** The field's name. */
    public static final String NAME = "Authentication-Results";

    /** The method of RMX, in its own type or in TXT. */
    public static final String RMX = "x-rmx";

    /** The method of SPF (RFC 8601 §2.7.2). */
    public static final String SPF = "spf";

    /** The result of SPF that the receiver's policy does not let count ([DISP-4], RFC 8601 §2.7.2). */
    public static final String POLICY = "policy";

    /** The method of DMP. */
    public static final String DMP = "x-dmp";

    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`{|}~-]+");

    /**
     * The result of one method. The constructor makes its texts one line of printable ASCII, with single spaces and at
     * most 400 characters. It writes {@code '} for {@code "} and {@code /} for a backslash, since some readers do not
     * know quoted pairs.
     *
     * @param method the method in lower case, such as {@code spf}
     * @param result the method's word in lower case, such as {@code pass}
     * @param reason why; empty if the field does not say
     * @param properties values by type and property in lower case, such as {@code smtp.mailfrom}, in the order of the
     *     field; an empty value is dropped
     */
    public record Result(String method, String result, String reason, Map<String, String> properties) {
        /**
         * Makes the texts fit and checks the rest.
         *
         * @param method the method
         * @param result the method's word
         * @param reason why
         * @param properties values by type and property
         * @throws IllegalArgumentException if method or result is no keyword, or a property no two of them with a dot
         */
        public Result {
            if (!StatedResults.isKeyword(method) || !StatedResults.isKeyword(result)) {
                throw new IllegalArgumentException("a method and its result are 1 to 64 of [a-z0-9_-], not "
                        + Printable.quote(method) + " and " + Printable.quote(result));
            }
            reason = FieldText.plain(reason);
            Map<String, String> kept = new LinkedHashMap<>();
            properties.forEach((property, value) -> {
                if (!StatedResults.isProperty(property)) {
                    throw new IllegalArgumentException(
                            "a property looks like smtp.mailfrom, not " + Printable.quote(property));
                }
                String plain = FieldText.plain(value);
                if (!plain.isEmpty()) { // some readers take an empty string for a missing value
                    kept.put(property, plain);
                }
            });
            properties = Collections.unmodifiableMap(kept);
        }

        private void addTo(List<String> words) {
            words.add(method + "=" + result);
            if (!reason.isEmpty()) {
                words.addAll(List.of(("reason=\"" + reason + '"').split(" ")));
            }
            properties.forEach((property, value) -> {
                String written = TOKEN.matcher(value).matches() ? value : '"' + value + '"';
                words.addAll(List.of((property + "=" + written).split(" ")));
            });
        }
    }

    /**
     * Copies the list and checks the host.
     *
     * @param host the host that checked
     * @param results the results
     * @throws IllegalArgumentException if the host has a label that is not of {@code [a-z0-9_-]}
     */
    public AuthenticationResultsField {
        FieldText.requireHost(host);
        results = List.copyOf(results);
    }

    /**
     * The field for a verdict.
     *
     * @param verdict the verdict
     * @param host the host that checked
     * @return the field
     * @throws IllegalArgumentException if the host has a label that is not of {@code [a-z0-9_-]}
     */
    public static AuthenticationResultsField of(RmxVerdict verdict, DomainName host) {
        return of(CheckReport.of(verdict), host);
    }

    /**
     * The field for a check: one result of each method that the report tells of ([HDR-5]).
     *
     * @param report what the check found
     * @param host the host that checked
     * @return the field
     * @throws IllegalArgumentException if the host has a label that is not of {@code [a-z0-9_-]}
     */
    public static AuthenticationResultsField of(CheckReport report, DomainName host) {
        Map<String, String> properties = new LinkedHashMap<>();
        // [HDR-2]
        report.query()
                .subject()
                .ifPresent(
                        domain -> properties.put(report.isOfHelo() ? "smtp.helo" : "smtp.mailfrom", domain.toString()));
        List<Result> results = new ArrayList<>();
        Finding finding = report.finding();
        String result = finding.outcome().result().toString();
        if (finding.tellsOfRmx()) { // [HDR-5]
            results.add(new Result(RMX, result, report.reason(), properties)); // [HDR-2]
        }
        if (finding.tellsOfSpf()) { // [HDR-5]
            String word = report.overridden() ? POLICY : finding.spfResult().toString(); // [DISP-4]
            results.add(new Result(SPF, word, report.reason(), properties));
        }
        if (finding.tellsOfDmp()) { // [HDR-5]
            results.add(new Result(DMP, result, report.reason(), properties));
        }
        return new AuthenticationResultsField(host, results);
    }

    /**
     * The first result of a method.
     *
     * @param method the method in lower case, such as {@link #SPF}
     * @return the result; empty if the field has none
     */
    public Optional<Result> result(String method) {
        return results.stream().filter(one -> one.method().equals(method)).findFirst();
    }

    /**
     * Writes the field's value.
     *
     * @return the text after {@code Authentication-Results: }: printable ASCII, folded with CRLF and a space, without a
     *     final CRLF
     */
    public String format() {
        List<String> words = new ArrayList<>();
        words.add(host.toString());
        for (Result result : results) {
            endStatement(words);
            result.addTo(words);
        }
        if (results.isEmpty()) {
            endStatement(words);
            words.add("none");
        }
        return FieldText.fold(NAME, words);
    }

    private static void endStatement(List<String> words) {
        int last = words.size() - 1;
        words.set(last, words.get(last) + ";");
    }

    /**
     * Reads a field's value: all results of all methods. Skips comments and versions, and what cannot be understood of
     * one result; a quoted string or comment that does not end takes the rest with it. Of several values of one
     * property, the first counts. To read the fields of other hosts with all that they say, see {@link TrustedResults}.
     *
     * @param value the text after {@code Authentication-Results:}, folded or not; text from outside is safe
     * @return the field
     * @throws IllegalArgumentException if it does not begin with a host and a semicolon, or is too long
     */
    public static AuthenticationResultsField parse(String value) {
        StatedResults stated = StatedResults.parse(value);
        List<Result> results = stated.statements().stream()
                .map(one -> new Result(one.method(), one.result(), one.reason(), one.firstValues()))
                .toList();
        return new AuthenticationResultsField(DomainName.parse(stated.host()), results);
    }

    /** The whole field, folded, without a final CRLF. */
    @Override
    public String toString() {
        return NAME + ": " + format();
    }
}
