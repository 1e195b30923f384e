package dev.rmx.codec;

import dev.rmx.record.IpFamily;
import dev.rmx.record.IpPrefix;
import dev.rmx.spf.MacroString;
import dev.rmx.spf.SpfQualifier;
import dev.rmx.spf.SpfRecord;
import dev.rmx.spf.SpfTerm;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The text of SPF records (RFC 7208 §12): {@code v=spf1}, then terms with blanks between them.
 *
 * <p>All methods are safe to call from any thread.
 */
public final class SpfText {
    private SpfText() {}

    /**
     * Whether a text is an SPF record, well formed or not (RFC 7208 §4.5): it is {@code v=spf1}, alone or followed by a
     * blank.
     *
     * @param text the strings of a TXT record, joined
     * @return true if it counts as an SPF record
     */
    public static boolean isSpf(String text) {
        String version = SpfRecord.VERSION;
        return text.regionMatches(true, 0, version, 0, version.length())
                && (text.length() == version.length() || text.charAt(version.length()) == ' ');
    }

    /**
     * Reads a record.
     *
     * @param text the strings of a TXT record, joined
     * @return the record
     * @throws RmxFormatException if it is no SPF record, or one of its terms is bad
     */
    public static SpfRecord parse(String text) throws RmxFormatException {
        if (!isSpf(text)) {
            throw RmxFormatException.at(0, "an SPF record begins with v=spf1 and a blank");
        }
        List<SpfTerm> terms = new ArrayList<>();
        int position = SpfRecord.VERSION.length();
        while (position < text.length()) {
            if (text.charAt(position) == ' ') {
                position++;
                continue;
            }
            int blank = text.indexOf(' ', position);
            int end = blank < 0 ? text.length() : blank;
            try {
                terms.add(parseTerm(text, position, end));
            } catch (IllegalArgumentException e) {
                throw RmxFormatException.inTerm(
                        text.substring(position, end), position, String.valueOf(e.getMessage()));
            }
            position = end;
        }
        try {
            return new SpfRecord(terms);
        } catch (IllegalArgumentException e) {
            throw RmxFormatException.at(0, String.valueOf(e.getMessage()));
        }
    }

    /**
     * Writes a record canonically.
     *
     * @param record any record
     * @return its text, which {@link #parse} reads back as an equal record
     */
    public static String format(SpfRecord record) {
        return record.toString();
    }

    /** Reads the term between two offsets; it is not empty. */
    private static SpfTerm parseTerm(String text, int from, int to) {
        int name = from;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c > '~') { // [SPF-1]
                throw new IllegalArgumentException("a term consists of printable ASCII");
            }
            if (c == '=' && name == i) {
                return parseModifier(text.substring(from, i), text.substring(i + 1, to));
            }
            name += name == i && isNameCharacter(c) ? 1 : 0;
        }
        return parseMechanism(text, from, to);
    }

    private static boolean isNameCharacter(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '-'
                || c == '_'
                || c == '.';
    }

    private static SpfTerm parseModifier(String name, String text) {
        MacroString value = MacroText.parse(text);
        if (name.equalsIgnoreCase("redirect")) {
            return new SpfTerm.Redirect(value);
        }
        return name.equalsIgnoreCase("exp") ? new SpfTerm.Explanation(value) : new SpfTerm.Unknown(name, value);
    }

    private static SpfTerm parseMechanism(String text, int from, int to) {
        Optional<SpfQualifier> sign = SpfQualifier.ofSign(text.charAt(from));
        SpfQualifier qualifier = sign.orElse(SpfQualifier.PASS);
        int begin = sign.isPresent() ? from + 1 : from;
        int end = begin;
        while (end < to && text.charAt(end) != ':' && text.charAt(end) != '/') {
            end++;
        }
        String rest = text.substring(end, to);
        return switch (text.substring(begin, end).toLowerCase(Locale.ROOT)) {
            case "all" -> {
                if (!rest.isEmpty()) {
                    throw new IllegalArgumentException("nothing stands after all");
                }
                yield new SpfTerm.All(qualifier);
            }
            case "include" -> new SpfTerm.Include(qualifier, parseDomain(rest));
            case "exists" -> new SpfTerm.Exists(qualifier, parseDomain(rest));
            case "ptr" -> new SpfTerm.Ptr(qualifier, parseTarget(rest));
            case "a" -> {
                int cidr = cidrStart(rest);
                yield new SpfTerm.A(qualifier, parseTarget(rest.substring(0, cidr)), parseCidr(rest.substring(cidr)));
            }
            case "mx" -> {
                int cidr = cidrStart(rest);
                yield new SpfTerm.Mx(qualifier, parseTarget(rest.substring(0, cidr)), parseCidr(rest.substring(cidr)));
            }
            case "ip4" -> new SpfTerm.Ip(qualifier, parsePrefix(rest, IpFamily.IPV4));
            case "ip6" -> new SpfTerm.Ip(qualifier, parsePrefix(rest, IpFamily.IPV6));
            default ->
                throw new IllegalArgumentException("a term is one of all, include, a, mx, ptr, ip4, ip6 and exists,"
                        + " or a name with = and a value");
        };
    }

    private static MacroString parseDomain(String rest) {
        if (!rest.startsWith(":")) {
            throw new IllegalArgumentException("a colon and a domain follow");
        }
        return MacroText.parse(rest.substring(1));
    }

    private static Optional<MacroString> parseTarget(String rest) {
        return rest.isEmpty() ? Optional.empty() : Optional.of(parseDomain(rest));
    }

    /** Where the prefix lengths begin. A domain can hold slashes too, but does not end in one and digits. */
    private static int cidrStart(String rest) {
        int start = rest.length();
        int slash = start;
        while (start > 0 && (rest.charAt(start - 1) == '/' || isDigit(rest.charAt(start - 1)))) {
            start--;
            slash = rest.charAt(start) == '/' ? start : slash;
        }
        return slash;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** Reads {@code /LENGTH}, {@code //LENGTH}, both, or neither. */
    private static SpfTerm.DualCidr parseCidr(String text) {
        if (text.isEmpty()) {
            return SpfTerm.DualCidr.ALL;
        }
        int dual = text.indexOf("//");
        String ipv4 = dual < 0 ? text : text.substring(0, dual);
        return new SpfTerm.DualCidr(
                ipv4.isEmpty() ? 32 : length(ipv4.substring(1)), dual < 0 ? 128 : length(text.substring(dual + 2)));
    }

    private static int length(String digits) {
        boolean decimal =
                !digits.isEmpty() && digits.length() <= 3 && digits.chars().allMatch(c -> isDigit((char) c));
        if (!decimal || (digits.length() > 1 && digits.startsWith("0"))) {
            throw new IllegalArgumentException("prefix lengths are /0 to /32 and //0 to //128, without leading zeros");
        }
        return Integer.parseInt(digits);
    }

    private static IpPrefix parsePrefix(String rest, IpFamily family) {
        if (!rest.startsWith(":")) {
            throw new IllegalArgumentException("a colon and an address follow");
        }
        IpPrefix prefix = IpPrefix.parse(rest.substring(1));
        if (prefix.family() != family) {
            throw new IllegalArgumentException("the address is " + family + ", not " + rest.substring(1));
        }
        return prefix;
    }
}
