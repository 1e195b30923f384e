package dev.rmx.receive;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads a structured header field from left to right (RFC 5322 §3.2). Each method reads one part, and then skips white
 * space and comments. Where the part is missing, it gives an empty string.
 */
final class FieldScanner {
    /** The characters of a token besides letters and digits (RFC 2045 §5.1). */
    private static final String TOKEN = "!#$%&'*+-.^_`{|}~";
    /** The same for a value without quotes, such as an address in either family's notation. */
    private static final String VALUE = TOKEN + "@/=?:[]<>,";

    /** The same for the name of a host, which was a dot-atom before RFC 7001. */
    private static final String HOST = TOKEN + "/=?";

    /** RFC 8601 allows characters from here on in values, for internationalized mail. */
    private static final int INTERNATIONAL = 0xa0;

    /** Beyond all characters. */
    private static final int NONE = Character.MAX_VALUE + 1;

    private static final String ENDS_ITEM = " \t;(";

    private final String text;
    private int at;
    private boolean cut;

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

    /** Whether a comment or quoted string did not end, and took the rest of the field with it. */
    boolean isCut() {
        return cut;
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

    /** ASCII letters and digits and some other characters, in lower case. */
    String name(String others) {
        String found = run(others, NONE).toLowerCase(Locale.ROOT);
        skip();
        return found;
    }

    /** A keyword in lower case. Empty if more is attached to it. */
    String lastKeyword() {
        String found = run("-_", NONE).toLowerCase(Locale.ROOT);
        boolean ends = atItemEnd();
        skip();
        return ends ? found : "";
    }

    /** Digits. */
    String number() {
        int start = at;
        while (!atEnd() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        String found = text.substring(start, at);
        skip();
        return found;
    }

    /** The name of a host: a quoted string, a token or a dot-atom. Empty if more is attached to it. */
    String host() {
        String found = at('"') ? quoted() : run(HOST);
        boolean ends = atItemEnd();
        skip();
        return ends && found != null ? found : "";
    }

    /**
     * The content of a quoted string, a token, an address, {@code @} and a domain, or the like. A quoted local part
     * keeps its quotes. Null, and skipped, if it is missing, has control characters, or has more attached to it.
     */
    @Nullable
    String value() {
        int start = at;
        boolean isQuoted = at('"');
        String found = isQuoted ? quoted() : run(VALUE);
        if (isQuoted && found != null && at('@')) {
            run(VALUE);
            found = text.substring(start, at);
        }
        if (!atItemEnd()) {
            skipItem(at);
            return null;
        }
        skip();
        if (found == null || (found.isEmpty() && !isQuoted)) {
            return null;
        }
        return found.chars().anyMatch(FieldScanner::isControl) ? null : found;
    }

    /** An address with the content of its local part in place of a quoted string; any other value as it is. */
    static String withoutQuotes(String value) {
        if (!value.startsWith("\"")) {
            return value;
        }
        FieldScanner scanner = new FieldScanner(value);
        String local = scanner.quoted();
        return local != null && scanner.at('@') ? local + value.substring(scanner.at) : value;
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
        if (depth > 0) {
            cut = true;
            at = text.length();
        }
    }

    private boolean atItemEnd() {
        return atEnd() || ENDS_ITEM.indexOf(text.charAt(at)) >= 0;
    }

    private String run(String others) {
        return run(others, INTERNATIONAL);
    }

    /** Letters and digits of ASCII, some other characters, and all characters from {@code above} on. */
    private String run(String others, int above) {
        int start = at;
        while (!atEnd() && isIn(text.charAt(at), others, above)) {
            at++;
        }
        return text.substring(start, at);
    }

    private static boolean isIn(char c, String others, int above) {
        return (c >= '0' && c <= '9')
                || (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || c >= above
                || others.indexOf(c) >= 0;
    }

    /** A control character, or another that ends a line. A tab is none: it is white space. */
    static boolean isControl(int c) {
        return (Character.isISOControl(c) && c != '\t') || c == '\u2028' || c == '\u2029';
    }

    /** The content of a quoted string. Null if it does not end: then it takes the rest of the field with it. */
    private @Nullable String quoted() {
        StringBuilder value = new StringBuilder();
        at++;
        while (!at('"')) {
            at += at('\\') ? 1 : 0;
            if (atEnd()) {
                cut = true;
                at = text.length();
                return null;
            }
            value.append(text.charAt(at++));
        }
        at++;
        return value.toString();
    }
}
