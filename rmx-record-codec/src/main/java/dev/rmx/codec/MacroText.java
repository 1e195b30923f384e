package dev.rmx.codec;

import dev.rmx.spf.MacroLetter;
import dev.rmx.spf.MacroString;
import dev.rmx.spf.MacroString.Escape;
import dev.rmx.spf.MacroString.Literal;
import dev.rmx.spf.MacroString.Macro;
import dev.rmx.spf.MacroString.Part;
import java.util.ArrayList;
import java.util.List;

/** Reads macro strings (RFC 7208 §7.1). {@link MacroString#toString} writes them. */
final class MacroText {
    private MacroText() {}

    /**
     * Reads a macro string, of a record or of an explanation.
     *
     * @throws IllegalArgumentException if what stands after a percent sign is not what may stand there
     */
    static MacroString parse(String text) {
        int percent = text.indexOf('%');
        if (percent < 0) {
            return new MacroString(List.of(new Literal(text)));
        }
        List<Part> parts = new ArrayList<>();
        StringBuilder literal = new StringBuilder();
        int at = 0;
        while (percent >= 0) {
            literal.append(text, at, percent);
            char next = percent + 1 < text.length() ? text.charAt(percent + 1) : 0;
            at = percent + 2;
            switch (next) {
                case '%', '_', '-' -> {
                    flush(parts, literal);
                    parts.add(next == '%' ? Escape.PERCENT : next == '_' ? Escape.BLANK : Escape.URL_BLANK);
                }
                case '{' -> {
                    int close = text.indexOf('}', at);
                    if (close < 0) {
                        throw new IllegalArgumentException("%{ without }");
                    }
                    flush(parts, literal);
                    parts.add(parseMacro(text.substring(at, close)));
                    at = close + 1;
                }
                default -> throw new IllegalArgumentException("after % stands {, %, _ or -");
            }
            percent = text.indexOf('%', at);
        }
        literal.append(text, at, text.length());
        parts.add(new Literal(literal.toString()));
        return new MacroString(parts);
    }

    private static void flush(List<Part> parts, StringBuilder literal) {
        parts.add(new Literal(literal.toString()));
        literal.setLength(0);
    }

    /** Reads what stands between the braces: a letter, digits, {@code r}, delimiters. */
    private static Macro parseMacro(String text) {
        MacroLetter letter =
                text.isEmpty() ? null : MacroLetter.of(text.charAt(0)).orElse(null);
        if (letter == null) {
            throw new IllegalArgumentException(
                    "a macro begins with one of s l o d i p h v, in an explanation also c r t");
        }
        int at = 1;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        int keep = at == 1 ? 0 : parts(text, at);
        boolean reversed = at < text.length() && (text.charAt(at) == 'r' || text.charAt(at) == 'R');
        String delimiters = text.substring(reversed ? at + 1 : at);
        return new Macro(letter, keep, reversed, delimiters, Character.isUpperCase(text.charAt(0)));
    }

    /** The number of parts that the digits between the letter and {@code to} say. */
    private static int parts(String text, int to) {
        int parts = 0;
        for (int i = 1; i < to; i++) {
            parts = Math.min(MacroString.MOST_PARTS, 10 * parts + text.charAt(i) - '0');
        }
        if (parts == 0) {
            throw new IllegalArgumentException("a macro keeps one part or more, not 0");
        }
        return parts;
    }
}
