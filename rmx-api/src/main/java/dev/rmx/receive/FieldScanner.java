package dev.rmx.receive;

import java.util.Locale;
import java.util.Map;

/**
 * Reads a structured header field from left to right (RFC 5322 §3.2). Each method reads one part, and then skips white
 * space and comments. Where the part is missing, it gives an empty string.
 */
final class FieldScanner {
    /** The characters of a token besides letters and digits (RFC 2045 §5.1). */
    private static final String TOKEN = "!#$%&'*+-.^_`{|}~";
    /** The same for a value without quotes, such as an address in either family's notation. */
    private static final String VALUE = TOKEN + "@/=?:[]<>,";

    private static final String ENDS_ITEM = " \t;(";

    private final String text;
    private int at;

    FieldScanner(String value) {
        this.text = FieldText.unfold(value);
        skip();
    }

    int position() {
        return at;
    }

    boolean atEnd() {
        return at >= text.length();
    }

    boolean at(char wanted) {
        return !atEnd() && text.charAt(at) == wanted;
    }

    boolean take(char wanted) {
        if (!at(wanted)) {
            return false;
        }
        at++;
        skip();
        return true;
    }

    /** A keyword in lower case. It has no dot, since a dot separates a property from its type. */
    String keyword() {
        return name("-_");
    }

    /** Letters, digits and some other characters, in lower case. */
    String name(String others) {
        String found = run(others).toLowerCase(Locale.ROOT);
        skip();
        return found;
    }

    /** A quoted string or a token. */
    String word() {
        String found = at('"') ? quoted() : run(TOKEN);
        skip();
        return found;
    }

    /**
     * A quoted string, an address, {@code @} and a domain, or the like. Empty, and skipped, if more is attached to it.
     */
    String value() {
        String found = at('"') ? quoted() : "";
        if (found.isEmpty() || at('@')) {
            found += run(VALUE);
        }
        if (!atItemEnd()) {
            skipItem(at);
            return "";
        }
        skip();
        return found;
    }

    /** Reads a {@link #value} into a map. The first with one key counts that can be understood. */
    void valueInto(Map<String, String> values, String key) {
        String found = value();
        if (!found.isEmpty()) {
            values.putIfAbsent(key, found);
        }
    }

    /** A word, with white space after it but no comment. Empty if more is attached to it. */
    String firstWord() {
        String found = run("");
        boolean ends = atItemEnd();
        skipBlanks();
        return ends ? found : "";
    }

    /** The comment that begins here, without its parentheses. Empty if none does, or it does not end. */
    String comment() {
        int start = at;
        if (at('(')) {
            skipComment();
        }
        String comment = start < at && text.charAt(at - 1) == ')' ? text.substring(start + 1, at - 1) : "";
        skip();
        return comment;
    }

    /** Goes back to {@code start}, and skips what stands there up to white space, a comment or a semicolon. */
    void skipItem(int start) {
        at = start;
        while (!atItemEnd()) {
            if (at('"')) {
                quoted();
            } else {
                at++;
            }
        }
        skip();
    }

    private void skip() {
        skipBlanks();
        while (at('(')) {
            skipComment();
            skipBlanks();
        }
    }

    private void skipBlanks() {
        while (at(' ') || at('\t')) {
            at++;
        }
    }

    /** Skips a comment, with those in it. One that does not end takes the rest of the field with it. */
    private void skipComment() {
        int depth = 0;
        do {
            depth += at('(') ? 1 : at(')') ? -1 : 0;
            at += at('\\') ? 2 : 1;
        } while (depth > 0 && !atEnd());
        at = depth > 0 ? text.length() : at;
    }

    private boolean atItemEnd() {
        return atEnd() || ENDS_ITEM.indexOf(text.charAt(at)) >= 0;
    }

    private String run(String others) {
        int start = at;
        while (!atEnd() && (isAlphanumeric(text.charAt(at)) || others.indexOf(text.charAt(at)) >= 0)) {
            at++;
        }
        return text.substring(start, at);
    }

    /** RFC 8601 allows letters outside ASCII too, for internationalized mail. */
    private static boolean isAlphanumeric(char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0xa0;
    }

    /** The content of a quoted string. One that does not end takes the rest of the field with it, and gives nothing. */
    private String quoted() {
        StringBuilder value = new StringBuilder();
        at++;
        while (!at('"')) {
            at += at('\\') ? 1 : 0;
            if (atEnd()) {
                at = text.length();
                return "";
            }
            value.append(text.charAt(at++));
        }
        at++;
        return value.toString();
    }
}
