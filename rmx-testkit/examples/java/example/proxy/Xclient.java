package example.proxy;

import dev.rmx.record.IpAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What Postfix's command XCLIENT says about the client that a proxy speaks for. Of its attributes only the address and
 * the HELO name matter to a check.
 *
 * @param namesClient whether it says anything about the address; if not, the client stays the one it was
 * @param client the client's address; empty if the proxy does not know it
 * @param helo the client's HELO name, if the proxy has seen one
 */
public record Xclient(boolean namesClient, Optional<IpAddress> client, Optional<String> helo) {
    /** The line of the reply to EHLO. */
    public static final String KEYWORD = "XCLIENT ADDR HELO";

    private static final Set<String> IGNORED =
            Set.of("NAME", "REVERSE_NAME", "PORT", "PROTO", "LOGIN", "DESTADDR", "DESTPORT");

    /** Values that mean: not known for good, and not known now. */
    private static final Set<String> UNKNOWN = Set.of("[UNAVAILABLE]", "[TEMPUNAVAIL]");

    /**
     * Reads the words after the verb.
     *
     * @throws IllegalArgumentException if they are not the arguments of XCLIENT; the message is for the reply
     */
    public static Xclient parse(String arguments) {
        Xclient xclient = new Xclient(false, Optional.empty(), Optional.empty());
        for (String attribute : arguments.strip().split(" +", -1)) {
            int equals = attribute.indexOf('=');
            String name = attribute.substring(0, Math.max(equals, 0)).toUpperCase(Locale.ROOT);
            Optional<String> value = Optional.of(decoded(attribute.substring(equals + 1)))
                    .filter(text -> !UNKNOWN.contains(text.toUpperCase(Locale.ROOT)));
            if (name.equals("ADDR")) {
                xclient = new Xclient(true, value.map(Xclient::address), xclient.helo);
            } else if (name.equals("HELO")) {
                xclient = new Xclient(xclient.namesClient, xclient.client, value);
            } else if (!IGNORED.contains(name)) {
                throw new IllegalArgumentException("bad XCLIENT attribute");
            }
        }
        return xclient;
    }

    private static IpAddress address(String text) {
        return IpAddress.parse(text.regionMatches(true, 0, "IPV6:", 0, 5) ? text.substring(5) : text);
    }

    /** The text of an xtext (RFC 3461): a plus sign and two hexadecimal digits stand for an octet. */
    private static String decoded(String xtext) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < xtext.length(); i++) {
            if (xtext.charAt(i) != '+') {
                text.append(xtext.charAt(i));
            } else if (xtext.length() > i + 2) {
                text.append((char) Integer.parseInt(xtext, i + 1, i + 3, 16));
                i += 2;
            } else {
                throw new IllegalArgumentException("bad XCLIENT value");
            }
        }
        return text.toString();
    }
}
