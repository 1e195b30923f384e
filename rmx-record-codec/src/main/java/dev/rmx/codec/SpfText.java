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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text of SPF records (RFC 7208 §12): {@code v=spf1}, then terms with blanks between them.
 *
 * <p>All methods are safe to call from any thread.
 */
public final class SpfText {
    private static final Pattern MODIFIER = Pattern.compile("([A-Za-z][A-Za-z0-9_.-]*+)=(.*)", Pattern.DOTALL);
    private static final Pattern MECHANISM = Pattern.compile("([A-Za-z0-9]++)(.*)", Pattern.DOTALL);
    private static final Pattern CIDR = Pattern.compile("(?:/(0|[1-9][0-9]?))?(?://(0|[1-9][0-9]{0,2}))?");

    private SpfText() {}

    /**
     * Whether a text is an SPF record, well formed or not (RFC 7208 §4.5): it is {@code v=spf1}, alone or followed by a blank.
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
        boolean redirect = false;
        boolean explanation = false;
        int position = SpfRecord.VERSION.length();
        while (position < text.length()) {
            if (text.charAt(position) == ' ') {
                position++;
                continue;
            }
            int blank = text.indexOf(' ', position);
            int end = blank < 0 ? text.length() : blank;
            String term = text.substring(position, end);
            try {
                SpfTerm parsed = parseTerm(term);
                if ((parsed instanceof SpfTerm.Redirect && redirect)
                        || (parsed instanceof SpfTerm.Explanation && explanation)) {
                    throw new IllegalArgumentException("it stands once at most"); // RFC 7208 §6
                }
                redirect |= parsed instanceof SpfTerm.Redirect;
                explanation |= parsed instanceof SpfTerm.Explanation;
                terms.add(parsed);
            } catch (IllegalArgumentException e) {
                throw RmxFormatException.inText(term, position, String.valueOf(e.getMessage()));
            }
            position = end;
        }
        return new SpfRecord(terms);
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

    private static SpfTerm parseTerm(String term) {
        for (int i = 0; i < term.length(); i++) {
            if (term.charAt(i) <= ' ' || term.charAt(i) > '~') { // [SPF-1]
                throw new IllegalArgumentException("a term consists of printable ASCII");
            }
        }
        Matcher modifier = MODIFIER.matcher(term);
        return modifier.matches() ? parseModifier(modifier.group(1), modifier.group(2)) : parseMechanism(term);
    }

    private static SpfTerm parseModifier(String name, String value) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "redirect" -> new SpfTerm.Redirect(MacroText.parseDomainSpec(value));
            case "exp" -> new SpfTerm.Explanation(MacroText.parseDomainSpec(value));
            default -> new SpfTerm.Unknown(name, MacroText.parse(value));
        };
    }

    private static SpfTerm parseMechanism(String term) {
        Optional<SpfQualifier> sign = term.isEmpty() ? Optional.empty() : SpfQualifier.ofSign(term.charAt(0));
        SpfQualifier qualifier = sign.orElse(SpfQualifier.PASS);
        Matcher mechanism = MECHANISM.matcher(sign.isPresent() ? term.substring(1) : term);
        if (!mechanism.matches()) {
            throw unknown();
        }
        String rest = mechanism.group(2);
        return switch (mechanism.group(1).toLowerCase(Locale.ROOT)) {
            case "all" -> {
                if (!rest.isEmpty()) {
                    throw new IllegalArgumentException("nothing stands after all");
                }
                yield new SpfTerm.All(qualifier);
            }
            case "include" -> new SpfTerm.Include(qualifier, parseDomain(rest));
            case "exists" -> new SpfTerm.Exists(qualifier, parseDomain(rest));
            case "ptr" ->
                new SpfTerm.Ptr(qualifier, rest.isEmpty() ? Optional.empty() : Optional.of(parseDomain(rest)));
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
            default -> throw unknown();
        };
    }

    private static IllegalArgumentException unknown() {
        return new IllegalArgumentException(
                "a term is one of all, include, a, mx, ptr, ip4, ip6 and exists, or a name with = and a value");
    }

    private static MacroString parseDomain(String rest) {
        if (!rest.startsWith(":")) {
            throw new IllegalArgumentException("a colon and a domain follow");
        }
        return MacroText.parseDomainSpec(rest.substring(1));
    }

    private static Optional<MacroString> parseTarget(String rest) {
        return rest.isEmpty() ? Optional.empty() : Optional.of(parseDomain(rest));
    }

    /** Where the prefix lengths begin: a domain can hold slashes too, but does not end in one of these forms. */
    private static int cidrStart(String rest) {
        int start = rest.length();
        while (start > 0 && "0123456789/".indexOf(rest.charAt(start - 1)) >= 0) {
            start--;
        }
        int slash = rest.indexOf('/', start);
        return slash < 0 ? rest.length() : slash;
    }

    private static SpfTerm.DualCidr parseCidr(String text) {
        Matcher cidr = CIDR.matcher(text);
        if (!cidr.matches()) {
            throw new IllegalArgumentException("prefix lengths are /0 to /32 and //0 to //128, without leading zeros");
        }
        int ipv4 = cidr.group(1) == null ? 32 : Integer.parseInt(cidr.group(1));
        int ipv6 = cidr.group(2) == null ? 128 : Integer.parseInt(cidr.group(2));
        return new SpfTerm.DualCidr(ipv4, ipv6);
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
