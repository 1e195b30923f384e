package dev.rmx.codec.lint;

import dev.rmx.codec.RmxFormatException;
import dev.rmx.codec.lint.LintFinding.Place;
import dev.rmx.text.Printable;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Findings on malformed entries and terms, with what is probably meant.
 *
 * @param mistake what the word looks like
 * @param right what would be right
 */
record SyntaxAdvice(Pattern mistake, String right) {
    private static final String IPV4 = "[0-9]{1,3}(\\.[0-9]{1,3}){3}(/[0-9]+)?";

    /** A mistake that cannot be seen, so it comes before all others. */
    private static final List<SyntaxAdvice> UNSEEN =
            List.of(advice("(?s).*\\p{Cc}.*", "remove the control character; blanks separate entries"));

    private static final List<SyntaxAdvice> ANY = List.of(
            advice(".*[^!-~].*", "write plain ASCII; a word processor may have changed quotes or hyphens"),
            advice(".*[,;]", "separate entries by blanks only"),
            advice(
                    "[-+~?!]?(ip(v?[46])?|a|mx|ptr|include|exists|host|apl|[1-4]):",
                    "write data right behind the colon"));

    private static final List<SyntaxAdvice> RMX = List.of(
            advice("!(unused|6|full|7):", "write it without !"),
            advice("!?ip[46]?[:=].*", "write ipv4: or ipv6: and a prefix"),
            advice("!?ipv4:[0-9a-f:.]*:[0-9a-f:.]*(/[0-9]+)?", "write ipv6: before an IPv6 address"),
            advice("!?ipv6:" + IPV4, "write ipv4: before an IPv4 address"),
            advice("!?a[:=].*", "write host: and a name"),
            advice("[-+~?].*", "write ! before an entry that refuses; nothing else stands there"),
            advice("!?(mx|unused|full|domain|mapped)", "write a colon behind it, also where no data follow"),
            advice("!?(include|redirect|exists|all|v)([:=].*)?", "that is SPF: write v=spf1 before it"));

    private static final List<SyntaxAdvice> SPF = List.of(
            advice("[-+~?]?ip(v[46])?[:=].*", "write ip4: or ip6: and a prefix"),
            advice("[-+~?]?(a|mx|ptr|include|exists|host|ip6):" + IPV4, "write ip4: before an IPv4 address"),
            advice("[-+~?]?ip4:[0-9a-f:.]*:[0-9a-f:.]*(/[0-9]+)?", "write ip6: before an IPv6 address"),
            advice("[-+~?]?ip[46]:[a-z][^:]*\\..*", "write a: before the name of a host"),
            advice("[-+~?]?(redirect|exp):.*", "write redirect= or exp= and a domain"),
            advice("!.*", "write - before a mechanism that refuses"),
            advice("[-+~?]?all.*", "write all without anything behind it"),
            advice("[-+~?]?(a|mx|ptr|include|exists|redirect|exp)[:=][^.:=]+", "write the whole domain"),
            advice("[-+~?]?[a-z0-9_.-]+\\.[a-z]+", "write include: or a: before a domain"));

    private static SyntaxAdvice advice(String mistake, String right) {
        return new SyntaxAdvice(Pattern.compile(mistake, Pattern.CASE_INSENSITIVE), right);
    }

    static LintFinding rmx(LintRecord record, Place place, RmxFormatException e) {
        return finding(record, place, e, "none", right(place.entry(), RMX, "correct it, or remove it"));
    }

    static LintFinding spf(LintRecord record, Place place, RmxFormatException e) {
        return finding(record, place, e, "permerror", right(place.entry(), SPF, "correct it, or remove it"));
    }

    private static LintFinding finding(
            LintRecord record, Place place, RmxFormatException e, String result, String right) {
        String what = "receivers say " + result + " for all mail of the domain, since " + Printable.quote(place.entry())
                + " is malformed: " + e.reason();
        return new LintFinding(LintRule.SYNTAX, record, Optional.of(place), what, right);
    }

    private static String right(String word, List<SyntaxAdvice> form, String otherwise) {
        String begin = word.length() > 300 ? word.substring(0, 300) : word;
        return List.of(UNSEEN, form, ANY).stream()
                .flatMap(List::stream)
                .filter(advice -> advice.mistake().matcher(begin).matches())
                .map(SyntaxAdvice::right)
                .findFirst()
                .orElse(otherwise);
    }
}
