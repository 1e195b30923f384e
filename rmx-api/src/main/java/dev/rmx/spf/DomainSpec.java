package dev.rmx.spf;

import dev.rmx.spf.MacroString.Literal;
import dev.rmx.spf.MacroString.Macro;
import dev.rmx.spf.MacroString.Part;
import java.util.List;

/** The grammar of what a term can name (RFC 7208 §7.1). */
final class DomainSpec {
    private DomainSpec() {}

    /** Whether this is record text that ends in a macro, or in a dot and a label that is not all digits. */
    static boolean isOne(List<Part> parts) {
        if (!isRecordText(parts) || parts.isEmpty()) {
            return false;
        }
        if (!(parts.get(parts.size() - 1) instanceof Literal literal)) {
            return true; // RFC 7208 §7.1 counts an escape as a macro
        }
        String text = literal.text();
        int end = text.endsWith(".") ? text.length() - 1 : text.length();
        int dot = text.lastIndexOf('.', end - 1);
        return dot >= 0 && isTopLabel(text, dot + 1, end);
    }

    /** Whether this is printable ASCII, without the letters that only explanations may have. */
    static boolean isRecordText(List<Part> parts) {
        for (Part part : parts) {
            if (part instanceof Literal literal && !isVisible(literal.text())) {
                return false;
            }
            if (part instanceof Macro macro && macro.letter().isForExplanations()) {
                return false;
            }
        }
        return true;
    }

    private static boolean isVisible(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) <= ' ' || text.charAt(i) > '~') {
                return false;
            }
        }
        return true;
    }

    private static boolean isTopLabel(String text, int from, int to) {
        boolean allDigits = true;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            boolean digit = c >= '0' && c <= '9';
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            boolean hyphen = c == '-' && i > from && i < to - 1;
            if (!digit && !letter && !hyphen) {
                return false;
            }
            allDigits &= digit;
        }
        return !allDigits; // an empty label is all digits too
    }
}
