package dev.rmx.codec;

import dev.rmx.record.IpFamily;
import dev.rmx.record.IpPrefix;
import dev.rmx.spf.MacroString;
import dev.rmx.spf.SpfQualifier;
import dev.rmx.spf.SpfRecord;
import dev.rmx.spf.SpfTerm;
import java.util.ArrayList;
import java.util.List;
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
        int end = Math.min(version.length(), text.length());
        return isWord(text, 0, end, version) && (text.length() == end || text.charAt(end) == ' ');
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

    /**
     * Reads the explanation of a fail ([SPF-7]). Its {@link MacroString#toString} is its canonical text.
     *
     * @param text the strings of a TXT record, joined
     * @return the explanation, before macros are expanded
     * @throws RmxFormatException if what stands after a percent sign may not stand there
     */
    public static MacroString parseExplanation(String text) throws RmxFormatException {
        try {
            return MacroText.parse(text);
        } catch (IllegalArgumentException e) {
            throw RmxFormatException.at(0, String.valueOf(e.getMessage()));
        }
    }

    /** Reads the term between two offsets; it is not empty. */
    private static SpfTerm parseTerm(String text, int from, int to) {
        int end = from;
        while (end < to && isNameCharacter(text.charAt(end))) {
            end++;
        }
        return end < to && text.charAt(end) == '='
                ? parseModifier(text.substring(from, end), text.substring(end + 1, to))
                : parseMechanism(text, from, end, to);
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

    /** Reads a mechanism; what stands before {@code named} has neither a colon nor a slash. */
    private static SpfTerm parseMechanism(String text, int from, int named, int to) {
        Optional<SpfQualifier> sign = SpfQualifier.ofSign(text.charAt(from));
        SpfQualifier qualifier = sign.orElse(SpfQualifier.PASS);
        int begin = sign.isPresent() ? from + 1 : from;
        int end = Math.max(begin, named);
        while (end < to && text.charAt(end) != ':' && text.charAt(end) != '/') {
            end++;
        }
        if (isWord(text, begin, end, "ip4")) {
            return new SpfTerm.Ip(qualifier, parsePrefix(text, end, to, IpFamily.IPV4));
        }
        if (isWord(text, begin, end, "ip6")) {
            return new SpfTerm.Ip(qualifier, parsePrefix(text, end, to, IpFamily.IPV6));
        }
        if (isWord(text, begin, end, "include")) {
            return new SpfTerm.Include(qualifier, parseDomain(text, end, to));
        }
        if (isWord(text, begin, end, "a")) {
            int cidr = cidrStart(text, end, to);
            return new SpfTerm.A(qualifier, parseTarget(text, end, cidr), parseCidr(text, cidr, to));
        }
        if (isWord(text, begin, end, "mx")) {
            int cidr = cidrStart(text, end, to);
            return new SpfTerm.Mx(qualifier, parseTarget(text, end, cidr), parseCidr(text, cidr, to));
        }
        if (isWord(text, begin, end, "all") && end == to) {
            return new SpfTerm.All(qualifier);
        }
        if (isWord(text, begin, end, "exists")) {
            return new SpfTerm.Exists(qualifier, parseDomain(text, end, to));
        }
        if (isWord(text, begin, end, "ptr")) {
            return new SpfTerm.Ptr(qualifier, parseTarget(text, end, to));
        }
        throw new IllegalArgumentException(
                isWord(text, begin, end, "all")
                        ? "nothing stands after all"
                        : "a term is one of all, include, a, mx, ptr, ip4, ip6 and exists,"
                                + " or a name with = and a value");
    }

    /** Whether this is a word in lower case, but for the case of ASCII letters. */
    private static boolean isWord(String text, int from, int to, String word) {
        if (to - from != word.length()) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            char c = text.charAt(from + i);
            if ((c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c) != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static MacroString parseDomain(String text, int from, int to) {
        if (from == to || text.charAt(from) != ':') {
            throw new IllegalArgumentException("a colon and a domain follow");
        }
        return MacroText.parse(text.substring(from + 1, to));
    }

    private static Optional<MacroString> parseTarget(String text, int from, int to) {
        return from == to ? Optional.empty() : Optional.of(parseDomain(text, from, to));
    }

    /** Where the prefix lengths begin. A domain can hold slashes too, but does not end in one and digits. */
    private static int cidrStart(String text, int from, int to) {
        int start = to;
        int slash = start;
        while (start > from && (text.charAt(start - 1) == '/' || isDigit(text.charAt(start - 1)))) {
            start--;
            slash = text.charAt(start) == '/' ? start : slash;
        }
        return slash;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** Reads {@code /LENGTH}, {@code //LENGTH}, both, or neither. */
    private static SpfTerm.DualCidr parseCidr(String text, int from, int to) {
        if (from == to) {
            return SpfTerm.DualCidr.ALL;
        }
        String lengths = text.substring(from, to);
        int dual = lengths.indexOf("//");
        String ipv4 = dual < 0 ? lengths : lengths.substring(0, dual);
        return new SpfTerm.DualCidr(
                ipv4.isEmpty() ? 32 : length(ipv4.substring(1)), dual < 0 ? 128 : length(lengths.substring(dual + 2)));
    }

    private static int length(String digits) {
        if (!RmxText.isNumber(digits) || (digits.length() > 1 && digits.startsWith("0"))) {
            throw new IllegalArgumentException("prefix lengths are /0 to /32 and //0 to //128, without leading zeros");
        }
        return Integer.parseInt(digits);
    }

    private static IpPrefix parsePrefix(String text, int from, int to, IpFamily family) {
        if (from == to || text.charAt(from) != ':') {
            throw new IllegalArgumentException("a colon and an address follow");
        }
        IpPrefix prefix = IpPrefix.parse(text, from + 1, to);
        if (prefix.family() != family) {
            throw new IllegalArgumentException("the address is " + family + ", not " + text.substring(from + 1, to));
        }
        return prefix;
    }
}
