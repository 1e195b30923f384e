package dev.rmx.receive;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Splits the value of a {@code Received} field into its parts, from left to right (RFC 5322 §3.2). It refuses a value
 * that two readers could split differently, since the sender chooses parts of it ([RCVD-6]).
 */
final class TraceScanner {
    /** What a part is. */
    enum Kind {
        WORD,
        /** In square brackets. */
        LITERAL,
        /** In angle brackets. */
        PATH,
        /** Several of the above, and quoted strings, without white space between them. */
        MIXED,
        /** In parentheses. */
        COMMENT,
        SEMICOLON
    }

    /**
     * A part of the value.
     *
     * @param kind what it is
     * @param text its text; of a comment or literal, that between the brackets
     * @param glued whether neither white space nor the start of the value stands before it
     */
    record Part(Kind kind, String text, boolean glued) {
        boolean is(Kind wanted) {
            return kind == wanted;
        }

        /** Whether this is a comment that begins with some text, in any case. */
        boolean isComment(String start) {
            return kind == Kind.COMMENT && startsWith(text, start);
        }

        /** The text as it stood. */
        String raw() {
            return kind == Kind.LITERAL ? "[" + text + "]" : text;
        }
    }

    private static final String SPECIALS = "()<>[];\"\\";

    private final String text;
    private int at;
    private final List<Part> parts = new ArrayList<>();
    private Optional<String> fault = Optional.empty();
    /** Where the compound that is being read begins; -1 if none is. It has words, literals, paths, quoted strings. */
    private int open = -1;

    private Kind openKind = Kind.WORD;
    private boolean openGlued;

    TraceScanner(String value) {
        text = value;
        while (at < text.length() && fault.isEmpty()) {
            scan(text.charAt(at));
        }
        close();
    }

    /** The parts in order. */
    List<Part> parts() {
        return parts;
    }

    /** Why the value cannot be split with certainty. */
    Optional<String> fault() {
        return fault;
    }

    static boolean startsWith(String text, String start) {
        return text.regionMatches(true, 0, start, 0, start.length());
    }

    private void scan(char c) {
        int start = at;
        switch (c) {
            case ' ', '\t' -> {
                close();
                at++;
            }
            case ';' -> {
                close();
                at++;
                parts.add(new Part(Kind.SEMICOLON, ";", false));
            }
            case '(' -> {
                close();
                comment();
                addOuter(start);
            }
            case '[' -> {
                literal();
                extend(Kind.LITERAL, start);
            }
            case '<' -> {
                path();
                extend(Kind.PATH, start);
            }
            case '"' -> {
                quoted();
                extend(Kind.MIXED, start);
            }
            default -> {
                while (at < text.length() && isInWord(text.charAt(at))) {
                    at++;
                }
                if (at == start) {
                    fail("has " + (c < ' ' || c == 0x7f ? "a control character" : "a " + c + " out of place"));
                }
                extend(Kind.WORD, start);
            }
        }
    }

    private static boolean isInWord(char c) {
        return c > ' ' && c != 0x7f && SPECIALS.indexOf(c) < 0;
    }

    private void fail(String reason) {
        if (fault.isEmpty()) {
            fault = Optional.of(reason);
        }
        at = text.length();
    }

    private void extend(Kind kind, int start) {
        openKind = open < 0 ? kind : Kind.MIXED;
        if (open < 0) {
            open = start;
            openGlued = isAfterPart(start);
        }
        requireOwn(start);
    }

    private void close() {
        if (open >= 0 && fault.isEmpty()) {
            boolean literal = openKind == Kind.LITERAL;
            parts.add(new Part(openKind, text.substring(literal ? open + 1 : open, literal ? at - 1 : at), openGlued));
        }
        open = -1;
    }

    private void addOuter(int start) {
        requireOwn(start);
        if (fault.isEmpty()) {
            parts.add(new Part(Kind.COMMENT, text.substring(start + 1, at - 1), isAfterPart(start)));
        }
    }

    private boolean isAfterPart(int start) {
        return start > 0 && text.charAt(start - 1) != ' ' && text.charAt(start - 1) != '\t';
    }

    /**
     * Refuses a part that may hold the rest of the server's own field: a sender who opens a bracket or quote in the
     * HELO, and closes it in the recipient or in the first line of DATA, hides what the server wrote in between.
     */
    private void requireOwn(int start) {
        boolean by = false;
        boolean more = false;
        int word = start;
        for (int i = start; i <= at && i <= text.length(); i++) {
            char c = i < at ? text.charAt(i) : ' ';
            if (!Character.isLetterOrDigit(c)) {
                by |= isWord(word, i, "by");
                more |= isWord(word, i, "with") || c == ';' || (c == '[' && i > start);
                word = i + 1;
            }
        }
        if (by && more) { // [RCVD-6]
            fail("has \"by\" inside of brackets or quotes");
        }
    }

    private boolean isWord(int start, int end, String wanted) {
        return end - start == wanted.length() && text.regionMatches(true, start, wanted, 0, wanted.length());
    }

    /** Reads a comment. Its quotes must not change where it ends, since some readers know quotes in comments. */
    private void comment() {
        int depth = 0;
        int quoted = -1;
        do {
            char c = text.charAt(at);
            if (c == '(') {
                depth++;
            } else if (c == ')') {
                depth--;
            } else if (c == '"') {
                if (quoted >= 0 && quoted != depth) {
                    fail("has a parenthesis inside of quotes");
                    return;
                }
                quoted = quoted < 0 ? depth : -1;
            } else if (isControl(c) || (c == '\\' && (at + 1 == text.length() || escapes(text.charAt(at + 1))))) {
                fail("has a backslash or control character in a comment");
                return;
            }
            if (depth < quoted) {
                fail("has a parenthesis inside of quotes");
                return;
            }
            at++;
        } while (depth > 0 && at < text.length());
        if (depth > 0) {
            fail("has a comment that does not end");
        }
    }

    private static boolean escapes(char c) {
        return c == '(' || c == ')' || c == '"' || c == '\\';
    }

    private static boolean isControl(char c) {
        return (c < ' ' && c != '\t') || c == 0x7f;
    }

    private void literal() {
        at++;
        while (at < text.length() && "[]<>;\"\\".indexOf(text.charAt(at)) < 0 && !isControl(text.charAt(at))) {
            at++;
        }
        end(']');
    }

    private void path() {
        at++;
        while (at < text.length() && text.charAt(at) != '>') {
            if (text.charAt(at) == '"') {
                quoted();
            } else if (isInWord(text.charAt(at)) || text.charAt(at) == '[' || text.charAt(at) == ']') {
                at++;
            } else {
                fail("has a path with white space or a bracket in it");
            }
        }
        end('>');
    }

    private void quoted() {
        at++;
        while (at < text.length() && text.charAt(at) != '"' && !isControl(text.charAt(at))) {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        end('"');
    }

    private void end(char wanted) {
        if (at < text.length() && text.charAt(at) == wanted) {
            at++;
        } else {
            fail("has a " + wanted + " missing");
        }
    }
}
