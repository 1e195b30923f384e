package dev.rmx.receive;

import dev.rmx.RmxQuery;
import dev.rmx.RmxResult;
import dev.rmx.RmxVerdict;
import dev.rmx.record.DomainName;
import dev.rmx.text.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The header field {@code Authentication-Results} with the result of a check ([HDR-2], RFC 8601):
 *
 * <pre>
 * Authentication-Results: mx.example.net; x-rmx=pass
 *  reason="example.org authorizes 192.0.2.1 by ipv4:192.0.2.0/24"
 *  smtp.mailfrom=example.org
 * </pre>
 *
 * @param host the host that checked (RFC 8601's authserv-id), with labels of {@code [a-z0-9_-]}
 * @param result the result
 * @param reason why; the constructor makes it one line of printable ASCII, with single spaces and at most 400
 *     characters. It writes {@code '} for {@code "} and {@code /} for a backslash, since some readers do not know
 *     quoted pairs
 * @param identity the name that was checked; empty if the sender has none that can be checked
 */
public record AuthenticationResultsField(
        DomainName host, RmxResult result, String reason, Optional<Identity> identity) {
    /** The field's name. */
    public static final String NAME = "Authentication-Results";

    /** The method's name in the field. */
    public static final String METHOD = "x-rmx";

    private static final int LONGEST_REASON = 400;

    /**
     * The name that was checked.
     *
     * @param property where the session gave it
     * @param domain the domain
     */
    public record Identity(Property property, DomainName domain) {
        /**
         * Checks that the domain can be written.
         *
         * @param property where the session gave it
         * @param domain the domain
         * @throws IllegalArgumentException if the domain has a label that is not of {@code [a-z0-9_-]}
         */
        public Identity {
            FieldText.requireHost(domain);
        }
    }

    /** Where the SMTP session gave a name. */
    public enum Property {
        /** In the envelope sender ([ID-1]). */
        MAILFROM("smtp.mailfrom"),
        /** In HELO or EHLO, for the null sender ([ID-2]). */
        HELO("smtp.helo");

        private final String text;

        Property(String text) {
            this.text = text;
        }

        /** The property with its type, such as {@code smtp.mailfrom}. */
        @Override
        public String toString() {
            return text;
        }
    }

    /**
     * Makes the reason fit and checks the host.
     *
     * @param host the host that checked
     * @param result the result
     * @param reason why
     * @param identity the name that was checked
     * @throws IllegalArgumentException if the host has a label that is not of {@code [a-z0-9_-]}
     */
    public AuthenticationResultsField {
        FieldText.requireHost(host);
        reason = Printable.of(reason)
                .replace('"', '\'')
                .replace('\\', '/')
                .trim()
                .replaceAll(" +", " ");
        if (reason.length() > LONGEST_REASON) {
            reason = reason.substring(0, LONGEST_REASON - 3).trim() + "...";
        }
    }

    /**
     * The field for a verdict.
     *
     * @param verdict the verdict
     * @param host the host that checked
     * @return the field
     */
    public static AuthenticationResultsField of(RmxVerdict verdict, DomainName host) {
        return of(verdict.query(), verdict.result(), verdict.reason(), host);
    }

    /**
     * The field for the result of a query, such as for a message from the quarantine.
     *
     * @param query the query
     * @param result the result
     * @param reason why
     * @param host the host that checked
     * @return the field
     */
    public static AuthenticationResultsField of(RmxQuery query, RmxResult result, String reason, DomainName host) {
        Property property = query.localPart().isPresent() ? Property.MAILFROM : Property.HELO;
        return new AuthenticationResultsField(
                host, result, reason, query.subject().map(subject -> new Identity(property, subject)));
    }

    /**
     * Writes the field's value.
     *
     * @return the text after {@code Authentication-Results: }: printable ASCII, folded with CRLF and a space, without a
     *     final CRLF
     */
    public String format() {
        List<String> words = new ArrayList<>();
        words.add(host + ";");
        words.add(METHOD + "=" + result);
        if (!reason.isEmpty()) { // some readers take an empty string for a missing value
            words.addAll(List.of(("reason=\"" + reason + '"').split(" ")));
        }
        identity.ifPresent(name -> words.add(name.property() + "=" + name.domain()));
        return FieldText.fold(NAME, words);
    }

    /**
     * Reads the result of {@code x-rmx} from a field's value. Skips results of other methods, comments and versions.
     *
     * @param value the text after {@code Authentication-Results:}, folded or not; text from outside is safe
     * @return the field
     * @throws IllegalArgumentException if it breaks RFC 8601 §2.2 or has no result of {@code x-rmx}
     */
    public static AuthenticationResultsField parse(String value) {
        AuthenticationResults results = AuthenticationResults.parse(value);
        AuthenticationResults.Statement statement = results.statements().stream()
                .filter(one -> one.method().equals(METHOD))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("no result of " + METHOD + " in " + Printable.quote(value)));
        Optional<Identity> identity = Optional.empty();
        for (Property property : Property.values()) {
            String domain = statement.properties().get(property.toString());
            if (domain != null && identity.isEmpty()) {
                // the value may be a whole address (RFC 8601 §2.2, pvalue)
                identity = Optional.of(
                        new Identity(property, DomainName.parse(domain.substring(domain.lastIndexOf('@') + 1))));
            }
        }
        return new AuthenticationResultsField(
                DomainName.parse(results.server()), result(statement.result()), statement.reason(), identity);
    }

    private static RmxResult result(String word) {
        for (RmxResult result : RmxResult.values()) {
            if (result.toString().equals(word)) {
                return result;
            }
        }
        throw new IllegalArgumentException("no such result: " + Printable.quote(word));
    }

    /** The whole field, folded, without a final CRLF. */
    @Override
    public String toString() {
        return NAME + ": " + format();
    }
}
