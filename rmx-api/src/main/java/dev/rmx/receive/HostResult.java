package dev.rmx.receive;

import dev.rmx.record.DomainName;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One result that a host wrote into a message, as {@link TrustedResults} gives it. Its texts are as the field has them,
 * without control characters; strangers chose many of them.
 *
 * @param host the host, as the receiver named it
 * @param field the field's name: {@code Authentication-Results} or {@code Received-SPF}
 * @param index the field's index among all fields of the message; the top one has 0
 * @param method the method in lower case, such as {@code dkim}; {@code spf} for {@code Received-SPF}
 * @param version the version of the method; 1 if the field does not say
 * @param result the method's word in lower case, such as {@code pass}
 * @param reason why: the {@code reason=} or the comment of {@code Received-SPF}; empty if the field does not say
 * @param properties all different values of each property, in the order of the field. The properties of
 *     {@code Authentication-Results} have a type and a name in lower case, such as {@code smtp.mailfrom}; those of
 *     {@code Received-SPF} a name alone, such as {@code envelope-from}. A quoted local part keeps its quotes
 * @param whole whether all of the result was understood; if not, a part of it is missing here
 */
public record HostResult(
        String host,
        String field,
        int index,
        String method,
        int version,
        String result,
        String reason,
        Map<String, List<String>> properties,
        boolean whole) {

    /**
     * Copies the properties.
     *
     * @param host the host
     * @param field the field's name
     * @param index the field's index
     * @param method the method
     * @param version the version of the method
     * @param result the method's word
     * @param reason why
     * @param properties the values of each property
     * @param whole whether all of the result was understood
     */
    public HostResult {
        Map<String, List<String>> copy = new LinkedHashMap<>();
        properties.forEach((name, values) -> copy.put(name, List.copyOf(values)));
        properties = Collections.unmodifiableMap(copy);
    }

    /** The result of a statement. */
    HostResult(String host, String field, int index, Statement stated) {
        this(
                host,
                field,
                index,
                stated.method(),
                stated.version(),
                stated.result(),
                withoutControls(stated.reason()),
                stated.properties(),
                stated.whole());
    }

    /**
     * The value of a property.
     *
     * @param name the property, such as {@code header.d}
     * @return the value; empty if the result has none, or several that differ
     */
    public Optional<String> property(String name) {
        return Optional.of(properties.getOrDefault(name, List.of()))
                .filter(values -> values.size() == 1)
                .map(values -> values.get(0));
    }

    /**
     * Whether this is a result for an envelope sender. A host may check several identities of one message, and a
     * message may bring the results of another. So a result counts only if it says that it is of this sender:
     *
     * <ul>
     *   <li>{@code smtp.mailfrom} is the sender's domain or address;
     *   <li>for the null sender, {@code smtp.helo} is the HELO name, and {@code smtp.mailfrom} names no other domain;
     *   <li>in a {@code Received-SPF} field, {@code envelope-from} and {@code helo} likewise, and {@code identity} is
     *       {@code mailfrom}, or {@code helo} for the null sender.
     * </ul>
     *
     * <p>Domains are compared as DNS names, local parts without regard to the case of ASCII letters: SPF asks DNS for
     * them. A result that is not {@link #whole}, of another version than 1 or with two values of one property does not
     * count.
     *
     * @param sender the envelope sender; the null sender with its HELO name
     * @return true if the result counts for this sender
     */
    public boolean countsFor(EnvelopeSender sender) {
        boolean clear = whole
                && version == 1
                && properties.values().stream().allMatch(values -> values.size() == 1)
                && sender.subject().isPresent();
        if (!clear || !hasIdentity(sender)) { // [HDR-5]
            return false;
        }
        String mailFrom = isReceivedSpf() ? "envelope-from" : "smtp.mailfrom";
        String helo = isReceivedSpf() ? "helo" : "smtp.helo";
        return sender.isNull()
                ? property(helo).flatMap(DomainName::parseSubject).equals(sender.subject()) // [ID-2]
                        && property(mailFrom).stream().allMatch(value -> isNullOrOf(value, sender))
                : property(mailFrom).stream().anyMatch(value -> isSender(value, sender));
    }

    private boolean isReceivedSpf() {
        return field.equals(ReceivedSpfField.NAME);
    }

    /** RFC 7208 §9.1: a {@code Received-SPF} field names the identity that was checked. */
    private boolean hasIdentity(EnvelopeSender sender) {
        String checked = sender.isNull() ? "helo" : "mailfrom";
        return !isReceivedSpf() || property("identity").stream().anyMatch(checked::equalsIgnoreCase);
    }

    /** Whether a value is the null sender, or a name or address at the HELO name, such as its postmaster. */
    private static boolean isNullOrOf(String value, EnvelopeSender sender) {
        return value.isEmpty() || value.equals("<>") || named(value).subject().equals(sender.subject());
    }

    private static boolean isSender(String value, EnvelopeSender sender) {
        EnvelopeSender named = named(value);
        return named.subject().equals(sender.subject()) // [ID-5]
                && (named.localPart().isEmpty() || lowerCase(named.localPart()).equals(lowerCase(sender.localPart())));
    }

    /** The sender that a domain, {@code @} and a domain, or an address names. */
    private static EnvelopeSender named(String value) {
        String domain = value.startsWith("@") ? value.substring(1) : value;
        return domain.indexOf('@') < 0
                ? new EnvelopeSender(DomainName.parseSubject(domain), Optional.empty(), false, Optional.empty())
                : EnvelopeSender.parse(value);
    }

    /** In lower case as DNS compares names: ASCII letters only. */
    private static Optional<String> lowerCase(Optional<String> local) {
        return local.map(TrustedResults::lowerCase);
    }

    private static String withoutControls(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        text.chars().forEach(c -> plain.append(FieldScanner.isControl(c) ? '?' : (char) c));
        return plain.toString();
    }
}
