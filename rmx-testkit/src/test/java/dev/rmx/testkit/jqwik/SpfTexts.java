package dev.rmx.testkit.jqwik;

import dev.rmx.codec.RmxFormatException;
import dev.rmx.codec.SpfText;
import dev.rmx.dns.DnsAnswer;
import dev.rmx.dns.DnsData;
import dev.rmx.spf.MacroLetter;
import dev.rmx.spf.MacroString;
import dev.rmx.spf.MacroString.Literal;
import dev.rmx.spf.MacroString.Macro;
import java.util.List;

/** Texts of SPF records with the names of an {@link SpfWorld}. */
final class SpfTexts {
    private static final List<String> HOSTS = List.of(
            "a.x",
            "b.x",
            "c.x",
            "a.x",
            "b.x",
            "v.x",
            "%{i}.a.x",
            "%{ir}.%{v}.a.x",
            "%{l}.b.x",
            "%{s}.x",
            "%{d}",
            "%{d1}",
            "%{dr}",
            "%{o}",
            "%{h}",
            "%{p}",
            "%{p}.a.x",
            "%{L1r-+}.x",
            "%{l2.}.x",
            "a..x",
            "%{h}.x",
            "%%.x",
            "%{S}.x",
            "%{l}.%{l}.%{l}.%{l}.%{l}.x",
            "a.x.",
            "%{d5r=}");
    private static final List<String> DOMAINS = List.of(
            "i.x",
            "j.x",
            "k.x",
            "i.x",
            "j.x",
            "k.x",
            "i.x",
            "s.x",
            "n.x",
            "%{d}",
            "%{p}",
            "%{l}.x",
            "%{d1}",
            "i..x",
            "%{h}",
            "%{o}",
            "%{s}.x",
            "J.X.",
            "%{d2}.i.x",
            "%{h}.x");
    private static final List<String> LITERALS = List.of(
            "ip4:198.51.100.0/24",
            "ip4:192.0.2.1",
            "ip4:192.0.2.0/24",
            "ip6:2001:db9::/32",
            "ip6:2001:db8::1",
            "ip6:2001:db8::/64",
            "ip4:0.0.0.0/0",
            "ip6:::ffff:192.0.2.1");
    private static final List<String> CIDRS = List.of("", "", "", "/24", "//64", "/24//64", "/0", "//0", "/32//127");
    private static final List<String> ODD = List.of(
            "k=%{d}",
            "k=",
            "m.n-o=1",
            "K=2",
            "exp=e.x",
            "exp=%{l}.e.x",
            "exp=a..x",
            "exp=%{p}",
            "ip:192.0.2.1",
            "a:",
            "exists",
            "k=%{c}");
    private static final List<String> QUALIFIERS = List.of("", "", "-", "~", "?", "+");

    private SpfTexts() {}

    /** A record of some terms; most end as records do. */
    static String record(Choices from) {
        StringBuilder text = new StringBuilder("v=spf1");
        int terms = from.oneIn(6) ? 4 + from.below(9) : from.below(6);
        for (int i = 0; i < terms; i++) {
            text.append(' ').append(term(from));
        }
        return text + end(from);
    }

    private static String end(Choices from) {
        return switch (from.below(12)) {
            case 1, 2, 3, 4 -> " -all";
            case 5 -> " ~all";
            case 6 -> " +all";
            case 7 -> " exp=e.x -all";
            case 8, 9 -> " redirect=" + one(DOMAINS, from);
            case 10 -> " ?all";
            default -> "";
        };
    }

    private static String term(Choices from) {
        String qualifier = one(QUALIFIERS, from);
        return switch (from.below(16)) {
            case 0, 1 -> qualifier + one(LITERALS, from);
            case 2 -> qualifier + "a" + one(CIDRS, from);
            case 3, 4, 5 -> qualifier + "a:" + one(HOSTS, from) + one(CIDRS, from);
            case 6 -> qualifier + "mx" + one(CIDRS, from);
            case 7 -> qualifier + "mx:" + one(HOSTS, from) + one(CIDRS, from);
            case 8 -> qualifier + (from.oneIn(2) ? "ptr" : "ptr:" + one(HOSTS, from));
            case 9, 10 -> qualifier + "exists:" + one(HOSTS, from);
            case 11, 12, 13, 14 -> qualifier + "include:" + one(DOMAINS, from);
            default -> odd(from);
        };
    }

    private static String odd(Choices from) {
        return from.oneIn(3) ? one(ODD, from) : ODD.get(from.below(8));
    }

    private static String one(List<String> texts, Choices from) {
        return texts.get(from.below(texts.size()));
    }

    /** The answer with this record. */
    static DnsAnswer answer(String text) {
        try {
            return SpfWorld.found(new DnsData.Spf(SpfText.parse(text)));
        } catch (RmxFormatException e) {
            return new DnsAnswer.Malformed(String.valueOf(e.getMessage()), SpfWorld.UNTIL, false);
        }
    }

    /** The text of an explanation. */
    static MacroString explanation(int which) {
        return switch (which % 8) {
            case 0 -> new MacroString(List.of());
            case 1 ->
                new MacroString(List.of(
                        new Literal("see "),
                        MacroString.Escape.URL_BLANK,
                        new Literal(" "),
                        macro(MacroLetter.C),
                        macro(MacroLetter.T)));
            case 2 -> new MacroString(List.of(macro(MacroLetter.L), new Literal(" "), macro(MacroLetter.R)));
            case 3 -> new MacroString(List.of(new Macro(MacroLetter.S, 0, false, "", true)));
            case 4 -> new MacroString(List.of(macro(MacroLetter.P), macro(MacroLetter.D)));
            case 5 -> new MacroString(List.of(new Literal("a\nb")));
            case 6 -> new MacroString(List.of(macro(MacroLetter.H), macro(MacroLetter.I), new Literal(" no")));
            default -> new MacroString(List.of(new Literal("no")));
        };
    }

    private static Macro macro(MacroLetter letter) {
        return new Macro(letter, 0, false, "", false);
    }
}
