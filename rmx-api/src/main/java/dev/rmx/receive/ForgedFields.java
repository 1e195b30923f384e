package dev.rmx.receive;

import dev.rmx.record.DomainName;
import java.net.IDN;
import java.util.Locale;

/**
 * Tells which header fields of a message that comes in pretend to be this host's own ([HDR-4], RFC 8601 §5). Remove them before adding
 * one's own: whoever reads the message further down trusts fields by the host that they name.
 *
 * <pre>{@code
 * message.fields().removeIf(field -> ForgedFields.claim(field.name(), field.value(), host));
 * }</pre>
 */
public final class ForgedFields {
    private ForgedFields() {}

    /**
     * Whether a field is {@code X-RMX} or {@code Authentication-Results}, and claims to be written by this host. One that cannot be read
     * counts as claiming it: nobody knows what others read there.
     *
     * @param name the field's name, in any case
     * @param value the field's value, folded or not
     * @param host this host: labels of {@code [a-z0-9_-]}
     * @return whether to remove it
     */
    public static boolean claim(String name, String value, DomainName host) {
        String kind = name.trim();
        try {
            if (kind.equalsIgnoreCase(XRmxField.NAME)) {
                return XRmxField.parse(value).host().equals(host);
            }
            return kind.equalsIgnoreCase(AuthenticationResultsField.NAME)
                    && isHost(AuthenticationResults.parse(value).server(), host);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) { // the second from IDN, of some names
            return true;
        }
    }

    private static boolean isHost(String server, DomainName host) {
        String ascii = IDN.toASCII(server, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
        return (ascii.endsWith(".") ? ascii.substring(0, ascii.length() - 1) : ascii).equals(host.toString());
    }
}
