package dev.rmx.receive;

import dev.rmx.record.IpAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * What a server knows about a client from its TCP connection, as it stands in a comment: {@code host [192.0.2.1]}
 * (RFC 5321 §4.4).
 *
 * @param address the client's address
 * @param helo the HELO name, where the comment has it too
 */
record TcpInfo(IpAddress address, Optional<String> helo) {
    /** The longest text of an address, with a zone id. */
    private static final int LONGEST = 64;
    /** Linux's limit for the name of an interface. */
    private static final int LONGEST_ZONE = 15;

    private static final List<String> REMARKS =
            List.of("", "(may be forged)", "(misconfigured sender)", "verified", "unverified", "rdns failed");

    /**
     * Reads a comment with an address in square brackets.
     *
     * @param comment its content
     * @param heloFollows whether the server is known to write the HELO name after the address; otherwise it may have no
     *     address in it
     * @return empty if the comment has another form
     */
    static Optional<TcpInfo> inBrackets(String comment, boolean heloFollows) {
        int open = comment.indexOf('[');
        int close = comment.indexOf(']', open + 1);
        if (open < 0 || close < 0 || !isPeer(comment.substring(0, open).strip())) {
            return Optional.empty();
        }
        Optional<IpAddress> address = address(comment.substring(open + 1, close));
        String rest = withoutPort(comment.substring(close + 1));
        if (REMARKS.contains(rest.strip().toLowerCase(Locale.ROOT))) {
            return address.map(found -> new TcpInfo(found, Optional.empty()));
        }
        boolean said = comment.substring(0, open).isBlank()
                && (rest.startsWith(" helo=") || rest.startsWith(" ident="))
                && (heloFollows || !namesAddress(rest));
        return said ? address.map(found -> new TcpInfo(found, helo(rest))) : Optional.empty();
    }

    /** Whether this is the comment of a local submission, {@code host [local]}. */
    static boolean isLocal(String comment) {
        int open = comment.indexOf('[');
        return open >= 0
                && comment.substring(open).equals("[local]")
                && isPeer(comment.substring(0, open).strip());
    }

    /**
     * Reads a comment that is an address without brackets: {@code 192.0.2.1}, {@code 192.0.2.1:25}, and qmail's
     * {@code ident@192.0.2.1}, also with brackets after the {@code @}.
     *
     * @param comment its content
     * @return the address; empty if the comment has another form
     */
    static Optional<IpAddress> bare(String comment) {
        String text = comment.strip();
        String host = text.substring(text.lastIndexOf('@') + 1);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        return address(bracketed ? host.substring(1, host.length() - 1) : host);
    }

    /** The name after {@code helo=}. */
    static Optional<String> helo(String text) {
        int start = text.indexOf("helo=");
        if (start < 0 || (start > 0 && text.charAt(start - 1) != ' ')) {
            return Optional.empty();
        }
        String name = text.substring(start + "helo=".length());
        int end = name.indexOf(' ');
        return Optional.of(end < 0 ? name : name.substring(0, end)).filter(found -> !found.isEmpty());
    }

    /** The name that the server found for the client, and before it what ident said, with {@code @}. */
    private static boolean isPeer(String text) {
        String host = text.substring(text.lastIndexOf('@') + 1);
        return host.equals("<unknown.domain>")
                || (host.chars().allMatch(c -> (c < 0x80 && Character.isLetterOrDigit(c)) || ".-_".indexOf(c) >= 0)
                        && text.indexOf(']') < 0);
    }

    private static String withoutPort(String text) {
        int at = 1;
        while (text.startsWith(":") && at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        return at > 1 ? text.substring(at) : text;
    }

    /**
     * Reads an address: with {@code IPv6:} before it, with a zone id, or of IPv4 with a port.
     *
     * @param text the text without brackets
     * @return the address, unmapped ([ID-6]); empty if it is none
     */
    static Optional<IpAddress> address(String text) {
        String literal = text.strip();
        if (TraceScanner.startsWith(literal, "IPv6:")) { // [RCVD-4]
            literal = literal.substring("IPv6:".length());
        }
        int zone = literal.indexOf('%'); // [RCVD-4] zone id
        if (zone >= 0 && literal.lastIndexOf(':', zone) >= 0 && isZone(literal.substring(zone + 1))) {
            literal = literal.substring(0, zone);
        }
        int colon = literal.indexOf(':');
        if (colon >= 0
                && colon == literal.lastIndexOf(':')
                && withoutPort(literal.substring(colon)).isEmpty()) { // [RCVD-4] port
            literal = literal.substring(0, colon);
        }
        boolean odd = literal.isEmpty()
                || literal.length() > LONGEST
                || !literal.chars().allMatch(TcpInfo::isInAddress);
        if (odd || (literal.indexOf(':') < 0 && literal.indexOf('.') < 0)) {
            return Optional.empty();
        }
        try {
            return Optional.of(IpAddress.parse(literal).unmapped());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The name of an interface. Anything else after {@code %} may be the sender's. */
    private static boolean isZone(String text) {
        return !text.isEmpty()
                && text.length() <= LONGEST_ZONE
                && text.chars().allMatch(c -> c < 0x80 && Character.isLetterOrDigit(c));
    }

    private static boolean isInAddress(int c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || c == ':' || c == '.';
    }

    /** Whether an address stands anywhere in a text, whatever is attached to it, or a square bracket. */
    static boolean namesAddress(String text) {
        return namesAddress(text, TcpInfo::isInAddress) || namesAddressWord(text);
    }

    /** Whether a run of such characters is an address. */
    private static boolean namesAddress(String text, IntPredicate isInRun) {
        int start = 0;
        for (int i = 0; i <= text.length(); i++) {
            if (i == text.length() || !isInRun.test(text.charAt(i))) {
                if (i - start <= LONGEST && holdsAddress(text.substring(start, i))) {
                    return true;
                }
                start = i + 1;
            }
        }
        return false;
    }

    /** Whether an address is the run or what stands before or behind a colon in it. */
    private static boolean holdsAddress(String run) {
        int first = run.indexOf(':');
        int last = run.lastIndexOf(':');
        return isAddressWord(run)
                || (first >= 0 && isAddressWord(run.substring(first + 1)))
                || (last >= 0 && isAddressWord(run.substring(0, last)))
                || (run.indexOf("::") >= 0 && run.length() > 2);
    }

    private static boolean namesAddressWord(String text) {
        int start = 0;
        for (int i = 0; i <= text.length(); i++) {
            char c = i < text.length() ? text.charAt(i) : ' ';
            if (c == '[') {
                return true;
            }
            if (!Character.isLetterOrDigit(c) && ".:-_%".indexOf(c) < 0) {
                if (i - start <= LONGEST && isAddressWord(text.substring(start, i))) {
                    return true;
                }
                start = i + 1;
            }
        }
        return false;
    }

    private static boolean isAddressWord(String word) {
        int end = word.length();
        while (end > 0 && ".:-".indexOf(word.charAt(end - 1)) >= 0 && !word.endsWith("::")) {
            end--;
        }
        return address(word.substring(0, end)).isPresent();
    }
}
