package dev.rmx.codec;

import dev.rmx.spf.MacroLetter;
import dev.rmx.spf.MacroString;
import dev.rmx.spf.MacroString.Literal;
import dev.rmx.spf.MacroString.Macro;
import dev.rmx.spf.MacroString.Part;
import java.util.ArrayList;
import java.util.List;

/** The text of macro strings (RFC 7208 §7.1). */
final class MacroText {
    /** What a macro keeps where its digits say more: no value has as many parts ([SPF-1]). */
    private static final int ALL_PARTS = 0;

    private static final int MOST_PARTS = 65_536;

    private MacroText() {}

    /** Reads a macro string of a record: one without the letters that only explanations may have. */
    static MacroString parse(String text) {
        return parse(text, false);
    }

    /** Reads the text of an explanation. */
    static MacroString parseExplanation(String text) {
        return parse(text, true);
    }

    /** Reads a domain-spec: a macro string that ends in a macro, or in a dot and a label that is not all digits. */
    static MacroString parseDomainSpec(String text) {
        MacroString parsed = parse(text);
        if (parsed.parts().isEmpty() || !endsAsDomain(parsed.parts(), text)) {
            throw new IllegalArgumentException(
                    "a domain ends in a macro, or in a dot and a label that is not all digits");
        }
        return parsed;
    }

    private static boolean endsAsDomain(List<Part> parts, String text) {
        if (parts.get(parts.size() - 1) instanceof Macro
                || text.endsWith("%%")
                || text.endsWith("%_")
                || text.endsWith("%-")) {
            return true; // a macro-expand
        }
        String end = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        int dot = end.lastIndexOf('.');
        return dot >= 0 && isTopLabel(end.substring(dot + 1)) && end.lastIndexOf('}') <= dot;
    }

    private static boolean isTopLabel(String label) {
        return label.matches("[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?")
                && !label.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static MacroString parse(String text, boolean inExplanation) {
        List<Part> parts = new ArrayList<>();
        StringBuilder literal = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c != '%') {
                literal.append(c);
                at++;
                continue;
            }
            char next = at + 1 < text.length() ? text.charAt(at + 1) : 0;
            if (next == '{') {
                int close = text.indexOf('}', at);
                if (close < 0) {
                    throw new IllegalArgumentException("%{ without }");
                }
                parts.add(new Literal(literal.toString()));
                literal.setLength(0);
                parts.add(parseMacro(text.substring(at + 2, close), inExplanation));
                at = close + 1;
                continue;
            }
            literal.append(
                    switch (next) {
                        case '%' -> "%";
                        case '_' -> " ";
                        case '-' -> "%20";
                        default -> throw new IllegalArgumentException("after % stands {, %, _ or -");
                    });
            at += 2;
        }
        parts.add(new Literal(literal.toString()));
        return new MacroString(parts);
    }

    /** Reads what stands between the braces: a letter, digits, {@code r}, delimiters. */
    private static Macro parseMacro(String text, boolean inExplanation) {
        MacroLetter letter =
                text.isEmpty() ? null : MacroLetter.of(text.charAt(0)).orElse(null);
        if (letter == null || (letter.isForExplanations() && !inExplanation)) {
            throw new IllegalArgumentException("a macro begins with one of s l o d i p h v"
                    + (inExplanation ? " c r t" : "") + ", unlike %{" + text + "}");
        }
        int at = 1;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        int keep = at == 1 ? ALL_PARTS : parts(text.substring(1, at));
        boolean reversed = at < text.length() && (text.charAt(at) == 'r' || text.charAt(at) == 'R');
        String delimiters = text.substring(reversed ? at + 1 : at);
        return new Macro(letter, keep, reversed, delimiters, Character.isUpperCase(text.charAt(0)));
    }

    private static int parts(String digits) {
        String significant = digits.replaceFirst("^0+", "");
        if (significant.isEmpty()) {
            throw new IllegalArgumentException("a macro keeps one part or more, not " + digits);
        }
        return significant.length() > 5 ? MOST_PARTS : Integer.parseInt(significant);
    }
}
